"""Reads the list of the centre's people a page at a time: found, in order and cut by the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, func, select

from portfolio.base.db import db
from portfolio.centre.store import AccountState, state_of
from portfolio.people.folded_names import holds
from portfolio.people.invitations import NEWEST_RUNS_OUT_AT
from portfolio.people.model import Account, RoleRow, account_role
from portfolio.people.roles import words_of
from portfolio.people.store import BY_NAME


@dataclass(frozen=True)
class PersonRow:
    """One person as the list shows them."""

    id: UUID
    name: str
    email: str
    roles: Sequence[str]
    """What they do, in words."""
    state: AccountState


_SHOWN = (
    Account.id,
    Account.name,
    Account.email,
    Account.active,
    (func.coalesce(Account.password, "") != "").label("has_password"),
    NEWEST_RUNS_OUT_AT.label("ends"),
    RoleRow.name.label("role"),
)


def how_many(search: str = "") -> int:
    """Count the people whose name or address holds `search`."""
    return db.session.scalar(select(func.count(Account.id)).where(_is_found(search))) or 0


def rows(search: str, offset: int, limit: int) -> list[PersonRow]:
    """Return some of those whom `how_many` counts, by name, in one SQL statement."""
    page = select(Account.id).where(_is_found(search)).order_by(*BY_NAME)
    ids = page.offset(offset).limit(limit).subquery()
    wanted = (
        select(*_SHOWN)
        .join(ids, ids.c.id == Account.id)
        .outerjoin(account_role, account_role.c.account_id == Account.id)
        .outerjoin(RoleRow, RoleRow.id == account_role.c.role_id)
        .order_by(*BY_NAME)
    )
    found: Iterable[Row[Any]] = db.session.execute(wanted)
    return [_row([*theirs]) for _id, theirs in groupby(found, lambda row: row.id)]


def _is_found(search: str) -> ColumnElement[bool]:
    return holds(Account.name_folded + " " + Account.email_folded, search)


def _row(with_each_role: Sequence[Row[Any]]) -> PersonRow:
    person = with_each_role[0]
    return PersonRow(
        id=person.id,
        name=person.name,
        email=person.email,
        roles=words_of([row.role for row in with_each_role]),
        state=state_of(active=person.active, has_password=person.has_password, ends=person.ends),
    )
