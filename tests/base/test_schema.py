"""The schema: from nothing to the newest, whole or not at all, and the same as the models say."""

import sqlite3
import subprocess
import sys

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, inspect, text

from portfolio.base import schema
from portfolio.base.db import Model, db


@pytest.mark.both_engines
def test_the_migrations_make_what_the_models_say(context):
    """Any difference here means: a model changed without its migration."""
    with db.engine.connect() as connection:
        opts = {"compare_type": False, "include_name": lambda name, *_: schema.is_declared(name)}
        migrated = MigrationContext.configure(connection, opts=opts)
        differences = compare_metadata(migrated, Model.metadata)
        connection.rollback()
    assert differences == []


@pytest.mark.both_engines
def test_the_database_of_the_tests_is_up_to_date(context):
    assert schema.is_up_to_date(db.session.connection())


def test_upgrading_twice_changes_nothing(tmp_path):
    url = f"sqlite:///{tmp_path}/a.db"
    schema.upgrade(url)
    before = (tmp_path / "a.db").read_bytes()
    schema.upgrade(url)
    assert (tmp_path / "a.db").read_bytes() == before


def test_an_empty_database_is_not_up_to_date(tmp_path):
    engine = create_engine(f"sqlite:///{tmp_path}/a.db")
    with engine.connect() as connection:
        assert not schema.is_up_to_date(connection)
    engine.dispose()


def test_an_upgrade_that_breaks_half_way_leaves_nothing(tmp_path):
    """A table of the same name, in the way of a later step, stops the upgrade."""
    place = tmp_path / "a.db"
    last = max(Model.metadata.tables)
    with sqlite3.connect(place) as connection:
        connection.execute(f"CREATE TABLE {last} (mine TEXT)")
    connection.close()
    with pytest.raises(schema.NoDatabase):
        schema.upgrade(f"sqlite:///{place}")
    engine = create_engine(f"sqlite:///{place}")
    assert inspect(engine).get_table_names() == [last]
    engine.dispose()


UPGRADE = """
import sys
from portfolio.base import schema
from portfolio.app import FEATURES
print("ready", flush=True)
sys.stdin.readline()
schema.upgrade(sys.argv[1])
"""


@pytest.mark.postgresql
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_processes_that_upgrade_at_once_both_succeed(tmp_path, cluster, kind):
    name = f"at_once_{tmp_path.name}"
    url = cluster.create(name) if kind == "postgresql" else f"sqlite:///{tmp_path}/a.db"
    both = [
        subprocess.Popen(
            [sys.executable, "-c", UPGRADE, url], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for _ in range(2)
    ]
    with both[0], both[1]:
        for each in both:
            assert each.stdout.readline() == b"ready\n"
        for each in both:
            each.stdin.write(b"go\n")
            each.stdin.close()
    assert [each.returncode for each in both] == [0, 0]
    engine = create_engine(url)
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM alembic_version")) == 1
    engine.dispose()


@pytest.mark.parametrize(
    "url", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://u:secret@127.0.0.1:1/none"]
)
def test_a_database_that_is_not_there_is_a_sentence_without_its_password(url):
    with pytest.raises(schema.NoDatabase) as caught:
        schema.upgrade(url)
    assert "PORTFOLIO_DATABASE_URL" in str(caught.value)
    assert "secret" not in str(caught.value)


def test_a_file_that_is_no_database_is_a_sentence_and_stays(tmp_path):
    place = tmp_path / "a.db"
    place.write_bytes(b"My shopping list\n" * 100)
    with pytest.raises(schema.NoDatabase, match="not a database"):
        schema.upgrade(f"sqlite:///{place}")
    assert place.read_bytes().startswith(b"My shopping list")


def test_what_is_made_beside_belongs_to_the_upgrades_transaction(tmp_path, monkeypatch):
    """Or two processes that upgrade at once would make it twice, and a broken one leave half of it."""
    url = f"sqlite:///{tmp_path}/a.db"

    def breaks(connection):
        raw = connection.connection.driver_connection
        assert raw.in_transaction
        raw.execute("CREATE TABLE beside (one)")
        raise RuntimeError("broken")

    monkeypatch.setattr(schema, "_finishing", [*schema._finishing, breaks])
    with pytest.raises(RuntimeError, match="broken"):
        schema.upgrade(url)
    engine = create_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
