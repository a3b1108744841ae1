"""Finds what is wanted of a log: ids in their order and how many there are, a page cut out by the database.

What pieces say is not read for it, unless an answer is asked for.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CTE,
    ColumnElement,
    Row,
    Select,
    cast,
    false,
    func,
    null,
    or_,
    select,
    true,
    union_all,
)

from portfolio.base.db import db
from portfolio.base.web.paging import PageWanted, Part
from portfolio.evidence.kinds.handover_instance import HANDOVER_INSTANCE
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.search import index as search
from portfolio.handover.due import openness
from portfolio.handover.log.filters import Filters
from portfolio.handover.log.source import Source


@dataclass(frozen=True)
class Found:
    """The ids of what was found, newest first: handovers, and other pieces that have the words."""

    handovers: Sequence[UUID]
    others: Sequence[UUID]


def find(learner_id: UUID, filters: Filters, *, own: bool) -> Found:
    """Return the ids of all that is wanted of a learner's log, newest happening first.

    Days hold for every kind; method, reason and setting are a handover's.
    """
    wanted = _wanted(learner_id, filters, own=own)
    rows = db.session.execute(wanted.order_by(*_newest_first(wanted.selected_columns))).all()
    return Found(
        [row.id for row in rows if row.is_handover], [row.id for row in rows if not row.is_handover]
    )


def find_part(
    learner_id: UUID, filters: Filters, *, own: bool, handovers: PageWanted, others: PageWanted
) -> tuple[Part[UUID], Part[UUID]]:
    """Return a page of the handovers that `find` finds and a page of the others, cut by the database."""
    wanted = _wanted(learner_id, filters, own=own).cte("wanted")
    parts = _cut(wanted, handovers, others)
    there = handovers.within(parts[0].total), others.within(parts[1].total)
    return parts if there == (handovers, others) else _cut(wanted, *there)


def _wanted(learner_id: UUID, filters: Filters, *, own: bool) -> Select[Any]:
    """Select what is wanted, with what puts it in order."""
    source = Source(own=own)
    read = source.with_answers if filters.answers else source.pieces
    is_handover = (Evidence.kind_id == HANDOVER_INSTANCE.id).label("is_handover")
    order = (Evidence.happened_on, Evidence.happened_at, Evidence.number)
    conditions = _conditions(learner_id, filters, source)
    return read(Evidence.id, is_handover, *order).where(*conditions)


def _conditions(
    learner_id: UUID, filters: Filters, source: Source
) -> Iterator[ColumnElement[bool]]:
    is_handover = Evidence.kind_id == HANDOVER_INSTANCE.id
    yield Evidence.learner_id == learner_id
    if filters.asked.is_asked:
        yield Evidence.id.in_(search.found(filters.asked, learner_id, own=source.own))
    else:
        yield is_handover
    if filters.open_only:
        yield or_(~is_handover, Evidence.id.in_(openness.open_ones(learner_id)))
    if filters.first:
        yield Evidence.happened_on >= filters.first
    if filters.last:
        yield Evidence.happened_on <= filters.last
    for name, chosen in filters.answers.items():
        yield or_(~is_handover, source.answer(name) == chosen)


def _newest_first(there: Any) -> tuple[ColumnElement[Any], ...]:
    return (
        there.happened_on.desc().nulls_first(),
        there.happened_at.desc().nulls_last(),
        there.number.desc(),
    )


def _cut(wanted: CTE, handovers: PageWanted, others: PageWanted) -> tuple[Part[UUID], Part[UUID]]:
    """Read two pages, and how many there are on all of each."""
    lists = ((true(), wanted.c.is_handover, handovers), (false(), ~wanted.c.is_handover, others))
    selects = [
        read.add_columns(is_handover.label("is_handover"))
        for is_handover, listed, page in lists
        for read in (_page(wanted, listed, page), _total(wanted, listed))
    ]
    rows = db.session.execute(union_all(*selects).order_by("place")).all()
    return (
        _part(handovers, [row for row in rows if row.is_handover]),
        _part(others, [row for row in rows if not row.is_handover]),
    )


def _page(wanted: CTE, listed: ColumnElement[bool], page: PageWanted) -> Select[Any]:
    """Select the ids of a page, each with its place on it."""
    there = wanted.c
    columns = (there.id, there.happened_on, there.happened_at, there.number)
    cut = select(*columns).where(listed).order_by(*_newest_first(there))
    cut_out = cut.limit(page.size).offset(page.first - 1).subquery()
    place = func.row_number().over(order_by=_newest_first(cut_out.c))
    return select(cut_out.c.id, place.label("place"))


def _total(wanted: CTE, listed: ColumnElement[bool]) -> Select[Any]:
    """Select no id, and in the place of a place how many there are."""
    nobody = cast(null(), wanted.c.id.type).label("id")
    return select(nobody, func.count().label("place")).select_from(wanted).where(listed)


def _part(wanted: PageWanted, rows: Sequence[Row[Any]]) -> Part[UUID]:
    (total,) = (row.place for row in rows if row.id is None)
    return Part([row.id for row in rows if row.id is not None], total, wanted.within(total))
