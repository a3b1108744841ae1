"""Which witness statements count now, for any number of learners at once."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from portfolio.base.db import db
from portfolio.evidence.model import Evidence
from portfolio.people.model import Centre
from portfolio.witness.assurance import Done, Facts, standing_of
from portfolio.witness.model import Confirmation, Statement
from portfolio.witness.standing import newest_version


def counting(learners: Select[UUID]) -> dict[UUID, bool]:
    """Return whether each of these learners' statements counts, by evidence id, in one SQL statement.

    The rule is `witness.assurance.standing_of`; only what decides whether it counts is read.
    """
    rows = db.session.execute(
        select(
            Statement.evidence_id,
            Statement.sent_assurance,
            Confirmation.confirmed,
            Confirmation.by_name,
            Confirmation.at,
            select(Centre.counts_from).limit(1).scalar_subquery().label("counts_from"),
        )
        .join(Evidence, Evidence.id == Statement.evidence_id)
        .outerjoin(Confirmation, Confirmation.statement_id == Statement.id)
        .where(Evidence.learner_id.in_(learners), newest_version())
        .order_by(Confirmation.at)
    )
    return {row.evidence_id: _counts(row) for row in rows}


def _counts(row: Row[*tuple[Any, ...]]) -> bool:
    said = Done(row.by_name, row.at) if row.confirmed is not None else None
    facts = Facts(
        sent_assurance=row.sent_assurance,
        confirmed=said if row.confirmed else None,
        denied=None if row.confirmed else said,
    )
    return standing_of(facts, row.counts_from or "W2").counts
