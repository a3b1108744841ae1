"""The assessor's queue: pieces with claims that nobody has decided on in their newest version."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, exists, select

from portfolio.assessment.claim_status import ClaimState
from portfolio.assessment.model import Decision
from portfolio.base.clock import spoken_date
from portfolio.base.db import db
from portfolio.base.formatting import counted
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import PinnedUnit
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records.model import Claim, Evidence, EvidenceVersion
from portfolio.people.model import Account


@dataclass(frozen=True)
class WaitingPiece:
    """One piece that waits for an assessor."""

    evidence_id: UUID
    reference: str
    title: str
    kind: str
    learner_id: UUID
    learner: str
    units: tuple[str, ...]
    unit_ids: tuple[str, ...]
    claims: int
    """How many of its claims wait."""
    revised: bool
    """Whether a revision made an earlier decision stale."""
    since: datetime

    @property
    def state(self) -> ClaimState:
        """How far its claims are that wait."""
        return ClaimState.STALE if self.revised else ClaimState.WAITING

    def how_long(self, moment: datetime) -> str:
        """Say how long it has waited."""
        days = (moment - self.since).days
        if not days:
            return "It came today."
        return f"It has waited for {counted(days, 'day')}, since {spoken_date(self.since)}."


def queue(assessor_id: UUID) -> list[WaitingPiece]:
    """Return what waits for an assessor, longest waiting first, in one SQL statement."""
    pieces: dict[UUID, list[Row[*tuple[Any, ...]]]] = defaultdict(list)
    for row in _undecided(assessor_id):
        pieces[row.evidence_id].append(row)
    found = [_waiting(rows) for rows in pieces.values()]
    return sorted(found, key=lambda waiting: (waiting.since, waiting.learner, waiting.reference))


def _undecided(assessor_id: UUID) -> list[Row[*tuple[Any, ...]]]:
    return list(db.session.execute(_statement(assessor_id)))


def _statement(assessor_id: UUID) -> Any:
    mine = Enrolment.assessor_id == assessor_id, Enrolment.withdrawn_at.is_(None)
    live = Claim.withdrawn_at.is_(None), Evidence.withdrawn_at.is_(None)
    decided = exists().where(
        Decision.claim_id == Claim.id, Decision.version_id == EvidenceVersion.id
    )
    before = exists().where(Decision.claim_id == Claim.id)
    newest = (EvidenceVersion.evidence_id == Claim.evidence_id) & (
        EvidenceVersion.version == Claim.version
    )
    return (
        select(
            Claim.evidence_id,
            Claim.created_at,
            Evidence.number,
            Evidence.title,
            Evidence.kind_id,
            EvidenceVersion.submitted_at,
            Enrolment.learner_id,
            Enrolment.unit_id,
            PinnedUnit.title.label("unit_title"),
            Account.name,
            before.label("before"),
        )
        .select_from(Claim)
        .join(Enrolment, Enrolment.id == Claim.enrolment_id)
        .join(PinnedUnit, PinnedUnit.digest == Enrolment.unit_digest)
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .join(EvidenceVersion, newest)
        .join(Account, Account.id == Enrolment.learner_id)
        .where(*mine, *live, ~decided)
        .order_by(Claim.created_at)
    )


def _waiting(rows: list[Row[*tuple[Any, ...]]]) -> WaitingPiece:
    first = rows[0]
    units = {row.unit_id: row.unit_title for row in rows}
    return WaitingPiece(
        evidence_id=first.evidence_id,
        reference=f"E{first.number}",
        title=first.title,
        kind=KINDS[first.kind_id].name,
        learner_id=first.learner_id,
        learner=first.name,
        units=tuple(units.values()),
        unit_ids=tuple(units),
        claims=len(rows),
        revised=any(row.before for row in rows),
        since=min(max(row.created_at, row.submitted_at) for row in rows),
    )


def narrowed(everything: list[WaitingPiece], learner_id: str, unit_id: str) -> list[WaitingPiece]:
    """Return what is about one learner and one unit; an empty text means all of them."""
    return [
        waiting
        for waiting in everything
        if learner_id in ("", str(waiting.learner_id))
        and (not unit_id or unit_id in waiting.unit_ids)
    ]
