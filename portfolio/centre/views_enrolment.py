"""One enrolment: another assessor, withdrawing it, taking it up again."""

from uuid import UUID

from flask import render_template
from werkzeug.wrappers import Response

from portfolio.base.web.pages import go, guarded, not_found, tell
from portfolio.centre import choices, store
from portfolio.centre.blueprint import blueprint
from portfolio.centre.forms import ReasonForm, ReassignForm
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.people.guards import current_person
from portfolio.people.roles import LOOKS_AFTER_CENTRE


def _found(enrolment_id: UUID) -> Enrolment:
    return enrolments.by_id(enrolment_id) or not_found()


@blueprint.route("/centre/enrolments/<uuid:enrolment_id>", methods=["GET", "POST"])
@guarded(*LOOKS_AFTER_CENTRE)
def enrolment(enrolment_id: UUID) -> str | Response:
    """Show an enrolment; a POST gives it to another assessor."""
    found = _found(enrolment_id)
    learner, assessors = found.learner.name, store.assessors()
    form = ReassignForm()
    form.offer(
        [
            assessor
            for assessor in assessors
            if assessor.id not in (found.assessor_id, found.learner_id)
        ]
    )
    if not found.withdrawn_at and form.validate_on_submit():
        assessor = choices.account(UUID(form.assessor.data))
        try:
            enrolments.reassign(enrolment_id, assessor, current_person().actor)
        except enrolments.NotInThatRole as problem:
            form.assessor.errors = [str(problem)]
        else:
            tell(f"{assessor.name} now assesses {learner} on this unit.")
            return go("centre.enrolment", enrolment_id=enrolment_id)
    here = found.assessor_id in {assessor.id for assessor in assessors}
    return render_template(
        "centre/enrolment.html",
        enrolment=found,
        title=found.unit.title,
        form=form,
        assessor_here=here,
    )


@blueprint.route("/centre/enrolments/<uuid:enrolment_id>/withdraw", methods=["GET", "POST"])
@guarded(*LOOKS_AFTER_CENTRE)
def withdraw(enrolment_id: UUID) -> str | Response:
    """Ask for the reason and once more, then end an enrolment."""
    found = _found(enrolment_id)
    learner, form = found.learner.name, ReasonForm()
    if found.withdrawn_at:
        return go("centre.enrolment", enrolment_id=enrolment_id)
    if form.validate_on_submit():
        enrolments.withdraw(enrolment_id, current_person().actor, form.reason.data)
        tell(f"{learner} is withdrawn from this unit. What was done stays.")
        return go("centre.enrolment", enrolment_id=enrolment_id)
    return render_template(
        "centre/end_or_begin.html", enrolment=found, title=found.unit.title, form=form, ending=True
    )


@blueprint.route("/centre/enrolments/<uuid:enrolment_id>/reinstate", methods=["GET", "POST"])
@guarded(*LOOKS_AFTER_CENTRE)
def reinstate(enrolment_id: UUID) -> str | Response:
    """Ask for the reason, then take a withdrawn enrolment up again."""
    found = _found(enrolment_id)
    learner, form = found.learner.name, ReasonForm()
    if not found.withdrawn_at:
        return go("centre.enrolment", enrolment_id=enrolment_id)
    if form.validate_on_submit():
        try:
            enrolments.reinstate(enrolment_id, current_person().actor, form.reason.data)
        except enrolments.AlreadyEnrolled as problem:
            form.reason.errors = [str(problem)]
        else:
            tell(f"{learner} is enrolled on this unit again.")
            return go("centre.enrolment", enrolment_id=enrolment_id)
    return render_template(
        "centre/end_or_begin.html", enrolment=found, title=found.unit.title, form=form, ending=False
    )
