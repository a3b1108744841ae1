"""The history of a learner, to be followed by quality assurers and the learner's assessors; nothing can be changed here."""

from uuid import UUID

from flask import render_template, request, url_for

from portfolio.base.web.pages import guarded, not_found
from portfolio.base.web.paging import page_of
from portfolio.history import store as history
from portfolio.home import trail as trails_of
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
    every = trails_of.learners_of(current_person())
    found = [person for person in every if search.casefold() in person.name.casefold()]
    page = page_of(
        found,
        request.args.get("page", 1, type=int),
        PER_PAGE,
        lambda number: url_for("home.trails", q=search or None, page=number),
    )
    return render_template(
        "home/trails.html", page=page, search=search, searchable=len(every) > SEARCH_FROM
    )


@blueprint.get("/history/<uuid:learner_id>")
@guarded(*FOLLOWS_LEARNERS)
def trail(learner_id: UUID) -> str:
    """Show a learner's chain, oldest first; check it when asked."""
    learner = people.by_id(learner_id)
    if learner is None or not trails_of.may_follow(current_person(), learner_id):
        not_found()
    entries = history.of_learner(learner_id)
    if not entries and not learner.has(Role.LEARNER):
        not_found()
    hidden = trails_of.hidden_from(current_person(), learner_id)
    shown = [entry for entry in entries if entry.subject_id not in hidden]
    page = page_of(
        shown,
        request.args.get("page", 1, type=int),
        PER_PAGE,
        lambda number: url_for("home.trail", learner_id=learner_id, page=number),
    )
    asked = "check" in request.args
    return render_template(
        "home/trail.html",
        learner=learner,
        page=page,
        steps=trails_of.steps(page.items),
        head=history.head_of(learner_id),
        left_out=len(entries) - len(shown),
        asked=asked,
        findings=history.verify_chain(learner_id) if asked else [],
    )
