"""The browsers that people are signed in with: a cookie is worth nothing once its row has ended."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.links import digest_of, mint
from portfolio.people.model import SignIn

LONGEST_SIGN_IN = timedelta(hours=12)


def begin(account_id: UUID, network: str = "") -> str:
    """Begin a signed-in browser on a network (its mark); return the secret that its cookie carries."""
    token = mint()
    with write() as session:
        session.add(SignIn(account_id=account_id, digest=token.digest, network=network))
    return token.text


def holds(secret: str, account_id: UUID) -> bool:
    """Whether a browser's sign-in has neither ended nor grown too old (12 hours)."""
    found: datetime | None = db.session.scalar(
        select(SignIn.began_at).where(
            SignIn.digest == digest_of(secret),
            SignIn.account_id == account_id,
            SignIn.ended_at.is_(None),
        )
    )
    return found is not None and now() - found < LONGEST_SIGN_IN


def end(secret: str) -> None:
    """End one browser's sign-in; its cookie is worth nothing from now on."""
    with write() as session:
        session.execute(
            update(SignIn).where(SignIn.digest == digest_of(secret)).values(ended_at=now())
        )


def end_all(session: Session, account_id: UUID) -> None:
    """End every browser's sign-in of one person. Call inside `write()`."""
    open_ones = SignIn.account_id == account_id, SignIn.ended_at.is_(None)
    session.execute(update(SignIn).where(*open_ones).values(ended_at=now()))
