"""The history of a learner, to be followed by quality assurers and the learner's assessors; nothing can be changed here."""

from uuid import UUID

from flask import render_template, request, url_for

from portfolio.base.web.pages import guarded, not_found
from portfolio.base.web.paging import page_read
from portfolio.history import store as history
from portfolio.home import followed_learners
from portfolio.home import trail as trail_entries
from portfolio.home.blueprint import blueprint
from portfolio.people import store as people
from portfolio.people.guards import current_person
from portfolio.people.roles import FOLLOWS_LEARNERS, Role

PER_PAGE = 100
SEARCH_FROM = 20


@blueprint.get("/history")
@guarded(*FOLLOWS_LEARNERS)
def trails() -> str:
    """List the learners whose history this person may follow."""
    search = request.args.get("q", "").strip()
    person = current_person()
    counts = followed_learners.counts(person, search)
    page = page_read(
        lambda offset, limit: followed_learners.rows(person, search, offset, limit),
        counts.found,
        request.args.get("page", 1, type=int),
        PER_PAGE,
        lambda number: url_for("home.trails", q=search or None, page=number),
    )
    return render_template(
        "home/trails.html", page=page, search=search, searchable=counts.all > SEARCH_FROM
    )


@blueprint.get("/history/<uuid:learner_id>")
@guarded(*FOLLOWS_LEARNERS)
def trail(learner_id: UUID) -> str:
    """Show a learner's chain, oldest first; check it when asked."""
    learner, reader = people.by_id(learner_id), current_person()
    if learner is None or not followed_learners.may_follow(reader, learner_id):
        not_found()
    counts = trail_entries.counts(reader, learner_id)
    if not counts.all and not learner.has(Role.LEARNER):
        not_found()
    page = page_read(
        lambda offset, limit: trail_entries.entries(reader, learner_id, offset, limit),
        counts.shown,
        request.args.get("page", 1, type=int),
        PER_PAGE,
        lambda number: url_for("home.trail", learner_id=learner_id, page=number),
    )
    asked = "check" in request.args
    return render_template(
        "home/trail.html",
        learner=learner,
        page=page,
        head=history.head_of(learner_id),
        left_out=counts.left_out,
        asked=asked,
        findings=history.verify_chain(learner_id) if asked else [],
    )
