"""The people of the centre: add, invite, find, switch off; their signed-in browsers; guesses that failed."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from flask import url_for
from flask_security.utils import hash_password
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.links import digest_of, mint, public_url
from portfolio.base.mail import one_line, post
from portfolio.history.chain import SYSTEM, Actor
from portfolio.history.store import record
from portfolio.people.addresses import address_key
from portfolio.people.model import Account, Centre, Guess, Invitation, Role, RoleRow, SignIn

INVITATION_LASTS = timedelta(days=14)
GUESSING_WINDOW = timedelta(minutes=15)
GUESSES_PER_WINDOW = 10
LONGEST_SIGN_IN = timedelta(hours=12)


class AddressTaken(Exception):
    """Somebody in the centre has this e-mail address already."""


class InvitationNotOpen(Exception):
    """The invitation was used, replaced or has run out."""


def the_centre() -> Centre | None:
    """Return the centre, or None before the first run."""
    return db.session.scalar(select(Centre).limit(1))


def found_centre(
    name: str, contact_name: str = "", contact_email: str = "", contact_phone: str = ""
) -> Centre:
    """Make the centre and the four roles; for the first run, the command line and the demonstration."""
    with write() as session:
        centre = Centre(
            name=one_line(name),
            contact_name=contact_name,
            contact_email=contact_email,
            contact_phone=contact_phone,
        )
        session.add(centre)
        session.flush()
        roles(session)
        record(
            session,
            chain=None,
            actor=SYSTEM,
            action="centre founded",
            subject="centre",
            subject_id=centre.id,
            content={"name": centre.name},
        )
        return centre


def roles(session: Session) -> dict[str, RoleRow]:
    """Return the four roles by name, made where missing."""
    there = {role.name: role for role in session.scalars(select(RoleRow))}
    for name in Role:
        if name not in there:
            there[name] = RoleRow(id=uuid4(), name=name.value)
            session.add(there[name])
    return there


def add(
    *, name: str, email: str, role_names: Sequence[str], by: Actor, password: str | None = None
) -> Account:
    """Add a person; without a password they can't sign in until they take up an invitation.

    Raises AddressTaken when the mailbox belongs to somebody here already.
    """
    hashed = hash_password(password) if password else None
    with write() as session:
        if session.scalar(select(Account.id).where(Account.email_key == address_key(email))):
            raise AddressTaken(
                f"Somebody here uses {email} already. Look for them in the list of people."
            )
        known = roles(session)
        account = Account(
            name=one_line(name),
            email=email.strip(),
            email_key=address_key(email),
            password=hashed,
            roles=[known[role] for role in role_names],
        )
        session.add(account)
        session.flush()
        _note(session, account, by, "person added", roles=sorted(role_names))
        return account


def change_roles(account_id: UUID, role_names: Sequence[str], by: Actor) -> None:
    """Give a person exactly these roles."""
    with write() as session:
        account = session.get_one(Account, account_id, populate_existing=True)
        known = roles(session)
        account.roles = [known[role] for role in role_names]
        _note(session, account, by, "roles changed", roles=sorted(role_names))


def switch(account_id: UUID, *, active: bool, by: Actor) -> None:
    """Let a person in again, or keep them out and end all their sign-ins."""
    with write() as session:
        account = session.get_one(Account, account_id, populate_existing=True)
        account.active = active
        if not active:
            account.fs_uniquifier = uuid4().hex
            end_all_sign_ins(session, account_id)
        _note(session, account, by, "let in again" if active else "kept out")


def _note(session: Session, account: Account, by: Actor, action: str, **more: object) -> None:
    record(
        session,
        chain=None,
        actor=by,
        action=action,
        subject="account",
        subject_id=account.id,
        content={"name": account.name, "email": account.email, **more},
    )


def invite(account_id: UUID, by: Actor) -> Invitation:
    """Mail a person the link by which they set their password; an earlier link stops working."""
    token = mint()
    with write() as session:
        account = session.get_one(Account, account_id)
        session.execute(
            update(Invitation)
            .where(Invitation.account_id == account_id, Invitation.used_at.is_(None))
            .values(replaced_at=now())
        )
        invitation = Invitation(
            account_id=account_id,
            link_digest=token.digest,
            invited_by_id=by.id,
            expires_at=now() + INVITATION_LASTS,
        )
        session.add(invitation)
        centre = session.scalar(select(Centre).limit(1))
        post(
            session,
            to=account.email,
            subject="You are invited to Learner Portfolio",
            body=_INVITATION.format(
                name=account.name, centre=centre.name if centre else "Your centre"
            ),
            link=public_url(url_for("people.invitation", token=token.text)),
            about="invitation",
        )
        _note(session, account, by, "invited")
        return invitation


_INVITATION = """Hello {name},

