"""What the frame of a page needs to know, and the first page with it, each read in one SQL statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from portfolio.base.db import db
from portfolio.base.snapshot import read_once, remember
from portfolio.handover.parties.store import HOW_MANY_WAIT
from portfolio.people import notices, store
from portfolio.people.model import Account, Centre, Notice

MOST_NOTICES = 5

_FRAME = select(Centre, notices.HOW_MANY_UNREAD.scalar_subquery()).limit(1)
_NEWS = (
    select(Centre, HOW_MANY_WAIT.scalar_subquery(), Notice, func.count().over())
    .outerjoin(Notice, notices.UNREAD)
    .order_by(Notice.created_at.desc())
    .limit(MOST_NOTICES)
)


@dataclass(frozen=True)
class News:
    """What a person is told on their first page."""

    asked: int
    """How many asks to them have no reply yet."""
    notices: Sequence[Notice]
    """Their newest unread notices."""


def frame_of(person: Account | None) -> tuple[Centre | None, int]:
    """Return the centre (None before the first run), and how many notices this person has not read."""
    return _frame_of(person.id) if person else (store.the_centre(), 0)


@read_once
def _frame_of(person_id: UUID) -> tuple[Centre | None, int]:
    row = db.session.execute(_FRAME, {"person_id": person_id}).first()
    if row is None:
        return None, notices.how_many_unread(person_id)
    remember(store.the_centre, answer=row[0])
    return row[0], row[1]


def news_of(person: Account) -> News:
    """Return what a person is told on their first page; its frame then needs no statement of its own."""
    rows = db.session.execute(_NEWS, {"person_id": person.id}).all()
    if not rows:
        return News(0, ())
    centre, asked, newest, together = rows[0]
    unread = together if newest else 0
    remember(store.the_centre, answer=centre)
    remember(_frame_of, person.id, answer=(centre, unread))
    return News(asked, [row[2] for row in rows if row[2]])
