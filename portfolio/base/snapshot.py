"""Reads within one snapshot: rows of plain values, and answers that are known until its transaction ends.

Outside `write()` a transaction sees the database as it was when it began, on SQLite and on PostgreSQL
alike, so asking again would bring the same rows. Inside `write()` nothing is remembered.
"""

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar, TypeVarTuple, cast

from sqlalchemy import Row, event
from sqlalchemy.orm import Session, SessionTransaction
from sqlalchemy.sql.selectable import TypedReturnsRows

from portfolio.base.db import db

KNOWN = "read in this snapshot"
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
Values = TypeVarTuple("Values")


def rows(
    statement: TypedReturnsRows[*Values], values: Mapping[str, Any] | None = None
) -> Sequence[Row[*Values]]:
    """Return what a statement that selects columns finds, past the ORM: its results cost more than the database does.

    For columns only: of a whole model it would return the columns, and no object. Inside `write()` it
    finds what was written so far.
    """
    session = db.session
    if "writing" in session.info:
        session.flush()
    return session.connection().execute(statement, values).all()


def read_once(read: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
    """Let a read ask the database once in a transaction for the same arguments (positional, hashable).

    Everybody gets the same answer, so nobody may change it.
    """

    @wraps(read)
    def ask(*arguments: Asked.args, **named: Asked.kwargs) -> Answer:
        if named or "writing" in db.session.info:
            return read(*arguments, **named)
        known = _known()
        key = (ask, *arguments)
        if key not in known:
            known[key] = read(*arguments, **named)
        return cast("Answer", known[key])

    return ask


def remember(read: Callable[..., Answer], *arguments: Hashable, answer: Answer) -> None:
    """Keep the answer of a read (one of `read_once`) that another statement brought along."""
    if "writing" not in db.session.info:
        _known()[(read, *arguments)] = answer


def _known() -> dict[tuple[Any, ...], Any]:
    known: dict[tuple[Any, ...], Any] = db.session.info.setdefault(KNOWN, {})
    return known


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(KNOWN, None)
