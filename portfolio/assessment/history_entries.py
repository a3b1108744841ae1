"""Keeps what an assessor decided together with its entry in the learner's chain, and reads it back for `verify`."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.assessment.model import Achievement, Decision, VersionJudgement
from portfolio.base.db import db
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.records.model import Claim, Evidence, EvidenceVersion
from portfolio.history.store import content_of, record
from portfolio.people.model import Account

Content = dict[str, Any]
Row = Decision | VersionJudgement | Achievement
_DECISIONS = (
    select(Decision.id, Evidence.learner_id)
    .join(Claim, Claim.id == Decision.claim_id)
    .join(Evidence, Evidence.id == Claim.evidence_id)
)
_JUDGEMENTS = (
    select(VersionJudgement.id, Evidence.learner_id)
    .join(EvidenceVersion, EvidenceVersion.id == VersionJudgement.version_id)
    .join(Evidence, Evidence.id == EvidenceVersion.evidence_id)
)
_ACHIEVEMENTS = select(Achievement.id, Enrolment.learner_id).join(
    Enrolment, Enrolment.id == Achievement.enrolment_id
)


def keep(
    session: Session, by: Account, learner_id: UUID, row: Row, action: str, subject: str
) -> None:
    """Add a row with its history: `subject` names it, `action` what was done. Call inside `write()`."""
    session.add(row)
    session.flush()
    record(
        session,
        chain=learner_id,
        actor=by.actor,
        action=action,
        subject=subject,
        subject_id=row.id,
        content=_content(row),
    )


def _content(row: Row) -> Content:
    """Return every column but the row's own id, as it is recorded and read back."""
    return {
        column.key: getattr(row, column.key)
        for column in row.__table__.columns
        if column.key != "id"
    }


@content_of("decision", rows=_DECISIONS)
def _recorded_decision(decision_id: UUID, _version: int) -> Content | None:
    row = db.session.get(Decision, decision_id)
    return _content(row) if row else None


@content_of("judgement", rows=_JUDGEMENTS)
def _recorded_judgement(judgement_id: UUID, _version: int) -> Content | None:
    row = db.session.get(VersionJudgement, judgement_id)
    return _content(row) if row else None


@content_of("achievement", rows=_ACHIEVEMENTS)
def _recorded_achievement(achievement_id: UUID, _version: int) -> Content | None:
    row = db.session.get(Achievement, achievement_id)
    return _content(row) if row else None
