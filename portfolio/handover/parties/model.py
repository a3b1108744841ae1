"""Those who take part in a handover or an agreement, what they reply, and how people are reminded."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Date, ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.base.clock import now
from portfolio.base.db import Id, Model


class PartyRole(StrEnum):
    """What somebody is in a piece of evidence."""

    RECEIVER = "receiver"
    """They took over; they say what, by when, and that they understood."""
    PARTY = "party"
    """They have a part in an agreement of roles, and sign it."""


class AskedState(StrEnum):
    """How far it is with a person who was asked to reply."""

    WAITING = "waiting"
    """Made, but no mail server: a member of staff can release the link."""
    SENT = "sent"
    REPLIED = "replied"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Never stored: an open one whose time has run out is shown so."""


OPEN_STATES = (AskedState.WAITING, AskedState.SENT, AskedState.REPLIED)
"""States in which the link can be used while its time has not run out: who replied may reply again."""


class Participant(Model):
    """Somebody who takes part in what a piece of evidence tells, and is asked to confirm it.

    They corroborate; what they say is never testimony (PRACTICE: a receiver is a participant).
    """

    __tablename__ = "participant"

    id: Mapped[Id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    part: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(255), default="")
    email_key: Mapped[str] = mapped_column(String(255), default="", index=True)
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    """Their account here, if they have one: they reply signed in, and never by a link."""
    message: Mapped[str] = mapped_column(Text, default="")
    """What the learner writes to them."""
    state: Mapped[str] = mapped_column(String(12), default=AskedState.SENT)
    link_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the link's secret; the secret itself is never kept."""
    expires_at: Mapped[datetime | None]
    released_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    released_by_name: Mapped[str] = mapped_column(String(200), default="")
    released_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=now)
    replied_at: Mapped[datetime | None]

    def state_at(self, moment: datetime) -> AskedState:
        """How far it is at `moment`, run out or not; who replies signed in has no link that runs out."""
        state = AskedState(self.state)
        over = self.expires_at is not None and self.expires_at <= moment
        return AskedState.EXPIRED if over and state in OPEN_STATES else state

    @property
    def how_sent(self) -> str:
        """How their link went."""
        if self.released_by_id:
            return f"Handed over by {self.released_by_name}"
        if self.state == AskedState.WAITING:
            return "Not sent: there is no mail server"
        return "Sent by mail"


class Reply(Model):
    """One thing a participant said, about one version; append-only, so that nothing is overwritten."""

    __tablename__ = "participant_reply"
    __table_args__ = (UniqueConstraint("participant_id", "sending", "place"),)

    id: Mapped[Id]
    participant_id: Mapped[UUID] = mapped_column(ForeignKey("participant.id"), index=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    version: Mapped[int]
    """The version they had before them."""
    sending: Mapped[str] = mapped_column(String(64))
    """The form by which it came: one that is posted twice is kept once."""
    place: Mapped[int]
    """Which of the things said in that form it is."""
    action_id: Mapped[UUID | None] = mapped_column(ForeignKey("action.id"))
    said: Mapped[str] = mapped_column(String(20))
    words: Mapped[str] = mapped_column(Text, default="")
    by_when: Mapped[str] = mapped_column(String(25), default="")
    """By when they will do it, as they said: the centre's local time, YYYY-MM-DDTHH:MM."""
    by_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The account of who replied signed in; None for a reply by link."""
    by_name: Mapped[str] = mapped_column(String(200))
    by_label: Mapped[str] = mapped_column(String(60))
    """How they replied, in words: by their link, or signed in as a learner of this centre."""
    at: Mapped[datetime] = mapped_column(default=now)


class CalendarFeed(Model):
    """A secret address at which a calendar finds somebody's check-backs; one at a time, revocable."""

    __tablename__ = "calendar_feed"

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    link_digest: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(default=now)
    revoked_at: Mapped[datetime | None]


class Digest(Model):
    """That somebody was mailed what is due, on one day of the centre's; the row makes it once."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("account_id", "day"),)

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    day: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(default=now)


class DigestStop(Model):
    """That somebody does not want to be reminded by mail."""

    __tablename__ = "digest_stop"

    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), primary_key=True)
    stopped_at: Mapped[datetime] = mapped_column(default=now)
