"""Counts SQL statements."""

from contextlib import contextmanager

import pytest
from sqlalchemy import event

from portfolio.base.db import db


@pytest.fixture
def statements(app):
    @contextmanager
    def count():
        ran = []

        def note(_connection, _cursor, statement, *_rest):
            if statement.startswith("SELECT"):
                ran.append(statement)

        with app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield ran
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return count
