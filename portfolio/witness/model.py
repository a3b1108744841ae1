"""A request to a witness, the links that open it, and the statements that came of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.base.clock import now
from portfolio.base.db import Id, Model
from portfolio.witness.provenance import Way


class RequestState(StrEnum):
    """How far a request is."""

    WAITING = "waiting"
    """Made, but no mail server: an assessor can release the link."""
    SENT = "sent"
    BEGUN = "begun"
    DONE = "done"
    DECLINED = "declined"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    """Never stored: an open request whose time has run out is shown so."""
    REPLACED = "replaced"
    """Never stored: a cancelled request is shown so when another was made instead."""
    REMOVED = "removed"
    """Never stored: a request is shown so when what was kept of its witness was removed."""


OPEN_STATES = (RequestState.WAITING, RequestState.SENT, RequestState.BEGUN)
"""States in which the link can be used, while its time has not run out."""


class Declined(StrEnum):
    """Why there will be no statement."""

    NOT_ME = "not me"
    CANNOT = "cannot"
    SOMEBODY_ELSE = "somebody else"
    """They say who saw it instead; in `WitnessRequest.answer`, in their words."""


REMOVED_KEY = "removed "
"""How the key of an address begins once the address was removed."""


class WitnessRequest(Model):
    """A learner asks one person to say what they saw; or the assessor asks them to correct it."""

    __tablename__ = "witness_request"

    id: Mapped[Id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    criteria: Mapped[list[str]]
    """Codes the learner asks about first; the brief names all of the unit's."""
    witness_name: Mapped[str] = mapped_column(String(200))
    witness_role: Mapped[str] = mapped_column(String(200))
    employer: Mapped[str] = mapped_column(String(200), default="")
    relationship: Mapped[str] = mapped_column(String(200))
    witness_email: Mapped[str] = mapped_column(String(255))
    email_key: Mapped[str] = mapped_column(String(255), index=True)
    what_they_saw: Mapped[str] = mapped_column(Text)
    """The message: what the learner asks about, in the learner's words; never shown as an answer."""
    state: Mapped[str] = mapped_column(String(12), default=RequestState.SENT)
    expires_at: Mapped[datetime]
    asked_from: Mapped[str] = mapped_column(String(64), default="")
    """A keyed mark of the network the learner asked from (`people.networks`); never an address."""
    vouched_through: Mapped[str] = mapped_column(String(10), default="")
    """One of `Through` once the address is vouched for (W2), else empty."""
    vouched_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The member of staff who vouched for the address before the statement came (W2)."""
    vouched_by_name: Mapped[str] = mapped_column(String(200), default="")
    vouched_how: Mapped[str] = mapped_column(Text, default="")
    """How they know that the address is this person's."""
    vouched_at: Mapped[datetime | None]
    draft: Mapped[dict[str, Any] | None]
    draft_revision: Mapped[int] = mapped_column(default=0)
    begun_at: Mapped[datetime | None]
    """When the first answer of theirs was kept."""
    declined_because: Mapped[str] = mapped_column(String(14), default="")
    """One of `Declined`, when the state is declined."""
    answer: Mapped[str] = mapped_column(Text, default="")
    """Why the witness declined, or who saw it instead, in their words."""
    corrects_evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"))
    """The statement to correct, when the assessor released this request for that."""
    correction_reason: Mapped[str] = mapped_column(Text, default="")
    released_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The assessor who released the correction."""
    released_by_name: Mapped[str] = mapped_column(String(200), default="")
    reminders: Mapped[int] = mapped_column(default=0)
    """How many reminders went out by themselves."""
    reminded_at: Mapped[datetime | None]
    """When the witness was last reminded, by itself or by the assessor."""
    given_up_at: Mapped[datetime | None]
    """When the learner was told that there is no answer."""
    followed_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The request made instead: with the right address, or to whoever saw it."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]

    @property
    def was_removed(self) -> bool:
        """Whether what was kept of its witness was removed, as they asked."""
        return (self.email_key or "").startswith(REMOVED_KEY)  # one not kept yet has none

    @property
    def has_answers(self) -> bool:
        """Whether the witness has written anything; a correction has their earlier words before they begin."""
        return bool(self.draft) and (self.corrects_evidence_id is None or self.begun_at is not None)

    def state_at(self, moment: datetime) -> RequestState:
        """How far the request is at `moment`, run out or not."""
        state = RequestState(self.state)
        return RequestState.EXPIRED if state in OPEN_STATES and self.expires_at <= moment else state

    def shown_at(self, moment: datetime) -> RequestState:
        """How far the request is at `moment`, as people read it."""
        state = self.state_at(moment)
        if self.was_removed:
            return RequestState.REMOVED
        replaced = state is RequestState.CANCELLED and self.followed_by_id
        return RequestState.REPLACED if replaced else state


class RequestPiece(Model):
    """One of the learner's pieces of evidence that a request is about."""

    __tablename__ = "witness_request_piece"

    request_id: Mapped[UUID] = mapped_column(ForeignKey("witness_request.id"), primary_key=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), primary_key=True)


