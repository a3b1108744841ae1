"""The portable portfolio: one SQLite file that opens in Datasette."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from portfolio.exports.dossier import Dossier
from portfolio.exports.formats.format import Format, Progress, silent
from portfolio.exports.formats.sqlite_rows import gather
from portfolio.exports.formats.sqlite_tables import (
    FOREIGN_KEYS,
    INDEXES,
    SEARCHED,
    TABLES,
    VIEWS,
    Columns,
)

if TYPE_CHECKING:
    from sqlite_utils import Database


def write(
    dossier: Dossier,
    out: Path,
    progress: Progress = silent,
    designs: Sequence[Path] = (),  # noqa: ARG001 every format is called alike
    *,
    photos: bool = True,
) -> None:
    """Write typed tables, foreign keys, indexes and full-text search.

    `photos` says whether pictures go in as blobs; other attachments are named with their SHA-256.
    """
    from sqlite_utils import Database  # 0.15 s that no other format needs

    part = out.with_name(out.name + ".part")
    part.unlink(missing_ok=True)
    rows = gather(dossier, photos=photos)
    database = Database(part)
    try:
        for done, (table, columns) in enumerate(TABLES.items(), 1):
            _create(database, table, columns)
            database.table(table).insert_all(rows[table])
            progress(done, len(TABLES), table)
        _finish(database)
    finally:
        database.close()
    part.replace(out)


def _create(database: Database, table: str, columns: Columns) -> None:
    keys = [(column, other, "id") for child, column, other in FOREIGN_KEYS if child == table]
    database.table(table).create({"id": int, **columns}, pk="id", foreign_keys=keys)


def _finish(database: Database) -> None:
    """Add indexes, full-text search, views for people, and the planner's statistics."""
    for table, columns in INDEXES:
        database.table(table).create_index(columns)
    words = "unicode61 remove_diacritics 2"
    for table, columns in SEARCHED.items():
        database.table(table).enable_fts(columns, tokenize=words, create_triggers=True)
    for name, statement in VIEWS.items():
        database.create_view(name, statement)
    database.execute("PRAGMA user_version = 1")
    database.analyze()


FORMAT = Format(
    "sqlite", "The portable portfolio, for Datasette", "application/vnd.sqlite3", ".db", write
)
