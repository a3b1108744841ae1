"""Mail: each message is a row in the transaction that causes it, with one Message-ID; `sending` takes it from here.

A link's secret is kept only sealed until the message is sent, and then not at all.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta
from email.utils import make_msgid
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, String, Text, Uuid, and_, func, or_, select, update
from sqlalchemy.orm import Mapped, Session, defer, mapped_column

from portfolio.base.clock import now
from portfolio.base.db import Id, Model, db, new_id
from portfolio.base.jobs import request_job
from portfolio.base.sealed_text import seal

LINK_PLACE = "{link}"
SENDING = "send mail"
LOST_AFTER = timedelta(minutes=3)
"""A message that was being sent for so long isn't any more: its process died (`smtp.LONGEST_TALK` is shorter)."""
LATE_AFTER = timedelta(hours=1)
"""A message that waits longer is shown to the administrator."""
_kept_back: ContextVar[bool] = ContextVar("mail kept back", default=False)


class MailState(StrEnum):
    """How far a message is."""

    WAITING = "waiting"
    SENDING = "sending"
    """Claimed by a worker, who speaks to the mail server; a message that stays so is a doubtful one."""
    SENT = "sent"
    DOUBTFUL = "doubtful"
    """Perhaps sent, perhaps not: we were cut off before the server answered. It is sent again with the same Message-ID."""
    REFUSED = "refused"
    """The server refused the address for good."""
    DROPPED = "dropped"
    """It never left and never will: a newer message took its place, or there is nothing to say any more."""


UNSENT = (MailState.WAITING, MailState.DOUBTFUL, MailState.REFUSED)
"""States in which nobody speaks to the server, and which an administrator may wish to end."""


