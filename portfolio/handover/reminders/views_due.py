"""The list of what a learner handed over and is to check back on, and the calendar that shows the same."""

from flask import Response, render_template, request, url_for

from portfolio.base.web.full_addresses import public_url
from portfolio.base.web.pages import ANYONE, guarded, not_found
from portfolio.base.web.paging import page_of
from portfolio.handover.blueprint import blueprint
from portfolio.handover.due import store as pending
from portfolio.handover.due.rules import URGENCY, Due
from portfolio.handover.reminders import feed as feeds
from portfolio.handover.reminders.ics import calendar_of
from portfolio.outsiders import link_guesses
from portfolio.people.guards import current_person
from portfolio.people.roles import KEEPS_PORTFOLIO

PER_PAGE = 25


@blueprint.get("/check-backs")
@guarded(*KEEPS_PORTFOLIO)
def due() -> str:
    """Show what is overdue, due today and open, each with the way to its check-back."""
    found = pending.of_learner(current_person().id)
    page = page_of(
        found,
        request.args.get("page", 1, type=int),
        PER_PAGE,
        lambda number: url_for("handover.due", page=number),
    )
    groups = [(kind, [item for item in page.items if item.standing is kind]) for kind in URGENCY]
    counts = {kind: sum(handed_over.standing is kind for handed_over in found) for kind in URGENCY}
    return render_template("handover/reminders/due.html", page=page, groups=groups, counts=counts)


@blueprint.get("/calendar/<token>.ics")
@guarded(ANYONE)
def feed(token: str) -> Response:
    """Give a calendar the check-backs of whoever gave it this address; it has no cookie and needs none."""
    learner = feeds.opened(token)
    if learner is None:
        link_guesses.note("calendar address")
        not_found()
    answer = Response(
        calendar_of(pending.of_learner(learner.id), _address_of), mimetype="text/calendar"
    )
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["Content-Disposition"] = 'inline; filename="check-backs.ics"'
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _address_of(handed_over: Due) -> str:
    path = url_for(
        "evidence.piece", evidence_id=handed_over.evidence_id, about=handed_over.action_id
    )
    return public_url(path)
