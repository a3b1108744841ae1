"""How far each witness statement can be trusted now, and whether it counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from portfolio.base.clock import spoken_date
from portfolio.base.db import db
from portfolio.people.model import Centre
from portfolio.witness.assurance import Assurance, counts
from portfolio.witness.model import Confirmation, Statement, WitnessRequest


@dataclass(frozen=True)
class Standing:
    """One statement's assurance, as shown to assessors (SECURITY, Witness links)."""

    statement_id: UUID
    level: str
    words: str
    reason: str
    """Who vouched or confirmed, when and how; or what was found out."""
    counts: bool
    disputed: bool
    email_keys: frozenset[str]
    """Mailboxes of the witness, so that nobody decides on their own statement."""


def standings(learner_ids: Sequence[UUID] | Select[tuple[UUID]]) -> dict[UUID, Standing]:
    """Return the standing of these learners' statements by evidence id, in one SQL statement."""
    centre = select(Centre.counts_from).limit(1).scalar_subquery()
    rows = db.session.execute(
        select(
            Statement.id,
            Statement.evidence_id,
            Statement.sent_assurance,
            WitnessRequest.email_key,
            Confirmation.confirmed,
            Confirmation.how,
            Confirmation.by_name,
            Confirmation.at,
            centre.label("counts_from"),
        )
        .join(WitnessRequest, WitnessRequest.id == Statement.request_id)
        .outerjoin(Confirmation, Confirmation.statement_id == Statement.id)
        .where(WitnessRequest.learner_id.in_(learner_ids))
        .order_by(Confirmation.at)
    )
    return {row.evidence_id: _standing(row) for row in rows}


def _standing(row: Row[Any]) -> Standing:
    level = Assurance.W3 if row.confirmed else Assurance(row.sent_assurance)
    reason = ""
    if row.confirmed is not None:
        found = "it was them" if row.confirmed else "it wasn’t them"
        reason = f"{row.by_name} asked the witness on {spoken_date(row.at)}, and {found}: {row.how}"
    return Standing(
        statement_id=row.id,
        level=level,
        words=level.words,
        reason=reason,
        counts=row.confirmed is not False and counts(level, row.counts_from or "W2"),
        disputed=row.confirmed is False,
        email_keys=frozenset({row.email_key}),
    )
