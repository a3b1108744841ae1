"""The learner's pages of requests already made: how far they are, send again, cancel; never the link."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import render_template, request, url_for
from werkzeug.wrappers import Response

from portfolio.base.clock import now, spoken_date
from portfolio.base.mailing.mail import newest_about
from portfolio.base.states import STATES
from portfolio.base.web.pages import PageProblem, go, guarded, not_found, tell, warn
from portfolio.enrolment import store as enrolments
from portfolio.outsiders.rules import NotOpen, RequestRefused, TooMany
from portfolio.people.guards import current_person
from portfolio.people.roles import KEEPS_PORTFOLIO
from portfolio.witness.asking.progress import Progress, happenings, progress_of
from portfolio.witness.asking.request_actions import (
    OPEN,
    RequestSeen,
    next_steps,
    ways_to_change,
)
from portfolio.witness.assurance import Standing
from portfolio.witness.blueprint import blueprint
from portfolio.witness.model import WitnessRequest
from portfolio.witness.requests import store
from portfolio.witness.requests.witness_links import links_of, newest_links, pieces_of
from portfolio.witness.statements import store as statements
from portfolio.witness.statements.standing import standings_of_learner

MANY = 8
"""From more requests than this on, the list can be filtered."""
GROUPS = (
    ("", "All"),
    ("open", "Not answered yet"),
    ("done", STATES["request"]["done"].word),
    ("ended", "Ended"),
)


@dataclass(frozen=True)
class RequestRow:
    """One request as the list shows it."""

    row: WitnessRequest
    progress: Progress
    evidence_id: UUID | None
    """The statement that came of it."""
    standing: Standing | None
    """Whether that counts."""

    @property
    def witness(self) -> str:
        """Who was asked."""
        return "A witness" if self.row.was_removed else self.row.witness_name

    @property
    def about(self) -> str:
        """Who they are, and when they were asked."""
        row = self.row
        who = ", ".join(part for part in (row.witness_role, row.employer) if part)
        asked = f"Asked on {spoken_date(row.created_at)}."
        return f"{who}. {asked}" if row.witness_role else asked

    @property
    def group(self) -> str:
        """Under which filter it is found."""
        if self.progress.state == "done":
            return "done"
        return "ended" if self.progress.ended else "open"


@blueprint.get("/witnesses")
@guarded(*KEEPS_PORTFOLIO)
def requests() -> str:
    """List whom the learner asked, newest first; the link itself is never shown."""
    lines = _lines(store.of_learner(current_person().id))
    wanted = request.args.get("show", "")
    shown = [line for line in lines if wanted in ("", line.group)]
    counts = {name: sum(name in ("", line.group) for line in lines) for name, _words in GROUPS}
    return render_template(
        "witness/asking/requests.html",
        lines=shown,
        groups=[(name, words, counts[name]) for name, words in GROUPS] if len(lines) > MANY else [],
        wanted=wanted,
        any=bool(lines),
        enrolled=bool(enrolments.of_learner(current_person().id)),
    )


def _lines(rows: Sequence[WitnessRequest]) -> list[RequestRow]:
    ids = [row.id for row in rows]
    mails, links, pieces = newest_about(ids), newest_links(ids), statements.evidence_of(ids)
    standings = standings_of_learner([current_person().id]) if pieces else {}
    moment = now()

    def line(row: WitnessRequest) -> RequestRow:
        progress = progress_of(row, moment, mails.get(row.id), links.get(row.id))
        evidence_id = pieces.get(row.id)
        return RequestRow(
            row, progress, evidence_id, standings.get(evidence_id) if evidence_id else None
        )

    return [line(row) for row in rows]


@blueprint.get("/witnesses/<uuid:request_id>", endpoint="request")
@guarded(*KEEPS_PORTFOLIO)
def one_request(request_id: UUID) -> str:
    """Show one request: its state, what happened, and what can be done."""
    row = _own(request_id)
    enrolment = enrolments.by_id(row.enrolment_id) or not_found()
    [line] = _lines([row])
    seen = _seen(row, line)
    first = [criterion for criterion in enrolment.unit.criteria if criterion.code in row.criteria]
    return render_template(
        "witness/asking/request.html",
        row=row,
        progress=line.progress,
        known_address=seen.state in OPEN and row.vouched_through,
        steps=next_steps(seen),
        changes=ways_to_change(seen),
        enrolment=enrolment,
        first=[f"{criterion.code}. {criterion.title}" for criterion in first],
        pieces=pieces_of(row),
        happened=happenings(row, links_of(row)),
    )


def _seen(row: WitnessRequest, line: RequestRow) -> RequestSeen:
    """Return a request as its learner looks at it."""
    return RequestSeen(
        request_id=row.id,
        witness_name=row.witness_name,
        state=row.state_at(now()),
        mine=not row.corrects_evidence_id and not row.was_removed,
        undelivered=line.progress.state == "refused",
        declined_because=row.declined_because,
        followed_by=row.followed_by_id,
        statement=line.evidence_id,
    )


@blueprint.route("/witnesses/<uuid:request_id>/cancel", methods=["GET", "POST"])
@guarded(*KEEPS_PORTFOLIO)
def cancel(request_id: UUID) -> str | Response:
    """Ask once more, then take the request back."""
    row = _own(request_id)
    if request.method != "POST":
        return render_template("witness/asking/cancel.html", row=row, begun=row.has_answers)
    try:
        store.cancel(current_person(), request_id)
    except NotOpen as problem:
        warn(str(problem))
    else:
        tell(f"The request to {row.witness_name} is cancelled. Its link no longer works.")
    return go("witness.request", request_id=request_id)


@blueprint.post("/witnesses/<uuid:request_id>/again")
@guarded(*KEEPS_PORTFOLIO)
def again(request_id: UUID) -> Response:
    """Send a new link; the old one stops working."""
    row = _own(request_id)
    try:
        store.send_again(current_person(), request_id)
    except (NotOpen, TooMany, RequestRefused) as problem:
        warn(str(problem))
    except store.NotYours as problem:
        raise PageProblem(str(problem), back=url_for("witness.requests")) from problem
    else:
        tell(f"{row.witness_name} gets a new link. The old one no longer works.")
    return go("witness.request", request_id=request_id)


def _own(request_id: UUID) -> WitnessRequest:
    return store.own(current_person(), request_id) or not_found()
