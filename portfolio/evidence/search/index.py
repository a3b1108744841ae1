"""Search over everything a portfolio says: its words kept beside each piece, found by the engine's own index.

SQLite has an FTS5 index made by sqlite-utils, PostgreSQL a GIN index over a tsvector. Neither takes
words apart itself: `words` folds them, so both find the same. Besides `base/db.py` the one place where
SQL may be an engine's own.
"""

import sqlite3
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    case,
    event,
    exists,
    literal,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session, aliased
from sqlite_utils import Database

from portfolio.base.db import after_commit, db, write
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records.model import (
    Attachment,
    CheckBack,
    Claim,
    Evidence,
    EvidenceVersion,
    EvidenceWords,
)
from portfolio.evidence.search.folding import SearchQuery, kept

CHANGED = "pieces whose words changed"
AT_ONCE = 200
"""Pieces whose words are made together, when older ones catch up."""
TABLE = "evidence_words"
INDEX = f"{TABLE}_fts"
COLUMNS = ("own", "shown")
MADE_BESIDE = (
    INDEX,
    *(f"{INDEX}_{part}" for part in ("data", "idx", "docsize", "config")),
    *(f"{TABLE}_{column}_words" for column in COLUMNS),
)
"""What the engines' indexes are called: no model declares them and no migration touches them."""


# --- finding -----------------------------------------------------------------------------------


def found(asked: SearchQuery, learner_id: UUID, *, own: bool) -> Select[UUID]:
    """Return a query for the ids of a learner's pieces that have all the words, withdrawn ones too.

    `own` searches what only the learner may see (drafts) as well. Without words it finds nothing.
    """
    query = select(EvidenceWords.evidence_id).where(EvidenceWords.learner_id == learner_id)
    if not asked.words:
        return query.where(text("1 = 0"))
    column = "own" if own else "shown"
    # Words are letters and digits alone (see `words`), so nothing in them ends the quotes.
    if db.engine.dialect.name == "sqlite":
        wanted = " AND ".join(f'"{word}" *' for word in asked.words)
        condition = f"{TABLE}.id IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH :words)"  # noqa: S608 -- our own names
        return query.where(text(condition).bindparams(words=f"{column} : ({wanted})"))
    wanted = " & ".join(f"'{word}':*" for word in asked.words)
    condition = f"{_vector(column)} @@ CAST(:words AS tsquery)"
    return query.where(text(condition).bindparams(words=wanted))


def _vector(column: str) -> str:
    """Return PostgreSQL's expression for the words of a column, as its index has it."""
    return f"array_to_tsvector(string_to_array({TABLE}.{column}, ' '))"


# --- keeping -----------------------------------------------------------------------------------


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, _context: object) -> None:
    """Remember which pieces were changed in any of what is searched, whoever changed them."""
    changed = session.info.setdefault(CHANGED, set())
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Evidence):
            changed.add(row.id)
        elif isinstance(row, (EvidenceVersion, CheckBack, Claim, Attachment)):
            changed.add(row.evidence_id)


@event.listens_for(Session, "before_commit")
def _keep_before_commit(session: Session) -> None:
    """Bring the words of changed pieces up to date in the transaction that changed them."""
    session.flush()
    changed = session.info.pop(CHANGED, None)
    if changed:
        keep_words(session, changed)


@event.listens_for(Session, "after_rollback")
def _forget_changes(session: Session) -> None:
    session.info.pop(CHANGED, None)


def keep_words(session: Session, evidence_ids: Collection[UUID]) -> None:
    """Bring the words of these pieces up to date; inside the transaction that changed them.

    It happens by itself for rows changed through the session. Only who writes past it, by an UPDATE
    of their own, has to call it.
    """
    there = select(EvidenceWords).where(EvidenceWords.evidence_id.in_(evidence_ids))
    rows = {row.evidence_id: row for row in session.scalars(there)}
    for piece in _pieces(session, evidence_ids):
        row = rows.get(piece.id) or EvidenceWords(evidence_id=piece.id, learner_id=piece.learner_id)
        row.shown = kept(piece.submitted)
        row.own = kept([*piece.submitted, *piece.draft])
        session.add(row)
    session.flush()


@dataclass
class _Piece:
    """All of a piece that is searched."""

    id: UUID
    learner_id: UUID
    submitted: list[str]
    """Empty while there is no version, for then others than its writer know nothing of it."""
    draft: list[str]
    """What its learner alone sees, with the files as they are now; nothing of a draft of somebody else."""


