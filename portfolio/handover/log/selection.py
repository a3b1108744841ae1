"""Finds what is wanted of a log: ids in their order and how many there are, a page cut out by the database.

What pieces say is not read for it, unless an answer is asked for.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    bindparam,
    cast,
    false,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)

from portfolio.base.snapshot import rows
from portfolio.base.web.paging import PageWanted, Part
from portfolio.evidence.kinds.handover_instance import HANDOVER_INSTANCE
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.search import index as search
from portfolio.handover.due import openness
from portfolio.handover.log.filters import Filters
from portfolio.handover.log.tables import LogTables

MOST_STATEMENTS = 128
"""Different statements kept; people ask for a few of all that can be combined."""


@dataclass(frozen=True)
class Found:
    """The ids of what was found, newest first: handovers, and other pieces that have the words."""

    handovers: Sequence[UUID]
    others: Sequence[UUID]


ANSWERS = ("method", "trigger", "setting")


def find(learner_id: UUID, filters: Filters, *, own: bool) -> Found:
    """Return the ids of all that is wanted of a learner's log, newest happening first.

    Days hold for every kind; method, reason and setting are a handover's.
    """
    said = _parameters(learner_id, filters, own=own)
    found = rows(_all(own, frozenset(filters.given)), said)
    return Found(
        [row.id for row in found if row.is_handover],
        [row.id for row in found if not row.is_handover],
    )


def find_part(
    learner_id: UUID, filters: Filters, *, own: bool, handovers: PageWanted, others: PageWanted
) -> tuple[Part[UUID], Part[UUID]]:
    """Return a page of the handovers that `find` finds and a page of the others, cut by the database."""
    said = _parameters(learner_id, filters, own=own)
    statement = _two_pages(own, frozenset(filters.given))
    parts = _cut(statement, said, handovers, others)
    there = handovers.within(parts[0].total), others.within(parts[1].total)
    return parts if there == (handovers, others) else _cut(statement, said, *there)


def _cut(
    statement: CompoundSelect[Any],
    said: Mapping[str, Any],
    handovers: PageWanted,
    others: PageWanted,
) -> tuple[Part[UUID], Part[UUID]]:
    pages = _limits("handovers", handovers) | _limits("others", others)
    found = rows(statement, {**said, **pages})
    return (
        _part(handovers, [row for row in found if row.is_handover]),
        _part(others, [row for row in found if not row.is_handover]),
    )


def _limits(name: str, page: PageWanted) -> dict[str, int]:
    return {f"{name}_size": page.size, f"{name}_before": page.first - 1}


def _part(wanted: PageWanted, found: Sequence[Row[Any]]) -> Part[UUID]:
    (total,) = (row.place for row in found if row.id is None)
    return Part([row.id for row in found if row.id is not None], total, wanted.within(total))


def _parameters(learner_id: UUID, filters: Filters, *, own: bool) -> dict[str, Any]:
    """Return what the statements below need to know; what of it no index has is found out here."""
    said = {"learner_id": learner_id, **filters.given}
    if said.pop("asked", None):
        said |= search.parameters(filters.asked, learner_id, own=own)
    if said.pop("open_only", None):
        said |= openness.parameters(learner_id)
    return said


# --- statements, each built once for what is given -------------------------------------------------


@lru_cache(maxsize=MOST_STATEMENTS)
def _all(own: bool, given: AbstractSet[str]) -> Select[Any]:
    wanted = _wanted(own, given)
    return wanted.order_by(*_newest_first(wanted.selected_columns))


@lru_cache(maxsize=MOST_STATEMENTS)
def _two_pages(own: bool, given: AbstractSet[str]) -> CompoundSelect[Any]:
    """Select a page of the handovers and one of the others, and how many there are on all of each."""
    wanted = _wanted(own, given).cte("wanted")
    lists = (
        ("handovers", true(), wanted.c.is_handover),
        ("others", false(), ~wanted.c.is_handover),
    )
    selects = [
        part.add_columns(is_handover.label("is_handover"))
        for name, is_handover, listed in lists
        for part in (_page(wanted, listed, name), _total(wanted, listed))
    ]
    return union_all(*selects).order_by("place")


def _page(wanted: CTE, listed: ColumnElement[bool], name: str) -> Select[Any]:
    """Select the ids of a page, each with its place on it."""
    there = wanted.c
    columns = (there.id, there.happened_on, there.happened_at, there.number)
    ordered = select(*columns).where(listed).order_by(*_newest_first(there))
    size: BindParameter[int] = bindparam(f"{name}_size")
    before: BindParameter[int] = bindparam(f"{name}_before")
    cut = ordered.limit(size).offset(before).subquery()
    place = func.row_number().over(order_by=_newest_first(cut.c))
    return select(cut.c.id, place.label("place"))


def _total(wanted: CTE, listed: ColumnElement[bool]) -> Select[Any]:
    """Select no id, and in the place of a place how many there are."""
    nobody = cast(null(), wanted.c.id.type).label("id")
    return select(nobody, func.count().label("place")).select_from(wanted).where(listed)


def _newest_first(there: Any) -> tuple[ColumnElement[Any], ...]:
    return (
        there.happened_on.desc().nulls_first(),
        there.happened_at.desc().nulls_last(),
        there.number.desc(),
    )


def _wanted(own: bool, given: AbstractSet[str]) -> Select[Any]:
    """Select what is wanted, with what puts it in order."""
    source = LogTables(own=own)
    read = source.pieces if given.isdisjoint(ANSWERS) else source.with_answers
    is_handover = (Evidence.kind_id == HANDOVER_INSTANCE.id).label("is_handover")
    order = (Evidence.happened_on, Evidence.happened_at, Evidence.number)
    return read(Evidence.id, is_handover, *order).where(*_conditions(source, given))


def _conditions(source: LogTables, given: AbstractSet[str]) -> Iterator[ColumnElement[bool]]:
    is_handover = Evidence.kind_id == HANDOVER_INSTANCE.id
    yield Evidence.learner_id == bindparam("learner_id")
    yield search.is_found(own=source.own) if "asked" in given else is_handover
    if "open_only" in given:
        yield or_(~is_handover, openness.is_open())
    if "first" in given:
        yield Evidence.happened_on >= bindparam("first")
    if "last" in given:
        yield Evidence.happened_on <= bindparam("last")
    for name in ANSWERS:
        if name in given:
            yield or_(~is_handover, source.answer(name) == bindparam(name))
