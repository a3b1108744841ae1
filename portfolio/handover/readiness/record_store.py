"""Gathers a piece and what is known around it into the plain record that the checks read."""

from collections.abc import Iterable

from sqlalchemy import bindparam, func, select

from portfolio.base.clock import local, now
from portfolio.base.snapshot import rows
from portfolio.evidence.records.model import CheckBack, Evidence, EvidenceVersion
from portfolio.handover.parties.model import Reply
from portfolio.handover.parties.store import replies_on
from portfolio.handover.readiness.record import (
    HANDOVER,
    OtherHandover,
    Record,
    RecordedCheckBack,
    RecordedReply,
)

NEWEST = 5
"""So many of the learner's other handovers are looked at."""


def record_of(piece: Evidence) -> Record:
    """Return the record of a piece (whole) as its writer sees it, in at most two SQL statements."""
    handover = piece.kind_id == HANDOVER
    return Record(
        kind=piece.kind_id,
        content=piece.current,
        now=local(now()).replace(tzinfo=None),
        later=tuple(_later(check_back) for check_back in piece.check_backs if check_back.later),
        attachments=tuple(attachment.filename for attachment in piece.live_attachments),
        replies=tuple(_replied(piece)) if piece.versions else (),
        others=tuple(_others(piece)) if handover else (),
        kept=tuple(piece.details_kept),
    )


def _later(check_back: CheckBack) -> RecordedCheckBack:
    action = str(check_back.action_id) if check_back.action_id else ""
    return RecordedCheckBack(
        None, check_back.checked_on, action, check_back.method, check_back.outcome
    )


def _replied(piece: Evidence) -> Iterable[RecordedReply]:
    """Yield what still stands of what was replied: "not understood" takes "understood" back."""
    standing: dict[tuple[object, ...], Reply] = {}
    for said in replies_on([piece.id]).values():
        for reply in said:
            about = reply.said.removeprefix("not ")
            standing[reply.participant_id, reply.action_id, about] = reply
    for reply in standing.values():
        yield RecordedReply(reply.said, str(reply.action_id) if reply.action_id else "")


_NEWEST_VERSION = (
    select(func.max(EvidenceVersion.version))
    .where(EvidenceVersion.evidence_id == Evidence.id)
    .correlate(Evidence)
    .scalar_subquery()
)
_OTHERS = (
    select(
        EvidenceVersion.content["method"].as_string(),
        EvidenceVersion.content["method_reason"].as_string(),
    )
    .join(Evidence, Evidence.id == EvidenceVersion.evidence_id)
    .where(
        Evidence.learner_id == bindparam("learner_id"),
        Evidence.kind_id == HANDOVER,
        Evidence.id != bindparam("evidence_id"),
        Evidence.withdrawn_at.is_(None),
        EvidenceVersion.version == _NEWEST_VERSION,
    )
    .order_by(Evidence.number.desc())
    .limit(NEWEST)
)


def _others(piece: Evidence) -> Iterable[OtherHandover]:
    found = rows(_OTHERS, {"learner_id": piece.learner_id, "evidence_id": piece.id})
    return (OtherHandover(method or "", reason or "") for method, reason in found)
