"""Puts what was submitted, checked back and replied before the rules of corroboration, for any number of pieces."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from portfolio.evidence.records.model import CheckBack, Evidence, EvidenceVersion
from portfolio.handover.corroboration.rules import Judged, Seen, VersionTasks, Word, judge, tasks_of
from portfolio.handover.parties.model import Participant, Reply
from portfolio.handover.parties.reply_kinds import ReplyKind
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
    mine = {person.id: replies.get(person.id, []) for person in people}
    words = [word_of(reply) for said in mine.values() for reply in said]
    versions = [version_of(version) for version in piece.versions]
    seen = [_seen(check_back) for check_back in piece.live_check_backs]
    return Taking(people, mine, judge(versions, words, seen))


def version_of(version: EvidenceVersion) -> VersionTasks:
    """Return a version as the rules see it."""
    return VersionTasks(
        version.version, version.submitted_at, tasks_of(version.content.get("actions"))
    )


def word_of(reply: Reply) -> Word:
    """Return a reply as the rules see it."""
    return Word(
        who=str(reply.participant_id),
        name=reply.by_name,
        how=reply.by_label,
        at=reply.at,
        version=reply.version,
        said=ReplyKind(reply.said),
        about=str(reply.action_id) if reply.action_id else "",
        words=reply.words,
        by_when=reply.by_when,
    )


def _seen(check_back: CheckBack) -> Seen:
    about = str(check_back.action_id) if check_back.action_id else ""
    return Seen(
        about,
        check_back.checked_on,
        check_back.recorded_at,
        check_back.method,
        check_back.with_whom,
        check_back.outcome,
        check_back.done,
    )
