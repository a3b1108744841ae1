"""Statements, confirmations and the versions of statements are append-only in the database itself."""

import sqlite3

import pytest
from alembic import command
from sqlalchemy import create_engine, inspect, select, text
from sqlalchemy.exc import IntegrityError

from portfolio.base import append_only, schema
from portfolio.base.append_only import Unlocking, unlocked
from portfolio.base.db import NotWriting, db, write
from portfolio.base.schema import _config
from portfolio.evidence.records import store as evidence
from portfolio.evidence.records.model import EvidenceVersion
from portfolio.evidence.redaction import store as details
from portfolio.history.store import verify
from portfolio.witness.model import Confirmation, ConfirmedBy, Statement
from tests.assessment.examples import confirmed, stated
from tests.evidence.examples import submitted
from tests.one_app import close


@pytest.fixture
def statement(context, world):
    """A confirmed statement."""
    sent = stated(world.learner, world.enrolment.id)[2]
    confirmed(sent, world.assessor)
    db.session.expunge_all()
    return sent


def by_hand(sql: str) -> None:
    with write() as session:
        session.execute(text(sql))


def version_of(statement: Statement) -> EvidenceVersion:
    wanted = select(EvidenceVersion).where(EvidenceVersion.evidence_id == statement.evidence_id)
    return db.session.scalars(wanted).one()


CHANGES = [
    "UPDATE statement SET witness_name = 'Forged'",
    "UPDATE statement SET sent_assurance = 'W2'",
    "UPDATE confirmation SET confirmed = NOT confirmed",
    "DELETE FROM confirmation",
    "UPDATE evidence_version SET title = 'Forged' WHERE evidence_id IN (SELECT evidence_id FROM statement)",
    "DELETE FROM evidence_version WHERE evidence_id IN (SELECT evidence_id FROM statement)",
    "UPDATE statement SET id = '00000000-0000-0000-0000-000000000000'",
]


@pytest.mark.parametrize("sql", CHANGES)
def test_the_database_refuses_to_change_or_remove_them(statement, sql):
    with pytest.raises(IntegrityError, match="append-only"):
        by_hand(sql)
    assert verify() == []


def test_a_statement_without_a_confirmation_cannot_be_removed_either(context, world):
    stated(world.learner, world.enrolment.id)
    with pytest.raises(IntegrityError, match="append-only"):
        by_hand("DELETE FROM statement")


@pytest.mark.parametrize("table", ["statement", "confirmation", "evidence_version"])
def test_replacing_or_emptying_a_table_is_refused_too(statement, engine, table):
    sql = (
        f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}"
        if engine == "sqlite"
        else f"TRUNCATE {table} CASCADE"
    )
    with pytest.raises(IntegrityError, match="append-only"):
        by_hand(sql)
    assert verify() == []


def test_another_row_of_the_same_version_does_not_push_the_first_out(statement, engine):
    if engine != "sqlite":
        return  # there is no REPLACE
    columns = [column.name for column in Statement.__table__.columns if column.name != "id"]
    names = ", ".join(columns)
    with pytest.raises(IntegrityError, match="append-only"):
        by_hand(
            f"INSERT OR REPLACE INTO statement (id, {names}) SELECT 'another', {names} FROM statement"
        )


def test_the_session_is_refused_as_well(statement):
    with pytest.raises(IntegrityError, match="append-only"), write() as session:
        session.get_one(Statement, statement.id).witness_email = "x@y.example"


def test_the_learners_own_pieces_are_as_they_were(context, world):
    """Only versions of statements are held so; what else was submitted is the history's to guard."""
    piece = submitted(world.learner)
    with write() as session:
        session.get_one(EvidenceVersion, piece.versions[-1].id).title = "Changed"
    assert verify()


def test_the_door_opens_single_rows_for_one_transaction_and_is_recorded(statement):
    version = version_of(statement)
    with write() as session:
        with unlocked(session, "Asked by the witness", by="Ada", rows=[version.id]):
            session.get_one(EvidenceVersion, version.id).title = "Removed"
        opening = session.scalars(select(Unlocking)).one()
        assert (opening.row_id, opening.reason, opening.by_name) == (
            version.id,
            "Asked by the witness",
            "Ada",
        )
        assert opening.closed_at is not None
    assert version_of(statement).title == "Removed"
    with pytest.raises(IntegrityError), write() as session:
        session.get_one(EvidenceVersion, version.id).title = "Again"


def test_the_door_opens_no_other_row_and_lets_nothing_be_deleted(statement):
    version = version_of(statement)
    with (
        pytest.raises(IntegrityError),
        write() as session,
        unlocked(session, "x", by="Ada", rows=[version.id]),
    ):
        session.get_one(Statement, statement.id).witness_name = "Forged"
    with (
        pytest.raises(IntegrityError),
        write() as session,
        unlocked(session, "x", by="Ada", rows=[version.id]),
    ):
        session.delete(session.get_one(EvidenceVersion, version.id))


