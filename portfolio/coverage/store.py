"""Coverage from the database: one enrolment's grid and many enrolments' cohort, in a constant number of statements."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, bindparam, select
from sqlalchemy.orm import aliased

from portfolio.assessment.claim_status import ClaimFact
from portfolio.assessment.model import Achievement
from portfolio.assessment.queries import facts, in_order
from portfolio.base.clock import today
from portfolio.base.snapshot import rows
from portfolio.coverage.criterion_met import UnitCoverage, coverage_of
from portfolio.coverage.criterion_states import Declared
from portfolio.criteria.model import Unit
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import units_of
from portfolio.enrolment.scope import Scope, one_enrolment
from portfolio.evidence.records.model import Claim, Evidence
from portfolio.people.model import Account

UnitKey = tuple[str, str]
"""A unit's id and version."""


@dataclass(frozen=True)
class Column:
    """One piece of evidence, as a column of the grid."""

    evidence_id: UUID
    reference: str
    title: str


@dataclass(frozen=True)
class Grid:
    """One enrolment's coverage with the pieces it is spread over."""

    unit: Unit
    coverage: UnitCoverage
    columns: tuple[Column, ...]
    unclaimed: tuple[Column, ...]
    """The learner's submitted pieces that are claimed for nothing here."""


@dataclass(frozen=True)
class CohortRow:
    """One learner of the cohort."""

    enrolment_id: UUID
    learner_id: UUID
    learner: str
    assessor: str
    unit_id: str
    unit_version: str
    coverage: UnitCoverage


@dataclass(frozen=True)
class Cohort:
    """Many enrolments, who needs something first; and the units they are on."""

    lines: tuple[CohortRow, ...]
    units: dict[UnitKey, Unit]


def of_enrolment(enrolment: Enrolment, *, drafts: bool = True) -> Grid:
    """Return the grid of one enrolment; six SQL statements (seven when a unit forbids simulation).

    Drafts are their learner's alone: without `drafts`, claims on what was never submitted are left out.
    """
    unit = enrolment.unit
    scope = one_enrolment(enrolment.id)
    every = in_order(facts(scope, settings=_forbids_simulation([unit])))
    known = [fact for fact in every if drafts or fact.submitted]
    coverage = coverage_of(unit, known, _declared(enrolment.id), today())
    claimed = {fact.evidence_id: fact for fact in known}
    columns = [Column(fact.evidence_id, fact.reference, fact.title) for fact in claimed.values()]
    return Grid(unit, coverage, tuple(columns), _unclaimed(enrolment))


def of_many(scope: Scope) -> Cohort:
    """Return the coverage of every enrolment in scope: who waits for the assessor first, then who has most gaps.

    Five SQL statements (six when a unit forbids simulation), however many learners. The words of
    a unit are for each version of it those of its newest enrolment.
    """
    read = _enrolments(scope)
    units = read.units
    by_enrolment: dict[UUID, list[ClaimFact]] = defaultdict(list)
    for fact in facts(scope, settings=_forbids_simulation(list(units.values()))):
        by_enrolment[fact.enrolment_id].append(fact)
    on = today()
    lines = [
        CohortRow(
            enrolment_id=row.id,
            learner_id=row.learner_id,
            learner=row.learner,
            assessor=row.assessor,
            unit_id=row.unit_id,
            unit_version=row.unit_version,
            coverage=coverage_of(
                units[row.unit_id, row.unit_version],
                by_enrolment[row.id],
                read.declared.get(row.id, {}),
                on,
            ),
        )
        for row in read.rows
    ]
    lines.sort(
        key=lambda line: (-line.coverage.waiting, -line.coverage.gaps, line.learner.casefold())
    )
    return Cohort(tuple(lines), units)


def _forbids_simulation(units: Sequence[Unit]) -> bool:
    return any(
        not criterion.needs.simulated_allowed for unit in units for criterion in unit.criteria
    )


@dataclass(frozen=True)
class _Enrolments:
    """The enrolments in scope, oldest first, the units they are on, and what was last declared in each."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    units: dict[UnitKey, Unit]
    declared: Mapping[UUID, Mapping[str, Declared]]


def _enrolments(scope: Scope) -> _Enrolments:
    """Read the enrolments in scope with all that was declared in them, in one SQL statement."""
    first: dict[UUID, Row[*tuple[Any, ...]]] = {}
    newest: dict[UnitKey, str] = {}
    declared: dict[UUID, dict[str, Declared]] = defaultdict(dict)
    for row in rows(_with_declarations(scope.enrolments), scope.values):
        first.setdefault(row.id, row)
        newest[row.unit_id, row.unit_version] = row.unit_digest
        if row.criterion is not None:
            declared[row.id][row.criterion] = Declared(row.achieved, row.reason, row.by_name)
    pinned = units_of(newest.values())
    units = {key: pinned[digest] for key, digest in newest.items()}
    return _Enrolments(list(first.values()), units, declared)


@lru_cache(maxsize=16)
def _with_declarations(enrolments: Select[UUID]) -> Select[*tuple[Any, ...]]:
    """Select enrolments, oldest first, once for each declaration."""
    assessor = aliased(Account)
    return (
        select(
            Enrolment.id,
            Enrolment.learner_id,
            Enrolment.unit_id,
            Enrolment.unit_version,
            Enrolment.unit_digest,
            Account.name.label("learner"),
            assessor.name.label("assessor"),
            Achievement.criterion,
            Achievement.achieved,
            Achievement.reason,
            Achievement.by_name,
        )
        .join(Account, Account.id == Enrolment.learner_id)
        .join(assessor, assessor.id == Enrolment.assessor_id)
        .outerjoin(Achievement, Achievement.enrolment_id == Enrolment.id)
        .where(Enrolment.id.in_(enrolments))
        .order_by(Enrolment.began_at, Enrolment.id.desc(), Achievement.at)
    )


_DECLARED = (
    select(Achievement.criterion, Achievement.achieved, Achievement.reason, Achievement.by_name)
    .where(Achievement.enrolment_id == bindparam("enrolment_id"))
    .order_by(Achievement.at)
)


def _declared(enrolment_id: UUID) -> dict[str, Declared]:
    """Return what was last declared about each criterion."""
    found = rows(_DECLARED, {"enrolment_id": enrolment_id})
    return {row.criterion: Declared(row.achieved, row.reason, row.by_name) for row in found}


_CLAIMED_HERE = select(Claim.evidence_id).where(
    Claim.enrolment_id == bindparam("enrolment_id"), Claim.withdrawn_at.is_(None)
)
_UNCLAIMED = (
    select(Evidence.id, Evidence.number, Evidence.title)
    .where(
        Evidence.learner_id == bindparam("learner_id"),
        Evidence.withdrawn_at.is_(None),
        Evidence.id.not_in(_CLAIMED_HERE),
        Evidence.versions.any(),
    )
    .order_by(Evidence.number)
)


def _unclaimed(enrolment: Enrolment) -> tuple[Column, ...]:
    whose = {"enrolment_id": enrolment.id, "learner_id": enrolment.learner_id}
    return tuple(Column(row.id, f"E{row.number}", row.title) for row in rows(_UNCLAIMED, whose))
