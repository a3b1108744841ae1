"""A house to measure: a temporary home with its people, and requests as a signed-in person sends them."""

import io
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication

from flask import Flask
from sqlalchemy import event
from werkzeug.test import EnvironBuilder, run_wsgi_app

from portfolio.app import create_app
from portfolio.base import schema
from portfolio.base.db import db
from portfolio.base.settings.config import read_settings
from portfolio.criteria.library import Library
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from portfolio.people.model import Account

PASSWORD = "correct horse battery"  # noqa: S105 -- of a centre that lasts as long as the benchmark
UNITS = ("maintain-service-through-handover", "carry-out-handovers")
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
NOT_ROWS = ("PRAGMA", "BEGIN", "COMMIT", "ROLLBACK", "SET ")


class PageFailed(Exception):
    """A page that should be measured did not answer as it should; the sentence says which."""


@dataclass(frozen=True)
class House:
    """The application on a home of its own, and the people every benchmark knows."""

    app: Flask
    home: Path
    assessor: Account
    learner: Account
    enrolments: tuple[Enrolment, ...]
    """The learner's, on both shipped units: 8 and 4 criteria."""


@contextmanager
def house(database_url: str = "") -> Iterator[House]:
    """Lend a house with one learner on both units; gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="portfolio-bench-") as name:
        more = {"DATABASE_URL": database_url} if database_url else {}
        settings = read_settings({}, HOME=name, **more)
        schema.upgrade(settings.database_url)
        app = create_app(settings)
        try:
            with app.app_context():
                made = _furnished(app, Path(name))
            yield made
        finally:
            with app.app_context():
                db.session.close()
                db.engine.dispose()


def _furnished(app: Flask, home: Path) -> House:
    library: Library = app.extensions["criteria"]
    people.found_centre("The benchmark’s centre")

    def add(name: str, role: str) -> Account:
        email = f"{role}@bench.example"
        return people.add(name=name, email=email, role_names=[role], by=SYSTEM, password=PASSWORD)

    assessor, learner = add("Ann Assessor", "assessor"), add("Mia Learner", "learner")
    for unit in UNITS:
        enrolments.enrol(learner=learner, unit=library.unit(unit), assessor=assessor, by=SYSTEM)
    return House(app, home, assessor, learner, tuple(enrolments.of_learner(learner.id)))


class Visitor:
    """Calls a WSGI application directly, with one person's cookie and as little else as possible."""

    def __init__(self, app: WSGIApplication, email: str = "") -> None:
        self.app = app
        self._cookie = ""
        if email:
            self.get("/sign-in")
            self.post("/sign-in", email=email, password=PASSWORD)

    def get(self, path: str) -> str:
        """Return a page. Raises PageFailed unless it is there."""
        return self.send(self.request(path))

    def post(self, path: str, **fields: str) -> str:
        """Send a form with the token of the last page; return where it leads."""
        return self.send(self.request(path, fields | {"csrf_token": self.token}), expected=3)

    def request(self, path: str, fields: dict[str, str] | None = None) -> dict[str, Any]:
        """Prepare a request that can be sent again and again."""
        sent = None if fields is None else urlencode(fields).encode()
        method = "GET" if sent is None else "POST"
        builder = EnvironBuilder(path, method=method, base_url="http://127.0.0.1:8000")
        environ = builder.get_environ()
        builder.close()
        if sent is not None:
            environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
            environ["CONTENT_LENGTH"] = str(len(sent))
        environ["bench.body"] = sent or b""
        environ["REMOTE_ADDR"] = "127.0.0.1"
        return environ

    def send(self, prepared: dict[str, Any], expected: int = 2) -> str:
        """Send it; return the page (or where a redirect leads). Raises PageFailed."""
        environ = dict(prepared)
        environ["wsgi.input"] = io.BytesIO(environ.pop("bench.body"))
        environ["HTTP_COOKIE"] = self._cookie
        body, status, headers = run_wsgi_app(self.app, environ, buffered=True)
        page = b"".join(body).decode()
        if status[0] != str(expected):
            where = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
            raise PageFailed(f"{where} answered {status}; the benchmark can’t measure it.")
        for cookie in headers.getlist("Set-Cookie"):
            self._cookie = cookie.partition(";")[0]
        found = TOKEN.search(page)
        self.token = found[1] if found else getattr(self, "token", "")
        return headers.get("Location", "") if expected == 3 else page

    @property
    def cookie(self) -> str:
        """The person's cookie, as a browser would send it."""
        return self._cookie


def statements_of(app: Flask, action: Callable[[], Any]) -> list[str]:
    """Do it and return the SQL statements it sent, without those that only open and close."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(NOT_ROWS):
            sent.append(statement)

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        action()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return sent
