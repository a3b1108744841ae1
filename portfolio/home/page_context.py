"""What the first page and the frame around it both need: read once, and kept for the request."""

from collections.abc import Sequence

from flask import g
from sqlalchemy import select

from portfolio.base.db import db
from portfolio.handover.parties.store import how_many_wait_for
from portfolio.people import notices, store
from portfolio.people.model import Account, Centre, Notice

MOST_NOTICES = 5


def centre_here() -> Centre | None:
    """Return the centre, or None before the first run."""
    if "centre_here" not in g:
        g.centre_here = store.the_centre()
    found: Centre | None = g.centre_here
    return found


def asked_here(person: Account) -> int:
    """Return how many asks to a person have no reply yet; the centre is read with it, in one SQL statement."""
    asked = how_many_wait_for(person).scalar_subquery()
    row = db.session.execute(select(Centre, asked).limit(1)).first()
    g.centre_here = row[0] if row else None
    return int(row[1]) if row else 0


def new_notices(person: Account) -> Sequence[Notice]:
    """Return a person's newest unread notices; the frame then knows how many there are."""
    found, g.unread_here = notices.newest_unread(person.id, MOST_NOTICES)
    return found


def unread_here(person: Account) -> int:
    """Return how many notices a person has not read."""
    if "unread_here" not in g:
        g.unread_here = notices.how_many_unread(person.id)
    return int(g.unread_here)
