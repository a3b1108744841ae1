"""Invitations: a link by mail, by which an invited person chooses a password, once."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.link_secrets import digest_of, mint
from portfolio.base.mailing.mail import one_line, post
from portfolio.base.web.full_addresses import full_address
from portfolio.history.chain import Actor
from portfolio.people import sign_ins
from portfolio.people.model import Account, Centre, Invitation
from portfolio.people.passwords import hashed
from portfolio.people.store import note

INVITATION_LASTS = timedelta(days=14)

_WORDS = """Hello {name},

{centre} has made you an account in Learner Portfolio, where evidence for your qualification is
gathered and assessed. Choose a password here:

{{link}}

The link works once, for 14 days. If you did not expect this, you can ignore it.
"""


class InvitationNotOpen(Exception):
    """The invitation was used, replaced or has run out, or its person is kept out."""


def invite(account_id: UUID, by: Actor) -> Invitation:
    """Mail a person the link by which they choose their password; an earlier link stops working."""
    token = mint()
    with write() as session:
        account = session.get_one(Account, account_id)
        close(session, account_id)
        invitation = Invitation(
            account_id=account_id,
            link_digest=token.digest,
            invited_by_id=by.id,
            expires_at=now() + INVITATION_LASTS,
        )
        session.add(invitation)
        centre = session.scalar(select(Centre.name).limit(1)) or "Your centre"
        post(
            session,
            to=account.email,
            subject="You are invited to Learner Portfolio",
            body=_WORDS.format(name=account.name, centre=centre),
            link=full_address("people.invitation", token=token.text),
            about="invitation",
        )
        note(session, account, by, "invited")
        return invitation


def close(session: Session, account_id: UUID) -> None:
    """Make every open link of a person stop working. Call inside `write()`."""
    unused = Invitation.used_at.is_(None), Invitation.replaced_at.is_(None)
    session.execute(
        update(Invitation)
        .where(Invitation.account_id == account_id, *unused)
        .values(replaced_at=now())
    )


def open_invitation(token: str) -> tuple[Invitation, Account] | None:
    """Return the invitation and its person while the link is open, else None."""
    row = db.session.execute(
        select(Invitation, Account)
        .join(Account, Account.id == Invitation.account_id)
        .where(
            Invitation.link_digest == digest_of(token),
            Invitation.used_at.is_(None),
            Invitation.replaced_at.is_(None),
            Invitation.expires_at > now(),
            Account.active,
        )
    ).first()
    return (row[0], row[1]) if row else None


def take_up(token: str, password: str, name: str | None = None) -> Account:
    """Set the invited person's password (and name, as they write it); the link is used up.

    One conditional update decides, so of two who press the button at once only one succeeds.
    Raises InvitationNotOpen.
    """
    secret = hashed(password)
    with write() as session:
        found = open_invitation(token)
        if found is None or not _use_up(session, found[0].id):
            raise InvitationNotOpen(
                "This invitation was used, replaced or has run out. Ask for a new one."
            )
        account = found[1]
        account.password = secret
        account.name = one_line(name or "") or account.name
        account.fs_uniquifier = uuid4().hex
        sign_ins.end_all(session, account.id)
        close(session, account.id)
        note(session, account, account.actor, "invitation taken up")
        return account


def _use_up(session: Session, invitation_id: UUID) -> bool:
    """Mark an invitation as used; False when somebody was quicker."""
    used = session.execute(
        update(Invitation)
        .where(
            Invitation.id == invitation_id,
            Invitation.used_at.is_(None),
            Invitation.replaced_at.is_(None),
        )
        .values(used_at=now())
    )
    return bool(used.rowcount == 1)  # type: ignore[attr-defined]


_UNUSED = Invitation.used_at.is_(None), Invitation.replaced_at.is_(None)
NEWEST_RUNS_OUT_AT = (
    select(func.max(Invitation.expires_at))
    .where(Invitation.account_id == Account.id, *_UNUSED)
    .correlate(Account)
    .scalar_subquery()
)
"""When the newest unused invitation of an account runs out (or did), as a column beside it."""


def run_out_at(account_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    """Return when each of these people's newest unused invitation runs out (or did), in one SQL statement."""
    rows = db.session.execute(
        select(Invitation.account_id, func.max(Invitation.expires_at).label("ends"))
        .where(Invitation.account_id.in_(list(account_ids)), *_UNUSED)
        .group_by(Invitation.account_id)
    )
    return {row.account_id: row.ends for row in rows}
