"""The yardstick for pages: bare Flask that sends a fixed page after one SELECT, and keeps a form with one INSERT.

Run as `python -m bench.bare FOLDER PORT`, it serves FOLDER/page.html with waitress.
"""

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import waitress
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from portfolio.serving import THREADS

SCHEMA = """
CREATE TABLE IF NOT EXISTS evidence (
    id INTEGER PRIMARY KEY, learner_id TEXT, number INTEGER, kind_id TEXT, title TEXT,
    happened_on TEXT, draft TEXT, draft_revision INTEGER, draft_saved_at TEXT, created_at TEXT
)"""
INSERT = """
INSERT INTO evidence (learner_id, number, kind_id, title, happened_on, draft, draft_revision, created_at)
VALUES ('0190', 1, 'handover_instance', ?, '2026-10-05', ?, 1, '2026-10-05')"""


def bare_app(folder: Path) -> Flask:
    """Return the application for the page in `folder`, with a database of its own beside it."""
    app = Flask("bare", static_folder=None)
    html = (folder / "page.html").read_text("utf-8")
    place = folder / "bare.db"

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(place)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    with closing(connect()) as connection, connection:
        connection.execute(SCHEMA)
        connection.execute(INSERT, ("A handover", "{}"))

    @app.get("/")
    def page() -> str:
        with closing(connect()) as connection:
            connection.execute("SELECT * FROM evidence WHERE id = 1").fetchone()
        return html

    @app.post("/")
    def keep() -> Response:
        with closing(connect()) as connection, connection:
            connection.execute(
                INSERT, (request.form.get("title"), json.dumps(request.form.to_dict()))
            )
        return redirect("/", code=303)

    return app


if __name__ == "__main__":
    waitress.serve(
        bare_app(Path(sys.argv[1])),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        threads=THREADS,
        ident=None,
    )
