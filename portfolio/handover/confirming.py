"""Puts what was submitted, checked back and replied before the rules of corroboration, for any number of pieces."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select

from portfolio.base.db import db
from portfolio.evidence.model import CheckBack, Evidence, EvidenceVersion
from portfolio.handover.corroboration import (
    Judged,
    Seen,
    Task,
    Version,
    Word,
    agreed,
    confirmed,
    judge,
)
from portfolio.handover.model import Part, Participant, Reply
from portfolio.handover.participants import Replies, of_pieces, replies_on
from portfolio.handover.said import Said


@dataclass(frozen=True)
class Taking:
    """Who takes part in one piece, what they replied, and how it is with each of its actions."""

    people: Sequence[Participant]
    replies: Mapping[UUID, Sequence[Reply]]
    actions: Mapping[str, Judged]


def of_many(pieces: Sequence[Evidence]) -> dict[UUID, Taking]:
    """Return who takes part in each of these pieces (whole), in two SQL statements."""
    ids = [piece.id for piece in pieces]
    people, replies = of_pieces(ids), replies_on(ids)
    return {piece.id: _taking(piece, people.get(piece.id, []), replies) for piece in pieces}


def of_one(piece: Evidence) -> Taking:
    """Return who takes part in one piece (whole), in two SQL statements."""
    return of_many([piece])[piece.id]


def _taking(piece: Evidence, people: Sequence[Participant], replies: Replies) -> Taking:
    mine = {one.id: replies.get(one.id, []) for one in people}
    words = [word_of(reply) for said in mine.values() for reply in said]
    versions = [version_of(one) for one in piece.versions]
    seen = [_seen(one) for one in piece.live_check_backs]
    return Taking(people, mine, judge(versions, words, seen))


def version_of(one: EvidenceVersion) -> Version:
    """Return a version as the rules see it."""
    return _version(one.version, one.submitted_at, one.content.get("actions"))


def _version(number: int, submitted_at: Any, rows: Any) -> Version:
    tasks = {
        row["id"]: Task(row["id"], row["task"], row["owner"], row["deadline"]) for row in rows or []
    }
    return Version(number, submitted_at, tasks)


def word_of(one: Reply) -> Word:
    """Return a reply as the rules see it."""
    return Word(
        who=str(one.participant_id),
        name=one.by_name,
        how=one.by_label,
        at=one.at,
        version=one.version,
        said=Said(one.said),
        about=str(one.action_id) if one.action_id else "",
        words=one.words,
        by_when=one.by_when,
    )


def _seen(one: CheckBack) -> Seen:
    about = str(one.action_id) if one.action_id else ""
    return Seen(about, one.checked_on, one.recorded_at, one.method, one.with_whom, one.outcome)


def corroborated(learners: Select[UUID]) -> frozenset[UUID]:
    """Return the pieces of these learners that a receiver, or a party, confirms.

    Three SQL statements, however many; only pieces that somebody replied about are read.
    """
    words: dict[UUID, list[Word]] = defaultdict(list)
    parts: dict[UUID, str] = {}
    replied = (
        select(Reply, Participant.part)
        .join(Participant, Participant.id == Reply.participant_id)
        .where(Participant.learner_id.in_(learners))
        .order_by(Reply.at, Reply.place)
    )
    for reply, part in db.session.execute(replied):
        words[reply.evidence_id].append(word_of(reply))
        parts[reply.evidence_id] = part
    told = select(Reply.evidence_id).join(Participant, Participant.id == Reply.participant_id)
    theirs = told.where(Participant.learner_id.in_(learners))
    versions, seen = _versions(theirs), _checks(theirs)
    return frozenset(
        piece
        for piece, said in words.items()
        if _confirms(parts[piece], versions.get(piece, []), said, seen.get(piece, []))
    )


def _confirms(
    part: str, versions: Sequence[Version], words: Sequence[Word], seen: Sequence[Seen]
) -> bool:
    if part == Part.PARTY:
        return bool(versions) and agreed(versions[-1].number, words)
    return confirmed(versions, words, seen)


def _versions(pieces: Select[UUID]) -> dict[UUID, list[Version]]:
    rows = db.session.execute(
        select(
            EvidenceVersion.evidence_id,
            EvidenceVersion.version,
            EvidenceVersion.submitted_at,
            EvidenceVersion.content["actions"].as_json(),
        )
        .where(EvidenceVersion.evidence_id.in_(pieces))
        .order_by(EvidenceVersion.version)
    )
    found: dict[UUID, list[Version]] = defaultdict(list)
    for evidence_id, number, submitted_at, actions in rows:
        found[evidence_id].append(_version(number, submitted_at, actions))
    return found


def _checks(pieces: Select[UUID]) -> dict[UUID, list[Seen]]:
    """Return all check-backs, also those that a revision left out: what was seen once was seen."""
    found: dict[UUID, list[Seen]] = defaultdict(list)
    for one in db.session.scalars(select(CheckBack).where(CheckBack.evidence_id.in_(pieces))):
        found[one.evidence_id].append(_seen(one))
    return found
