"""The secret address at which a calendar reads somebody's check-backs: made, replaced, closed, opened."""

from uuid import UUID

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.link_secrets import Token, digest_of, mint
from portfolio.handover.parties.model import CalendarFeed
from portfolio.people import store as people
from portfolio.people.model import Account


def of_account(account_id: UUID) -> CalendarFeed | None:
    """Return somebody's address that works now (never its secret), or None."""
    return db.session.scalar(select(CalendarFeed).where(*_live(account_id)))


def make(account: Account) -> Token:
    """Give somebody an address; the one before stops working. Its secret is in the answer and nowhere else."""
    token = mint()
    with write() as session:
        _close(session, account.id)
        session.add(CalendarFeed(account_id=account.id, link_digest=token.digest))
        people.note(session, account, account.actor, "calendar address made")
    return token


def close(account: Account) -> None:
    """Let no calendar read somebody's check-backs any more."""
    with write() as session:
        if _close(session, account.id):
            people.note(session, account, account.actor, "calendar address closed")


def opened(token: str) -> Account | None:
    """Return whose check-backs a calendar may read with this secret, or None."""
    return db.session.scalar(
        select(Account)
        .join(CalendarFeed, CalendarFeed.account_id == Account.id)
        .where(
            CalendarFeed.link_digest == digest_of(token),
            CalendarFeed.revoked_at.is_(None),
            Account.active,
        )
    )


def _live(account_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return CalendarFeed.account_id == account_id, CalendarFeed.revoked_at.is_(None)


def _close(session: Session, account_id: UUID) -> bool:
    closed = session.execute(
        update(CalendarFeed).where(*_live(account_id)).values(revoked_at=now())
    )
    return bool(closed.rowcount)  # type: ignore[attr-defined]
