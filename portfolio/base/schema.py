"""The database's schema: brought up to date by Alembic, and compared with what the code expects."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError

from portfolio.base.db import ONE_WRITER
from portfolio.base.registration import Registration

MIGRATIONS = Path(__file__).parent / "migrations"


Finish = Callable[[Connection], None]
_beginning: list[Finish] = []
_finishing: list[Finish] = []
_beside: set[str] = set()


def before_upgrade(begin: Finish) -> Registration:
    """Take something down before migrations run, in their transaction; not where there are none to run."""
    return Registration("before an upgrade", "", begin, lambda: _beginning.append(begin))


def after_upgrade(finish: Finish, name: str = "") -> Registration:
    """Make something again after each upgrade, in its transaction, such as an engine's own index."""
    return Registration("after an upgrade", name, finish, lambda: _finishing.append(finish))


def made_beside(*names: str) -> Registration:
    """Say which tables and indexes are made so, which no model declares and no migration touches."""
    return Registration(
        "made beside the models", ", ".join(names), None, lambda: _beside.update(names)
    )


def is_declared(name: str | None) -> bool:
    """Whether a table or index is the models' and migrations' concern."""
    return name not in _beside


class NoDatabase(Exception):
    """The database can't be opened; the sentence says which and what to do."""


def upgrade(url: str) -> None:
    """Bring the database at `url` up to date; from nothing, make it. Raises NoDatabase."""
    engine = create_engine(url)
    _all_or_nothing(engine)
    try:
        with engine.begin() as connection:  # begun here, so that what is made beside belongs to it
            if not is_up_to_date(connection):
                for begin in _beginning:
                    begin(connection)
            command.upgrade(_config(connection), "head")
            for finish in _finishing:
                finish(connection)
    except (
        DatabaseError,
        sqlite3.Error,
    ) as problem:  # what is made beside speaks to the engine itself
        shown = engine.url.render_as_string(hide_password=True)
        raise NoDatabase(
            f"The database {shown} can’t be opened ({first_line(problem)}). "
            "Check PORTFOLIO_DATABASE_URL and that the server runs."
        ) from problem
    finally:
        engine.dispose()


def _all_or_nothing(engine: Engine) -> None:
    """Keep a whole upgrade or none of it, and let two processes upgrade one after the other."""
    if engine.dialect.name != "sqlite":
        lock = f"SELECT pg_advisory_xact_lock({ONE_WRITER})"
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(lock))
        return

    @event.listens_for(engine, "connect")
    def begin_ourselves(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA busy_timeout=30000")

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))


def first_line(problem: Exception) -> str:
    """Return what the database said, as part of a sentence."""
    said = problem.orig if isinstance(problem, DBAPIError) else problem
    return (str(said).splitlines() or ["no answer"])[0].rstrip(".")


def make_migration(url: str, message: str) -> None:
    """Write the migration from the database at `url` to the present models; for developers."""
    engine = create_engine(url)
    with engine.connect() as connection:
        command.revision(_config(connection), message=message, autogenerate=True)
    engine.dispose()


def is_up_to_date(connection: Connection) -> bool:
    """Whether the database has every migration."""
    wanted = ScriptDirectory(str(MIGRATIONS)).get_heads()
    return set(MigrationContext.configure(connection).get_current_heads()) == set(wanted)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(slug)s")
    config.attributes["connection"] = connection
    return config
