"""Reads what a log shows of the pieces on a page of it; `selection` finds which those are."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    Select,
    case,
    false,
    func,
    null,
    type_coerce,
    union_all,
)

from portfolio.base import clock
from portfolio.base.db import db
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.search.folding import Run, SearchQuery, excerpt
from portfolio.handover.due import updates
from portfolio.handover.due.rules import Since
from portfolio.handover.log.lines import CUT, LogLine, line_of, state_of
from portfolio.handover.log.tables import IS_THE_LEARNERS, LogTables

AT_ONCE = 1000
"""Pieces named in one statement."""
Cells = dict[str, Any]
WHOLE = 20_000
"""Characters of an outcome that a file has: all that an answer may have."""


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


def _read(statement: Select[Any]) -> list[Cells]:
    return [dict(row) for row in db.session.execute(statement).mappings()]


def show(
    handovers: Sequence[UUID],
    others: Sequence[UUID] = (),
    *,
    own: bool,
    asked: SearchQuery | None = None,
    outcome: int = CUT,
) -> LogPage:
    """Read these pieces (ids from `selection`, for the same reader), in the order given. Two statements.

    With `asked` their texts are read too, to say where the words stand. An outcome is cut at
    `outcome` characters.
    """
    source = LogTables(own=own)
    columns = _columns(source, outcome)
    if asked and asked.words:
        columns += _texts_of(source)
    rows = {
        row["id"]: row
        for chunk in _chunks([*handovers, *others])
        for row in _read(source.with_answers(*columns).where(Evidence.id.in_(chunk)))
    }
    said: dict[UUID, Since] = {}
    for chunk in _chunks(handovers):
        kept = {handover: rows[handover]["check_backs"] for handover in chunk}
        read = union_all(*updates.selects(chunk, outcome=outcome + 1))
        said |= updates.of_pieces(db.session.execute(read).all(), kept)
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


def _columns(source: LogTables, outcome: int) -> list[Any]:
    names = ("handed_by", "handed_to", "method", "trigger", "setting")
    return [
        Evidence.id,
        Evidence.number,
        Evidence.kind_id,
        Evidence.title,
        Evidence.happened_on,
        Evidence.happened_at,
        Evidence.draft_saved_at,
        # Of somebody else's revision a reader knows nothing.
        (Evidence.draft.is_not(None) if source.own else false()).label("is_revised"),
        source.newest.version,
        *(source.answer(name).label(name) for name in names),
        func.substr(source.answer("customer_outcome"), 1, outcome + 1).label("customer_outcome"),
        *(source.rows_of(name).label(name) for name in ("actions", "check_backs")),
    ]


def _texts_of(source: LogTables) -> list[Any]:
    """Return the columns in which words may stand."""
    draft = case((IS_THE_LEARNERS, Evidence.draft), else_=null()) if source.own else null()
    return [
        type_coerce(draft, JSON).label("draft"),
        source.newest.content.label("content"),
        source.newest.attachments.label("files"),
    ]


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
