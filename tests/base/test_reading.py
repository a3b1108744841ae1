"""Rows of plain values are those of the snapshot, and inside `write()` those that are being written."""

import pytest
from sqlalchemy import bindparam, select, update

from portfolio.base.db import db, end_reading, write
from portfolio.base.reading import rows
from portfolio.people import store as people
from portfolio.people.model import Centre

pytestmark = pytest.mark.both_engines
NAMES = select(Centre.name, Centre.counts_from).where(Centre.counts_from == bindparam("level"))


@pytest.fixture
def name(context):
    """The name of the centre that is there."""
    found = people.the_centre().name
    end_reading()
    return found


def test_columns_come_by_name_and_with_their_values(name):
    assert [(row.name, row.counts_from) for row in rows(NAMES, {"level": "W2"})] == [(name, "W2")]
    assert rows(NAMES, {"level": "W1"}) == []


def test_what_is_being_written_is_read_and_what_was_taken_back_is_not(name):
    with pytest.raises(ZeroDivisionError), write() as session:
        session.scalars(select(Centre)).one().name = "Southgate"
        assert rows(NAMES, {"level": "W2"})[0].name == "Southgate"
        raise ZeroDivisionError
    assert rows(NAMES, {"level": "W2"})[0].name == name


def test_it_reads_in_the_snapshot_of_everything_else(name):
    assert db.session.scalar(select(Centre.name)) == name
    with db.engine.connect() as another:
        if another.dialect.name == "sqlite":
            another.exec_driver_sql("PRAGMA query_only=OFF")
        else:
            another.exec_driver_sql("SET TRANSACTION READ WRITE")
        another.execute(update(Centre).values(name="Southgate"))
        another.commit()
    assert rows(NAMES, {"level": "W2"})[0].name == name
    end_reading()
    assert rows(NAMES, {"level": "W2"})[0].name == "Southgate"
