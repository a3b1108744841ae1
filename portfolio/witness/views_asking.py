"""The learner's pages: whom I asked, how far they are, ask somebody, cancel, send again."""

from collections.abc import Sequence
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.base.clock import now
from portfolio.base.pages import PageProblem, go, guarded, not_found, tell, warn
from portfolio.criteria.model import Unit
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.evidence import store as evidence
from portfolio.evidence.model import Evidence
from portfolio.people.asking import NotOpen, Refused, TooMany
from portfolio.people.guards import current_person
from portfolio.people.networks import network_mark
from portfolio.witness import statements, store
from portfolio.witness.entrance import blueprint
from portfolio.witness.forms import AskForm
from portfolio.witness.model import WitnessRequest


@blueprint.get("/witnesses")
@guarded("learner")
def requests() -> str:
    """List whom the learner asked; the link itself is never shown."""
    rows = store.of_learner(current_person().id)
    return render_template(
        "witness/requests.html",
        rows=rows,
        moment=now(),
        pieces=statements.evidence_of([row.id for row in rows]),
        enrolled=bool(enrolments.of_learner(current_person().id)),
    )


@blueprint.route("/witnesses/ask", methods=["GET", "POST"])
@guarded("learner")
def ask() -> str | Response:
    """Ask a witness; with several units, first choose for which."""
    mine = enrolments.of_learner(current_person().id)
    enrolment = _chosen(mine, request.args.get("enrolment", ""))
    if enrolment is None:
        return render_template(
            "witness/choose_unit.html", enrolments=mine, evidence=request.args.get("evidence")
        )
    unit = enrolment.unit
    form = AskForm(data={"about": request.args.get("evidence", "")})
    form.offer(unit, _own_pieces())
    if form.validate_on_submit():
        made = _send(form, enrolment)
        if made is not None:
            tell(f"Your request to {made.witness_name} is made. You can see here how far it is.")
            return go("witness.request", request_id=made.id)
    return _ask_page(form, unit, enrolment)


def _ask_page(form: AskForm, unit: Unit, enrolment: Enrolment) -> str:
    here = url_for("witness.ask", enrolment=enrolment.id)
    return render_template("witness/ask.html", form=form, unit=unit, here=here)


def _chosen(mine: Sequence[Enrolment], wanted: str) -> Enrolment | None:
    if len(mine) == 1:
        return mine[0]
    return next((one for one in mine if str(one.id) == wanted), None)


def _own_pieces() -> list[Evidence]:
    rows = evidence.of_learner(current_person().id)
    return [one for one in rows if one.by_learner and "learner" in one.kind.written_by]


def _send(form: AskForm, enrolment: Enrolment) -> WitnessRequest | None:
    """Ask, or say in the form why not."""
    try:
        return store.ask(
            current_person(),
            enrolment_id=enrolment.id,
            witness_name=form.witness_name.data,
            witness_role=form.witness_role.data,
            relationship=form.relationship.data,
            witness_email=form.witness_email.data,
            what_they_saw=form.what_they_saw.data,
            criteria=form.criteria.data or [],
            about=[form.about_id] if form.about_id else [],
            asked_from=network_mark(request.remote_addr),
        )
    except Refused as refused:
        form.show(refused.problems)
    except TooMany as problem:
        form.form_errors.append(str(problem))
    return None


@blueprint.get("/witnesses/<uuid:request_id>", endpoint="request")
@guarded("learner")
def one_request(request_id: UUID) -> str:
    """Show one request: its state, and what can be done."""
    row = _own(request_id)
    enrolment = enrolments.by_id(row.enrolment_id) or not_found()
    first = [one for one in enrolment.unit.criteria if one.code in row.criteria]
    return render_template(
        "witness/request.html",
        row=row,
        state=row.state_at(now()),
        enrolment=enrolment,
        first=[f"{one.code}. {one.title}" for one in first],
        piece=statements.evidence_of([row.id]).get(row.id),
    )


@blueprint.route("/witnesses/<uuid:request_id>/cancel", methods=["GET", "POST"])
@guarded("learner")
def cancel(request_id: UUID) -> str | Response:
    """Ask once more, then take the request back."""
    row = _own(request_id)
    if request.method != "POST":
        return render_template("witness/cancel.html", row=row)
    try:
        store.cancel(current_person(), request_id)
    except NotOpen as problem:
        warn(str(problem))
    else:
        tell(f"The request to {row.witness_name} is cancelled. Its link no longer works.")
    return go("witness.request", request_id=request_id)


@blueprint.post("/witnesses/<uuid:request_id>/again")
@guarded("learner")
def again(request_id: UUID) -> Response:
    """Send a new link; the old one stops working."""
    row = _own(request_id)
    try:
        store.send_again(current_person(), request_id)
    except (NotOpen, TooMany, Refused) as problem:
        warn(str(problem))
    except store.NotYours as problem:
        raise PageProblem(str(problem), back=url_for("witness.requests")) from problem
    else:
        tell(f"{row.witness_name} gets a new link. The old one no longer works.")
    return go("witness.request", request_id=request_id)


def _own(request_id: UUID) -> WitnessRequest:
    return store.own(current_person(), request_id) or not_found()
