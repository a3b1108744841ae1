"""Mails and notices that quoted a piece: they too are without the details that were taken out of it."""

from collections.abc import Collection

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from portfolio.base.mail import OutgoingMail
from portfolio.evidence.details.replacing import Replacer
from portfolio.people.model import Notice

_SHORTEST = 4


def unsay(session: Session, replacer: Replacer, words: Collection[str]) -> None:
    """Replace the details in every kept mail and notice that holds one of these words. Call inside `write()`.

    A mail that was sent has left the house; this is about what is kept here.
    """
    long = [one for one in words if len(one) >= _SHORTEST]
    if not long:
        return
    mails = select(OutgoingMail).where(
        or_(*(part.contains(one, autoescape=True) for one in long for part in _MAIL))
    )
    for mail in session.scalars(mails):
        mail.subject, mail.body = replacer.text(mail.subject), replacer.text(mail.body)
    notices = select(Notice).where(
        or_(*(Notice.sentence.contains(one, autoescape=True) for one in long))
    )
    for notice in session.scalars(notices):
        notice.sentence = replacer.text(notice.sentence)


_MAIL = (OutgoingMail.subject, OutgoingMail.body)
