"""Replies of those who took over and of the parties to an agreement: appended, bound to a version, kept once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.link_secrets import digest_of
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records.model import EvidenceVersion
from portfolio.handover.parties.history_entries import REPLY
from portfolio.handover.parties.model import AskedState, Participant, PartyRole, Reply
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.replies.reply_links import LINKS, OpenedAsk, open_for, open_link
from portfolio.history.chain import Actor
from portfolio.history.store import keep
from portfolio.outsiders.pages import LinkClosed
from portfolio.people.model import Account
from portfolio.people.notices import notify

BY_LINK = "by the link mailed to them"
BY_HAND = "by a link that the centre handed over"
DECLINES = (ReplyKind.NOT_ME, ReplyKind.NOT_THERE)
DENIALS = {*DECLINES, ReplyKind.NOT_TAKEN_OVER, ReplyKind.NOT_AGREED}
"""What an assessor is told as well, because it speaks against the record."""


@dataclass(frozen=True)
class Point:
    """One thing that is replied: about an action (its id) or the whole, with words and a deadline of their own."""

    said: ReplyKind
    action_id: UUID | None = None
    words: str = ""
    by_when: str = ""


@dataclass(frozen=True)
class Replier:
    """Who replies, and how: as the reply keeps it."""

    person_id: UUID | None
    name: str
    label: str

    @property
    def actor(self) -> Actor:
        """This person as history names them, within the 200 characters that a name may have there."""
        return Actor(
            self.person_id, self.name if self.person_id else f"{self.name[:180]} (by link)"
        )


def reply_by_link(token: str, version: int, sending: str, points: Sequence[Point]) -> list[Reply]:
    """Keep what somebody replies by their link; see `_reply`. Raises LinkClosed."""
    with write() as session:
        found = open_link(token)
        if found is None:
            raise LinkClosed
        return _reply(session, found, _by_link(found.participant), version, sending, points)


def reply_signed_in(
    person: Account, participant_id: UUID, version: int, sending: str, points: Sequence[Point]
) -> list[Reply]:
    """Keep what somebody replies with their account; see `_reply`. Raises LinkClosed when they are not asked."""
    with write() as session:
        found = open_for(person, participant_id)
        if found is None:
            raise LinkClosed
        return _reply(session, found, _by_account(person), version, sending, points)


def _by_link(participant: Participant) -> Replier:
    return Replier(None, participant.name, BY_HAND if participant.released_at else BY_LINK)


def _by_account(person: Account) -> Replier:
    role = person.role_words[0] if person.role_words else "colleague"
    one = "an" if role[0] in "aeio" else "a"
    return Replier(person.id, person.name, f"signed in as {one} {role} of this centre")


def _reply(
    session: Session,
    found: OpenedAsk,
    by: Replier,
    version: int,
    sending: str,
    points: Sequence[Point],
) -> list[Reply]:
    """Append one row for each point, in the transaction of its history; the same `sending` is kept once.

    Somebody who goes back in their browser and answers otherwise sends the same form with other
    words: those are kept too, after the first. `version` is the one they had before them; one that
    they never had counts as the newest. Actions that this version does not name are left out.
    """
    digest = digest_of(sending)
    there = _already(session, found.participant, digest)
    versions = {version.version: version for version in found.versions}
    seen = versions.get(version, found.versions[-1])
    named = {row["id"] for row in seen.content.get("actions") or []}
    kept = [point for point in points if point.action_id is None or str(point.action_id) in named]
    last = there[-len(kept) :] if kept else there
    if there and [_said_by(reply) for reply in last] == [_said_in(point) for point in kept]:
        return last
    rows = [
        _row(found.participant, by, seen, digest, place, point)
        for place, point in enumerate(kept, len(there))
    ]
    session.add_all(rows)
    session.flush()
    for row in rows:
        keep(session, row, REPLY, by=by.actor, action=f"replied: {row.said}")
    if rows:
        _close(session, found.participant, rows)
        _tell(session, found, by, rows)
    return rows


def _said_by(row: Reply) -> tuple[Any, ...]:
    return row.action_id, row.said, row.words, row.by_when


def _said_in(point: Point) -> tuple[Any, ...]:
    return point.action_id, point.said, point.words.strip(), point.by_when


def _already(session: Session, participant: Participant, digest: str) -> list[Reply]:
    wanted = select(Reply).where(Reply.participant_id == participant.id, Reply.sending == digest)
    return list(session.scalars(wanted.order_by(Reply.place)))


def _row(
    participant: Participant,
    by: Replier,
    seen: EvidenceVersion,
    digest: str,
    place: int,
    point: Point,
) -> Reply:
    return Reply(
        participant_id=participant.id,
        evidence_id=participant.evidence_id,
        version=seen.version,
        sending=digest,
        place=place,
        action_id=point.action_id,
        said=point.said,
        words=point.words.strip(),
        by_when=point.by_when,
        by_id=by.person_id,
        by_name=by.name,
        by_label=by.label,
        at=now(),
    )


def _close(session: Session, participant: Participant, rows: Sequence[Reply]) -> None:
    row = session.get_one(Participant, participant.id, with_for_update=True)
    row.replied_at = now()
    if any(reply.said in DECLINES for reply in rows):
        row.state = AskedState.DECLINED
        LINKS.end(session, row)
    else:
        row.state = AskedState.REPLIED


def _tell(session: Session, found: OpenedAsk, by: Replier, rows: Sequence[Reply]) -> None:
    reference = found.piece.reference
    said = {ReplyKind(row.said) for row in rows}
    if ReplyKind.NOT_ME in said:
        sentence = f"Whoever reads {found.participant.email} says they are not {by.name} ({reference}). Check the address."
    elif ReplyKind.NOT_THERE in said:
        sentence = f"{by.name} says they were not there ({reference})."
    elif found.participant.part == PartyRole.PARTY:
        agreed = "agrees" if ReplyKind.AGREED in said else "has replied, and does not agree"
        sentence = f"{by.name} {agreed} ({reference})."
    elif said & {
        ReplyKind.QUESTION,
        ReplyKind.CORRECTION,
        ReplyKind.NOT_TAKEN_OVER,
        ReplyKind.NOT_UNDERSTOOD,
    }:
        sentence = f"{by.name} has replied about {reference}, and there is something to answer."
    else:
        sentence = f"{by.name} has replied about {reference}."
    notify(
        session,
        found.learner.id,
        sentence,
        "handover.people",
        evidence_id=str(found.piece.id),
    )
    if said & DENIALS:
        _tell_assessors(session, found, sentence)


def _tell_assessors(session: Session, found: OpenedAsk, sentence: str) -> None:
    """Tell those who assess the learner, too: they may have judged the piece already."""
    for assessor_id in {
        enrolment.assessor_id for enrolment in enrolments.of_learner(found.learner.id)
    }:
        notify(
            session,
            assessor_id,
            f"{found.learner.name}: {sentence}",
            "evidence.piece",
            evidence_id=str(found.piece.id),
        )


def decline_by_link(token: str, said: ReplyKind, words: str, sending: str) -> None:
    """Say that this isn't them, or that they weren't there; the link closes. Raises LinkClosed."""
    reply_by_link(token, 0, sending, [Point(said, words=words)])


def decline_signed_in(
    person: Account, participant_id: UUID, said: ReplyKind, words: str, sending: str
) -> None:
    """Say that they weren't there; nothing more is asked of them. Raises LinkClosed."""
    reply_signed_in(person, participant_id, 0, sending, [Point(said, words=words)])


def is_kept(sending: str) -> bool:
    """Whether this very form was kept already; after declining, its retry sees the same page again."""
    wanted = select(Reply.id).where(Reply.sending == digest_of(sending))
    return bool(sending) and db.session.scalar(wanted.limit(1)) is not None
