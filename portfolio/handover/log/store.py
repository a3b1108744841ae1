"""Reads the log of a learner's handovers: found, filtered and in order by the database, a page at a time.

Four SQL statements at most, however many handovers there are; the answers of those that aren't shown
are not read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    ColumnElement,
    Row,
    Select,
    Subquery,
    and_,
    case,
    false,
    func,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from portfolio.base import clock
from portfolio.base.db import db
from portfolio.base.web.paging import PageWanted, Part
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.handover_instance import HANDOVER_INSTANCE
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.search import index as search
from portfolio.evidence.search.folding import Run, SearchQuery, excerpt
from portfolio.evidence.search.texts import is_newest, newest_version
from portfolio.handover.due import updates
from portfolio.handover.due.rules import Since
from portfolio.handover.log.lines import (
    CUT,
    LogLine,
    is_open,
    line_of,
    state_of,
)

AT_ONCE = 1000
"""Pieces named in one statement."""
Cells = dict[str, Any]
WHOLE = 20_000
"""Characters of an outcome that a file has: all that an answer may have."""


@dataclass(frozen=True)
class Filters:
    """What of a log is wanted; nothing given means everything."""

    asked: SearchQuery = field(default_factory=lambda: SearchQuery("", ()))
    first: date | None = None
    last: date | None = None
    method: str = ""
    trigger: str = ""
    setting: str = ""
    open_only: bool = False

    @property
    def any(self) -> bool:
        """Whether anything is asked for."""
        chosen = (self.first, self.last, self.method, self.trigger, self.setting, self.open_only)
        return self.asked.is_asked or any(chosen)


@dataclass(frozen=True)
class Found:
    """The ids of what was found, newest first: handovers, and other pieces that have the words."""

    handovers: Sequence[UUID]
    others: Sequence[UUID]


@dataclass(frozen=True)
class Other:
    """A piece of another kind that has the words."""

    id: UUID
    reference: str
    title: str
    kind: str
    happened_on: date | None
    state: str


@dataclass(frozen=True)
class LogPage:
    """One page of what was found, and by id where the words stand in it."""

    handovers: Sequence[LogLine]
    others: Sequence[Other]
    excerpts: Mapping[UUID, tuple[Run, ...]]


class _Source:
    """The tables a log is read from, and how: drafts too for their learner (`own`), else what was submitted."""

    def __init__(self, *, own: bool) -> None:
        self.own = own
        self.newest = newest_version()
        said = case((self.newest.id.is_not(None), self.newest.content), else_=Evidence.draft)
        self.said = type_coerce(said, JSON)

    def select(self, *columns: Any) -> Select[Any]:
        """Select of pieces that stand in the portfolio and that this reader may know of."""
        joined = select(*columns).select_from(Evidence)
        joined = joined.outerjoin(self.newest, is_newest(self.newest))
        submitted = self.newest.id.is_not(None)
        mine = or_(
            submitted, Evidence.writer_id.is_(None), Evidence.writer_id == Evidence.learner_id
        )
        return joined.where(Evidence.withdrawn_at.is_(None), mine if self.own else submitted)

    def answer(self, name: str) -> Any:
        """Return an answer's column."""
        return self.said[name].as_string()

    def rows_of(self, name: str) -> Any:
        """Return the column of an answer that has rows."""
        return self.said[name].as_json()


def _read(statement: Select[Any]) -> list[Cells]:
    return [dict(row) for row in db.session.execute(statement).mappings()]


# --- finding -----------------------------------------------------------------------------------


def find(learner_id: UUID, filters: Filters, *, own: bool) -> Found:
    """Return the ids of all that is wanted of a learner's log, newest happening first.

    Days hold for every kind; method, reason and setting are a handover's. One statement, two when
    only open handovers are wanted.
    """
    source = _Source(own=own)
    columns: list[Any] = [Evidence.id, _IS_HANDOVER]
    if filters.open_only:
        columns += [source.newest.version, *_labelled_rows(source)]
    wanted = source.select(*columns).where(*_conditions(learner_id, filters, source))
    rows = db.session.execute(wanted.order_by(*_newest_first(source))).all()
    handovers = [row for row in rows if row.is_handover]
    if filters.open_only:
        handovers = _open_ones(learner_id, handovers)
    return Found([row.id for row in handovers], [row.id for row in rows if not row.is_handover])


