"""Puts what was submitted, checked back and replied before the rules of corroboration, for any number of pieces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from portfolio.evidence.records.model import CheckBack, Evidence, EvidenceVersion
from portfolio.handover.corroboration.rules import Judged, Seen, Version, Word, judge, tasks_of
from portfolio.handover.parties.answers import Said
from portfolio.handover.parties.model import Participant, Reply
from portfolio.handover.parties.store import Replies, of_pieces, replies_on


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
    return Version(one.version, one.submitted_at, tasks_of(one.content.get("actions")))


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
    return Seen(
        about, one.checked_on, one.recorded_at, one.method, one.with_whom, one.outcome, one.done
    )
