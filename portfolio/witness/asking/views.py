"""The learner's page that asks a witness: for a unit, with the gaps chosen already, and what they will read."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from flask import jsonify, render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.base.clock import now
from portfolio.base.web.pages import PageProblem, go, guarded, is_autosave, not_found, tell
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.records import learner_list
from portfolio.evidence.records.learner_list import ChoosablePiece
from portfolio.outsiders.rules import NotOpen, RequestRefused, TooMany
from portfolio.people import store as people
from portfolio.people.guards import current_person
from portfolio.people.networks import network_mark
from portfolio.people.roles import KEEPS_PORTFOLIO
from portfolio.witness.asking.beginning import (
    Beginning,
    details_in,
    mark_of,
    same_occasion,
    same_person,
)
from portfolio.witness.asking.forms import AskWitnessForm
from portfolio.witness.asking.gaps import Gap, gaps_of, suggested
from portfolio.witness.blueprint import blueprint
from portfolio.witness.model import RequestState, WitnessRequest
from portfolio.witness.requests import store
from portfolio.witness.requests.letter import letter
from portfolio.witness.requests.rules import problems_of
from portfolio.witness.requests.witness_links import LINKS, pieces_of
from portfolio.witness.statements.brief import ALWAYS, questions

EARLIER = ("correct", "instead", "again")
"""Names in the address of one's own earlier request: the same with another address, the same occasion
with another person, or the same person about another occasion."""


@blueprint.route("/witnesses/ask", methods=["GET", "POST"])
@guarded(*KEEPS_PORTFOLIO)
def ask() -> str | Response:
    """Ask a witness; with several units, first choose for which."""
    begins = _beginning()
    enrolment = _chosen(enrolments.of_learner(current_person().id), begins)
    if enrolment is None:
        return _choose_unit()
    gaps, pieces = gaps_of(enrolment), _own_pieces()
    form = AskWitnessForm(data=_values(begins, enrolment, gaps, pieces))
    form.offer(enrolment.unit, gaps, pieces)
    details: tuple[str, ...] = ()
    wanted = _wanted()
    if wanted == "send" and form.validate():
        details = _pointed_out(form)
        if details:
            form.show(problems_of(form.asking, [gap.code for gap in gaps]))
        elif made := _send(form, enrolment, begins):
            return _sent(made)
    if is_autosave():  # the script sends it once more as a form, and the page says what is to mend
        return Response(status=422)
    preview = wanted == "preview"
    return _page(form, enrolment, begins, gaps, pieces, details=details, preview=preview)


def _wanted() -> str:
    """Return which button was pressed; a form that says none is sent, unless a script asks."""
    if request.method != "POST":
        return ""
    return request.form.get("do", "" if is_autosave() else "send")


def _choose_unit() -> str:
    """Ask for which unit; what else the address says goes along."""
    mine = enrolments.of_learner(current_person().id)
    ways = [(enrolment, _here(enrolment)) for enrolment in mine]
    return render_template("witness/asking/choose_unit.html", ways=ways)


def _here(enrolment: Enrolment) -> str:
    """Return the address of this page for an enrolment, with what else it says."""
    along: dict[str, Any] = {name: request.args.getlist(name) for name in ("evidence", *EARLIER)}
    return url_for("witness.ask", enrolment=enrolment.id, **along)


def _beginning() -> Beginning:
    """Return with what the form begins: one's own earlier request, named in the address, or nothing."""
    for name in EARLIER:
        wanted = request.args.get(name)
        if wanted:
            before = _earlier(wanted)
            person = {} if name == "instead" else same_person(before)
            if name == "again":
                return Beginning(person)
            occasion = same_occasion(before, [piece.id for piece in pieces_of(before)])
            return Beginning(person | occasion, before, same_person=name == "correct")
    return Beginning()


def _earlier(wanted: str) -> WitnessRequest:
    try:
        found = store.own(current_person(), UUID(wanted))
    except ValueError:
        not_found()
    if found is None or found.corrects_evidence_id:
        not_found()
    return found


