"""Mail: each message is a row in the transaction that causes it, sent by a job, with one Message-ID.

A link's secret is kept only sealed until the message is sent, and then not at all.
"""

import re
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from email.utils import make_msgid
from enum import StrEnum
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from flask import Flask
from flask_mailman import EmailMessage, Mail
from sqlalchemy import String, Text, Uuid
from sqlalchemy.orm import Mapped, Session, mapped_column

from portfolio.base.clock import now
from portfolio.base.config import Settings
from portfolio.base.db import Id, Model, db, write
from portfolio.base.jobs import JobProblem, RunningJob, TryLater, job, request_job
from portfolio.base.links import seal, unseal

LINK_PLACE = "{link}"
SENDING = "send mail"
PERMANENT = 500  # SMTP's answers from here on will not change (RFC 5321, 4.2.1)
_kept_back: ContextVar[bool] = ContextVar("mail kept back", default=False)


class MailState(StrEnum):
    """How far a message is."""

    WAITING = "waiting"
    SENDING = "sending"
    """Handed to the mail server at this moment; a message that stays so is a doubtful one."""
    SENT = "sent"
    DOUBTFUL = "doubtful"
    """Perhaps sent, perhaps not: we were cut off before the server answered. It is sent again with the same Message-ID."""
    REFUSED = "refused"
    """The server refused the address for good."""


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


def open_mail(app: Flask, settings: Settings) -> None:
    """Send by SMTP where PORTFOLIO_SMTP_URL is set, else write each message into HOME/mailbox."""
    app.config["MAIL_DEFAULT_SENDER"] = settings.mail_from
    if settings.smtp_url:
        app.config |= _smtp(settings.smtp_url)
    else:
        mailbox = settings.home / "mailbox"
        mailbox.mkdir(mode=0o700, exist_ok=True)  # its files hold links
        app.config |= {"MAIL_BACKEND": "file", "MAIL_FILE_PATH": str(mailbox)}
    app.config["MAIL_REALLY_LEAVES"] = bool(settings.smtp_url)
    Mail(app)


def _smtp(url: str) -> dict[str, Any]:
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    return {
        "MAIL_BACKEND": "portfolio.base.smtp.EmailBackend",
        "MAIL_SERVER": parts.hostname or "localhost",
        "MAIL_PORT": parts.port or (465 if secure else 25),
        "MAIL_USERNAME": unquote(parts.username) if parts.username else None,
        "MAIL_PASSWORD": unquote(parts.password) if parts.password else None,
        "MAIL_USE_SSL": secure,
        "MAIL_USE_TLS": not secure and parts.port == 587,  # noqa: PLR2004 -- the submission port speaks STARTTLS
        "MAIL_TIMEOUT": 20,
    }


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
        recipient=one_line(to),
        subject=one_line(subject)[:255],
        body=body,
        sealed_link=seal(link) if link else None,
        headers={name: one_line(value) for name, value in (headers or {}).items()} or None,
        message_id=make_msgid(domain="portfolio"),
        about=about,
        belongs_to=belongs_to,
    )
    session.add(row)
    session.flush()
    if not _kept_back.get():
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


@job(SENDING)
def send(_job: RunningJob, /, *, mail_id: str) -> None:
    """Send one message, once as far as anybody can know.

    Raises TryLater while the server is away, JobProblem when it refuses the address for good.
    """
    row = db.session.get_one(OutgoingMail, UUID(mail_id))
    db.session.expunge(row)
    db.session.rollback()  # a slow mail server must not hold a transaction open
    if row.sent_at:
        return
    link = unseal(row.sealed_link) if row.sealed_link else LINK_PLACE
    more = {name: value.replace(LINK_PLACE, link) for name, value in (row.headers or {}).items()}
    message = EmailMessage(
        subject=row.subject,
        body=row.body.replace(LINK_PLACE, link),
        to=[row.recipient],
        headers={"Message-ID": row.message_id, **more},
    )
    _deliver(message)
    with write() as session:
        sent = session.get_one(OutgoingMail, row.id)
        sent.sent_at = now()
        sent.sealed_link = None


def _deliver(message: EmailMessage) -> None:
    try:
        with message.get_connection() as connection:  # closed even when it refuses
            connection.send_messages([message])
    except smtplib.SMTPRecipientsRefused as problem:
        codes = [code for code, _words in problem.recipients.values()]
        if all(code >= PERMANENT for code in codes):
            raise JobProblem(
                "The mail server refused this address. Check how it is written."
            ) from problem
        raise TryLater(
            "The mail server did not take the message yet; it is tried again."
        ) from problem
    except smtplib.SMTPAuthenticationError as problem:
        raise TryLater(
            "The mail server refused our name or password; check PORTFOLIO_SMTP_URL. It is tried again."
        ) from problem
    except OSError as problem:
        raise TryLater("The mail server could not be reached; it is tried again.") from problem
    except ValueError as problem:
        raise JobProblem(
            "This address can’t be written in a mail. Check how it is written."
        ) from problem
