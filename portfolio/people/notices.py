"""Tells people what happened: a notice on their first page and a mail, in the change's own transaction."""

from collections.abc import Sequence
from uuid import UUID

from flask import url_for
from sqlalchemy import bindparam, func, select, update
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import post
from portfolio.base.snapshot import read_once
from portfolio.base.web.full_addresses import full_address
from portfolio.people.model import Account, Notice


def notify(
    session: Session, person_id: UUID, sentence: str, endpoint: str, **values: str
) -> Notice:
    """Tell one person a sentence, with the page (endpoint and its values) to go to. Call inside `write()`.

    Somebody who is kept out gets the notice, should they come back, and no mail.
    """
    return tell(session, session.get_one(Account, person_id), sentence, endpoint, **values)


def tell(session: Session, person: Account, sentence: str, endpoint: str, **values: str) -> Notice:
    """Tell somebody who was read in this very `write()`, as `notify` does."""
    notice = Notice(account_id=person.id, sentence=sentence, endpoint=endpoint, values=values)
    session.add(notice)
    if person.active:
        post(
            session,
            to=person.email,
            subject=sentence,
            body=_WORDS.format(
                name=person.name, sentence=sentence, address=full_address(endpoint, **values)
            ),
            about="notice",
        )
    return notice


_WORDS = """Hello {name},

{sentence}

Open it here: {address}

Learner Portfolio
"""


def unread(person_id: UUID, most: int = 20) -> Sequence[Notice]:
    """Return a person's unread notices, newest first."""
    wanted = Notice.account_id == person_id, Notice.read_at.is_(None)
    return db.session.scalars(
        select(Notice).where(*wanted).order_by(Notice.created_at.desc()).limit(most)
    ).all()


UNREAD = (Notice.account_id == bindparam("person_id")) & Notice.read_at.is_(None)
"""The condition of a person's unread notices, for a statement that is given their `person_id`."""
HOW_MANY_UNREAD = select(func.count()).where(UNREAD)


@read_once
def how_many_unread(person_id: UUID) -> int:
    """Return how many notices a person has not read."""
    return db.session.scalar(HOW_MANY_UNREAD, {"person_id": person_id}) or 0


def read(person_id: UUID, notice_id: UUID) -> Notice | None:
    """Mark one of a person's own notices as read; None when it isn't theirs."""
    with write() as session:
        notice = session.scalar(
            select(Notice).where(Notice.id == notice_id, Notice.account_id == person_id)
        )
        if notice is not None:
            notice.read_at = notice.read_at or now()
        return notice


def address_of(notice: Notice) -> str:
    """Return the page a notice leads to."""
    return url_for(notice.endpoint, **notice.values)


def of_person(person_id: UUID, most: int = 100) -> Sequence[Notice]:
    """Return a person's notices, newest first, read ones too."""
    mine = select(Notice).where(Notice.account_id == person_id)
    return db.session.scalars(mine.order_by(Notice.created_at.desc()).limit(most)).all()


def read_all(person_id: UUID) -> None:
    """Mark all of a person's notices as read."""
    with write() as session:
        unread_ones = Notice.account_id == person_id, Notice.read_at.is_(None)
        session.execute(update(Notice).where(*unread_ones).values(read_at=now()))
