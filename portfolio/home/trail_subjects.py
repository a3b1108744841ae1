"""Where each sort of subject that history names is shown: its reference in words, and its page."""

from collections.abc import Callable, Collection
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from portfolio.assessment.model import Achievement, Decision, VersionJudgement
from portfolio.base.db import db
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import PinnedUnit
from portfolio.evidence.records.model import Attachment, CheckBack, Claim, Evidence, EvidenceVersion
from portfolio.handover.parties.model import Participant, Reply
from portfolio.home.next_step import Destination
from portfolio.witness.model import Confirmation, Statement

Answer = tuple[str, Destination]


def look_up(subject: str, keys: Collection[UUID]) -> dict[UUID, Answer]:
    """Return where these subjects of one sort are shown, in one SQL statement; nothing of a sort without pages."""
    if subject not in _SUBJECTS:
        return {}
    statement, answer = _SUBJECTS[subject]
    key, *_columns = statement.selected_columns
    return {row[0]: answer(row) for row in db.session.execute(statement.where(key.in_(keys)))}


def _of_evidence(row: Any) -> Answer:
    return f"of E{row[2]}", Destination("evidence.piece", {"evidence_id": str(row[1])})


def _of_claim(row: Any) -> Answer:
    place = Destination("evidence.piece", {"evidence_id": str(row[1])}, f"claim-{row[3]}")
    return f"of E{row[2]} for criterion {row[4]}", place


def _itself(row: Any) -> Answer:
    return f"E{row[2]}", Destination("evidence.piece", {"evidence_id": str(row[1])})


def _of_enrolment(row: Any) -> Answer:
    return f"“{row[2]}”", Destination("coverage.grid", {"enrolment_id": str(row[1])})


def _of_criterion(row: Any) -> Answer:
    place = Destination("coverage.grid", {"enrolment_id": str(row[1])}, f"criterion-{row[3]}")
    return f"of criterion {row[3]}, “{row[2]}”", place


Lookup = tuple[Select[*tuple[Any, ...]], Callable[[Any], Answer]]


def _said_in_piece(model: Any) -> Lookup:
    columns = select(model.id, Evidence.id, Evidence.number)
    return columns.join(Evidence, Evidence.id == model.evidence_id), _of_evidence


_SUBJECTS: dict[str, Lookup] = {
    "evidence": (select(Evidence.id, Evidence.id.label("evidence_id"), Evidence.number), _itself),
    "evidence version": _said_in_piece(EvidenceVersion),
    "claim": (
        select(
            Claim.id, Evidence.id, Evidence.number, Claim.id.label("anchor"), Claim.criterion
        ).join(Evidence, Evidence.id == Claim.evidence_id),
        _of_claim,
    ),
    "attachment": _said_in_piece(Attachment),
    "check-back": _said_in_piece(CheckBack),
    "decision": (
        select(Decision.id, Evidence.id, Evidence.number, Claim.id.label("anchor"), Claim.criterion)
        .join(Claim, Claim.id == Decision.claim_id)
        .join(Evidence, Evidence.id == Claim.evidence_id),
        _of_claim,
    ),
    "judgement": (
        select(VersionJudgement.id, Evidence.id, Evidence.number)
        .join(EvidenceVersion, EvidenceVersion.id == VersionJudgement.version_id)
        .join(Evidence, Evidence.id == EvidenceVersion.evidence_id),
        _of_evidence,
    ),
    "witness statement": _said_in_piece(Statement),
    "confirmation": (
        select(Confirmation.id, Evidence.id, Evidence.number)
        .join(Statement, Statement.id == Confirmation.statement_id)
        .join(Evidence, Evidence.id == Statement.evidence_id),
        _of_evidence,
    ),
    "participant": _said_in_piece(Participant),
    "reply": _said_in_piece(Reply),
    "enrolment": (
        select(Enrolment.id, Enrolment.id.label("enrolment_id"), PinnedUnit.title).join(
            PinnedUnit, PinnedUnit.digest == Enrolment.unit_digest
        ),
        _of_enrolment,
    ),
    "achievement": (
        select(Achievement.id, Enrolment.id, PinnedUnit.title, Achievement.criterion)
        .join(Enrolment, Enrolment.id == Achievement.enrolment_id)
        .join(PinnedUnit, PinnedUnit.digest == Enrolment.unit_digest),
        _of_criterion,
    ),
}
"""For each sort of subject: how its page is found."""