def find_part(
    learner_id: UUID, filters: Filters, *, own: bool, handovers: PageWanted, others: PageWanted
) -> tuple[Part[UUID], Part[UUID]]:
    """Return a page of the handovers that `find` finds and a page of the others, cut by the database.

    Whether a handover is open only our rules can say, so that all of them are read to find those.
    """
    if filters.open_only:
        found = find(learner_id, filters, own=own)
        return handovers.of(found.handovers), others.of(found.others)
    numbered = _numbered(learner_id, filters, own=own)
    parts = _cut(numbered, handovers, others)
    there = handovers.within(parts[0].total), others.within(parts[1].total)
    return parts if there == (handovers, others) else _cut(numbered, *there)


def _numbered(learner_id: UUID, filters: Filters, *, own: bool) -> Subquery:
    """Select what is wanted with its place, handovers and others apart, and how many there are."""
    source = _Source(own=own)
    place = func.row_number().over(partition_by=_IS_HANDOVER, order_by=_newest_first(source))
    total = func.count().over(partition_by=_IS_HANDOVER)
    wanted = source.select(Evidence.id, _IS_HANDOVER, place.label("place"), total.label("total"))
    return wanted.where(*_conditions(learner_id, filters, source)).subquery()


def _cut(
    numbered: Subquery, handovers: PageWanted, others: PageWanted
) -> tuple[Part[UUID], Part[UUID]]:
    """Read two pages; the first of all is read too, as it knows how many there are."""
    there = numbered.c
    on_page = or_(
        there.place == 1,
        and_(there.is_handover, there.place.between(handovers.first, handovers.last)),
        and_(~there.is_handover, there.place.between(others.first, others.last)),
    )
    rows = db.session.execute(select(numbered).where(on_page).order_by(there.place)).all()
    return (
        _part(handovers, [row for row in rows if row.is_handover]),
        _part(others, [row for row in rows if not row.is_handover]),
    )


def _part(wanted: PageWanted, rows: Sequence[Row[Any]]) -> Part[UUID]:
    total = rows[0].total if rows else 0
    ids = [row.id for row in rows if wanted.first <= row.place <= wanted.last]
    return Part(ids, total, wanted.within(total))


_IS_HANDOVER = (Evidence.kind_id == HANDOVER_INSTANCE.id).label("is_handover")


def _newest_first(source: _Source) -> tuple[ColumnElement[Any], ...]:
    return (
        Evidence.happened_on.desc().nulls_first(),
        source.answer("happened_at").desc().nulls_last(),
        Evidence.number.desc(),
    )


def _conditions(
    learner_id: UUID, filters: Filters, source: _Source
) -> Iterator[ColumnElement[bool]]:
    is_handover = Evidence.kind_id == HANDOVER_INSTANCE.id
    yield Evidence.learner_id == learner_id
    if filters.asked.is_asked:
        yield Evidence.id.in_(search.found(filters.asked, learner_id, own=source.own))
    else:
        yield is_handover
    if filters.first:
        yield Evidence.happened_on >= filters.first
    if filters.last:
        yield Evidence.happened_on <= filters.last
    for name in ("method", "trigger", "setting"):
        chosen = getattr(filters, name)
        if chosen:
            yield or_(~is_handover, source.answer(name) == chosen)


