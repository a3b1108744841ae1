"""The witness's own way: one link, no account, no cookie; nothing changes until they post something.

Only the first page stands at the link itself. Every later page is the answer to a form that carries
the link's secret sealed, to an address without it, so that the secret is in no log, history or
Referer. A browser without cookies has no session and so no CSRF token: these views are exempt from
that check, because the sealed secret in the form is what another site could not send.
"""

from http import HTTPStatus
from typing import Any

from flask import current_app, render_template, request
from wtforms import Form

from portfolio.base.clock import local, now
from portfolio.base.links import mint, seal
from portfolio.base.pages import ANYONE, csrf, guarded, is_autosave
from portfolio.evidence.store import Incomplete
from portfolio.people import link_guesses
from portfolio.people.guards import person_or_none
from portfolio.people.outsiders import (
    LinkClosed,
    SignedInHere,
    plain_frame,
    refuse_signed_in,
    sealed_secret,
)
from portfolio.witness import links, statements
from portfolio.witness.answering import DECLARATION, PARTS, answers_of, fingerprint, first_gap
from portfolio.witness.brief import ALWAYS, questions
from portfolio.witness.entrance import blueprint
from portfolio.witness.forms_witness import DeclareForm, DeclineForm, is_too_long
from portfolio.witness.links import Opened
from portfolio.witness.model import Declined
from portfolio.witness.pages import answers_in, details_in, form_of, summary_of
from portfolio.witness.statements import WrittenElsewhere

LENGTH_OF_SECRET = len(mint().text)
Answer = str | tuple[str, int]


@blueprint.get("/w/<token>")
@guarded(ANYONE)
def opened(token: str) -> Answer:
    """Say who asks, why, and what happens; nothing is written, however often it is opened."""
    refuse_signed_in()
    found = links.open_request(token)
    if found is None:
        link_guesses.note("witness link")
        raise LinkClosed
    return _first_page(found, token)


@blueprint.post("/witness/statement/<any(seen, you, words, criteria):part>")
@guarded(ANYONE)
def part(part: str) -> Any:
    """Keep what was written on one page, and go on, back, or away."""
    found, token = _held()
    wish = request.form.get("do", "next")
    if wish == "show":
        return _part_page(part, found, token)
    form = form_of(part, found, request.form)
    if is_too_long(form):
        form.validate()
        return _too_long(part, found, token, form)
    answers = answers_in(part, form, found)
    try:
        statements.save_draft(token, answers, seen=request.form.get("seen_revision"))
    except WrittenElsewhere as other:
        page = _part_page(part, found, token, form=form, other=other.saved)
        return page, HTTPStatus.CONFLICT
    if is_autosave():
        return {"revision": fingerprint(answers), "saved": f"at {local(now()):%H:%M}"}
    return _onward(part, found, token, form, wish)


def _too_long(part_name: str, found: Opened, token: str, form: Form) -> Any:
    if is_autosave():
        return {"problem": "One of the answers is too long."}, HTTPStatus.BAD_REQUEST
    return _part_page(part_name, found, token, form=form)


def _came_from_check() -> bool:
    """Whether one answer is being changed, so that the next page is the list of all answers again."""
    return request.form.get("came_from") == "check"


def _onward(part_name: str, found: Opened, token: str, form: Form, wish: str) -> Answer:
    place = PARTS.index(part_name)
    if wish == "save":
        return _page("saved", found, token)
    if wish == "back":
        return _part_page(PARTS[place - 1], found, token) if place else _first_page(found, token)
    if not form.validate():
        return _part_page(part_name, found, token, form=form)
    if _came_from_check() and not first_gap(found.request.draft, found.unit):
        return _check_page(found, token)
    following = PARTS[place + 1]
    return (
        _check_page(found, token) if following == "check" else _part_page(following, found, token)
    )


@blueprint.post("/witness/statement/check")
@guarded(ANYONE)
def check() -> Answer:
    """Show all answers once more."""
    return _check_page(*_held())


@blueprint.post("/witness/statement/declare")
@guarded(ANYONE)
def declare() -> Answer:
    """Show the declaration, with a new secret by which this browser may see its receipt again."""
    found, token = _held()
    if first_gap(found.request.draft, found.unit):
        return _check_page(found, token)
    return _declare_page(found, token, DeclareForm())


