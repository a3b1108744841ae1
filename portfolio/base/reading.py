"""Reads rows of plain values past the ORM, whose making of a result costs a page more than the database does."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVarTuple

from sqlalchemy import Row
from sqlalchemy.sql.selectable import TypedReturnsRows

from portfolio.base.db import db

Values = TypeVarTuple("Values")


def rows(
    statement: TypedReturnsRows[*Values], values: Mapping[str, Any] | None = None
) -> Sequence[Row[*Values]]:
    """Return what a statement that selects columns finds, in the snapshot (or the `write()`) that there is.

    For columns only: of a whole model it would return the columns, and no object.
    """
    session = db.session
    if "writing" in session.info:
        session.flush()
    return session.connection().execute(statement, values).all()