def _open_ones(learner_id: UUID, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    theirs = select(Evidence.id).where(Evidence.learner_id == learner_id)
    since = _since(theirs, {row.id: row.check_backs for row in rows})
    zone = clock.zone()
    return [
        row
        for row in rows
        if row.version is not None and is_open(row.actions or (), since[row.id], zone)
    ]


# --- showing -----------------------------------------------------------------------------------


def show(
    handovers: Sequence[UUID],
    others: Sequence[UUID] = (),
    *,
    own: bool,
    asked: SearchQuery | None = None,
    outcome: int = CUT,
) -> LogPage:
    """Read these pieces (ids from `find`, for the same reader), in the order given. Two statements.

    With `asked` their texts are read too, to say where the words stand. An outcome is cut at
    `outcome` characters.
    """
    source = _Source(own=own)
    columns = _columns(source, outcome)
    if asked and asked.words:
        columns += _texts_of(source)
    rows = {
        row["id"]: row
        for chunk in _chunks([*handovers, *others])
        for row in _read(source.select(*columns).where(Evidence.id.in_(chunk)))
    }
    said: dict[UUID, Since] = {}
    for chunk in _chunks(handovers):
        kept = {handover: rows[handover]["check_backs"] for handover in chunk}
        said |= _since(chunk, kept, outcome=outcome + 1)
    moment, zone = clock.now(), clock.zone()
    lines = [
        line_of(rows[handover], said[handover], moment=moment, zone=zone, cut=outcome)
        for handover in handovers
    ]
    found = {}
    if asked and asked.words:
        found = {
            piece_id: excerpt([*_texts(row), *_outcomes(said.get(piece_id))], asked.words)
            for piece_id, row in rows.items()
        }
    return LogPage(lines, [_other(rows[other]) for other in others], found)


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    """Yield ids so many at a time as a statement may name; a page is always one."""
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _columns(source: _Source, outcome: int) -> list[Any]:
    names = ("happened_at", "handed_by", "handed_to", "method", "trigger", "setting")
    return [
        Evidence.id,
        Evidence.number,
        Evidence.kind_id,
        Evidence.title,
        Evidence.happened_on,
        Evidence.draft_saved_at,
        # Of somebody else's revision a reader knows nothing.
        (Evidence.draft.is_not(None) if source.own else false()).label("is_revised"),
        source.newest.version,
        *(source.answer(name).label(name) for name in names),
        func.substr(source.answer("customer_outcome"), 1, outcome + 1).label("customer_outcome"),
        *_labelled_rows(source),
    ]


def _texts_of(source: _Source) -> list[Any]:
    """Return the columns in which words may stand."""
    mine = or_(Evidence.writer_id.is_(None), Evidence.writer_id == Evidence.learner_id)
    draft = case((mine, Evidence.draft), else_=null()) if source.own else null()
    return [
        type_coerce(draft, JSON).label("draft"),
        source.newest.content.label("content"),
        source.newest.attachments.label("files"),
    ]


def _labelled_rows(source: _Source) -> list[Any]:
    return [source.rows_of(name).label(name) for name in ("actions", "check_backs")]


def _other(row: Cells) -> Other:
    return Other(
        id=row["id"],
        reference=f"E{row['number']}",
        title=row["title"],
        kind=KINDS[row["kind_id"]].name,
        happened_on=row["happened_on"],
        state=state_of(row),
    )


def _outcomes(since: Since | None) -> Iterator[str]:
    yield from (check.outcome for check in (since.checks if since else ()))


def _texts(row: Cells) -> Iterator[str]:
    for content in (row["draft"], row["content"]):
        yield from (said for _field, said in KINDS[row["kind_id"]].texts(content or {}))
    for file in row["files"] or ():
        yield from (file.get("alt_text") or "", file["filename"])


# --- what was said of them since ---------------------------------------------------------------


def _since(
    pieces: Any, kept: Mapping[UUID, updates.Kept], *, outcome: int = 0
) -> dict[UUID, Since]:
    """Read what was said of these handovers since, of outcomes so many characters; `pieces` selects them."""
    rows = db.session.execute(union_all(*updates.selects(pieces, outcome=outcome))).all()
    return updates.of_pieces(rows, kept)