def _chosen(mine: Sequence[Enrolment], begins: Beginning) -> Enrolment | None:
    if len(mine) == 1:
        return mine[0]
    before = str(begins.instead_of.enrolment_id) if begins.instead_of else ""
    wanted = request.args.get("enrolment") or before
    return next((enrolment for enrolment in mine if str(enrolment.id) == wanted), None)


def _own_pieces() -> list[ChoosablePiece]:
    return learner_list.choosable(current_person().id, store.kinds_to_ask_about())


def _values(
    begins: Beginning, enrolment: Enrolment, gaps: Sequence[Gap], pieces: Sequence[ChoosablePiece]
) -> dict[str, Any]:
    """Return what the form begins with; the first gaps are chosen unless an earlier request says otherwise."""
    known = {str(piece.id): piece.id for piece in pieces}
    about = [piece_id for piece_id in request.args.getlist("evidence") if piece_id in known]
    claimed = learner_list.claimed_with([known[piece_id] for piece_id in about], enrolment.id)
    fresh = {"key": uuid4().hex, "about": about, "criteria": suggested(gaps, claimed)}
    return fresh | dict(begins.values)


def _pointed_out(form: AskWitnessForm) -> tuple[str, ...]:
    """Return customer details in the message, once: sent again unchanged, it goes."""
    message = form.what_they_saw.data or ""
    if form.looked_at.data == mark_of(message):
        return ()
    names = [current_person().name, form.witness_name.data or "", form.employer.data or ""]
    found = details_in(message, names)
    form.looked_at.data = mark_of(message) if found else ""
    return found


def _send(form: AskWitnessForm, enrolment: Enrolment, begins: Beginning) -> WitnessRequest | None:
    """Ask, or say in the form why not."""
    try:
        return store.ask(
            current_person(),
            enrolment_id=enrolment.id,
            criteria=form.criteria.data or [],
            about=form.about_ids,
            asked_from=network_mark(request.remote_addr),
            key=form.key.data or "",
            instead_of=begins.instead_of.id if begins.instead_of else None,
            **form.person,
        )
    except RequestRefused as refused:
        form.show(refused.problems)
    except (TooMany, NotOpen) as problem:
        form.form_errors.append(str(problem))
    except store.NotYours as problem:
        raise PageProblem(str(problem), back=url_for("witness.requests")) from problem
    return None


def _sent(made: WitnessRequest) -> Response:
    waits = made.state == RequestState.WAITING
    how = "Your assessor can pass the link on." if waits else "They get a link by e-mail."
    known = " Your centre knows this address." if made.vouched_through else ""
    tell(f"Your request to {made.witness_name} is made. {how}{known}")
    if is_autosave():
        return jsonify(next=url_for("witness.request", request_id=made.id))
    return go("witness.request", request_id=made.id)


def _page(
    form: AskWitnessForm,
    enrolment: Enrolment,
    begins: Beginning,
    gaps: Sequence[Gap],
    pieces: Sequence[ChoosablePiece],
    *,
    details: tuple[str, ...],
    preview: bool,
) -> str:
    chosen = set(form.about.data or ())
    centre = people.the_centre()
    subject, body = letter(
        learner=current_person().name,
        witness=form.witness_name.data or "Their name",
        centre=centre.name if centre else "",
        until=now() + LINKS.lasts,
    )
    return render_template(
        "witness/asking/ask.html",
        form=form,
        unit=enrolment.unit,
        here=_here(enrolment),
        begins=begins,
        reasons={gap.code: gap.words for gap in gaps},
        pieces={str(piece.id): piece for piece in pieces},
        chosen=[piece for piece in pieces if str(piece.id) in chosen],
        known=[] if begins.values else store.asked_before(current_person().id),
        details=details,
        preview=preview,
        always=ALWAYS,
        questions=questions(enrolment.unit, form.criteria.data or []),
        subject=subject,
        letter=body,
    )
