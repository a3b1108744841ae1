"""Reads what was said of handovers since: the learner's check-backs, and what receivers say is done or not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    Text,
    cast,
    func,
    literal,
    null,
    select,
    true,
)

from portfolio.evidence.records.model import CheckBack
from portfolio.handover.due.rules import DONE, NotedCheckBack, ReceiverReport, Since
from portfolio.handover.parties.model import Reply
from portfolio.handover.parties.reply_kinds import ReplyKind

CHECKED = "checked"
Kept = Sequence[Mapping[str, Any]] | None
"""The rows of check-backs that the newest version of a piece has."""


def selects(
    pieces: Any, *, outcome: int = 0, beside: Sequence[ColumnElement[Any]] = ()
) -> tuple[Select[Any], Select[Any]]:
    """Select the check-backs on these pieces, and what receivers said is done or not: for one UNION ALL.

    Of an outcome so many characters are read. `beside` are columns that another part of the union
    has and these have not.
    """
    text = func.substr(CheckBack.outcome, 1, outcome) if outcome else cast(null(), Text)
    checks = select(
        CheckBack.evidence_id,
        literal(CHECKED).label("said"),
        CheckBack.recorded_at.label("at"),
        CheckBack.id,
        CheckBack.action_id,
        CheckBack.checked_on,
        CheckBack.later,
        CheckBack.done,
        text.label("outcome"),
        *beside,
    ).where(CheckBack.evidence_id.in_(pieces))
    replies = select(
        Reply.evidence_id,
        Reply.said,
        Reply.at,
        Reply.id,
        Reply.action_id,
        cast(null(), Date),
        true(),
        cast(null(), CheckBack.done.type),
        cast(null(), Text),
        *beside,
    ).where(Reply.evidence_id.in_(pieces), Reply.said.in_([ReplyKind.DONE, ReplyKind.NOT_DONE]))
    return checks, replies


def of_piece(rows: Iterable[Row[Any]], kept: Kept) -> Since:
    """Return what the rows of one piece say; a check-back that a revision left out says nothing."""
    checks, replies, standing = [], [], {action["id"] for action in kept or ()}
    for row in rows:
        if row.said in (ReplyKind.DONE, ReplyKind.NOT_DONE):
            replies.append(ReceiverReport(row.action_id, row.said == ReplyKind.DONE, row.at))
        elif row.said == CHECKED and (row.later or str(row.id) in standing):
            checks.append(
                NotedCheckBack(
                    row.action_id, row.checked_on, row.at, DONE[row.done], row.outcome or ""
                )
            )
    return Since(checks, replies)


def of_pieces(rows: Iterable[Row[Any]], kept: Mapping[UUID, Kept]) -> dict[UUID, Since]:
    """Return what the rows say of each of these pieces, by what its newest version keeps."""
    theirs: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        theirs[row.evidence_id].append(row)
    return {piece: of_piece(theirs[piece], rows) for piece, rows in kept.items()}
