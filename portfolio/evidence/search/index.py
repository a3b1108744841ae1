"""Search over everything a portfolio says: its words kept beside each piece, found by the engine's own index.

SQLite has an FTS5 index made by sqlite-utils, PostgreSQL a GIN index over a tsvector. Neither takes
words apart itself: `words` folds them, so both find the same. A draft is saved every few seconds, so its
words are kept only once it rests; until then they are read from the draft itself whenever its learner searches. Besides `base/db.py` the one place where
SQL may be an engine's own.
"""

import sqlite3
from collections.abc import Collection, Sequence
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Text,
    bindparam,
    delete,
    exists,
    inspect,
    literal_column,
    or_,
    select,
    text,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NULLTYPE
from sqlite_utils import Database

from portfolio.base.clock import now
from portfolio.base.db import after_commit, db, write
from portfolio.base.jobs import RunningJob
from portfolio.base.snapshot import rows
from portfolio.evidence.records.model import (
    Attachment,
    CheckBack,
    Claim,
    Evidence,
    EvidenceVersion,
    EvidenceWords,
)
from portfolio.evidence.search.folding import SearchQuery, kept
from portfolio.evidence.search.texts import texts_of

CHANGED = "pieces whose words changed"
DRAFTED = "pieces of which only the draft changed"
CATCHING_UP = "keep the words of drafts that rest"
CATCHING_UP_AT = 3
"""The hour of the night."""
RESTS_AFTER = timedelta(minutes=30)
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


def is_found(*, own: bool) -> ColumnElement[bool]:
    """Return the condition that a learner's piece has all the words; withdrawn ones have them too.

    `own` searches what only the learner may see (drafts) as well. It is the same condition whatever is
    asked, so that a statement is built once; what is asked are its parameters (`parameters`).
    """
    column = "own" if own else "shown"
    has_words = _HasWords(literal_column(column), bindparam("searched_words", type_=Text()))
    kept_ones = select(EvidenceWords.evidence_id).where(
        EvidenceWords.learner_id == bindparam("learner_id"), has_words
    )
    drafts: BindParameter[UUID] = bindparam("found_drafts", expanding=True)
    # Two conditions and no union: either engine reads each list once, whatever it believes of their lengths.
    return or_(Evidence.id.in_(kept_ones), Evidence.id.in_(drafts))


class _HasWords(FunctionElement[Any]):
    """Whether the words kept in a column have all that is searched, by the index of the engine it runs on."""

    inherit_cache = True
    type = NULLTYPE  # or SQLite would be asked whether it equals 1, and not use its index


@compiles(_HasWords, "sqlite")
def _by_fts(element: _HasWords, compiler: SQLCompiler, **options: Any) -> str:
    words = compiler.process(element.clauses.clauses[1], **options)
    return f"{TABLE}.id IN (SELECT rowid FROM {INDEX} WHERE {INDEX} MATCH {words})"  # noqa: S608 -- our own names


@compiles(_HasWords, "postgresql")
def _by_tsvector(element: _HasWords, compiler: SQLCompiler, **options: Any) -> str:
    column, words = (compiler.process(part, **options) for part in element.clauses)
    return f"{_vector(column)} @@ CAST({words} AS tsquery)"


def parameters(asked: SearchQuery, learner_id: UUID, *, own: bool) -> dict[str, Any]:
    """Return what `is_found` needs to know; of drafts that have not rested yet it is found out here.

    Without words it finds nothing.
    """
    # Words are letters and digits alone (see `words`), so nothing in them ends the quotes.
    if db.engine.dialect.name == "sqlite":
        wanted = " AND ".join(f'"{word}" *' for word in asked.words) or '""'
        wanted = f"{'own' if own else 'shown'} : ({wanted})"
    else:
        wanted = " & ".join(f"'{word}':*" for word in asked.words)
    drafts = _found_unkept(asked, learner_id, own=own) if asked.words else []
    return {"learner_id": learner_id, "searched_words": wanted, "found_drafts": drafts}


_WITHOUT_WORDS = select(Evidence.id).where(
    ~exists().where(EvidenceWords.evidence_id == Evidence.id)
)
_UNKEPT = _WITHOUT_WORDS.where(
    Evidence.learner_id == bindparam("learner_id"), Evidence.draft.is_not(None)
)


