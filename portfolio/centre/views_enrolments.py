"""The list of enrolments, and enrolling a learner."""

from functools import partial
from itertools import groupby
from typing import Any
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.base.web.pages import go, guarded, tell
from portfolio.base.web.paging import page_read
from portfolio.centre import choices, enrolment_list, store
from portfolio.centre.blueprint import blueprint
from portfolio.centre.enrolment_list import EnrolmentSearch
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
    wanted = EnrolmentSearch(request.args.get("unit", ""), request.args.get("q", "").strip())
    counts = enrolment_list.counts(wanted)
    withdrawn_wanted = request.args.get("withdrawn", 1, type=int)
    page = page_read(
        partial(enrolment_list.rows, wanted, counts.titles, withdrawn=False),
        counts.open,
        request.args.get("page", 1, type=int),
        PER_PAGE,
        lambda number: _address(wanted, page=number, withdrawn=_unless_first(withdrawn_wanted)),
    )
    withdrawn = page_read(
        partial(enrolment_list.rows, wanted, counts.titles, withdrawn=True),
        counts.withdrawn,
        withdrawn_wanted,
        PER_PAGE,
        lambda number: _address(
            wanted, page=_unless_first(page.number), withdrawn=number, _anchor="withdrawn"
        ),
    )
    is_search = bool(wanted.unit or wanted.words)
    return render_template(
        "centre/enrolments.html",
        page=page,
        groups=[
            (title, list(rows)) for title, rows in groupby(page.items, lambda row: row.unit_title)
        ],
        withdrawn=withdrawn,
        titles=counts.units,
        unit=wanted.unit,
        search=wanted.words,
        any=counts.all > 0,
        searchable=is_search or counts.all > SEARCH_FROM,
    )


def _unless_first(number: int) -> int | None:
    return number if number > 1 else None


def _address(wanted: EnrolmentSearch, **more: Any) -> str:
    """Return where a page of what is wanted is."""
    unit, words = wanted.unit or None, wanted.words or None
    return url_for("centre.enrolments", unit=unit, q=words, **more)


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