def test_the_door_works_only_inside_write(statement):
    with pytest.raises(NotWriting), unlocked(db.session, "x", by="Ada", rows=[statement.id]):
        pass


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM unlocking",
        "UPDATE unlocking SET reason = 'Another'",
        "UPDATE unlocking SET closed_at = NULL",
    ],
)
def test_the_record_of_the_door_stays(statement, sql):
    with write() as session, unlocked(session, "Why", by="Ada", rows=[statement.id]):
        session.get_one(Statement, statement.id).witness_name = "Removed"
    with pytest.raises(IntegrityError, match="append-only"):
        by_hand(sql)


def test_triggers_are_made_again_when_one_is_gone_and_after_a_table_was_rebuilt(statement, engine):
    url = db.engine.url.render_as_string(hide_password=False)
    with write() as session:
        append_only.take_down(session.connection())
        assert append_only.missing(session.connection())
    close_all()
    schema.upgrade(url)
    assert append_only.missing(db.session.connection()) == []
    with pytest.raises(IntegrityError, match="append-only"):
        by_hand("UPDATE statement SET witness_name = 'Forged'")


def test_a_downgrade_and_an_upgrade_keep_every_row_and_guard_it_again(statement, context, engine):
    url = db.engine.url.render_as_string(hide_password=False)
    close_all()
    close(context)
    made = create_engine(url)
    with made.begin() as connection:
        command.downgrade(_config(connection), "0002")
        assert "unlocking" not in inspect(connection).get_table_names()
        assert append_only._there(connection) == []
        assert connection.scalar(text("SELECT count(*) FROM statement")) == 1
        connection.execute(text("UPDATE statement SET receipt_digest = 'x'"))
    made.dispose()
    schema.upgrade(url)
    with pytest.raises(IntegrityError, match="append-only"):
        by_hand("UPDATE statement SET witness_name = 'Forged'")
    assert verify() == []


def test_a_downgrade_that_would_lose_something_is_refused_before_it_begins(
    statement, context, engine
):
    said = {"confirmed": False, "how": "Not me.", "by_name": "grace@x.example"}
    with write() as session:
        session.add(Confirmation(statement_id=statement.id, source=ConfirmedBy.MAILBOX, **said))
    url = db.engine.url.render_as_string(hide_password=False)
    close_all()
    close(context)
    made = create_engine(url)
    with (
        pytest.raises(RuntimeError, match="Restore a backup"),
        made.begin() as connection,
    ):
        command.downgrade(_config(connection), "0002")
    made.dispose()
    assert append_only.missing(db.session.connection()) == []


def test_vacuum_and_a_backup_keep_rows_and_guards(statement, engine, tmp_path):
    if engine == "postgresql":
        raw = db.engine.raw_connection()
        raw.driver_connection.autocommit = True
        raw.driver_connection.execute("VACUUM FULL statement")
        raw.driver_connection.autocommit = False
        raw.close()
        assert append_only.missing(db.session.connection()) == []
        return
    place = db.engine.url.database
    copy = tmp_path / "copy.db"
    with sqlite3.connect(place) as connection:
        connection.execute("VACUUM")
        connection.execute(f"VACUUM INTO '{copy}'")
    connection.close()
    with sqlite3.connect(copy) as connection:
        assert connection.execute("SELECT count(*) FROM statement").fetchone() == (1,)
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            connection.execute("UPDATE statement SET witness_name = 'Forged'")
    connection.close()
    with pytest.raises(IntegrityError, match="append-only"):
        by_hand("UPDATE confirmation SET how = 'Forged'")


def close_all() -> None:
    db.session.close()


def test_what_is_added_is_never_refused(statement, world):
    confirmed(statement, world.assessor, it_was_them=False)
    confirmed(statement, world.assessor)
    assert len(db.session.scalars(select(Confirmation)).all()) == 3


def test_customer_details_still_go_from_a_statement(context, world):
    """The learner's page finds a name in the witness's words and replaces it, in the version too."""
    said = "I saw Mia ask Priya to repeat every task. Mrs Patel rang on 07700 900123."
    one = stated(world.learner, world.enrolment.id, said=said)[2]
    db.session.expunge_all()
    piece = evidence.for_reader(world.learner, one.evidence_id)
    found = details.look_through(piece)
    details.replace(
        world.learner,
        piece,
        [each.id for each in found.details],
        seen_revision=piece.draft_revision,
        earlier=True,
        keep_original=False,
    )
    db.session.expunge_all()
    assert "Patel" not in str(version_of(one).content)
    assert db.session.scalars(select(Unlocking.reason)).all() == ["Customer details were removed."]
    assert verify() == []