def _found_unkept(asked: SearchQuery, learner_id: UUID, *, own: bool) -> list[UUID]:
    """Return the pieces that have all the words, of those whose drafts have not rested yet: a few at most."""
    unkept = [row.id for row in rows(_UNKEPT, {"learner_id": learner_id})]
    if not unkept:
        return []
    return [
        piece.id
        for piece in texts_of(db.session, unkept)
        if _has_all(asked, kept([*piece.submitted, *piece.draft] if own else piece.submitted))
    ]


def _has_all(asked: SearchQuery, said: str) -> bool:
    there = f" {said}"
    return all(f" {word}" in there for word in asked.words)


def _vector(column: str) -> str:
    """Return PostgreSQL's expression for the words of a column, as its index has it."""
    return f"array_to_tsvector(string_to_array({TABLE}.{column}, ' '))"


# --- keeping -----------------------------------------------------------------------------------


def note_changes(session: Session, _context: object) -> None:
    """Remember which pieces were changed in any of what is searched, whoever changed them."""
    changed, drafted = (session.info.setdefault(name, set()) for name in (CHANGED, DRAFTED))
    for row in (*session.new, *session.dirty, *session.deleted):
        if isinstance(row, Evidence):
            (drafted if _is_only_drafted(row) else changed).add(row.id)
        elif isinstance(row, (EvidenceVersion, CheckBack, Claim, Attachment)):
            changed.add(row.evidence_id)


_DRAFT = {
    *("draft", "draft_revision", "draft_saved_at", "details_kept"),
    *("title", "happened_on", "happened_at"),
}


def _is_only_drafted(piece: Evidence) -> bool:
    """Whether a draft was begun, or written on: it is saved again within seconds."""
    if piece.draft is None:
        return False
    state = inspect(piece)
    changed = {attr.key for attr in state.attrs if attr.history.has_changes()}
    return state.key is None or changed <= _DRAFT


def keep_before_commit(session: Session) -> None:
    """Bring the words of changed pieces up to date in the transaction that changed them.

    The words of a draft that is being written are taken away instead: a search reads the draft itself.
    """
    session.flush()
    changed, drafted = _taken(session)
    if changed:
        keep_words(session, changed)
    if drafted - changed:
        outdated = delete(EvidenceWords).where(EvidenceWords.evidence_id.in_(drafted - changed))
        session.execute(outdated, execution_options={"synchronize_session": False})


def _taken(session: Session) -> tuple[set[UUID], set[UUID]]:
    """Take the notes of what changed: pieces of which anything did, and of which the draft did."""
    return session.info.pop(CHANGED, set()), session.info.pop(DRAFTED, set())


def forget_changes(session: Session) -> None:
    """Forget what changed: none of it is kept."""
    _taken(session)


def keep_words(session: Session, evidence_ids: Collection[UUID]) -> None:
    """Bring the words of these pieces up to date; inside the transaction that changed them.

    It happens by itself for rows changed through the session. Only who writes past it, by an UPDATE
    of their own, has to call it.
    """
    there = select(EvidenceWords).where(EvidenceWords.evidence_id.in_(evidence_ids))
    known = {row.evidence_id: row for row in session.scalars(there)}
    for piece in texts_of(session, evidence_ids):
        row = known.get(piece.id) or EvidenceWords(
            evidence_id=piece.id, learner_id=piece.learner_id
        )
        row.shown = kept(piece.submitted)
        row.own = kept([*piece.submitted, *piece.draft])
        session.add(row)
    session.flush()


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
    with Session(connection) as session:
        while some := session.scalars(_WITHOUT_WORDS.limit(AT_ONCE)).all():
            keep_words(session, some)


def keep_words_of_drafts(_job: RunningJob, /, *, day: str) -> None:  # noqa: ARG001 -- done whatever the day
    """Keep the words of drafts that nobody has written on for a while, so that a search needn't read them."""
    rest = _WITHOUT_WORDS.where(
        or_(Evidence.draft_saved_at.is_(None), Evidence.draft_saved_at < now() - RESTS_AFTER)
    )
    some: Sequence[UUID] = [UUID(int=0)]
    while some:
        with write() as session:
            some = session.scalars(rest.limit(AT_ONCE)).all()
            keep_words(session, some)


def purge_deleted() -> None:
    """Shed the bytes of words that were replaced, from the index and the file. May be inside `write()`.

    Found they are no longer from the moment they are replaced; this is so that nobody finds them by
    reading the database's file either. It waits for readers, at most as long as a writer may wait.
    """
    with write() as session:
        session.flush()
        keep_words(session, set.union(*_taken(session)))
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
