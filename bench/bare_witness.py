"""The yardstick for witnesses: bare Flask that sends the same pages and keeps the same rows, as safely as ours.

Run as `python -m bench.bare_witness FOLDER PORT`, it serves what `bench.witnesses` wrote into FOLDER with waitress.
"""

import json
import sqlite3
import sys
from contextlib import closing
from itertools import count
from pathlib import Path

import waitress
from flask import Flask, Response, request

from portfolio.serving import CONNECTIONS, THREADS

KEPT = 1000
"""Rows in which drafts are written, in turn."""


def step_name(part: str, wish: str | None, autosave: bool) -> str:
    """Name a step of the way as its numbers are printed: the page it is sent from, and what for."""
    if autosave:
        return f"{part}, while typing"
    return part if wish != "show" else f"{part}, shown"


def bare_app(folder: Path) -> Flask:
    """Return the application for FOLDER/way.json: its steps with their pages, and the rows of a statement."""
    app = Flask("bare", static_folder=None)
    way = json.loads((folder / "way.json").read_text("utf-8"))
    place = folder / "bare.db"
    numbers = count(1)

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(place, timeout=60)
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        return connection

    with closing(connect()) as connection, connection:
        for table, columns in way["tables"].items():
            connection.execute(f"CREATE TABLE IF NOT EXISTS {table} ({', '.join(columns)})")
        connection.execute("CREATE TABLE request (token TEXT PRIMARY KEY, draft TEXT)")

    def keep_draft(connection: sqlite3.Connection) -> None:
        said = json.dumps(request.form.to_dict())
        row = (str(next(numbers) % KEPT), said)
        connection.execute("INSERT OR REPLACE INTO request VALUES (?, ?)", row)

    def insert(connection: sqlite3.Connection) -> None:
        for table, values in way["rows"]:
            mark = f"{next(numbers):032x}"
            places = ", ".join("?" * len(values))
            connection.execute(f"INSERT INTO {table} VALUES ({places})", [mark, *values[1:]])  # noqa: S608 -- our own tables

    @app.get("/w/<token>")
    def opened(token: str) -> str:
        with closing(connect()) as connection:
            connection.execute("SELECT * FROM request WHERE token = ?", (token,)).fetchone()
        return str(way["steps"]["open"]["answer"])

    @app.post("/witness/statement/<path:part>")
    def step(part: str) -> Response:
        said = way["steps"][
            step_name(part, request.form.get("do"), "X-Autosave" in request.headers)
        ]
        with closing(connect()) as connection, connection:
            if said["sends"]:
                insert(connection)
            elif said["writes"]:
                keep_draft(connection)
            else:
                connection.execute("SELECT * FROM request WHERE token = '1'").fetchone()
        return Response(said["answer"], mimetype=said["type"])

    return app


if __name__ == "__main__":
    waitress.serve(
        bare_app(Path(sys.argv[1])),
        host="127.0.0.1",
        port=int(sys.argv[2]),
        threads=THREADS,
        connection_limit=CONNECTIONS,
        ident=None,
    )
