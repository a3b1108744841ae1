"""Reads the actions of learners' submitted handovers and how it is with each, in one statement."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Row,
    Select,
    cast,
    func,
    literal,
    null,
    select,
    true,
    union_all,
)

from portfolio.base import clock
from portfolio.base.db import db
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Kind, Shape
from portfolio.evidence.model import CheckBack, Evidence, EvidenceVersion
from portfolio.handover.due import (
    DONE,
    Checked,
    Due,
    Standing,
    Told,
    due_at,
    most_urgent_first,
    standing_of,
)
from portfolio.handover.model import Reply, Said

SUBMITTED, CHECKED = "submitted", "checked"


def of_learner(learner_id: UUID) -> list[Due]:
    """Return what is not settled of a learner's submitted handovers, most urgent first."""
    return of_learners([learner_id])


def of_learners(learner_ids: Collection[UUID]) -> list[Due]:
    """Return what is not settled of these learners' submitted handovers, most urgent first.

    Pieces that were taken out, and drafts, have nothing due. A piece that is being revised stands
    as it was submitted last.
    """
    said: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in db.session.execute(_all_that_was_said(learner_ids)):
        said[row.evidence_id].append(row)
    moment = clock.now()
    found = (one for rows in said.values() for one in _actions_of(rows, moment))
    return most_urgent_first(one for one in found if one.standing is not Standing.SETTLED)


def rows_with_deadlines(kind: Kind) -> list[str]:
    """Return the names of a kind's fields of rows that are tasks with deadlines, if one can check back on them."""
    wanted = {"task", "owner", "deadline"}
    if "check_backs" not in {one.name for one in kind.fields}:
        return []
    return [
        one.name
        for one in kind.fields
        if one.shape is Shape.ROWS and wanted <= {column.name for column in one.columns}
    ]


def _all_that_was_said(learner_ids: Collection[UUID]) -> CompoundSelect[Any]:
    """Select the newest version of each piece, the check-backs on it, and what receivers said is done or not."""
    kinds = [one.id for one in KINDS.values() if rows_with_deadlines(one)]
    theirs = (
        Evidence.learner_id.in_(learner_ids),
        Evidence.kind_id.in_(kinds),
        Evidence.withdrawn_at.is_(None),
    )
    pieces = select(Evidence.id).where(*theirs)
    checks = select(
        CheckBack.evidence_id,
        literal(CHECKED),
        CheckBack.recorded_at,
        CheckBack.id,
        CheckBack.action_id,
        CheckBack.checked_on,
        CheckBack.later,
        CheckBack.done,
        *_NOTHING_OF_A_PIECE,
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
        *_NOTHING_OF_A_PIECE,
    ).where(Reply.evidence_id.in_(pieces), Reply.said.in_([Said.DONE, Said.NOT_DONE]))
    return union_all(_newest(theirs), checks, replies)


_NOTHING_OF_A_PIECE = (
    cast(null(), Evidence.learner_id.type),
    cast(null(), Integer),
    cast(null(), Evidence.kind_id.type),
    cast(null(), EvidenceVersion.title.type),
    cast(null(), Integer),
    cast(null(), EvidenceVersion.content.type),
)


def _newest(theirs: Sequence[Any]) -> Select[Any]:
    """Select the newest version of each of these pieces."""
    last = (
        select(EvidenceVersion.evidence_id, func.max(EvidenceVersion.version).label("version"))
        .join(Evidence, Evidence.id == EvidenceVersion.evidence_id)
        .where(*theirs)
        .group_by(EvidenceVersion.evidence_id)
        .subquery()
    )
    return (
        select(
            EvidenceVersion.evidence_id,
            literal(SUBMITTED).label("said"),
            EvidenceVersion.submitted_at.label("at"),
            EvidenceVersion.id,
            cast(null(), CheckBack.action_id.type).label("action_id"),
            cast(null(), Date).label("checked_on"),
            true().label("later"),
            cast(null(), CheckBack.done.type).label("done"),
            Evidence.learner_id,
            Evidence.number,
            Evidence.kind_id,
            EvidenceVersion.title,
            EvidenceVersion.version,
            EvidenceVersion.content,
        )
        .join(Evidence, Evidence.id == EvidenceVersion.evidence_id)
        .join(
            last,
            (last.c.evidence_id == EvidenceVersion.evidence_id)
            & (last.c.version == EvidenceVersion.version),
        )
    )


def _actions_of(said: Sequence[Row[Any]], moment: datetime) -> Iterator[Due]:
    """Yield the actions of a piece's newest version; a check-back that a revision left out says nothing."""
    piece = next((one for one in said if one.said == SUBMITTED), None)
    if piece is None:
        return
    kept = {one["id"] for one in piece.content.get("check_backs") or []}
    checks = [
        Checked(one.action_id, one.checked_on, one.at, DONE[one.done])
        for one in said
        if one.said == CHECKED and (one.later or str(one.id) in kept)
    ]
    replies = [
        Told(one.action_id, one.said == Said.DONE, one.at)
        for one in said
        if one.said in (Said.DONE, Said.NOT_DONE)
    ]
    zone = clock.zone()
    for name in rows_with_deadlines(KINDS[piece.kind_id]):
        for row in piece.content.get(name) or []:
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
                    action_id, deadline, checks, replies, moment=moment, zone=zone
                ),
                version=piece.version,
                said_at=piece.at,
            )