class WitnessLink(Model):
    """One link to a request. A reminder adds one; sending anew or handing over ends all before it."""

    __tablename__ = "witness_link"

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("witness_request.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    """SHA-256 of the link's secret; the secret itself is never kept."""
    way: Mapped[str] = mapped_column(String(10))
    """One of `Way`."""
    made_at: Mapped[datetime] = mapped_column(default=now)
    made_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Who had it made: the learner, or a member of staff; None for a reminder by itself."""
    made_by_name: Mapped[str] = mapped_column(String(200), default="")
    ended_at: Mapped[datetime | None]
    """When it was superseded; what ends with the request has no need of it."""


class WitnessRecording(Model):
    """What a witness said aloud, re-encoded, while they write; it goes with the statement."""

    __tablename__ = "witness_recording"

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("witness_request.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64))
    filename: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int]
    """In bytes."""
    seconds: Mapped[int]
    made_at: Mapped[datetime] = mapped_column(default=now)
    removed_at: Mapped[datetime | None]


GONE = ""
"""The receipt's digest of a statement that was removed at its witness's request: nothing stands of it."""


class Statement(Model):
    """What a witness submitted, once for each version, as a piece of the learner's portfolio.

    Append-only in the database too (`base/append_only.py`): a correction is another row.
    """

    __tablename__ = "statement"
    __table_args__ = (UniqueConstraint("evidence_id", "version"),)

    id: Mapped[Id]
    request_id: Mapped[UUID | None] = mapped_column(ForeignKey("witness_request.id"), unique=True)
    """None for a paper statement."""
    link_id: Mapped[UUID | None] = mapped_column(ForeignKey("witness_link.id"))
    """The link by which it came."""
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    version: Mapped[int] = mapped_column(default=1)
    """The version of the piece that it is."""
    way: Mapped[str] = mapped_column(String(10), default=Way.MAIL)
    witness_name: Mapped[str] = mapped_column(String(200))
    witness_email: Mapped[str] = mapped_column(String(255))
    sent_assurance: Mapped[str] = mapped_column(String(2))
    """W0 to W2, as it was when submitted; an assessor's confirmation makes it W3."""
    sent_from: Mapped[str] = mapped_column(String(64), default="")
    """A keyed mark of the network it was sent from (`people.networks`); never an address."""
    receipt_digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the secret by which only the submitting browser sees the receipt again; `GONE` once removed."""
    not_mine_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the secret in the receipt's mail by which the mailbox can say: this wasn't me."""
    submitted_at: Mapped[datetime] = mapped_column(default=now)


class ConfirmedBy(StrEnum):
    """Who said whether a statement is the witness's."""

    STAFF = "staff"
    """An assessor, who asked the witness by another way."""
    MAILBOX = "mailbox"
    """Whoever reads the mailbox that the receipt went to."""


class Confirmation(Model):
    """Somebody said whether a statement is the witness's: it was them (W3), or it wasn't. Append-only; the latest counts."""

    __tablename__ = "confirmation"

    id: Mapped[Id]
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id"), index=True)
    confirmed: Mapped[bool]
    source: Mapped[str] = mapped_column(String(10), default=ConfirmedBy.STAFF)
    """One of `ConfirmedBy`."""
    how: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID | None] = mapped_column(Uuid)
    """None for the mailbox."""
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(default=now)
