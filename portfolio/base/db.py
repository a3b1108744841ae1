"""The database: reads that hold no lock, writes that begin immediately, one type for moments in time.

Outside `write()` every transaction is read-only (`PRAGMA query_only` on SQLite, `READ ONLY` on
PostgreSQL), so a page that only shows something can't change anything, whatever its code does.
Inside it one writer works at a time on both engines, so a rule checked there still holds at commit.
"""

import sqlite3
from asyncio import iscoroutinefunction
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Lock
from typing import Annotated, Any
from uuid import UUID, uuid4
from weakref import WeakKeyDictionary

from flask import Flask, has_request_context, request
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    Uuid,
    create_engine,
    event,
)
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, mapped_column

LONGEST_WAIT = 15
"""Seconds that a writer waits for the one before it, before its page says to try again."""
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


ONE_WRITER = 0x706F7274  # any number will do, as long as every process takes the same


_turns: WeakKeyDictionary[Engine, Lock] = WeakKeyDictionary()
"""Whose turn it is to write, for each SQLite database of this process."""


class WriteInSafeMethod(Exception):
    """A page that is only looked at tried to write."""


class NotWriting(Exception):
    """Something that belongs inside `write()` was called outside it."""


class UtcDateTime(TypeDecorator[datetime]):
    """A moment: aware and in UTC in Python, on SQLite and on PostgreSQL alike."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- the signature is SQLAlchemy's
        """Refuse a naive time, store any other as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone; use portfolio.base.clock.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 -- the signature is SQLAlchemy's
        """Give back an aware UTC time."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def new_id() -> UUID:
    """Return an identifier for a new row."""
    return uuid4()


Id = Annotated[UUID, mapped_column(Uuid, primary_key=True, default=new_id)]


class Model(DeclarativeBase):
    """What every table is made from."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy's own way of declaring it
        datetime: UtcDateTime(),
        dict[str, Any]: JSON(none_as_null=True),  # None is no value, never the JSON word null
        list[str]: JSON(none_as_null=True),
    }


class _Session(Session):
    """A session that, while it writes, believes the database and not its own memory."""

    def get(self, *arguments: Any, populate_existing: bool | None = None, **options: Any) -> Any:
        """Find a row by its key; inside `write()` always afresh."""
        afresh = populate_existing or "writing" in self.info
        return super().get(*arguments, populate_existing=afresh, **options)


db = SQLAlchemy(
    require_default_engine=False,  # `open_database` makes it, with our rules
    session_options={"expire_on_commit": False, "class_": _Session},
)


def prepare_database(app: Flask) -> None:
    """Give each request of `app` a session that ends with it."""
    db.init_app(app)
    # The extension also closes async sessions, at the price of a thread for every request; we have none.
    closers = app.teardown_appcontext_funcs
    app.teardown_appcontext_funcs = [
        closer for closer in closers if not iscoroutinefunction(closer)
    ]


def open_database(app: Flask, url: str) -> None:
    """Connect `app` to the database at `url`, with our rules for transactions; let go of any before it."""
    engine = _engine(url)
    with app.app_context():
        before = db.engines.get("default")
        if before is not None:
            before.dispose()
        db.engines["default"] = engine
        db.sessionmaker.configure(bind=engine)


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        wait = {"timeout": LONGEST_WAIT, "check_same_thread": False}
        engine = create_engine(url, connect_args=wait)
        _turns[engine] = Lock()
        event.listen(engine, "connect", _prepare_sqlite)
    else:
        engine = create_engine(url, pool_size=20, max_overflow=20)
    event.listen(engine, "begin", _begin_reading)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    """Make sure that an acknowledged row survives a power cut and deleted words leave free pages."""
    connection.isolation_level = None  # we begin transactions ourselves
    for pragma in (
        f"busy_timeout={LONGEST_WAIT * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "secure_delete=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_reading(connection: Connection) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")
    else:
        # One snapshot for a whole page, as on SQLite.
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _begin_writing(connection: Connection) -> None:
    """End the read-only transaction underneath the session and begin one that may write."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:
        connection.exec_driver_sql("COMMIT")  # psycopg begins the next one itself, able to write
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LONGEST_WAIT}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ONE_WRITER})")


@event.listens_for(Session, "do_orm_execute")
def _read_afresh_when_writing(state: ORMExecuteState) -> None:
    """Inside `write()` a row is read from the database, not remembered from before the lock."""
    if state.is_select and "writing" in state.session.info:
        state.update_execution_options(populate_existing=True, autoflush=True)


@contextmanager
def write() -> Iterator[Session]:
    """Hold rows and their history together: everything inside is kept, or nothing.

    Begins IMMEDIATE on SQLite and takes one lock on PostgreSQL, so two writers wait for each other
    (LONGEST_WAIT at most, then OperationalError) instead of failing. May be nested; the outermost
    block commits, so an error inside must leave it. Slow work (passwords, pictures, mail) belongs
    outside. Raises WriteInSafeMethod while a page is only being looked at.
    """
    session = db.session
    if "writing" in session.info:
        yield session
        return
    if has_request_context() and request.method in SAFE_METHODS:
        raise WriteInSafeMethod(f"{request.method} {request.path} may not write.")
    session.info["writing"] = True
    session.info["afterwards"] = []
    try:
        with _in_turn(session):
            with session.no_autoflush:
                _begin_writing(session.connection())
            yield session
            session.commit()
    except BaseException:
        session.rollback()
        session.info["afterwards"] = []
        raise
    finally:
        del session.info["writing"]
    for action in session.info.pop("afterwards"):
        action()


@contextmanager
def _in_turn(session: Session) -> Iterator[None]:
    """Let the threads of this process queue for SQLite's one place to write.

    SQLite itself doesn't queue: who finds it taken looks again after a pause, and with 8 threads some
    looked for 5 s in vain (`python -m bench witnesses`, 20 at once). Another process still waits so.
    After LONGEST_WAIT the turn is taken all the same, and SQLite says that it is busy.
    """
    bind = session.get_bind()
    turn = _turns.get(bind.engine) if bind.dialect.name == "sqlite" else None
    taken = turn is not None and turn.acquire(timeout=LONGEST_WAIT)
    try:
        yield
    finally:
        if taken and turn is not None:
            session.rollback()  # after an error; a commit left nothing to take back
            turn.release()


def needs_write(session: Session) -> None:
    """Raise NotWriting unless `session` is inside `write()`."""
    if "writing" not in session.info:
        raise NotWriting("This belongs inside “with write():”, together with the rows it is about.")


def after_commit(action: Callable[[], None]) -> None:
    """Do `action` once the outermost `write()` is kept; forget it if that fails. Raises NotWriting."""
    needs_write(db.session)
    db.session.info["afterwards"].append(action)


def end_reading() -> None:
    """Give the connection back before slow work begins; what was read stays known. Not inside `write()`."""
    if "writing" not in db.session.info:
        db.session.commit()
