"""The log of handovers: its learner's, and for those who assess or assure them; on pages, on paper, as a file."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from flask import Response, render_template, request, url_for

from portfolio.base.clock import now, today
from portfolio.base.spreadsheets import csv_bytes
from portfolio.base.states import STATES
from portfolio.base.web.pages import guarded, not_found
from portfolio.base.web.paging import WITHOUT_END, PageWanted, page_at
from portfolio.enrolment import store as enrolments
from portfolio.handover.blueprint import blueprint
from portfolio.handover.log import selection, store
from portfolio.handover.log.forms import LogForm
from portfolio.handover.log.lines import LogLine, heading
from portfolio.people import store as people
from portfolio.people.guards import current_person
from portfolio.people.model import Account
from portfolio.people.roles import FOLLOWS_LEARNERS, KEEPS_PORTFOLIO, Role

PER_PAGE = 20
OTHERS_PER_PAGE = 10
VIEWS = ("table", "timeline")
HEAD = (
    "Reference",
    "State",
    "Date",
    "Time",
    "Handed over by",
    "Taken over by",
    "Title",
    "Method",
    "Why it was needed",
    "Real work or not",
    "Outcome",
    "Actions",
    "Open actions",
    "Overdue actions",
    "Check-backs",
    "Last check-back",
)


@blueprint.get("/handovers")
@guarded(*KEEPS_PORTFOLIO)
def log() -> str:
    """Show the learner's own log, drafts too."""
    return _page(current_person())


@blueprint.get("/handovers.csv")
@guarded(*KEEPS_PORTFOLIO)
def log_csv() -> Response:
    """Send the learner's own log, filtered as the page is, as a table."""
    return _file(current_person())


@blueprint.get("/handovers/of/<uuid:learner_id>")
@guarded(*FOLLOWS_LEARNERS)
def log_of(learner_id: UUID) -> str:
    """Show a learner's log, as submitted, to somebody who assesses or assures them."""
    return _page(_readable(learner_id))


@blueprint.get("/handovers/of/<uuid:learner_id>.csv")
@guarded(*FOLLOWS_LEARNERS)
def log_of_csv(learner_id: UUID) -> Response:
    """Send a learner's log, as submitted, as a table."""
    return _file(_readable(learner_id))


def _readable(learner_id: UUID) -> Account:
    learner = people.by_id(learner_id)
    if learner is None or not learner.has(Role.LEARNER):
        not_found()
    if not enrolments.may_read_portfolio(current_person(), learner_id):
        not_found()
    return learner


def _page(learner: Account) -> str:
    form = LogForm(request.args)
    filters = form.filters()
    own = learner.id == current_person().id
    whole = "all" in request.args
    view = request.args.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    asked = form.address() | ({"view": view} if view != VIEWS[0] else {})
    numbers = {
        name: min(max(1, request.args.get(name, 1, type=int)), WITHOUT_END)
        for name in ("page", "also")
    }

    def address(**more: Any) -> str:
        return _address(learner, own=own, **(asked | more))

    handovers, also = selection.find_part(
        learner.id,
        filters,
        own=own,
        handovers=PageWanted(numbers["page"], WITHOUT_END if whole else PER_PAGE),
        others=PageWanted(numbers["also"], OTHERS_PER_PAGE),
    )
    page = page_at(
        handovers,
        lambda number: address(page=number, also=numbers["also"] if numbers["also"] > 1 else None),
    )
    others = page_at(
        also,
        lambda number: address(page=page.number if page.number > 1 else None, also=number),
    )
    shown = store.show(page.items, others.items, own=own, asked=None if whole else filters.asked)
    is_empty = not (page.total or others.total or filters.any)
    return render_template(
        "handover/log/log.html",
        learner=learner,
        own=own,
        form=form,
        filters=filters,
        page=page,
        others=others,
        shown=shown,
        empty=is_empty,
        offers_recording=own and not whole and not is_empty,
        heading=heading(page.total, others.total, is_filtered=filters.any),
        view=view,
        whole=whole,
        views={view: address(view=view if view != VIEWS[0] else None) for view in VIEWS},
        clear_href=_address(learner, own=own),
        whole_href=address(all="1", view=None),
        paged_href=address(),
        csv_href=_address(learner, own=own, file=True, **form.address()),
        printed_at=now(),
    )


def _address(learner: Account, *, own: bool, file: bool = False, **asked: Any) -> str:
    endpoint = ("handover.log" if own else "handover.log_of") + ("_csv" if file else "")
    if not own:
        asked["learner_id"] = learner.id
    return url_for(endpoint, **asked)


def _file(learner: Account) -> Response:
    own = learner.id == current_person().id
    found = selection.find(learner.id, LogForm(request.args).filters(), own=own)
    shown = store.show(found.handovers, own=own, outcome=store.WHOLE)
    answer = Response(csv_bytes([HEAD, *_cells(shown.handovers)]), mimetype="text/csv")
    answer.headers.set(
        "Content-Disposition", "attachment", filename=f"handovers-{today().isoformat()}.csv"
    )
    return answer


def _cells(lines: Any) -> Iterator[tuple[str, ...]]:
    line: LogLine
    for line in lines:
        yield (
            line.reference,
            STATES["piece"][line.state].word,
            line.happened_on.isoformat() if line.happened_on else "",
            line.time,
            line.handed_by,
            line.handed_to,
            line.title,
            line.method,
            line.trigger,
            line.setting,
            line.outcome,
            str(line.actions),
            str(line.open),
            str(line.overdue),
            str(line.check_backs),
            line.last_check_back.isoformat() if line.last_check_back else "",
        )
