"""Reads the list of the centre's enrolments a page at a time: found, in order and cut by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, true
from sqlalchemy.orm import aliased

from portfolio.base.db import db
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import PinnedUnit
from portfolio.people.folded_names import holds
from portfolio.people.model import Account, RoleRow
from portfolio.people.roles import Role


@dataclass(frozen=True)
class EnrolmentRow:
    """One enrolment as a list shows it."""

    id: UUID
    unit_id: str
    unit_title: str
    learner_id: UUID
    learner: str
    assessor_id: UUID
    assessor: str
    assessor_here: bool
    """Whether the assessor can still sign in and is still one."""
    began_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str


@dataclass(frozen=True)
class EnrolmentSearch:
    """Which enrolments are wanted: of a unit, of a learner or an assessor whose name holds some words."""

    unit: str = ""
    words: str = ""


@dataclass(frozen=True)
class EnrolmentCounts:
    """How many enrolments there are, how many of them a search finds, and the units that they are on."""

    all: int
    open: int
    """Found, and not withdrawn."""
    withdrawn: int
    """Found, and withdrawn."""
    units: Mapping[str, str]
    """The title of each unit by its id, by title."""
    titles: Sequence[str]
    """Every title that a unit had, in order: an enrolment keeps the one it began with."""


_LEARNER, _ASSESSOR = aliased(Account), aliased(Account)
_IS_OPEN = Enrolment.withdrawn_at.is_(None)
_ASSESSOR_IS_HERE = and_(_ASSESSOR.active, _ASSESSOR.roles.any(RoleRow.name == Role.ASSESSOR))
_UNIT = PinnedUnit, PinnedUnit.digest == Enrolment.unit_digest
_LEARNER_OF = _LEARNER, _LEARNER.id == Enrolment.learner_id
_ASSESSOR_OF = _ASSESSOR, _ASSESSOR.id == Enrolment.assessor_id
_ROWS = (
    select(
        Enrolment.id,
        Enrolment.unit_id,
        PinnedUnit.title.label("unit_title"),
        Enrolment.learner_id,
        _LEARNER.name.label("learner"),
        Enrolment.assessor_id,
        _ASSESSOR.name.label("assessor"),
        _ASSESSOR_IS_HERE.label("assessor_here"),
        Enrolment.began_at,
        Enrolment.withdrawn_at,
        Enrolment.withdrawn_because,
    )
    .join(*_UNIT)
    .join(*_LEARNER_OF)
    .join(*_ASSESSOR_OF)
)
_BY_LEARNER = (_LEARNER.name_folded, Enrolment.began_at, Enrolment.id)


def counts(wanted: EnrolmentSearch) -> EnrolmentCounts:
    """Count the centre's enrolments and those that are wanted, by what each unit was called."""
    is_found = _is_found(wanted)
    numbers = (
        func.count().label("all"),
        func.count(case((and_(is_found, _IS_OPEN), 1))).label("open"),
        func.count(case((and_(is_found, ~_IS_OPEN), 1))).label("withdrawn"),
    )
    each_unit = Enrolment.unit_id, Enrolment.unit_digest
    numbered = _searched(select(*each_unit, *numbers), wanted).group_by(*each_unit).subquery()
    is_it = numbered.c.unit_digest == PinnedUnit.digest
    named = select(PinnedUnit.title, numbered).join(numbered, is_it)
    rows = sorted(db.session.execute(named), key=lambda row: (row.title, row.unit_id))
    return EnrolmentCounts(
        all=sum(row.all for row in rows),
        open=sum(row.open for row in rows),
        withdrawn=sum(row.withdrawn for row in rows),
        units={row.unit_id: row.title for row in rows},
        titles=list(dict.fromkeys(row.title for row in rows)),
    )


def rows(
    wanted: EnrolmentSearch, titles: Sequence[str], offset: int, limit: int, *, withdrawn: bool
) -> list[EnrolmentRow]:
    """Return some of the open (or the withdrawn) enrolments that are wanted, by unit, learner and time.

    `titles` are those that were counted, in order: databases don't agree on the order of letters.
    """
    if not titles:
        return []
    by_title = case({title: place for place, title in enumerate(titles)}, value=PinnedUnit.title)
    order = (by_title, *_BY_LEARNER)
    state = ~_IS_OPEN if withdrawn else _IS_OPEN
    page = select(Enrolment.id).join(*_UNIT).join(*_LEARNER_OF)
    page = _searched(page, wanted, learner=False).where(_is_found(wanted), state)
    ids = page.order_by(*order).offset(offset).limit(limit).subquery()
    return _read(_ROWS.join(ids, ids.c.id == Enrolment.id).order_by(*order))


def of_person(account_id: UUID) -> list[EnrolmentRow]:
    """Return the enrolments in which a person is learner or assessor, by unit, learner and time."""
    theirs = or_(Enrolment.learner_id == account_id, Enrolment.assessor_id == account_id)
    found = _read(_ROWS.where(theirs).order_by(*_BY_LEARNER))
    return sorted(found, key=lambda row: row.unit_title)


def how_many_assessed(account_id: UUID) -> int:
    """Count the open enrolments that somebody assesses."""
    theirs = select(func.count(Enrolment.id)).where(Enrolment.assessor_id == account_id, _IS_OPEN)
    return db.session.scalar(theirs) or 0


def _searched(
    columns: Select[*tuple[Any, ...]], wanted: EnrolmentSearch, *, learner: bool = True
) -> Select[*tuple[Any, ...]]:
    """Join the people whose names are searched; nobody where no words are."""
    if not wanted.words:
        return columns
    with_learner = columns.join(*_LEARNER_OF) if learner else columns
    return with_learner.join(*_ASSESSOR_OF)


def _is_found(wanted: EnrolmentSearch) -> ColumnElement[bool]:
    names = _LEARNER.name_folded + " " + _ASSESSOR.name_folded
    on_unit = Enrolment.unit_id == wanted.unit if wanted.unit else true()
    return and_(on_unit, holds(names, wanted.words))


def _read(wanted: Select[*tuple[Any, ...]]) -> list[EnrolmentRow]:
    found = db.session.execute(wanted)
    return [EnrolmentRow(**row._mapping) for row in found]  # noqa: SLF001 -- SQLAlchemy's own name for it
