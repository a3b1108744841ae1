"""Sends the rows of `mail`: claimed by one worker, handed over, and how it ended kept; at least once, one Message-ID.

A message is claimed in a transaction of its own before the server is spoken to. So whatever happens in
between, a process that dies included, leaves a row that says so; it is sent again with the same
Message-ID, by which mail programs know it as the same.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from flask import Flask, current_app
from flask_mailman import EmailMessage, Mail
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from portfolio.base.clock import now
from portfolio.base.db import write
from portfolio.base.jobs import (
    GIVES_UP_AFTER,
    Job,
    JobProblem,
    RunningJob,
    TryLater,
    request_job,
)
from portfolio.base.mailing.mail import LINK_PLACE, SENDING, MailState, OutgoingMail
from portfolio.base.mailing.smtp import AddressRefused, PerhapsSent, ServerAway, meaning
from portfolio.base.sealed_text import unseal
from portfolio.base.settings.config import Settings

TRIED_FOR = timedelta(days=14)
"""What has not left by then waits for an administrator: it is hardly news any more."""
IN_A_FILE = "This installation sends no mail: the message lies in its file mailbox."


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
        "MAIL_BACKEND": "portfolio.base.mailing.smtp.EmailBackend",
        "MAIL_SERVER": parts.hostname or "localhost",
        "MAIL_PORT": parts.port or (465 if secure else 25),
        "MAIL_USERNAME": unquote(parts.username) if parts.username else None,
        "MAIL_PASSWORD": unquote(parts.password) if parts.password else None,
        "MAIL_USE_SSL": secure,
        "MAIL_USE_TLS": not secure and parts.port == 587,  # noqa: PLR2004 -- the submission port speaks STARTTLS
        "MAIL_TIMEOUT": 20,
    }


@dataclass(frozen=True)
class _Claimed:
    """A message in the hands of this worker."""

    id: UUID
    at: datetime
    before: MailState
    """Waiting or doubtful: what it is again when the server never got it now."""
    message: EmailMessage


def send(_job: RunningJob, /, *, mail_id: str) -> None:
    """Send one message that waits or is doubtful; do nothing for any other.

    Raises TryLater while the server is away, or may have it, or another worker is at it; JobProblem
    when the server refuses it for good.
    """
    claimed = _claim(UUID(mail_id))
    if claimed is None:
        return
    try:
        _hand_over(claimed.message)
    except AddressRefused as problem:
        _settle(claimed, MailState.REFUSED, str(problem))
        raise JobProblem(str(problem)) from problem
    except PerhapsSent as problem:
        _settle(claimed, MailState.DOUBTFUL, str(problem))
        raise TryLater(str(problem)) from problem
    except ServerAway as problem:
        _settle(claimed, claimed.before, str(problem))
        raise TryLater(str(problem)) from problem
    except Exception:
        _settle(claimed, claimed.before, "Something went wrong on our side.")
        raise
    _settle(claimed, MailState.SENT, "" if current_app.config["MAIL_REALLY_LEAVES"] else IN_A_FILE)


def _claim(mail_id: UUID) -> _Claimed | None:
    """Take a message, so that no other worker sends it; None when there is nothing to send.

    Raises TryLater while another worker is at it: should that one die, this job finds the message.
    """
    with write() as session:
        row = session.scalars(
            select(OutgoingMail).where(OutgoingMail.id == mail_id).with_for_update()
        ).one()
        before, moment = row.state_at(now()), now()
        if before is MailState.SENDING:
            raise TryLater("The message is being sent.")
        if before not in (MailState.WAITING, MailState.DOUBTFUL):
            return None
        row.state, row.tried_at = MailState.SENDING, moment
        return _Claimed(row.id, moment, before, _message_of(row))


def _message_of(row: OutgoingMail) -> EmailMessage:
    link = unseal(row.sealed_link) if row.sealed_link else LINK_PLACE
    more = {name: value.replace(LINK_PLACE, link) for name, value in (row.headers or {}).items()}
    return EmailMessage(
        subject=row.subject,
        body=row.body.replace(LINK_PLACE, link),
        to=[row.recipient],
        headers={"Message-ID": row.message_id, **more},
    )


def _hand_over(message: EmailMessage) -> None:
    """Give a message to the server, or into the file. Raises AddressRefused, ServerAway, PerhapsSent."""
    try:
        with message.get_connection() as connection:  # closed even when it refuses
            connection.send_messages([message])
    except Exception as problem:
        understood = meaning(problem)
        if understood is problem:
            raise
        raise understood from problem


def _settle(claimed: _Claimed, state: MailState, problem: str) -> None:
    """Keep how it ended, unless another worker took the message over since; what is sent is sent anyhow.

    Raises TryLater when the database does not answer: the row still says that it was being sent.
    """
    values: dict[str, Any] = {"state": state, "problem": problem}
    mine = [OutgoingMail.id == claimed.id]
    if state is MailState.SENT:
        values |= {"sent_at": now(), "sealed_link": None}
    else:
        mine += [OutgoingMail.state == MailState.SENDING, OutgoingMail.tried_at == claimed.at]
    try:
        with write() as session:
            session.execute(update(OutgoingMail).where(*mine).values(**values))
    except OperationalError as trouble:
        raise TryLater("The database did not answer; the message is looked at again.") from trouble


def send_again(_job: RunningJob, /, *, day: str) -> None:  # noqa: ARG001 -- what a daily job is given
    """Ask anew for messages that still wait when their own job has given up; harmless when done twice."""
    moment = now()
    with write() as session:
        asked = select(Job.arguments).where(
            Job.name == SENDING, Job.status.in_(("queued", "running"))
        )
        going = {arguments["mail_id"] for arguments in session.scalars(asked)}
        unsent = (MailState.WAITING, MailState.SENDING, MailState.DOUBTFUL)
        forgotten = select(OutgoingMail.id).where(
            OutgoingMail.state.in_(unsent),
            OutgoingMail.created_at <= moment - GIVES_UP_AFTER,
            OutgoingMail.created_at > moment - TRIED_FOR,
        )
        for mail_id in session.scalars(forgotten).all():
            if str(mail_id) not in going:
                request_job(session, SENDING, {"mail_id": str(mail_id)})
