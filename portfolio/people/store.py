"""The centre and its people: found it, add people, find them, change their roles, keep them out."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import case, or_, select
from sqlalchemy.orm import Session

from portfolio.base.db import db, write
from portfolio.base.mailing.mail import one_line
from portfolio.base.snapshot import read_once
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM, Actor
from portfolio.people import sign_ins
from portfolio.people.addresses import address_key, looks_like
from portfolio.people.guesses import count_guess, too_many_guesses
from portfolio.people.history_entries import ACCOUNT, CENTRE
from portfolio.people.model import Account, Centre, RoleRow
from portfolio.people.passwords import hashed
from portfolio.people.roles import Role

__all__ = ["count_guess", "too_many_guesses"]  # other features know them by this name


class AddressTaken(Exception):
    """Somebody in the centre has this e-mail address already."""


class LastAdministrator(Exception):
    """Nobody would be left who can look after the centre."""


class Yourself(Exception):
    """An administrator tried to keep themselves out."""


class CentreThere(Exception):
    """The centre was founded before; an installation has one."""


BY_NAME = Account.name_folded, Account.id
"""The order of every list of people."""
_CENTRE = select(Centre).limit(1)


@read_once
def the_centre() -> Centre | None:
    """Return the centre, or None before the first run."""
    return db.session.scalar(_CENTRE)


def found_centre(
    name: str,
    contact_name: str = "",
    contact_email: str = "",
    contact_phone: str = "",
    keeps_for: str = "",
) -> Centre:
    """Make the centre and the four roles; for the first run, the command line and the demonstration.

    Raises CentreThere when there is one: an installation has one centre.
    """
    with write() as session:
        if session.scalar(select(Centre.id).limit(1)):
            raise CentreThere("This centre is set up already. Sign in instead.")
        centre = Centre(
            name=one_line(name),
            contact_name=contact_name,
            contact_email=contact_email,
            contact_phone=contact_phone,
            keeps_for=one_line(keeps_for),
        )
        session.add(centre)
        session.flush()
        roles(session)
        history.note(
            session,
            centre,
            CENTRE,
            by=SYSTEM,
            action="centre founded",
            content={"name": centre.name},
        )
        return centre


def change_centre(
    by: Actor,
    *,
    name: str,
    contact_name: str,
    contact_email: str,
    contact_phone: str,
    counts_from: str,
    keeps_for: str = "",
) -> Centre:
    """Change what the centre is called, whom to ask, from which assurance a statement counts, how long it keeps records."""
    with write() as session:
        centre = session.scalars(select(Centre)).one()
        centre.name = one_line(name)
        centre.contact_name = one_line(contact_name)
        centre.contact_email = one_line(contact_email)
        centre.contact_phone = one_line(contact_phone)
        centre.counts_from = counts_from
        centre.keeps_for = one_line(keeps_for)
        history.note(
            session,
            centre,
            CENTRE,
            by=by,
            action="centre changed",
            content={
                "name": centre.name,
                "counts_from": counts_from,
                "keeps_for": centre.keeps_for,
            },
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
    secret = hashed(password) if password else None
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
            password=secret,
            roles=[known[role] for role in role_names],
        )
        session.add(account)
        session.flush()
        note(session, account, by, "person added", roles=sorted(role_names))
        return account


def change_roles(account_id: UUID, role_names: Sequence[str], by: Actor) -> Account:
    """Give a person exactly these roles. Raises LastAdministrator."""
    with write() as session:
        account = session.get_one(Account, account_id, populate_existing=True)
        if Role.ADMINISTRATOR not in role_names:
            _keep_an_administrator(session, account)
        if account.role_names == frozenset(role_names):
            return account
        known = roles(session)
        account.roles = [known[role] for role in role_names]
        note(session, account, by, "roles changed", roles=sorted(role_names))
        return account


def switch(account_id: UUID, *, active: bool, by: Actor) -> Account:
    """Let a person in again, or keep them out and end all their sign-ins.

    Raises Yourself and LastAdministrator.
    """
    with write() as session:
        account = session.get_one(Account, account_id, populate_existing=True)
        if account.active == active:
            return account
        if not active:
            if account.id == by.id:
                raise Yourself("You can’t keep yourself out. Ask another administrator to do it.")
            _keep_an_administrator(session, account)
            account.fs_uniquifier = uuid4().hex
            sign_ins.end_all(session, account_id)
        account.active = active
        note(session, account, by, "let in again" if active else "kept out")
        return account


def _keep_an_administrator(session: Session, account: Account) -> None:
    others = select(Account.id).where(
        Account.roles.any(RoleRow.name == Role.ADMINISTRATOR),
        Account.active,
        Account.id != account.id,
    )
    if account.has(Role.ADMINISTRATOR) and session.scalar(others.limit(1)) is None:
        raise LastAdministrator(
            f"{account.name} is the only administrator, and somebody has to look after the centre. "
            "Make somebody else an administrator first."
        )


def sign_out_everywhere(account_id: UUID, by: Actor) -> None:
    """End every browser's sign-in of a person."""
    with write() as session:
        account = session.get_one(Account, account_id)
        sign_ins.end_all(session, account_id)
        note(session, account, by, "signed out everywhere")


def note(session: Session, account: Account, by: Actor, action: str, **more: object) -> None:
    """Write what was done with an account into the centre's chain. Call inside `write()`."""
    history.note(
        session,
        account,
        ACCOUNT,
        by=by,
        action=action,
        content={"name": account.name, "email": account.email, **more},
    )


def by_email(email: str) -> Account | None:
    """Find a person by e-mail address, however it is written; by the very same address first."""
    same = Account.email == email.strip()
    wanted = select(Account).where(or_(same, Account.email_key == address_key(email)))
    return db.session.scalar(wanted.order_by(case((same, 0), else_=1)).limit(1))


def by_id(account_id: UUID) -> Account | None:
    """Find a person."""
    return db.session.get(Account, account_id)


def everybody() -> Sequence[Account]:
    """Return all people of the centre by name."""
    return db.session.scalars(select(Account).order_by(*BY_NAME)).unique().all()


def with_role(role: str) -> Sequence[Account]:
    """Return the active people who have a role, by name."""
    wanted = Account.roles.any(RoleRow.name == role)
    rows = select(Account).where(wanted, Account.active).order_by(*BY_NAME)
    return db.session.scalars(rows).unique().all()


def is_somebody_here(email: str) -> bool:
    """Whether an address is that of anybody with an account, however it is written."""
    return by_email(email) is not None


def looking_like(email: str) -> Sequence[Account]:
    """Return the people of the centre whose address a person might take for this one."""
    rows = db.session.execute(select(Account.id, Account.email))
    alike = [account_id for account_id, own in rows if looks_like(own, email)]
    return db.session.scalars(select(Account).where(Account.id.in_(alike))).unique().all()
