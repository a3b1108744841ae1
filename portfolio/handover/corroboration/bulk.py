"""Which pieces somebody who took over, or who agreed, confirms: for any number of learners at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    JSON,
    CompoundSelect,
    Date,
    Row,
    Select,
    String,
    Uuid,
    cast,
    literal,
    null,
    select,
    type_coerce,
    union_all,
)

from portfolio.base.snapshot import rows
from portfolio.evidence.records.model import CheckBack, EvidenceVersion
from portfolio.handover.corroboration.rules import (
    Seen,
    VersionTasks,
    Word,
    agreed,
    confirmed,
    tasks_of,
)
from portfolio.handover.parties.model import Participant, PartyRole, Reply
from portfolio.handover.parties.reply_kinds import ReplyKind


def corroborated(
    learners: Select[UUID], values: Mapping[str, UUID] | None = None
) -> frozenset[UUID]:
    """Return the pieces of these learners that a receiver or a party confirms, in one SQL statement.

    `learners` selects their ids, with `values` where it needs any.
    Only pieces that somebody replied about are read. The rules are those of `corroboration`.
    """
    by_piece: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for row in rows(_rows(learners), values):
        by_piece[row.evidence_id].append(row)
    return frozenset(piece for piece, found in by_piece.items() if _confirms(found))


def _confirms(words: Iterable[Row[Any]]) -> bool:
    """Whether one piece is confirmed, from its versions, its replies and its check-backs."""
    found: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in sorted(words, key=lambda row: (row.at, row.number)):
        found[row.what].append(row)
    replies = [_word(reply) for reply in found["reply"]]
    versions = [VersionTasks(row.number, row.at, tasks_of(row.actions)) for row in found["version"]]
    versions.sort(key=lambda version: version.number)
    if any(reply.part == PartyRole.PARTY for reply in found["reply"]):
        return agreed(versions[-1].number, replies)
    seen = [
        Seen(_key(check.about), check.day, check.at, "", "", "", check.said)
        for check in found["check"]
    ]
    return confirmed(versions, replies, seen)


def _word(row: Row[Any]) -> Word:
    return Word(
        who=str(row.who),
        name="",
        how="",
        at=row.at,
        version=row.number,
        said=ReplyKind(row.said),
        about=_key(row.about),
        by_when=row.by_when,
    )


def _key(about: UUID | None) -> str:
    return str(about) if about else ""


@lru_cache(maxsize=16)
def _rows(learners: Select[UUID]) -> CompoundSelect[Any]:
    replied = (
        select(Reply.evidence_id)
        .join(Participant, Participant.id == Reply.participant_id)
        .where(Participant.learner_id.in_(learners))
    )
    no_id, no_day, nothing = cast(null(), Uuid), cast(null(), Date), literal("", String)
    versions = select(
        literal("version").label("what"),
        EvidenceVersion.evidence_id.label("evidence_id"),
        EvidenceVersion.submitted_at.label("at"),
        EvidenceVersion.version.label("number"),
        no_id.label("who"),
        no_id.label("about"),
        nothing.label("said"),
        nothing.label("by_when"),
        nothing.label("part"),
        no_day.label("day"),
        EvidenceVersion.content["actions"].as_json().label("actions"),
    ).where(EvidenceVersion.evidence_id.in_(replied))
    no_actions = type_coerce(cast(null(), JSON), JSON)
    replies = (
        select(
            literal("reply"),
            Reply.evidence_id,
            Reply.at,
            Reply.version,
            Reply.participant_id,
            Reply.action_id,
            Reply.said,
            Reply.by_when,
            Participant.part,
            no_day,
            no_actions,
        )
        .join(Participant, Participant.id == Reply.participant_id)
        .where(Participant.learner_id.in_(learners))
    )
    checks = select(
        literal("check"),
        CheckBack.evidence_id,
        CheckBack.recorded_at,
        literal(0),
        no_id,
        CheckBack.action_id,
        CheckBack.done,
        nothing,
        nothing,
        CheckBack.checked_on,
        no_actions,
    ).where(CheckBack.evidence_id.in_(replied))
    return union_all(versions, replies, checks)
