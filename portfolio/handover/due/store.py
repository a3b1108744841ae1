"""Reads the actions of learners' submitted handovers and how it is with each, in one statement."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CompoundSelect,
    Date,
    Integer,
    Row,
    Select,
    Text,
    bindparam,
    cast,
    func,
    literal,
    null,
    select,
    true,
    type_coerce,
    union_all,
)
from sqlalchemy.orm import aliased

from portfolio.base import clock
from portfolio.base.snapshot import rows
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Kind, Shape
from portfolio.evidence.records.model import CheckBack, Evidence, EvidenceVersion
from portfolio.handover.due import updates
from portfolio.handover.due.rules import Due, DueState, due_at, most_urgent_first, standing_of

SUBMITTED = "submitted"


def of_learner(learner_id: UUID) -> list[Due]:
    """Return what is not settled of a learner's submitted handovers, most urgent first."""
    return of_learners([learner_id])


def of_learners(learner_ids: Collection[UUID]) -> list[Due]:
    """Return what is not settled of these learners' submitted handovers, most urgent first.

    Pieces that were taken out, and drafts, have nothing due. A piece that is being revised stands
    as it was submitted last.
    """
    said: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in rows(_all_that_was_said(), {"learner_ids": list(learner_ids)}):
        said[row.evidence_id].append(row)
    moment = clock.now()
    found = (due for words in said.values() for due in _actions_of(words, moment))
    return most_urgent_first(due for due in found if due.standing is not DueState.SETTLED)


def rows_with_deadlines(kind: Kind) -> list[str]:
    """Return the names of a kind's fields of rows that are tasks with deadlines, if one can check back on them."""
    wanted = {"task", "owner", "deadline"}
    if "check_backs" not in {field.name for field in kind.fields}:
        return []
    return [
        field.name
        for field in kind.fields
        if field.shape is Shape.ROWS and wanted <= {column.name for column in field.columns}
    ]


def _names() -> tuple[str, ...]:
    """Return the names of the answers that are read: rows with deadlines, and the check-backs."""
    found = {name for kind in KINDS.values() for name in rows_with_deadlines(kind)}
    return (*sorted(found), "check_backs")


@cache
def _deadlines_of() -> Mapping[str, Sequence[str]]:
    """Return the names of each kind's rows with deadlines, by the kind's id."""
    return {kind.id: rows_with_deadlines(kind) for kind in KINDS.values()}


@cache
def _all_that_was_said() -> CompoundSelect[Any]:
    """Select, for some `learner_ids`, the newest version of each piece, the check-backs on it, and what receivers said is done or not."""
    kinds = [kind.id for kind in KINDS.values() if rows_with_deadlines(kind)]
    theirs = (
        Evidence.learner_id.in_(bindparam("learner_ids", expanding=True)),
        Evidence.kind_id.in_(kinds),
        Evidence.withdrawn_at.is_(None),
    )
    pieces = select(Evidence.id).where(*theirs)
    no_rows = type_coerce(cast(null(), JSON), JSON)
    beside = (*_NOTHING_OF_A_PIECE, *(no_rows for _ in _names()))
    return union_all(_newest(theirs), *updates.selects(pieces, beside=beside))


_NOTHING_OF_A_PIECE = (
    cast(null(), Evidence.learner_id.type),
    cast(null(), Integer),
    cast(null(), Evidence.kind_id.type),
    cast(null(), EvidenceVersion.title.type),
    cast(null(), Integer),
)


def _newest(theirs: Sequence[Any]) -> Select[Any]:
    """Select the newest version of each of these pieces."""
    version = aliased(EvidenceVersion)
    last = select(func.max(version.version)).where(version.evidence_id == Evidence.id)
    return (
        select(
            EvidenceVersion.evidence_id,
            literal(SUBMITTED).label("said"),
            EvidenceVersion.submitted_at.label("at"),
            cast(null(), CheckBack.id.type).label("id"),
            cast(null(), CheckBack.action_id.type).label("action_id"),
            cast(null(), Date).label("checked_on"),
            true().label("later"),
            cast(null(), CheckBack.done.type).label("done"),
            cast(null(), Text).label("outcome"),
            Evidence.learner_id,
            Evidence.number,
            Evidence.kind_id,
            EvidenceVersion.title,
            EvidenceVersion.version,
            *(EvidenceVersion.content[name].as_json().label(name) for name in _names()),
        )
        .join(Evidence, Evidence.id == EvidenceVersion.evidence_id)
        .where(*theirs, EvidenceVersion.version == last.correlate(Evidence).scalar_subquery())
    )


def _actions_of(said: Sequence[Row[Any]], moment: datetime) -> Iterator[Due]:
    """Yield the actions of a piece's newest version; a check-back that a revision left out says nothing."""
    piece = next((row for row in said if row.said == SUBMITTED), None)
    if piece is None:
        return
    since_then = updates.of_piece(said, piece.check_backs)
    zone = clock.zone()
    for name in _deadlines_of()[piece.kind_id]:
        for row in getattr(piece, name) or []:
            action_id, deadline = UUID(row["id"]), due_at(row["deadline"], zone)
            yield Due(
                action_id=action_id,
                learner_id=piece.learner_id,
                evidence_id=piece.evidence_id,
                reference=f"E{piece.number}",
                title=piece.title,
                task=row["task"],
                owner=row["owner"],
                deadline=row["deadline"],
                due_at=deadline,
                standing=standing_of(
                    action_id,
                    deadline,
                    since_then.checks,
                    since_then.replies,
                    moment=moment,
                    zone=zone,
                ),
                version=piece.version,
                said_at=piece.at,
            )
