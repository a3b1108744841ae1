"""Coverage from the database: one enrolment's grid and many enrolments' cohort, in a constant number of statements."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import aliased

from portfolio.assessment.claim_status import ClaimFact
from portfolio.assessment.model import Achievement
from portfolio.assessment.queries import Scope, facts, in_order, one_enrolment
from portfolio.base.clock import today
from portfolio.base.db import db
from portfolio.coverage.rules import UnitCoverage, coverage_of
from portfolio.coverage.states import Declared
from portfolio.criteria.model import Unit
from portfolio.enrolment.model import Enrolment
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


def of_assessor(assessor_id: UUID) -> Scope:
    """Return the scope of the open enrolments that somebody assesses."""
    return in_centre().where(Enrolment.assessor_id == assessor_id)


def in_centre() -> Scope:
    """Return the scope of all open enrolments."""
    return select(Enrolment.id).where(Enrolment.withdrawn_at.is_(None))


def of_enrolment(enrolment: Enrolment, *, drafts: bool = True) -> Grid:
    """Return the grid of one enrolment; six SQL statements (seven when a unit forbids simulation).

    Drafts are their learner's alone: without `drafts`, claims on what was never submitted are left out.
    """
    unit = enrolment.unit
    scope = one_enrolment(enrolment.id)
    every = in_order(facts(scope, settings=_forbids_simulation([unit])))
    known = [one for one in every if drafts or one.submitted]
    coverage = coverage_of(unit, known, _declared(scope)[enrolment.id], today())
    claimed = {one.evidence_id: one for one in known}
    columns = [Column(one.evidence_id, one.reference, one.title) for one in claimed.values()]
    return Grid(unit, coverage, tuple(columns), _unclaimed(enrolment))


def of_many(scope: Scope) -> Cohort:
    """Return the coverage of every enrolment in scope: who waits for the assessor first, then who has most gaps.

    Six SQL statements (seven when a unit forbids simulation), however many learners. The words of
    a unit are read once for each version of it, from its newest enrolment.
    """
    rows = _enrolments(scope)
    units = _units(rows)
    by_enrolment: dict[UUID, list[ClaimFact]] = defaultdict(list)
    for fact in facts(scope, settings=_forbids_simulation(list(units.values()))):
        by_enrolment[fact.enrolment_id].append(fact)
    declared = _declared(scope)
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
                units[row.unit_id, row.unit_version], by_enrolment[row.id], declared[row.id], on
            ),
        )
        for row in rows
    ]
    lines.sort(key=lambda one: (-one.coverage.waiting, -one.coverage.gaps, one.learner.casefold()))
    return Cohort(tuple(lines), units)


def _forbids_simulation(units: Sequence[Unit]) -> bool:
    return any(
        not criterion.needs.simulated_allowed for unit in units for criterion in unit.criteria
    )


def _enrolments(scope: Scope) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the enrolments in scope; the newest on each version of a unit carries its words."""
    assessor = aliased(Account)
    version = (Enrolment.unit_id, Enrolment.unit_version)
    newest_first = (Enrolment.began_at.desc(), Enrolment.id)
    ranks = (
        select(
            Enrolment.id,
            func.row_number().over(partition_by=version, order_by=newest_first).label("place"),
        )
        .where(Enrolment.id.in_(scope))
        .subquery()
    )
    return db.session.execute(
        select(
            Enrolment.id,
            Enrolment.learner_id,
            Enrolment.unit_id,
            Enrolment.unit_version,
            Account.name.label("learner"),
            assessor.name.label("assessor"),
            case((ranks.c.place == 1, Enrolment.unit_text)).label("unit_text"),
        )
        .join(ranks, ranks.c.id == Enrolment.id)
        .join(Account, Account.id == Enrolment.learner_id)
        .join(assessor, assessor.id == Enrolment.assessor_id)
        .order_by(Enrolment.began_at)
    ).all()


def _units(rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[UnitKey, Unit]:
    return {
        (row.unit_id, row.unit_version): Unit.model_validate(row.unit_text)
        for row in rows
        if row.unit_text
    }


def _declared(scope: Scope) -> dict[UUID, dict[str, Declared]]:
    """Return what was last declared about each criterion, by enrolment."""
    rows = db.session.execute(
        select(
            Achievement.enrolment_id,
            Achievement.criterion,
            Achievement.achieved,
            Achievement.reason,
            Achievement.by_name,
        )
        .where(Achievement.enrolment_id.in_(scope))
        .order_by(Achievement.at)
    )
    found: dict[UUID, dict[str, Declared]] = defaultdict(dict)
    for enrolment_id, criterion, achieved, reason, by_name in rows:
        found[enrolment_id][criterion] = Declared(achieved, reason, by_name)
    return found


def _unclaimed(enrolment: Enrolment) -> tuple[Column, ...]:
    here = select(Claim.evidence_id).where(
        Claim.enrolment_id == enrolment.id, Claim.withdrawn_at.is_(None)
    )
    rows = db.session.execute(
        select(Evidence.id, Evidence.number, Evidence.title)
        .where(
            Evidence.learner_id == enrolment.learner_id,
            Evidence.withdrawn_at.is_(None),
            Evidence.id.not_in(here),
            Evidence.versions.any(),
        )
        .order_by(Evidence.number)
    )
    return tuple(Column(row.id, f"E{row.number}", row.title) for row in rows)