class OutgoingMail(Model):
    """One message that leaves the house."""

    __tablename__ = "outgoing_mail"

    id: Mapped[Id]
    recipient: Mapped[str] = mapped_column(String(255))
    subject: Mapped[str] = mapped_column(String(255))
    body: Mapped[str] = mapped_column(Text)
    sealed_link: Mapped[str | None] = mapped_column(Text)
    headers: Mapped[dict[str, Any] | None]
    """What the message says beside its words, such as where a reminder is stopped."""
    message_id: Mapped[str] = mapped_column(String(255))
    about: Mapped[str] = mapped_column(String(60), default="")
    belongs_to: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    """The row it is about, such as a request to a witness."""
    state: Mapped[str] = mapped_column(String(10), default=MailState.WAITING)
    problem: Mapped[str] = mapped_column(Text, default="")
    """What the mail server said last, as a sentence; empty when all is well."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    tried_at: Mapped[datetime | None]
    sent_at: Mapped[datetime | None]

    def state_at(self, moment: datetime) -> MailState:
        """How far the message is at `moment`: one whose process died while it was sent is a doubtful one."""
        state = MailState(self.state)
        lost = state is MailState.SENDING and (self.tried_at or moment) <= moment - LOST_AFTER
        return MailState.DOUBTFUL if lost else state

    @property
    def shown_state(self) -> MailState:
        """How far the message is now."""
        return self.state_at(now())


def one_line(text: str) -> str:
    """Return `text` fit for a mail header or a sentence: no line breaks, no control characters."""
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+", " ", text).strip()


def post(
    session: Session,
    *,
    to: str,
    subject: str,
    body: str,
    link: str | None = None,
    headers: Mapping[str, str] | None = None,
    about: str = "",
    belongs_to: UUID | None = None,
) -> OutgoingMail:
    """Add a message in this transaction and a job that sends it. Call inside `write()`.

    `link` (a full address with its secret) replaces `{link}` in `body` and in the values of
    `headers` when it is sent, and is kept only sealed until then. `about` and `belongs_to` name what it
    belongs to, for the record and for the pages that say how far it is.
    """
    row = OutgoingMail(
        id=new_id(),
        state=MailState.WAITING,
        recipient=one_line(to),
        subject=one_line(subject)[:255],
        body=body,
        sealed_link=seal(link) if link else None,
        headers={name: one_line(value) for name, value in (headers or {}).items()} or None,
        message_id=make_msgid(domain="portfolio"),
        about=about,
        belongs_to=belongs_to,
        created_at=now(),
    )
    if _kept_back.get():
        row.state = MailState.DROPPED
        row.problem = "This message belongs to people who were made up; nobody sends it."
    session.add(row)
    if row.state == MailState.WAITING:
        request_job(session, SENDING, {"mail_id": str(row.id)})
    return row


@contextmanager
def kept_back() -> Iterator[None]:
    """Keep the mails of this block as rows that nobody sends; for people made up by the hundred."""
    token = _kept_back.set(True)
    try:
        yield
    finally:
        _kept_back.reset(token)


def drop_unsent(session: Session, belongs_to: UUID, *about: str) -> None:
    """Let messages of these kinds that have not left never leave: their link is dead. Call inside `write()`.

    One that is being sent at this moment is not stopped.
    """
    session.execute(
        update(OutgoingMail)
        .where(
            OutgoingMail.belongs_to == belongs_to,
            OutgoingMail.about.in_(about),
            OutgoingMail.state.in_(UNSENT),
        )
        .values(
            state=MailState.DROPPED,
            sealed_link=None,
            problem="It did not leave, and is no longer needed.",
        )
    )


def forget_links(session: Session, before: datetime) -> None:
    """Forget the links of messages that were made before and never went. Call inside `write()`."""
    session.execute(
        update(OutgoingMail)
        .where(
            OutgoingMail.state != MailState.SENT,
            OutgoingMail.created_at <= before,
            OutgoingMail.sealed_link.is_not(None),
        )
        .values(sealed_link=None)
    )


def try_again(session: Session, row: OutgoingMail) -> bool:
    """Send a message that did not go once more, with the Message-ID it has. Call inside `write()`.

    False when there is nothing to try: it went, is being sent, or its link is kept no longer.
    """
    keeps_all = LINK_PLACE not in row.body or row.sealed_link is not None
    state = row.state_at(now())
    if state not in UNSENT or not keeps_all:
        return False
    if state is MailState.REFUSED:
        row.state = MailState.WAITING
    request_job(session, SENDING, {"mail_id": str(row.id)})
    return True


# --- reading -----------------------------------------------------------------------------------


def newest_about(ids: Sequence[UUID], about: str | None = None) -> dict[UUID, OutgoingMail]:
    """Return the newest message that belongs to each of these rows, of one kind if told, in one statement.

    What it says is not read with it. A dropped one stands only where there is no other of that moment.
    """
    wanted = _without_words().where(OutgoingMail.belongs_to.in_(ids))
    if about is not None:
        wanted = wanted.where(OutgoingMail.about == about)
    in_time = wanted.order_by(
        OutgoingMail.created_at, OutgoingMail.state != MailState.DROPPED.value
    )
    return {
        outgoing_mail.belongs_to: outgoing_mail
        for outgoing_mail in db.session.scalars(in_time)
        if outgoing_mail.belongs_to
    }


def not_gone() -> ColumnElement[bool]:
    """Return the condition of messages that did not go: refused, doubtful, or waiting for long."""
    lost = and_(
        OutgoingMail.state == MailState.SENDING, OutgoingMail.tried_at <= now() - LOST_AFTER
    )
    late = and_(
        OutgoingMail.state == MailState.WAITING, OutgoingMail.created_at <= now() - LATE_AFTER
    )
    settled = OutgoingMail.state.in_((MailState.REFUSED, MailState.DOUBTFUL))
    return or_(settled, lost, late)


def how_many_undelivered() -> int:
    """Return how many messages did not go."""
    return db.session.scalar(select(func.count(OutgoingMail.id)).where(not_gone())) or 0


def undelivered(most: int = 200) -> Sequence[OutgoingMail]:
    """Return the newest messages that did not go, without what they say."""
    wanted = _without_words().where(not_gone())
    return db.session.scalars(wanted.order_by(OutgoingMail.created_at.desc()).limit(most)).all()


def _without_words() -> Select[OutgoingMail]:
    """Select messages without what must not be seen: their words, links and headers."""
    secret = (OutgoingMail.body, OutgoingMail.sealed_link, OutgoingMail.headers)
    return select(OutgoingMail).options(*(defer(column, raiseload=True) for column in secret))
