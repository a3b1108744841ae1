"""Reads hold no lock and can't write; writes keep everything or nothing; moments are aware, on both engines."""

import threading
from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.exc import DBAPIError, StatementError

from portfolio.base.db import (
    NotWriting,
    WriteInSafeMethod,
    after_commit,
    db,
    write,
)
from portfolio.base.web.pages import ANYONE, guarded
from portfolio.people.model import Guess

pytestmark = pytest.mark.both_engines


def guesses() -> int:
    return db.session.scalar(select(func.count()).select_from(Guess)) or 0


def test_what_is_written_is_kept(context):
    with write() as session:
        session.add(Guess(key="one"))
    db.session.rollback()
    assert guesses() == 1


def test_outside_write_nothing_can_be_kept(context):
    db.session.add(Guess(key="sneaked in"))
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        db.session.commit()
    db.session.rollback()
    assert guesses() == 0


def test_outside_write_is_read_only_again_after_a_write(context):
    with write() as session:
        session.add(Guess(key="one"))
    with pytest.raises(DBAPIError, match=r"readonly|read-only"):
        db.session.execute(update(Guess).values(key="changed"))


def test_an_error_inside_keeps_nothing(context):
    with pytest.raises(RuntimeError), write() as session:
        session.add(Guess(key="one"))
        session.flush()
        raise RuntimeError
    assert guesses() == 0
    with write() as session:
        session.add(Guess(key="two"))
    assert guesses() == 1


def test_nested_writes_are_one(context):
    with pytest.raises(RuntimeError), write():
        with write() as inner:
            inner.add(Guess(key="inner"))
        raise RuntimeError
    assert guesses() == 0
    with write(), write() as inner:
        inner.add(Guess(key="inner"))
    db.session.rollback()
    assert guesses() == 1


def test_a_row_read_before_the_lock_is_read_afresh_inside(app, context):
    with write() as session:
        session.add(guess := Guess(id=uuid4(), key="old"))
    remembered = db.session.get(Guess, guess.id)
    _elsewhere(app, update(Guess).values(key="new"))
    with write() as session:
        assert session.get(Guess, guess.id).key == "new"
    _elsewhere(app, update(Guess).values(key="newer"))
    with write() as session:
        assert session.scalar(select(Guess)).key == "newer"
    assert remembered.key == "newer"


def test_a_change_not_yet_sent_survives_a_fresh_read(context):
    with write() as session:
        session.add(guess := Guess(id=uuid4(), key="old"))
    with write() as session:
        guess.key = "changed"
        assert session.get(Guess, guess.id).key == "changed"
    db.session.rollback()
    assert db.session.scalar(select(Guess.key)) == "changed"


def _elsewhere(app, statement):
    """Do a statement as another person would, in a thread of their own."""

    def do() -> None:
        with app.app_context(), write() as session:
            session.execute(statement)

    thread = threading.Thread(target=do)
    thread.start()
    thread.join()


def test_a_reader_sees_one_moment_while_others_write(app, context):
    assert guesses() == 0
    _elsewhere(app, text(
        "INSERT INTO guess (id, key, at) VALUES "
        "('00000000000000000000000000000001', 'x', '2026-11-03 12:00:00+00:00')"
    ))  # fmt: skip
    assert guesses() == 0
    db.session.rollback()
    assert guesses() == 1


def test_two_hundred_writers_lose_nothing(app):
    """SECURITY: a deferred BEGIN failed 87–96 % of these; IMMEDIATE and one lock: none."""
    with app.app_context(), write() as session:
        session.execute(text("CREATE TABLE tally (n INTEGER NOT NULL)"))
        session.execute(text("INSERT INTO tally VALUES (0)"))
    problems: list[Exception] = []

    def add_one() -> None:
        try:
            with app.app_context(), write() as session:
                count = session.scalar(text("SELECT n FROM tally"))
                session.execute(text("UPDATE tally SET n = :n"), {"n": count + 1})
        except Exception as problem:  # noqa: BLE001 -- none of any kind may happen
            problems.append(problem)

    threads = [threading.Thread(target=add_one) for _ in range(200)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with app.app_context():
        assert db.session.scalar(text("SELECT n FROM tally")) == 200


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_looking_at_a_page_may_not_write(app, method):
    with (
        app.test_request_context("/units", method=method),
        pytest.raises(WriteInSafeMethod, match=f"{method} /units"),
        write(),
    ):
        raise AssertionError
    with app.app_context():
        assert guesses() == 0


@pytest.mark.own_app
def test_a_get_that_goes_round_write_keeps_nothing_and_gets_a_page(app):
    @guarded(ANYONE)
    def sneak() -> str:
        db.session.add(Guess(key="sneaked in"))
        db.session.commit()
        return "kept"

    app.add_url_rule("/sneak", "sneak", sneak)
    answer = app.test_client().get("/sneak")
    assert answer.status_code >= 500
    assert "kept" not in answer.text
    assert "Traceback" not in answer.text
    with app.app_context():
        assert guesses() == 0


def test_ending_a_request_starts_no_thread(app):
    before = threading.active_count()
    for _ in range(3):
        app.test_client().get("/healthz")
    assert threading.active_count() == before


def test_a_post_may_write(app):
    with app.test_request_context("/units", method="POST"), write() as session:
        session.add(Guess(key="one"))
    with app.app_context():
        assert guesses() == 1


def test_what_comes_after_is_done_once_it_is_kept_and_only_then(app, context):
    done: list[int] = []
    with write():
        after_commit(lambda: done.append(guesses()))
        with write() as inner:
            inner.add(Guess(key="one"))
        assert done == []
    assert done == [1]
    with pytest.raises(RuntimeError), write():
        after_commit(lambda: done.append(2))
        raise RuntimeError
    with write():
        pass
    assert done == [1]


def test_what_comes_after_belongs_inside_write(context):
    with pytest.raises(NotWriting):
        after_commit(lambda: None)


@pytest.mark.parametrize(
    "moment",
    [
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 1, 30, 0, 123456, tzinfo=UTC),
        datetime(2026, 11, 3, 14, 45, tzinfo=timezone(timedelta(hours=5, minutes=30))),
    ],
)
def test_a_moment_comes_back_aware_and_exact(context, moment):
    with write() as session:
        session.add(Guess(key="one", at=moment))
    db.session.expunge_all()
    back = db.session.scalar(select(Guess.at))
    assert back == moment
    assert back.utcoffset() == timedelta(0)
    assert guesses() == db.session.scalar(
        select(func.count()).select_from(Guess).where(Guess.at >= moment)
    )


def test_a_naive_moment_is_refused(context):
    with pytest.raises(StatementError, match="needs its time zone"), write() as session:
        session.add(Guess(key="one", at=datetime(2026, 11, 3, 14, 45)))
        session.flush()


def folded_in(app) -> bytes:
    """Return the bytes of the database file and its log, once the log is folded into the file."""
    with db.engine.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    return b"".join(path.read_bytes() for path in app.config["HOME"].glob("portfolio.db*"))


def test_deleted_words_leave_an_sqlite_file(app, context):
    words = [f"something private {number}" for number in range(50)]
    with write() as session:
        session.add_all(Guess(key=word) for word in words)
    db.session.rollback()
    if db.engine.dialect.name == "sqlite":
        assert b"something private 7" in folded_in(app)
    with write() as session:
        session.execute(delete(Guess))
    db.session.rollback()
    assert guesses() == 0
    if db.engine.dialect.name == "sqlite":
        assert b"something private" not in folded_in(app)
