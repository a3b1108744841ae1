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
from portfolio.base.translating import gettext as _
from portfolio.base.translating import in_their_language
from portfolio.base.web.pages import ANYONE, csrf, guarded, is_autosave, takes_up_to
from portfolio.evidence.records.store import Incomplete
from portfolio.outsiders.pages import (
    LinkClosed,
    first_opened,
    plain_frame,
    sealed_secret,
    show_refusals,
)
from portfolio.people.networks import network_mark
from portfolio.witness.answering import declining, drafting
from portfolio.witness.answering.drafting import WrittenElsewhere
from portfolio.witness.answering.forms import DeclareForm, DeclineForm, is_too_long
from portfolio.witness.answering.pages import answers_in, form_of, others_left, tick_not_seen
from portfolio.witness.answering.showing import (
    LENGTH_OF_SECRET,
    came_from_check,
    check_page,
    declare_page,
    first_page,
    others_page,
    page,
    part_page,
)
from portfolio.witness.answering.views_recording import MOST_BYTES, held, taken_from, words_page
from portfolio.witness.blueprint import blueprint
from portfolio.witness.model import Declined
from portfolio.witness.requests import witness_links
from portfolio.witness.requests.witness_links import OpenedRequest
from portfolio.witness.statements import store as statements
from portfolio.witness.statements.answers import PARTS, fingerprint, first_gap, only_heard

Answer = str | tuple[str, int]
REASONS = {
    "not-me": Declined.NOT_ME,
    "somebody-else": Declined.SOMEBODY_ELSE,
    "cannot": Declined.CANNOT,
}


@blueprint.get("/w/<path:token>")
@guarded(ANYONE)
@in_their_language
def opened(token: str) -> Answer:
    """Say who asks, why, and what happens; nothing is written, however often it is opened."""
    return first_page(first_opened(witness_links.open_request, token, "witness link"), token)


@blueprint.post("/witness/statement/<any(seen, you, words, criteria):part>")
@guarded(ANYONE)
@in_their_language
@takes_up_to(MOST_BYTES)
def part(part: str) -> Any:
    """Keep what was written on one page, and go on, back, or away."""
    found, token = held()
    wish = request.form.get("do", "next")
    if wish in ("show", "change"):
        return part_page(part, found, token, changing=wish == "change")
    form = form_of(part, found, request.form)
    if wish in ("none", "rest") and part == "criteria":
        tick_not_seen(form, found)
    if is_too_long(form):
        form.validate()
        return _too_long(part, found, token, form)
    answers = answers_in(part, form, found)
    try:
        drafting.save_draft(token, answers, seen=request.form.get("seen_revision"))
    except WrittenElsewhere as other:
        both = part_page(part, found, token, form=form, other=other.saved)
        return both, HTTPStatus.CONFLICT
    if is_autosave():
        return {
            "revision": fingerprint(answers),
            "saved": _("at %(time)s", time=f"{local(now()):%H:%M}"),
        }
    if part == "words" and (problem := taken_from(token)):
        return words_page(token, problem)
    return _onward(part, found, token, form, wish)


def _too_long(part_name: str, found: OpenedRequest, token: str, form: Form) -> Any:
    if is_autosave():
        return {"problem": _("One of the answers is too long.")}, HTTPStatus.BAD_REQUEST
    return part_page(part_name, found, token, form=form)


def _onward(part_name: str, found: OpenedRequest, token: str, form: Form, wish: str) -> Answer:
    place = PARTS.index(part_name)
    if wish == "save":
        return page("saved", found, token)
    if wish == "back":
        return part_page(PARTS[place - 1], found, token) if place else first_page(found, token)
    if part_name == "seen" and only_heard(found.request.draft):
        return page("heard", found, token)
    if part_name == "criteria" and wish == "next" and others_left(form, found):
        return others_page(found, token, form)
    through = part_name == "criteria" and wish == "through"
    if through or wish == "none" or not form.validate():
        ticked = wish == "none"
        return part_page(part_name, found, token, form=form, ticked=ticked, going_through=through)
    return _forward(place, found, token)


def _forward(place: int, found: OpenedRequest, token: str) -> Answer:
    if only_heard(found.request.draft):
        return page("heard", found, token)
    if came_from_check() and not first_gap(found.request.draft, found.unit):
        return check_page(found, token)
    following = PARTS[place + 1]
    return check_page(found, token) if following == "check" else part_page(following, found, token)


@blueprint.post("/witness/statement/check")
@guarded(ANYONE)
@in_their_language
def check() -> Answer:
    """Show all answers once more."""
    return check_page(*held())


@blueprint.post("/witness/statement/declare")
@guarded(ANYONE)
@in_their_language
def declare() -> Answer:
    """Show the declaration, with a new secret by which this browser may see its receipt again."""
    found, token = held()
    if first_gap(found.request.draft, found.unit):
        return check_page(found, token)
    return declare_page(found, token, DeclareForm())


@blueprint.post("/witness/statement/send")
@guarded(ANYONE)
@in_their_language
def send() -> Answer:
    """Send the statement in, once; the same browser's retry sees the same receipt."""
    secret = request.form.get("receipt", "")
    form = DeclareForm(request.form)
    try:
        found, token = held()
        if len(secret) != LENGTH_OF_SECRET or not form.validate():
            return declare_page(found, token, form, secret)
        mark = network_mark(request.remote_addr)
        receipt = statements.submit(token, secret, form.signed.data, sent_from=mark)
    except LinkClosed:
        again = statements.receipt_again(secret)
        if again is None:
            raise
        receipt = again
    except Incomplete as problem:
        return check_page(*held(), problem=str(problem))
    return render_template(
        "witness/answering/receipt.html",
        receipt=receipt,
        mail_leaves=current_app.config["MAIL_REALLY_LEAVES"],
        **plain_frame(),
    )


@blueprint.post("/witness/statement/<any('not-me', 'somebody-else', cannot):why>")
@guarded(ANYONE)
@in_their_language
def decline(why: str) -> Answer:
    """Ask once more, then note that there will be no statement; a second press changes nothing."""
    is_sure = request.form.get("do") == "sure"
    form = DeclineForm(request.form if is_sure else None)
    if not is_sure or not form.validate():
        found, token = held()
        return page("decline", found, token, form=form, why=why)
    declining.decline(sealed_secret(), REASONS[why], form.words.data or "")
    return render_template("witness/answering/declined.html", **plain_frame())


@blueprint.get("/witness/statement/<path:_part>")
@guarded(ANYONE)
@in_their_language
def reopen(_part: str) -> str:
    """Say how to go on, to somebody who reloaded or kept the address of a later page."""
    return render_template("witness/answering/reopen.html", **plain_frame())


for _view in (part, check, declare, send, decline):
    csrf.exempt(_view)


# --- who may, and what is not open ----------------------------------------------------------------


def _typed() -> dict[str, list[str]]:
    """Return the words that came with the form: they are shown again, so that nobody loses them to a newer link."""
    written = ("statement", "words")
    words = [
        words
        for name, words in request.form.items()
        if (name in written or name.startswith("words_")) and words.strip()
    ]
    return {"typed": words}


show_refusals(
    blueprint,
    closed="witness/answering/closed.html",
    signed_in="witness/answering/signed_in.html",
    more=_typed,
)
