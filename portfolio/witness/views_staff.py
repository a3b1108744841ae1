"""The staff's pages: requests that wait, vouching for an address, releasing a link by hand, confirming a statement."""

from typing import NoReturn
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.base.clock import now
from portfolio.base.pages import PageProblem, go, guarded, not_found, tell
from portfolio.evidence import store as evidence
from portfolio.people.asking import NotOpen
from portfolio.people.guards import current_person
from portfolio.people.model import Account
from portfolio.witness import staff, standing
from portfolio.witness.entrance import blueprint
from portfolio.witness.forms import ConfirmForm, VouchForm
from portfolio.witness.links import newest_links
from portfolio.witness.model import WitnessRequest


@blueprint.get("/witnesses/waiting")
@guarded("assessor", "administrator")
def waiting() -> str:
    """List the requests of one's learners (an administrator: everybody's) that wait for a statement."""
    rows = staff.waiting_for(current_person())
    newest = newest_links([row[0].id for row in rows])
    return render_template("witness/waiting.html", rows=rows, links=newest, moment=now())


@blueprint.route("/witnesses/<uuid:request_id>/vouch", methods=["GET", "POST"])
@guarded("assessor", "administrator")
def vouch(request_id: UUID) -> str | Response:
    """Say how one knows that the address is the witness's."""
    row, learner = _found(request_id)
    form = VouchForm()
    if form.validate_on_submit():
        try:
            staff.vouch(current_person(), request_id, form.how.data)
        except (NotOpen, staff.OwnAddress) as problem:
            _cannot(problem)
        tell(f"You have vouched for {row.witness_name}’s address.")
        return go("witness.waiting")
    return render_template("witness/vouch.html", row=row, learner=learner, form=form)


@blueprint.route("/witnesses/<uuid:request_id>/release", methods=["GET", "POST"])
@guarded("assessor", "administrator")
def release(request_id: UUID) -> str:
    """Ask once more; then show a new link, this once. It is not kept, so there is no page to go to."""
    row, learner = _found(request_id)
    if request.method != "POST":
        return render_template("witness/release.html", row=row, learner=learner)
    try:
        row, link = staff.release(current_person(), request_id)
    except (NotOpen, staff.OwnAddress) as problem:
        _cannot(problem)
    return render_template("witness/released.html", row=row, learner=learner, link=link)


def _found(request_id: UUID) -> tuple[WitnessRequest, Account]:
    return staff.for_staff(current_person(), request_id) or not_found()


def _cannot(problem: Exception) -> NoReturn:
    raise PageProblem(str(problem), back=url_for("witness.waiting")) from problem


@blueprint.route("/witnesses/statements/<uuid:statement_id>/confirm", methods=["GET", "POST"])
@guarded("assessor")
def confirm(statement_id: UUID) -> str | Response:
    """Record that one asked the witness by another way, and what they answered."""
    shown = standing.for_assessor(current_person(), statement_id) or not_found()
    piece = evidence.for_reader(current_person(), shown.evidence.id) or not_found()
    form = ConfirmForm()
    if form.validate_on_submit():
        yes = form.confirmed.data == "yes"
        try:
            standing.confirm(statement_id, current_person(), confirmed=yes, how=form.how.data)
        except standing.BothWitnessAndAssessor as problem:
            raise PageProblem(str(problem), back=url_for("assessment.queue")) from problem
        tell("The statement is confirmed." if yes else "The statement is marked as disputed.")
        return go("assessment.piece", evidence_id=shown.evidence.id)
    return render_template(
        "witness/confirm.html",
        shown=shown,
        said=piece.current.get("statement", ""),
        standing=standing.standing(shown.statement),
        form=form,
    )
