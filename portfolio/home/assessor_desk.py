"""An assessor's first page: what waits, since when, which witness links wait, and who has gone quiet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from portfolio.assessment import waiting
from portfolio.base.clock import now
from portfolio.base.db import db
from portfolio.coverage import store as coverage
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.model import Evidence, EvidenceVersion
from portfolio.people.model import Account
from portfolio.witness import store as witness
from portfolio.witness.model import RequestState

QUIET_AFTER = timedelta(weeks=4)
MOST_SHOWN = 5


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

    queue: Sequence[waiting.Waiting]
    """The pieces that waited longest."""
    waits: int
    links: int
    """Witness links that nobody could mail, to be released by hand."""
    quiet: Sequence[Quiet]
    learners: int

    @property
    def oldest(self) -> waiting.Waiting | None:
        """The piece that waited longest."""
        return self.queue[0] if self.queue else None


def desk(assessor: Account) -> AssessorDesk:
    """Return an assessor's desk, in a constant number of statements."""
    queue = waiting.queue(assessor.id)
    cohort = coverage.of_many(coverage.of_assessor(assessor.id))
    links = [row for row, *_ in witness.waiting_for(assessor) if row.state == RequestState.WAITING]
    return AssessorDesk(
        queue=queue[:MOST_SHOWN],
        waits=len(queue),
        links=len(links),
        quiet=_quiet(assessor, cohort),
        learners=len({line.learner_id for line in cohort.lines}),
    )


def _quiet(assessor: Account, cohort: coverage.Cohort) -> list[Quiet]:
    before = now() - QUIET_AFTER
    seen = _activity(assessor)
    found: dict[UUID, Quiet] = {}
    for line in cohort.lines:
        began, last = seen[line.learner_id]
        finished = line.coverage.achieved == len(line.coverage.states)
        if not finished and not line.coverage.waiting and (last or began) < before:
            found.setdefault(line.learner_id, Quiet(line.learner, line.enrolment_id, last))
    return sorted(found.values(), key=lambda one: (one.last is not None, one.last or before))


def _activity(assessor: Account) -> dict[UUID, tuple[datetime, datetime | None]]:
    """Return when each of an assessor's learners began, and last submitted something."""
    rows = db.session.execute(
        select(
            Enrolment.learner_id,
            func.min(Enrolment.began_at).label("began"),
            func.max(EvidenceVersion.submitted_at).label("last"),
        )
        .outerjoin(Evidence, Evidence.learner_id == Enrolment.learner_id)
        .outerjoin(EvidenceVersion, EvidenceVersion.evidence_id == Evidence.id)
        .where(Enrolment.assessor_id == assessor.id, Enrolment.withdrawn_at.is_(None))
        .group_by(Enrolment.learner_id)
    )
    return {row.learner_id: (row.began, row.last) for row in rows}
