"""Reads within one snapshot: what was read once is known until its transaction ends, and never while anything is written."""

import pytest
from sqlalchemy import bindparam, select, update

from portfolio.base import snapshot
from portfolio.base.db import db, end_reading, write
from portfolio.base.snapshot import rows
from portfolio.history.chain import Actor
from portfolio.people import store as people
from portfolio.people.model import Centre

pytestmark = pytest.mark.both_engines


@pytest.fixture
def asked(context):
    """A read that is remembered, and how often it was really done."""
    done = []

    @snapshot.read_once
    def names(of: str) -> str:
        done.append(of)
        return db.session.scalars(select(Centre.name)).one() + of

    names.done = done
    return names


def renamed(name):
    people.change_centre(
        Actor(None, "Test"),
        name=name,
        contact_name="",
        contact_email="",
        contact_phone="",
        counts_from="W2",
    )


def test_the_same_question_is_asked_of_the_database_once(asked):
    assert asked("!") == asked("!") == "Fellside Training!"
    assert asked("?") == "Fellside Training?"
    assert asked.done == ["!", "?"]


def test_after_a_write_it_is_asked_again(asked):
    asked("!")
    renamed("New name")
    assert asked("!") == "New name!"
    assert people.the_centre().name == "New name"


def test_while_writing_nothing_is_remembered(asked):
    asked("!")
    with write() as session:
        session.scalars(select(Centre)).one().name = "Half done"
        assert asked("!") == "Half done!"
        session.scalars(select(Centre)).one().name = "Whole"
        assert asked("!") == "Whole!"
    assert asked.done == ["!"] * 3


def test_what_another_connection_wrote_is_seen_in_the_next_transaction(app, asked):
    asked("!")
    with app.app_context():
        renamed("From elsewhere")
    assert asked("!") == "Fellside Training!", "the snapshot of the transaction holds"
    end_reading()
    assert asked("!") == "From elsewhere!"


def test_after_an_error_it_is_asked_again(asked):
    asked("!")
    db.session.rollback()
    asked("!")
    assert asked.done == ["!", "!"]


def test_an_answer_that_came_along_is_known(asked):
    snapshot.remember(asked, "!", answer="brought along")
    assert asked("!") == "brought along"
    assert asked.done == []


NAMES = select(Centre.name, Centre.counts_from).where(Centre.counts_from == bindparam("level"))


@pytest.fixture
def centre_name(context):
    """The name of the centre that is there."""
    found = people.the_centre().name
    end_reading()
    return found


def test_columns_come_by_name_and_with_their_values(centre_name):
    assert [(row.name, row.counts_from) for row in rows(NAMES, {"level": "W2"})] == [
        (centre_name, "W2")
    ]
    assert rows(NAMES, {"level": "W1"}) == []


def test_what_is_being_written_is_read_and_what_was_taken_back_is_not(centre_name):
    with pytest.raises(ZeroDivisionError), write() as session:
        session.scalars(select(Centre)).one().name = "Southgate"
        assert rows(NAMES, {"level": "W2"})[0].name == "Southgate"
        raise ZeroDivisionError
    assert rows(NAMES, {"level": "W2"})[0].name == centre_name


def test_it_reads_in_the_snapshot_of_everything_else(centre_name):
    assert db.session.scalar(select(Centre.name)) == centre_name
    with db.engine.connect() as another:
        if another.dialect.name == "sqlite":
            another.exec_driver_sql("PRAGMA query_only=OFF")
        else:
            another.exec_driver_sql("SET TRANSACTION READ WRITE")
        another.execute(update(Centre).values(name="Southgate"))
        another.commit()
    assert rows(NAMES, {"level": "W2"})[0].name == centre_name
    end_reading()
    assert rows(NAMES, {"level": "W2"})[0].name == "Southgate"
