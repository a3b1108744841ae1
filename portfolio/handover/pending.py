"""Reads the actions of learners' submitted handovers and how it is with each, in two statements."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Date,
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
    Checked,
    Due,
    Standing,
    Told,
    due_at,
    most_urgent_first,
    standing_of,
)
from portfolio.handover.model import Reply, Said

CHECKED = "checked"


def _rows_with_deadlines(kind: Kind) -> list[str]:
    """Return the kind's fields of rows that are tasks with a deadline, if it can be checked back on."""
    names = {one.name for one in kind.fields}
    return [
        one.name
        for one in kind.fields
        if one.shape is Shape.ROWS
        and {"task", "owner", "deadline"} <= {column.name for column in one.columns}
        and "check_backs" in names
    ]


def of_learner(learner_id: UUID) -> list[Due]:
    """Return what is not settled of a learner's submitted handovers, most urgent first."""
    return of_learners([learner_id])


def of_learners(learner_ids: Collection[UUID]) -> list[Due]:
    """Return what is not settled of these learners' submitted handovers, most urgent first."""
    words: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in db.session.execute(_words(learner_ids)):
        words[row.evidence_id].append(row)
    moment = clock.now()
    found = (
        one
        for row in db.session.execute(_newest(learner_ids))
        for one in _actions_of(row, words[row.id], moment)
    )
    return most_urgent_first(one for one in found if one.standing is not Standing.SETTLED)


def _newest(learner_ids: Collection[UUID]) -> Select[Any]:
    """Select the newest version of each piece that can have actions and was not taken out."""
    kinds = [one.id for one in KINDS.values() if _rows_with_deadlines(one)]
    last = (
        select(EvidenceVersion.evidence_id, func.max(EvidenceVersion.version).label("version"))
        .join(Evidence, Evidence.id == EvidenceVersion.evidence_id)
        .where(Evidence.learner_id.in_(learner_ids), Evidence.kind_id.in_(kinds))
        .group_by(EvidenceVersion.evidence_id)
        .subquery()
    )
    return (
        select(
            Evidence.id,
            Evidence.learner_id,
            Evidence.number,
            Evidence.kind_id,
            EvidenceVersion.title,
            EvidenceVersion.version,
            EvidenceVersion.content,
            EvidenceVersion.submitted_at,
        )
        .join(last, last.c.evidence_id == Evidence.id)
        .join(
            EvidenceVersion,
            (EvidenceVersion.evidence_id == Evidence.id)
            & (EvidenceVersion.version == last.c.version),
        )
        .where(Evidence.withdrawn_at.is_(None))
    )


def _words(learner_ids: Collection[UUID]) -> CompoundSelect[Any]:
    """Select the check-backs on these learners' pieces, and what receivers said is done or not done."""
    theirs = select(Evidence.id).where(Evidence.learner_id.in_(learner_ids))
    checks = select(
        CheckBack.evidence_id,
        CheckBack.action_id,
        literal(CHECKED).label("said"),
        CheckBack.id,
        CheckBack.checked_on,
        CheckBack.recorded_at.label("at"),
        CheckBack.later,
    ).where(CheckBack.evidence_id.in_(theirs))
    replies = select(
        Reply.evidence_id,
        Reply.action_id,
        Reply.said,
        Reply.id,
        cast(null(), Date),
        Reply.at,
        true(),
    ).where(Reply.evidence_id.in_(theirs), Reply.said.in_([Said.DONE, Said.NOT_DONE]))
    return union_all(checks, replies)


def _actions_of(piece: Row[Any], words: Sequence[Row[Any]], moment: datetime) -> Iterator[Due]:
    """Yield the actions of a piece's newest version; a check-back that a revision left out says nothing."""
    kind, zone = KINDS[piece.kind_id], clock.zone()
    kept = {one["id"] for one in piece.content.get("check_backs") or []}
    checks = [
        Checked(one.action_id, one.checked_on, one.at)
        for one in words
        if one.said == CHECKED and (one.later or str(one.id) in kept)
    ]
    replies = [
        Told(one.action_id, one.said == Said.DONE, one.at) for one in words if one.said != CHECKED
    ]
    for name in _rows_with_deadlines(kind):
        for action in piece.content.get(name) or []:
            action_id, deadline = UUID(action["id"]), due_at(action["deadline"], zone)
            yield Due(
                action_id=action_id,
                learner_id=piece.learner_id,
                evidence_id=piece.id,
                reference=f"E{piece.number}",
                title=piece.title,
                task=action["task"],
                owner=action["owner"],
                deadline=action["deadline"],
                due_at=deadline,
                standing=standing_of(
                    action_id, deadline, checks, replies, moment=moment, zone=zone
                ),
                version=piece.version,
                said_at=piece.submitted_at,
            )
