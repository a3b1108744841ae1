"""A learner's request to a witness, the link's hash, and the statement that came of it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.base.clock import now
from portfolio.base.db import Id, Model


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


OPEN_STATES = (RequestState.WAITING, RequestState.SENT, RequestState.BEGUN)
"""States in which the link can be used, while its time has not run out."""


class Declined(StrEnum):
    """Why there will be no statement."""

    NOT_ME = "not me"
    CANNOT = "cannot"


class WitnessRequest(Model):
    """A learner asks one person to say what they saw."""

    __tablename__ = "witness_request"

    id: Mapped[Id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    about_evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey("evidence.id"))
    """The piece of evidence that the witness is asked about, if any."""
    criteria: Mapped[list[str]]
    """Codes the learner asks about first; the brief names all of the unit's."""
    witness_name: Mapped[str] = mapped_column(String(200))
    witness_role: Mapped[str] = mapped_column(String(200))
    relationship: Mapped[str] = mapped_column(String(200))
    witness_email: Mapped[str] = mapped_column(String(255))
    email_key: Mapped[str] = mapped_column(String(255), index=True)
    what_they_saw: Mapped[str] = mapped_column(Text)
    """What the learner asks about, in the learner's words; never shown as an answer."""
    state: Mapped[str] = mapped_column(String(12), default=RequestState.SENT)
    link_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    """SHA-256 of the link's secret; the secret itself is never kept."""
    expires_at: Mapped[datetime]
    vouched_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The member of staff who vouched for the address before the statement came (W2)."""
    vouched_by_name: Mapped[str] = mapped_column(String(200), default="")
    vouched_how: Mapped[str] = mapped_column(Text, default="")
    """How they know that the address is this person's."""
    vouched_at: Mapped[datetime | None]
    released_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    """The member of staff who handed the link over without mail."""
    released_by_name: Mapped[str] = mapped_column(String(200), default="")
    released_at: Mapped[datetime | None]
    draft: Mapped[dict[str, Any] | None]
    draft_revision: Mapped[int] = mapped_column(default=0)
    declined_because: Mapped[str] = mapped_column(String(12), default="")
    """One of `Declined`, when the state is declined."""
    answer: Mapped[str] = mapped_column(Text, default="")
    """Why the witness declined, in their words."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    answered_at: Mapped[datetime | None]

    def state_at(self, moment: datetime) -> RequestState:
        """How far the request is at `moment`, run out or not."""
        state = RequestState(self.state)
        return RequestState.EXPIRED if state in OPEN_STATES and self.expires_at <= moment else state


class Statement(Model):
    """What a witness submitted, once, as a piece of evidence of the learner's portfolio."""

    __tablename__ = "statement"

    id: Mapped[Id]
    request_id: Mapped[UUID] = mapped_column(ForeignKey("witness_request.id"), unique=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), unique=True)
    witness_name: Mapped[str] = mapped_column(String(200))
    witness_email: Mapped[str] = mapped_column(String(255))
    sent_assurance: Mapped[str] = mapped_column(String(2))
    """W0 to W2, as it was when submitted; an assessor's confirmation makes it W3."""
    receipt_digest: Mapped[str] = mapped_column(String(64), index=True)
    """SHA-256 of the secret by which only the submitting browser sees the receipt again."""
    submitted_at: Mapped[datetime] = mapped_column(default=now)


class Confirmation(Model):
    """An assessor asked the witness by another way: it was them (W3), or it wasn't. Append-only; the latest counts."""

    __tablename__ = "confirmation"

    id: Mapped[Id]
    statement_id: Mapped[UUID] = mapped_column(ForeignKey("statement.id"), index=True)
    confirmed: Mapped[bool]
    how: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID] = mapped_column(Uuid)
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(default=now)
