"""Mails and notices that quoted a piece: they too are without the details that were taken out of it."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Text, cast, or_, select
from sqlalchemy.orm import Session

from portfolio.base.mailing.mail import OutgoingMail
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.redaction.replacing import Replacer
from portfolio.people.model import Account, Notice

_SHORTEST = 4


def unsay(
    session: Session,
    piece: Evidence,
    titles: Collection[str],
    replacer: Replacer,
    words: Collection[str],
) -> None:
    """Replace the details in kept mails and notices about this piece. Call inside `write()`.

    Those are its learner's own, those that lead to it, and those that quote one of the `titles` it
    had. What others are told of something else stays, though the same name or number stands in it.
    A mail that was sent has left the house; this is about what is kept here.
    """
    long = [word for word in words if len(word) >= _SHORTEST]
    if not long:
        return
    told = [title for title in titles if replacer.stands_in(title)]
    about = [str(piece.id), *told]
    learner = session.get_one(Account, piece.learner_id)
    mails = select(OutgoingMail).where(
        or_(*(_holds(part, long) for part in _MAIL)),
        or_(OutgoingMail.recipient == learner.email, *(_holds(part, about) for part in _MAIL)),
    )
    for mail in session.scalars(mails):
        mail.subject, mail.body = replacer.text(mail.subject)[:255], replacer.text(mail.body)
    notices = select(Notice).where(
        _holds(Notice.sentence, long),
        or_(
            Notice.account_id == piece.learner_id,
            _holds(Notice.sentence, about),
            cast(Notice.values, Text).contains(str(piece.id)),
        ),
    )
    for notice in session.scalars(notices):
        notice.sentence = replacer.text(notice.sentence)


def _holds(text: Any, any_of: Collection[str]) -> ColumnElement[bool]:
    return or_(*(text.contains(word, autoescape=True) for word in any_of))


_MAIL = (OutgoingMail.subject, OutgoingMail.body)
