"""Rows that the database itself refuses to change or remove, and the one recorded door for removing details.

A trigger stands before each such table, on SQLite and on PostgreSQL. What must go on request goes
through `unlocked`: it opens single rows, for one transaction, and leaves a row that says so and why.
"""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, String, Text, UniqueConstraint, Uuid, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from portfolio.base.clock import now
from portfolio.base.db import Id, Model, needs_write
from portfolio.base.registration import Registration

PREFIX = "append_only_"
REFUSED = "These rows are append-only."
"""What the database says, whoever asks it."""


class Unlocking(Model):
    """One row that was opened for a change, by whom it concerned and why; itself never changed again."""

    __tablename__ = "unlocking"

    id: Mapped[Id]
    row_id: Mapped[UUID] = mapped_column(Uuid, index=True)
    """The row of an append-only table that may be changed until `closed_at`."""
    reason: Mapped[str] = mapped_column(Text)
    by_name: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime] = mapped_column(default=now)
    closed_at: Mapped[datetime | None]
    """Always there once the transaction is kept: the door is open inside one transaction only."""


_protected: dict[str, str] = {}


def protect(table: str, *, where: str = "") -> Registration:
    """Let the database refuse to change or remove the rows of `table` (those that `where` holds for).

    `where` is plain SQL about `OLD`, the row as it is. Made after each upgrade, also where a migration
    rebuilt the table. Only for tables whose key is `id`.
    """
    return Registration(
        "append-only rows of", table, None, lambda: _protected.update({table: where})
    )


@contextmanager
def unlocked(session: Session, reason: str, *, by: str, rows: Iterable[UUID]) -> Iterator[None]:
    """Let these rows (by their ids) be changed inside this block, and leave a record of it and of why.

    For removing details on request, and nothing else: what is left is to be recorded anew in history
    in the same transaction. They can't be deleted even so. Call inside `write()`; raises NotWriting.
    """
    needs_write(session)
    opened = [
        Unlocking(row_id=fromkey, reason=reason, by_name=by, opened_at=now())
        for fromkey in dict.fromkeys(rows)
    ]
    session.add_all(opened)
    session.flush()
    yield
    session.flush()
    for unlocking in opened:
        unlocking.closed_at = now()
    session.flush()


# --- the triggers ------------------------------------------------------------------------------


def take_down(connection: Connection) -> None:
    """Remove the triggers, so that migrations may rebuild and fill the tables; they are made again after."""
    for name, table in _there(connection):
        _drop(connection, name, table)


def put_up(connection: Connection) -> None:
    """Make each trigger that is missing or was made otherwise; writes nothing where all is there."""
    there = dict(_there(connection))
    wanted = dict(_wanted(connection))
    for name in there.keys() - wanted.keys():
        _drop(connection, name, there[name])
    for name in wanted.keys() - there.keys():
        for statement in wanted[name]:
            connection.exec_driver_sql(statement)


def _drop(connection: Connection, name: str, table: str) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        connection.exec_driver_sql(f"DROP TRIGGER {name} ON {table}")
        connection.exec_driver_sql(f"DROP FUNCTION {name}()")


def missing(connection: Connection) -> list[str]:
    """Return the names of triggers that should stand in this database and don't."""
    there = dict(_there(connection))
    return sorted(name for name, _made in _wanted(connection) if name not in there)


def _there(connection: Connection) -> list[tuple[str, str]]:
    """Return the triggers of ours that stand, each with its table."""
    if connection.dialect.name == "sqlite":
        known = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'trigger'"
    else:
        known = (
            "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace"
        )
    rows = connection.execute(text(known)).all()
    return [(name, table) for name, table in rows if name.startswith(PREFIX)]


def _wanted(connection: Connection) -> Iterator[tuple[str, list[str]]]:
    """Yield each trigger's name, which changes with what it says, and the statements that make it."""
    make = _for_sqlite if connection.dialect.name == "sqlite" else _for_postgresql
    for table, where in {**_protected, Unlocking.__tablename__: ""}.items():
        for verb, statements in make(table, where):
            mark = hashlib.sha256("".join(statements).encode()).hexdigest()[:8]
            name = f"{PREFIX}{table}_{verb}_{mark}"
            yield name, [statement.replace("{name}", name) for statement in statements]


_DOOR = "EXISTS (SELECT 1 FROM unlocking WHERE row_id = OLD.id AND closed_at IS NULL)"


def _may_change(table: str, differs: str) -> str:
    """Return when a row may be changed: its door is open and it stays the same row; the door's own closes once."""
    if table != Unlocking.__tablename__:
        return f"{_DOOR} AND NEW.id = OLD.id"
    same = " AND ".join(
        f"NOT (NEW.{column} {differs} OLD.{column})"
        for column in ("id", "row_id", "reason", "by_name", "opened_at")
    )
    return f"OLD.closed_at IS NULL AND NEW.closed_at IS NOT NULL AND {same}"


def _for_sqlite(table: str, where: str) -> Iterator[tuple[str, list[str]]]:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    held = f"({where}) AND " if where else ""
    for verb, when in (
        ("update", f"{held}NOT ({_may_change(table, 'IS NOT')})"),
        ("delete", f"{held}1"),
        ("insert", _replaces(table, held)),
    ):
        yield (
            verb,
            [f"CREATE TRIGGER {{name}} BEFORE {verb.upper()} ON {table} WHEN {when} {refuse}"],
        )


def _replaces(table: str, held: str) -> str:
    """Return when an INSERT would remove a row: an INSERT OR REPLACE doesn't ask the trigger for DELETE."""
    same = " OR ".join(f"({_same(columns)})" for columns in _unique(table))
    condition = f"{held}(OLD.rowid = NEW.rowid OR {same})".replace("OLD.", "there.")
    return f"EXISTS (SELECT 1 FROM {table} AS there WHERE {condition})"  # noqa: S608 -- our own names


def _unique(table: str) -> list[tuple[str, ...]]:
    """Return the sets of columns in which no two rows of a table agree."""
    made = Model.metadata.tables[table]
    known = [tuple(column.name for column in made.primary_key.columns)]
    known += sorted(
        tuple(column.name for column in constraint.columns)
        for constraint in made.constraints
        if isinstance(constraint, UniqueConstraint)
    )
    return known


def _same(columns: Iterable[str]) -> str:
    return " AND ".join(f"OLD.{column} = NEW.{column}" for column in columns)


def _for_postgresql(table: str, where: str) -> Iterator[tuple[str, list[str]]]:
    raising = f"RAISE EXCEPTION '{REFUSED}' USING ERRCODE = 'restrict_violation';"
    held = f"({where})" if where else "TRUE"
    may = _may_change(table, "IS DISTINCT FROM")
    for verb, allowed in (
        ("update", f"IF NOT {held} OR ({may}) THEN RETURN NEW; END IF;"),
        ("delete", f"IF NOT {held} THEN RETURN OLD; END IF;"),
        ("truncate", ""),
    ):
        each = "STATEMENT" if verb == "truncate" else "ROW"
        yield (
            verb,
            [
                f"CREATE OR REPLACE FUNCTION {{name}}() RETURNS trigger AS $$ BEGIN {allowed} {raising} END $$ LANGUAGE plpgsql",
                f"CREATE TRIGGER {{name}} BEFORE {verb.upper()} ON {table} FOR EACH {each} EXECUTE FUNCTION {{name}}()",
            ],
        )
