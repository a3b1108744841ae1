"""An assessor's first page: what waits, since when, which witnesses need a push, and who has gone quiet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, literal, null, select, union_all

from portfolio.assessment import queue as waiting
from portfolio.base.clock import now
from portfolio.base.db import db
from portfolio.coverage import store as coverage
from portfolio.enrolment import scope
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.records import store as evidence
from portfolio.evidence.records.model import Evidence, EvidenceVersion
from portfolio.evidence.records.queries import DraftRecord
from portfolio.people.model import Account
from portfolio.witness.waiting import overview as witness

QUIET_AFTER = timedelta(weeks=4)
MOST_SHOWN = 5
Activity = Mapping[UUID, tuple[datetime, datetime | None]]
"""When each learner began, and last submitted something."""


@dataclass(frozen=True)
class Quiet:
    """A learner who submitted nothing for four weeks, on the unit where most is missing."""

    learner: str
    enrolment_id: UUID
    last: datetime | None
    """When they last submitted something; None: never."""


@dataclass(frozen=True)
class AssessorDesk:
    """What an assessor sees first."""

    queue: Sequence[waiting.WaitingPiece]
    """The pieces that waited longest."""
    waits: int
    links: int
    """Requests to witnesses that need somebody: not sent, refused, or silent for a week."""
    quiet: Sequence[Quiet]
    learners: int
    writing: Sequence[DraftRecord]
    """Records about learners that they have not submitted."""

    @property
    def oldest(self) -> waiting.WaitingPiece | None:
        """The piece that waited longest."""
        return self.queue[0] if self.queue else None


def desk(assessor: Account) -> AssessorDesk:
    """Return an assessor's desk, in a constant number of statements."""
    queue = waiting.queue(assessor.id)
    cohort = coverage.of_many(scope.of_assessor(assessor.id))
    activity, links = _activity(assessor)
    return AssessorDesk(
        queue=queue[:MOST_SHOWN],
        waits=len(queue),
        links=links,
        quiet=_quiet(activity, cohort),
        learners=len({line.learner_id for line in cohort.lines}),
        writing=evidence.written_by(assessor),
    )


def _quiet(seen: Activity, cohort: coverage.Cohort) -> list[Quiet]:
    before = now() - QUIET_AFTER
    found: dict[UUID, Quiet] = {}
    for line in cohort.lines:
        began, last = seen[line.learner_id]
        finished = line.coverage.achieved == len(line.coverage.states)
        if not finished and not line.coverage.waiting and (last or began) < before:
            found.setdefault(line.learner_id, Quiet(line.learner, line.enrolment_id, last))
    return sorted(found.values(), key=lambda quiet: (quiet.last is not None, quiet.last or before))


def _activity(assessor: Account) -> tuple[Activity, int]:
    """Return when each of an assessor's learners began and last submitted something, and how many requests need them.

    One SQL statement; its last row, without a learner, has that number.
    """
    learners = (
        select(
            Enrolment.learner_id,
            func.min(Enrolment.began_at).label("began"),
            func.max(EvidenceVersion.submitted_at).label("last"),
            literal(0).label("links"),
        )
        .outerjoin(Evidence, Evidence.learner_id == Enrolment.learner_id)
        .outerjoin(EvidenceVersion, EvidenceVersion.evidence_id == Evidence.id)
        .where(Enrolment.assessor_id == assessor.id, Enrolment.withdrawn_at.is_(None))
        .group_by(Enrolment.learner_id)
    )
    links = witness.how_many_need(assessor).scalar_subquery()
    rows = db.session.execute(union_all(learners, select(null(), null(), null(), links))).all()
    seen = {row.learner_id: (row.began, row.last) for row in rows if row.learner_id}
    return seen, sum(row.links for row in rows)
