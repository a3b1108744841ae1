"""The keys of addresses that tables keep: made again after an upgrade wherever the rule has changed."""

from uuid import UUID

from sqlalchemy import Column, Connection, Table, bindparam, select

from portfolio.base import schema
from portfolio.base.db import Model
from portfolio.base.registration import Registration
from portfolio.people.addresses import LONGEST_KEY, address_key


def keep_keys(table_name: str, email: str) -> Registration:
    """Let the column `email_key` of a table follow the rule, from its column of addresses, `email`."""

    def keep(connection: Connection) -> None:
        table = Model.metadata.tables[table_name]
        _keep(connection, table, table.c[email], table.c["id"], unique=False)

    return schema.after_upgrade(keep, f"keys of {table_name}.{email}")


def keep_account_keys(connection: Connection) -> None:
    """Give each account the key of its mailbox; of two accounts with one mailbox the older has it.

    The other's is numbered: that account is found by its address as it was entered (`store.by_email`).
    """
    accounts = Model.metadata.tables["account"]
    _keep(connection, accounts, accounts.c.email, accounts.c.created_at, unique=True)


def _keep(
    connection: Connection, table: Table, email: Column[str], order: Column[object], *, unique: bool
) -> None:
    rows = connection.execute(
        select(table.c.id, email, table.c.email_key).order_by(order, table.c.id)
    )
    given: set[str] = set()
    changed: dict[UUID, str] = {}
    for row_id, address, kept in rows.all():
        if not address:  # somebody's words were removed; their row keeps a key of nobody
            continue
        key = _numbered(address_key(address), given) if unique else address_key(address)
        if key != kept:
            changed[row_id] = key
    if unique:  # first out of each other's way: two keys may change places
        _write(connection, table, {row_id: f" {row_id}" for row_id in changed})
    _write(connection, table, changed)


def _numbered(key: str, given: set[str]) -> str:
    """Return the key, or with a number where another has it: no address has a space in it."""
    number, mine = 1, key
    while mine in given:
        number += 1
        mine = f"{key[: LONGEST_KEY - 6]} {number}"
    given.add(mine)
    return mine


def _write(connection: Connection, table: Table, keys: dict[UUID, str]) -> None:
    if keys:
        change = table.update().where(table.c.id == bindparam("row"))
        connection.execute(
            change.values(email_key=bindparam("key")),
            [{"row": row_id, "key": key} for row_id, key in keys.items()],
        )
