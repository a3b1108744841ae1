"""Which witness statements count now, for any number of learners at once."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from portfolio.base.snapshot import rows
from portfolio.evidence.records.model import Evidence
from portfolio.people.model import Centre
from portfolio.witness.assurance import COUNTS_FROM, Answer, StatementFacts, standing_of
from portfolio.witness.model import Confirmation, Statement
from portfolio.witness.statements.standing import newest_version


def counting(learners: Select[UUID], values: Mapping[str, UUID] | None = None) -> dict[UUID, bool]:
    """Return whether each of these learners' statements counts, by evidence id, in one SQL statement.

    `learners` selects their ids, with `values` where it needs any.

    The rule is `witness.trust.assurance.standing_of`; only what decides whether it counts is read. A piece
    without a statement is not among them: testimony that nobody stands behind counts for nothing.
    """
    return {row.evidence_id: _counts(row) for row in rows(_answers(learners), values)}


@lru_cache(maxsize=16)
def _answers(learners: Select[UUID]) -> Select[*tuple[Any, ...]]:
    return (
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


def _counts(row: Row[*tuple[Any, ...]]) -> bool:
    answered = row.confirmed is not None
    answers = (Answer(row.confirmed, row.by_name, row.at),) if answered else ()
    facts = StatementFacts(sent_assurance=row.sent_assurance, answers=answers)
    return standing_of(facts, row.counts_from or COUNTS_FROM).counts
