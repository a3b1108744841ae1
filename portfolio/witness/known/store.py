"""The centre's witness list: put on it, changed, taken off; and by what an address is vouched for."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import one_line
from portfolio.history.store import keep
from portfolio.outsiders.rules import RequestProblem, RequestRefused
from portfolio.people import store as people
from portfolio.people.addresses import address_key, looks_like
from portfolio.people.model import Account
from portfolio.witness.domains import domain_of, mailbox_of
from portfolio.witness.known import reviewing
from portfolio.witness.known.history_entries import END_OF_LISTED, LISTED
from portfolio.witness.known.model import EmployerDomain, ListedWitness, Vouching
from portfolio.witness.known.rules import Entry, problems_of, problems_of_reason
from portfolio.witness.provenance import Through

PUT_ON = "put a witness on the list"
CHANGED = "changed a witness on the list"
TAKEN_OFF = "took a witness off the list"
REPLACED = "Changed"
"""Why a line ended that another replaced."""


class NotOnList(Exception):
    """The line was changed or taken off meanwhile, or never was."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody changed this line of the list meanwhile, or took it off. Look at the list again."
        )


@dataclass
class AlreadyListed(Exception):
    """The address is on the list already; `row` says whose."""

    row: ListedWitness

    def __str__(self) -> str:
        """Say whose address it is, and what to do."""
        return (
            f"{self.row.name} is on the list with {self.row.email}. Change that line instead, "
            "or enter another address."
        )


# --- changing ----------------------------------------------------------------------------------


def add(staff: Account, entry: Entry) -> ListedWitness:
    """Put somebody on the list and so vouch for their address; open requests to it are vouched for too.

    Raises RequestRefused with everything to mend, and AlreadyListed.
    """
    with write() as session:
        _check(session, staff, entry)
        row = _new_row(session, staff, entry)
        keep(session, row, LISTED, by=staff.actor, action=PUT_ON)
        _look_again(session, staff, {row.email_key})
        return row


def change(staff: Account, listed_id: UUID, entry: Entry) -> ListedWitness:
    """Replace a line by another that this person vouches for. Raises NotOnList, RequestRefused, AlreadyListed."""
    with write() as session:
        old = _live(session, listed_id)
        _check(session, staff, entry, but=old)
        _end(session, old, staff, because=REPLACED)
        row = _new_row(session, staff, entry, replaces=old)
        keep(session, row, LISTED, by=staff.actor, action=CHANGED)
        _look_again(session, staff, {old.email_key, row.email_key})
        return row


def take_off(staff: Account, listed_id: UUID, because: str) -> ListedWitness:
    """Take somebody off the list, with a reason; open requests lose what rested on it.

    Raises NotOnList, RequestRefused.
    """
    problems = list(problems_of_reason("because", because, "Say why they come off the list."))
    if problems:
        raise RequestRefused(problems)
    with write() as session:
        row = _live(session, listed_id)
        _end(session, row, staff, because=because.strip())
        _look_again(session, staff, {row.email_key})
        return row


def _live(session: Session, listed_id: UUID) -> ListedWitness:
    wanted = select(ListedWitness).where(ListedWitness.id == listed_id).with_for_update()
    row = session.scalar(wanted)
    if row is None or row.ended_at is not None:
        raise NotOnList
    return row


def _check(
    session: Session, staff: Account, entry: Entry, but: ListedWitness | None = None
) -> None:
    problems = problems_of(entry) or _whose_address(staff, entry.email)
    if problems:
        raise RequestRefused(problems)
    wanted = select(ListedWitness).where(
        ListedWitness.email_key == address_key(entry.email), ListedWitness.ended_at.is_(None)
    )
    there = session.scalar(wanted.where(ListedWitness.id != but.id) if but else wanted)
    if there is not None:
        raise AlreadyListed(there)


def _whose_address(staff: Account, email: str) -> list[RequestProblem]:
    if looks_like(email, staff.email):
        sentence = "This is your own address. Nobody is both witness and staff for a statement."
    elif people.is_somebody_here(email):
        sentence = (
            "Somebody with an account at this centre uses that address. A witness is somebody else: "
            "enter the work address of a person without an account here."
        )
    else:
        return []
    return [RequestProblem("email", sentence)]


