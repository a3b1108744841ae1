"""The browsers that people are signed in with: a cookie is worth nothing once its row has ended."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Session, contains_eager

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.link_secrets import digest_of, mint
from portfolio.base.snapshot import read_once, remember
from portfolio.people.model import Account, RoleRow, SignIn, account_role

LONGEST_SIGN_IN = timedelta(hours=12)


def begin(account_id: UUID, network: str = "") -> str:
    """Begin a signed-in browser on a network (its mark); return the secret that its cookie carries."""
    token = mint()
    with write() as session:
        session.add(SignIn(account_id=account_id, digest=token.digest, network=network))
    return token.text


def holds(secret: str, account_id: UUID) -> bool:
    """Whether a browser's sign-in has neither ended nor grown too old (12 hours)."""
    began_at = _began_at(digest_of(secret), account_id)
    return began_at is not None and now() - began_at < LONGEST_SIGN_IN


_BEGAN_AT = select(SignIn.began_at).where(
    SignIn.digest == bindparam("digest"),
    SignIn.account_id == bindparam("account_id"),
    SignIn.ended_at.is_(None),
)


@read_once
def _began_at(digest: str, account_id: UUID) -> datetime | None:
    found: datetime | None = db.session.scalar(
        _BEGAN_AT, {"digest": digest, "account_id": account_id}
    )
    return found


_PERSON = (
    select(Account, SignIn.began_at)
    .outerjoin(
        SignIn,
        and_(
            SignIn.account_id == Account.id,
            SignIn.digest == bindparam("digest"),
            SignIn.ended_at.is_(None),
        ),
    )
    .outerjoin(account_role, account_role.c.account_id == Account.id)
    .outerjoin(RoleRow, RoleRow.id == account_role.c.role_id)
    .where(Account.fs_uniquifier == bindparam("uniquifier"))
    .options(contains_eager(Account.roles))
)
"""Joined one by one: the join that the relationship makes reads the roles of the whole centre, at every request."""


def person_of(uniquifier: str, secret: str) -> Account | None:
    """Find whom a cookie names; whether their sign-in `holds` is read with them, in one SQL statement."""
    digest = digest_of(secret)
    rows = db.session.execute(_PERSON, {"uniquifier": uniquifier, "digest": digest})
    row = rows.unique().first()
    if row is None:
        return None
    remember(_began_at, digest, row.Account.id, answer=row.began_at)
    person: Account = row.Account
    return person


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
