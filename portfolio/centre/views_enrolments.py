"""The list of enrolments, and enrolling a learner."""

from itertools import groupby
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.base.web.pages import go, guarded, tell
from portfolio.base.web.paging import page_of
from portfolio.centre import choices, store
from portfolio.centre.blueprint import blueprint
from portfolio.centre.forms import EnrolForm
from portfolio.enrolment.store import AlreadyEnrolled, NotInThatRole
from portfolio.people.guards import current_person
from portfolio.people.roles import LOOKS_AFTER_CENTRE, Role

PER_PAGE = 100
SEARCH_FROM = 10
"""With more enrolments than this the list has a search box."""


@blueprint.get("/centre/enrolments")
@guarded(*LOOKS_AFTER_CENTRE)
def enrolments() -> str:
    """List the enrolments by unit, those that were withdrawn last."""
    unit, search = request.args.get("unit", ""), request.args.get("q", "").strip()
    every = store.lines()
    titles = {enrolment_row.unit_id: enrolment_row.unit_title for enrolment_row in every}
    found = [
        enrolment_row for enrolment_row in every if _wanted(enrolment_row, unit, search.casefold())
    ]
    page = page_of(
        [enrolment_row for enrolment_row in found if not enrolment_row.withdrawn_at],
        request.args.get("page", 1, type=int),
        PER_PAGE,
        lambda number: url_for(
            "centre.enrolments", unit=unit or None, q=search or None, page=number
        ),
    )
    groups = [
        (title, list(rows)) for title, rows in groupby(page.items, lambda row: row.unit_title)
    ]
    return render_template(
        "centre/enrolments.html",
        page=page,
        groups=groups,
        withdrawn=[enrolment_row for enrolment_row in found if enrolment_row.withdrawn_at],
        titles=titles,
        unit=unit,
        search=search,
        any=bool(every),
        searchable=bool(unit or search) or len(every) > SEARCH_FROM,
    )


def _wanted(line: store.EnrolmentRow, unit: str, search: str) -> bool:
    names = f"{line.learner} {line.assessor}".casefold()
    return (not unit or line.unit_id == unit) and search in names


@blueprint.route("/centre/enrolments/new", methods=["GET", "POST"])
@guarded(*LOOKS_AFTER_CENTRE)
def enrol() -> str | Response:
    """Enrol a learner on one or several units with an assessor."""
    form = EnrolForm(data={"learner": request.args.get("learner", "")})
    learners, assessors = store.learners(), store.assessors()
    form.offer(choices.units().values(), assessors)
    form.offer_learners(learners)
    if form.validate_on_submit() and form.assessor_id:
        learner = choices.account(UUID(form.learner.data))
        units = choices.chosen_units(form.units.data)
        try:
            store.enrol(learner, units, choices.account(form.assessor_id), current_person().actor)
        except AlreadyEnrolled as problem:
            form.units.errors = [str(problem)]
        except NotInThatRole as problem:
            form.assessor.errors = [str(problem)]
        else:
            tell(f"{learner.name} is enrolled, and they and their assessor are told.")
            return go("centre.person", account_id=learner.id)
    return render_template(
        "centre/enrol.html",
        form=form,
        learners=learners,
        assessors=assessors,
        units=choices.units(),
        invite_learner_href=url_for("centre.invite", role=Role.LEARNER),
    )