def _new_row(
    session: Session, staff: Account, entry: Entry, replaces: ListedWitness | None = None
) -> ListedWitness:
    row = ListedWitness(
        name=one_line(entry.name),
        role=one_line(entry.role),
        employer=one_line(entry.employer),
        relationship=one_line(entry.relationship),
        email=entry.email.strip(),
        email_key=address_key(entry.email),
        expert=bool(entry.expert),
        how=entry.how.strip(),
        vouched_by_id=staff.id,
        vouched_by_name=staff.name,
        vouched_at=now(),
        replaces_id=replaces.id if replaces else None,
    )
    session.add(row)
    session.flush()
    return row


def _end(session: Session, row: ListedWitness, staff: Account, because: str) -> None:
    row.ended_at, row.ended_by_name, row.ended_because = now(), staff.name, because
    keep(session, row, END_OF_LISTED, by=staff.actor, action=TAKEN_OFF)


def _look_again(session: Session, staff: Account, keys: Collection[str]) -> None:
    """Let the open requests to these addresses say by what they are vouched for now."""
    for request in reviewing.open_to(session, keys=keys):
        reviewing.vouched_anew(session, request, staff, vouching_for(request.witness_email))


# --- vouching ----------------------------------------------------------------------------------


def vouching_for(address: str) -> Vouching | None:
    """Return by what an address is vouched for before a mail leaves (W2): the list first, then a domain.

    Only the very address counts, not one that looks like it; an address of anybody with an account
    never does.
    """
    if people.is_somebody_here(address):
        return None
    row = of_mailboxes([address]).get(mailbox_of(address))
    if row is not None:
        how = f"On the centre’s witness list: {row.how}"
        return Vouching(
            Through.WITNESS_LIST, row.vouched_by_id, row.vouched_by_name, row.vouched_at, how, row
        )
    wanted = select(EmployerDomain).where(
        EmployerDomain.domain == domain_of(address), EmployerDomain.ended_at.is_(None)
    )
    known = db.session.scalar(wanted.limit(1))
    if known is None:
        return None
    how = f"{known.domain} is an approved domain of {known.employer}: {known.how}"
    return Vouching(
        Through.EMPLOYER_DOMAIN,
        known.approved_by_id,
        known.approved_by_name,
        known.approved_at,
        how,
        domain=known,
    )


def of_mailboxes(addresses: Collection[str]) -> dict[str, ListedWitness]:
    """Return who is on the list of these addresses, by `mailbox_of`; one statement however many."""
    asked = {mailbox_of(address) for address in addresses} - {""}
    if not asked:
        return {}
    wanted = select(ListedWitness).where(
        ListedWitness.email_key.in_({address_key(address) for address in addresses}),
        ListedWitness.ended_at.is_(None),
    )
    found = {mailbox_of(row.email): row for row in db.session.scalars(wanted)}
    return {mailbox: row for mailbox, row in found.items() if mailbox in asked}


# --- reading -----------------------------------------------------------------------------------


def on_list() -> Sequence[ListedWitness]:
    """Return everybody who is on the centre's list, in no order."""
    return db.session.scalars(select(ListedWitness).where(ListedWitness.ended_at.is_(None))).all()


def taken_off() -> Sequence[ListedWitness]:
    """Return the last line of everybody who was taken off and not put on again, in no order."""
    replaced = select(ListedWitness.replaces_id).where(ListedWitness.replaces_id.is_not(None))
    back = select(ListedWitness.email_key).where(ListedWitness.ended_at.is_(None))
    wanted = select(ListedWitness).where(
        ListedWitness.ended_at.is_not(None),
        ListedWitness.id.not_in(replaced),
        ListedWitness.email_key.not_in(back),
    )
    newest: dict[str, ListedWitness] = {}
    for row in db.session.scalars(wanted.order_by(ListedWitness.ended_at)):
        newest[row.email_key] = row
    return list(newest.values())


def by_id(listed_id: UUID) -> ListedWitness | None:
    """Return one line of the list, also one that was replaced or taken off."""
    return db.session.get(ListedWitness, listed_id)


def lines_of(row: ListedWitness) -> Sequence[ListedWitness]:
    """Return every line about this person, newest first: those before it, those that replaced it, one with its address."""
    every = db.session.scalars(select(ListedWitness)).all()
    found = {row.id: row}
    while True:
        keys = {listed.email_key for listed in found.values()}
        replaced = {listed.replaces_id for listed in found.values()}
        more = {
            listed.id: listed
            for listed in every
            if listed.id not in found
            and (listed.email_key in keys or listed.replaces_id in found or listed.id in replaced)
        }
        if not more:
            return sorted(found.values(), key=lambda listed: listed.vouched_at, reverse=True)
        found |= more
