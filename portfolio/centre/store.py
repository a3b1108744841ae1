"""What the administrator does across people and enrolments, and reads to do it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.criteria.model import Unit
from portfolio.enrolment import store as enrolments
from portfolio.history.chain import Actor
from portfolio.people import invitations
from portfolio.people import store as people
from portfolio.people.model import Account
from portfolio.people.roles import Role


class AccountState(StrEnum):
    """How far a person is with signing in."""

    ACTIVE = "active"
    NOT_INVITED = "not_invited"
    INVITED = "invited"
    RUN_OUT = "run_out"
    """Invited, and the invitation's link no longer works."""
    KEPT_OUT = "kept_out"


@dataclass(frozen=True)
class Somebody:
    """One person of the centre, and how far they are with signing in."""

    account: Account
    state: AccountState

    @property
    def can_be_invited(self) -> bool:
        """Whether a (new) invitation makes sense: let in, and no password yet."""
        return self.account.active and not self.account.password


def somebody(account_id: UUID) -> Somebody | None:
    """Return one person of the centre."""
    account = people.by_id(account_id)
    if account is None:
        return None
    ends = invitations.run_out_at([account_id]).get(account_id)
    state = state_of(active=account.active, has_password=bool(account.password), ends=ends)
    return Somebody(account, state)


def state_of(*, active: bool, has_password: bool, ends: datetime | None) -> AccountState:
    """Return how far somebody is whose newest unused invitation runs out then (None: there is none)."""
    if not active:
        return AccountState.KEPT_OUT
    if has_password:
        return AccountState.ACTIVE
    if ends is None:
        return AccountState.NOT_INVITED
    return AccountState.INVITED if ends > now() else AccountState.RUN_OUT


def taken(keys: Iterable[str]) -> dict[str, str]:
    """Return which mailboxes (address keys) belong to somebody here, with that person's name."""
    wanted = select(Account.email_key, Account.name).where(Account.email_key.in_(list(keys)))
    return {row.email_key: row.name for row in db.session.execute(wanted)}


def invite(
    *,
    name: str,
    email: str,
    role_names: Sequence[str],
    units: Sequence[Unit],
    assessor: Account | None,
    by: Actor,
) -> Account:
    """Add a person, enrol them on the units with the assessor, and mail the invitation: all or nothing.

    Raises AddressTaken and NotInThatRole.
    """
    with write():
        account = people.add(name=name, email=email, role_names=role_names, by=by)
        if assessor is not None:
            enrol(account, units, assessor, by)
        invitations.invite(account.id, by)
        return account


def enrol(learner: Account, units: Sequence[Unit], assessor: Account, by: Actor) -> None:
    """Enrol a learner on several units at once, or on none. Raises AlreadyEnrolled, NotInThatRole."""
    with write():
        for unit in units:
            enrolments.enrol(learner=learner, unit=unit, assessor=assessor, by=by)


def learners() -> Sequence[Account]:
    """Return the learners who are not kept out, by name."""
    return people.with_role(Role.LEARNER)


def assessors() -> Sequence[Account]:
    """Return the assessors who are not kept out, by name."""
    return people.with_role(Role.ASSESSOR)
