"""Messages that did not go: what an administrator sees of them, and trying one again."""

from collections.abc import Sequence
from uuid import UUID

from portfolio.base.db import write
from portfolio.base.mailing import mail
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.history.store import note
from portfolio.history.subjects import Subject
from portfolio.people.model import Account

MESSAGE = Subject("message", OutgoingMail)


class NothingToTry(Exception):
    """The message went meanwhile, or can't go any more."""


def messages() -> Sequence[OutgoingMail]:
    """Return the newest messages that were refused, are doubtful or wait for long; never what they say."""
    return mail.undelivered()


def try_again(administrator: Account, mail_id: UUID) -> OutgoingMail:
    """Send a message that did not go once more; it keeps its Message-ID. Raises NothingToTry."""
    with write() as session:
        row = session.get(OutgoingMail, mail_id, with_for_update=True)
        if row is None or not mail.try_again(session, row):
            raise NothingToTry(
                "There is nothing to send again: the message has gone, is being sent, or is no longer needed."
            )
        note(
            session,
            row,
            MESSAGE,
            by=administrator.actor,
            action="tried to send a message again",
            content={"to": row.recipient, "subject": row.subject},
        )
        return row