{centre} has made you an account in Learner Portfolio, where evidence for your qualification is
gathered and assessed. Choose a password here:

{{link}}

The link works once, for 14 days. If you did not expect this, you can ignore it.
"""


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


def take_up(token: str, password: str) -> Account:
    """Set the invited person's password; the link is used up. Raises InvitationNotOpen."""
    hashed = hash_password(password)
    with write() as session:
        found = open_invitation(token)
        if found is None:
            raise InvitationNotOpen(
                "This invitation was used, replaced or has run out. Ask for a new one."
            )
        invitation, account = found
        invitation.used_at = now()
        account.password = hashed
        account.fs_uniquifier = uuid4().hex
        _note(session, account, account.actor, "invitation taken up")
        return account


def by_email(email: str) -> Account | None:
    """Find a person by e-mail address, however it is written."""
    return db.session.scalar(select(Account).where(Account.email_key == address_key(email)))


def by_id(account_id: UUID) -> Account | None:
    """Find a person."""
    return db.session.get(Account, account_id)


def everybody() -> Sequence[Account]:
    """Return all people of the centre by name."""
    return db.session.scalars(select(Account).order_by(func.lower(Account.name))).unique().all()


def with_role(role: str) -> Sequence[Account]:
    """Return the active people who have a role, by name."""
    wanted = Account.roles.any(RoleRow.name == role)
    rows = select(Account).where(wanted, Account.active).order_by(func.lower(Account.name))
    return db.session.scalars(rows).unique().all()


def is_somebody_here(email: str) -> bool:
    """Whether an address is that of anybody with an account, however it is written."""
    return by_email(email) is not None


def begin_sign_in(account_id: UUID) -> str:
    """Begin a signed-in browser; return the secret that its cookie carries."""
    token = mint()
    with write() as session:
        session.add(SignIn(account_id=account_id, digest=token.digest))
    return token.text


def sign_in_holds(secret: str, account_id: UUID) -> bool:
    """Whether a browser's sign-in has neither ended nor grown too old."""
    found: datetime | None = db.session.scalar(
        select(SignIn.began_at).where(
            SignIn.digest == digest_of(secret),
            SignIn.account_id == account_id,
            SignIn.ended_at.is_(None),
        )
    )
    return found is not None and now() - found < LONGEST_SIGN_IN


def end_sign_in(secret: str) -> None:
    """End one browser's sign-in; its cookie is worth nothing from now on."""
    with write() as session:
        session.execute(
            update(SignIn).where(SignIn.digest == digest_of(secret)).values(ended_at=now())
        )


def end_all_sign_ins(session: Session, account_id: UUID) -> None:
    """End every browser's sign-in of one person. Call inside `write()`."""
    open_ones = SignIn.account_id == account_id, SignIn.ended_at.is_(None)
    session.execute(update(SignIn).where(*open_ones).values(ended_at=now()))


def count_guess(key: str) -> None:
    """Count a failed guess under `key` (an address, a network), in a short transaction of its own."""
    with write() as session:
        session.execute(delete(Guess).where(Guess.at < now() - timedelta(days=1)))
        session.add(Guess(key=_guess_key(key)))


def too_many_guesses(key: str, most: int = GUESSES_PER_WINDOW) -> bool:
    """Whether `key` failed `most` times within a quarter of an hour."""
    recent = Guess.key == _guess_key(key), Guess.at > now() - GUESSING_WINDOW
    return (db.session.scalar(select(func.count()).where(*recent)) or 0) >= most


def _guess_key(key: str) -> str:
    return hashlib.sha256(key.casefold().encode()).hexdigest()
