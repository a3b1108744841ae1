"""Counts the SQL statements that something sends, so that a test can hold a page to a constant number."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, has_app_context
from sqlalchemy import event

from portfolio.base.db import db, end_reading

OURS = ("BEGIN", "COMMIT", "PRAGMA", "SET ", "SELECT pg_advisory")
"""How transactions begin and end is no statement of the page."""


@contextmanager
def counted(app: Flask) -> Iterator[list[str]]:
    """Collect the statements sent within the block; their number is `len(sent)` afterwards.

    What a test read before is forgotten first, as it is when a page begins.
    """
    sent: list[str] = []

    def note(_connection, _cursor, statement, _parameters, _context, _many) -> None:
        if not statement.startswith(OURS):
            sent.append(statement)

    if has_app_context():
        end_reading()
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