def _pieces(session: Session, evidence_ids: Collection[UUID]) -> list[_Piece]:
    newest = newest_version()
    rows = session.execute(
        select(
            Evidence.id,
            Evidence.learner_id,
            Evidence.kind_id,
            Evidence.draft,
            Evidence.writer_id,
            newest.content,
            newest.attachments,
        )
        .outerjoin(newest, is_newest(newest))
        .where(Evidence.id.in_(evidence_ids))
    )
    pieces = {}
    theirs = set()
    for row in rows:
        submitted = [*_said(row.kind_id, row.content), *_described(row.attachments)]
        pieces[row.id] = _Piece(row.id, row.learner_id, submitted, _said(row.kind_id, row.draft))
        if row.writer_id not in (None, row.learner_id):
            theirs.add(row.id)
    _append(session, pieces)
    for identity in theirs:
        pieces[identity].draft.clear()
    return list(pieces.values())


def _append(session: Session, pieces: dict[UUID, _Piece]) -> None:
    """Add what hangs on the pieces: later check-backs, reasons of claims, files as they are now."""
    nothing, drafted, submitted = literal(""), literal(0), literal(1)
    checks = select(
        CheckBack.evidence_id, submitted, CheckBack.method, CheckBack.with_whom, CheckBack.outcome
    ).where(CheckBack.evidence_id.in_(pieces), CheckBack.later)
    reach = case((Claim.version.is_(None), 0), else_=1)
    claims = select(Claim.evidence_id, reach, Claim.reason, nothing, nothing).where(
        Claim.evidence_id.in_(pieces), Claim.withdrawn_at.is_(None)
    )
    files = select(
        Attachment.evidence_id, drafted, Attachment.filename, Attachment.alt_text, nothing
    ).where(Attachment.evidence_id.in_(pieces), Attachment.withdrawn_at.is_(None))
    for evidence_id, is_submitted, *said in session.execute(union_all(checks, claims, files)):
        piece = pieces[evidence_id]
        (piece.submitted if is_submitted else piece.draft).extend(said)


def newest_version() -> type[EvidenceVersion]:
    """Return the newest version of a piece, to join to it by `is_newest`."""
    return aliased(EvidenceVersion)


def is_newest(version: type[EvidenceVersion]) -> ColumnElement[bool]:
    """Return the condition that joins a piece to its newest version."""
    other = aliased(EvidenceVersion)
    later = select(other.id).where(
        other.evidence_id == version.evidence_id, other.version > version.version
    )
    return and_(version.evidence_id == Evidence.id, ~later.exists())


def _said(kind_id: str, content: dict[str, Any] | None) -> list[str]:
    return [said for _field, said in KINDS[kind_id].texts(content or {})]


def _described(files: Sequence[dict[str, Any]] | None) -> list[str]:
    return [file.get(name) or "" for file in files or () for name in ("filename", "alt_text")]


# --- the index ---------------------------------------------------------------------------------


def make_index(connection: Connection) -> None:
    """Make the index, or make it again where a migration rebuilt the table, and catch up.

    On SQLite sqlite-utils also makes the triggers that keep it. Nothing is written where all is there.
    """
    if connection.dialect.name == "sqlite":
        raw = cast("sqlite3.Connection", connection.connection.driver_connection)
        # Their letters and digits are ours: the tokenizer is only to part them at spaces.
        Database(raw, recursive_triggers=False)[TABLE].enable_fts(
            COLUMNS, create_triggers=True, replace=True, tokenize="ascii"
        )
    else:
        for column in COLUMNS:
            connection.exec_driver_sql(
                f"CREATE INDEX IF NOT EXISTS {TABLE}_{column}_words ON {TABLE} USING gin ({_vector(column)})"
            )
    _catch_up(connection)


def _catch_up(connection: Connection) -> None:
    """Make the words of pieces that have none: those from before there was a search."""
    without = select(Evidence.id).where(~exists().where(EvidenceWords.evidence_id == Evidence.id))
    with Session(connection) as session:
        while some := session.scalars(without.limit(AT_ONCE)).all():
            keep_words(session, some)


def purge_deleted() -> None:
    """Shed the bytes of words that were replaced, from the index and the file. May be inside `write()`.

    Found they are no longer from the moment they are replaced; this is so that nobody finds them by
    reading the database's file either. It waits for readers, at most as long as a writer may wait.
    """
    with write() as session:
        session.flush()
        keep_words(session, session.info.pop(CHANGED, set()))
        if session.get_bind().dialect.name == "sqlite":
            session.execute(text(f"INSERT INTO {INDEX} ({INDEX}) VALUES ('optimize')"))  # noqa: S608 -- our own names
        after_commit(_shed)


def _shed() -> None:
    raw = db.engine.raw_connection()
    try:
        connection: Any = raw.driver_connection
        if db.engine.dialect.name == "sqlite":
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
            return
        connection.autocommit = True  # VACUUM must not stand inside a transaction
        try:
            connection.execute(f"VACUUM {TABLE}")
        finally:
            connection.autocommit = False
    finally:
        raw.close()
