"""One application for all tests of a process: wired once, opened on another home for each test."""

from types import CodeType
from typing import Any, ClassVar

import jinja2
from flask import Flask
from jinja2.bccache import Bucket
from sqlalchemy import Dialect, Engine

from portfolio.app import create_app, open_home
from portfolio.base.db import db
from portfolio.base.settings.config import Settings
from portfolio.people.passwords import HashCost

CHEAP = HashCost(passes=1, memory_kib=8, lanes=1)


class Compiled(jinja2.BytecodeCache):
    """The templates that some application of this process compiled already."""

    code: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what was compiled of the same file with the same words."""
        bucket.code = self.code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember it for the next application."""
        self.code[bucket.key, bucket.checksum] = bucket.code


_known: dict[str, tuple[Dialect, dict[Any, Any]]] = {}
"""Of each kind of database: the dialect of the first, and the statements that were compiled for it."""


def share_statements(engine: Engine) -> None:
    """Let SQLAlchemy compile a statement once for all databases of a kind: it remembers them by dialect."""
    kind = engine.dialect.name
    if kind not in _known:
        with engine.connect():
            """A dialect is complete once it has seen a connection."""
        _known[kind] = engine.dialect, {}
    engine.dialect, compiled = _known[kind]
    engine.update_execution_options(compiled_cache=compiled)


def wired(settings: Settings) -> Flask:
    """Return an application of its own, whose passwords cost little and whose templates are compiled once."""
    app = create_app(settings, hash_cost=CHEAP)
    app.jinja_env.bytecode_cache = Compiled()
    return app


class OneApp:
    """An application that is as it was wired whenever it is opened, whatever the test before did to it."""

    def __init__(self, settings: Settings) -> None:
        self.app = wired(settings)
        self.app.test_client().get(
            "/healthz"
        )  # from now on Flask refuses to have it wired otherwise
        self._was: dict[str, Any] = vars(self.app) | {
            "extensions": dict(self.app.extensions),
            "view_functions": dict(self.app.view_functions),
        }
        self._config = dict(self.app.config)

    def opened(self, settings: Settings) -> Flask:
        """Return it on the home of these settings."""
        config = self.app.config
        vars(self.app).clear()
        vars(self.app).update(self._was, config=config)
        for name in ("extensions", "view_functions"):
            setattr(self.app, name, dict(self._was[name]))
        config.clear()
        config.update(self._config)
        open_home(self.app, settings)
        with self.app.app_context():
            share_statements(db.engine)
        return self.app


def close(app: Flask) -> None:
    """Let go of the database, so that no connection outlives its test."""
    with app.app_context():
        db.session.close()
        db.engine.dispose()