@blueprint.post("/witness/statement/send")
@guarded(ANYONE)
def send() -> Answer:
    """Send the statement in, once; the same browser's retry sees the same receipt."""
    secret = request.form.get("receipt", "")
    form = DeclareForm(request.form)
    try:
        found, token = _held()
        if len(secret) != LENGTH_OF_SECRET or not form.validate():
            return _declare_page(found, token, form, secret)
        receipt = statements.submit(token, secret, form.signed.data)
    except LinkClosed:
        again = statements.receipt_again(secret)
        if again is None:
            raise
        receipt = again
    except Incomplete as problem:
        return _check_page(*_held(), problem=str(problem))
    return render_template(
        "witness/receipt.html",
        receipt=receipt,
        mail_leaves=current_app.config["MAIL_REALLY_LEAVES"],
        **plain_frame(),
    )


@blueprint.post("/witness/statement/<any('not-me', cannot):why>")
@guarded(ANYONE)
def decline(why: str) -> Answer:
    """Ask once more, then note that there will be no statement."""
    found, token = _held()
    reason = Declined.NOT_ME if why == "not-me" else Declined.CANNOT
    form = DeclineForm(request.form if request.form.get("do") == "sure" else None)
    if request.form.get("do") != "sure" or not form.validate():
        return _page("decline", found, token, form=form, reason=reason, why=why)
    statements.decline(token, reason, form.words.data or "")
    return render_template("witness/declined.html", reason=reason, **plain_frame())


@blueprint.get("/witness/statement/<path:_part>")
@guarded(ANYONE)
def reopen(_part: str) -> str:
    """Say how to go on, to somebody who reloaded or kept the address of a later page."""
    return render_template("witness/reopen.html", **plain_frame())


for _view in (part, check, declare, send, decline):
    csrf.exempt(_view)


# --- who may, and what is not open ----------------------------------------------------------------


def _held() -> tuple[Opened, str]:
    """Return the request that the form's sealed secret opens, and the secret. Raises LinkClosed."""
    token = sealed_secret()
    found = links.open_request(token)
    if found is None:
        raise LinkClosed
    return found, token


@blueprint.errorhandler(LinkClosed)
def _closed(_problem: LinkClosed) -> tuple[str, int]:
    """Show the one page for every link that isn't open: the same, byte for byte."""
    page = render_template("witness/closed.html", **plain_frame())
    return page, HTTPStatus.NOT_FOUND


@blueprint.errorhandler(SignedInHere)
def _signed_in(_problem: SignedInHere) -> tuple[str, int]:
    page = render_template("witness/signed_in.html", person=person_or_none(), **plain_frame())
    return page, HTTPStatus.FORBIDDEN


# --- pages ----------------------------------------------------------------------------------------


def _page(name: str, found: Opened, token: str, **more: Any) -> str:
    asked = questions(found.unit, found.request.criteria)
    return render_template(
        f"witness/{name}.html",
        row=found.request,
        learner=found.learner,
        pieces=found.pieces,
        unit=found.unit,
        questions=asked,
        always=ALWAYS,
        sealed=seal(token),
        **plain_frame(),
        **more,
    )


def _first_page(found: Opened, token: str) -> str:
    return _page("opened", found, token)


def _part_page(
    name: str,
    found: Opened,
    token: str,
    *,
    form: Form | None = None,
    other: dict[str, Any] | None = None,
) -> str:
    kept = answers_of(found.request.draft, name) if other is None else other
    shown = form or form_of(name, found)
    return _page(
        name,
        found,
        token,
        form=shown,
        part=name,
        step=PARTS.index(name) + 1,
        steps=len(PARTS),
        revision=fingerprint(kept),
        other=other,
        came_from="check" if _came_from_check() else "",
    )


def _check_page(found: Opened, token: str, problem: str = "") -> str:
    gap = first_gap(found.request.draft, found.unit)
    if gap:
        form = form_of(gap, found)
        form.validate()
        return _part_page(gap, found, token, form=form)
    shown = summary_of(found)
    return _page(
        "check",
        found,
        token,
        sections=shown,
        details=details_in(shown),
        problem=problem,
        step=PARTS.index("check") + 1,
        steps=len(PARTS),
    )


def _declare_page(found: Opened, token: str, form: DeclareForm, secret: str = "") -> str:
    kept = secret if len(secret) == LENGTH_OF_SECRET else mint().text
    return _page(
        "declare",
        found,
        token,
        form=form,
        declaration=DECLARATION,
        receipt=kept,
        step=PARTS.index("declare") + 1,
        steps=len(PARTS),
    )
