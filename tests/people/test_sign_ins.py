"""Whom a cookie names is found with their roles, however many people the centre has."""

import pytest
from sqlalchemy import event, text

from portfolio.base.db import db, end_reading
from portfolio.people import sign_ins
from portfolio.people.model import Account


@pytest.fixture
def sent(context):
    """The statements that are sent, each with its values."""
    found = []

    def note(_connection, _cursor, statement, values, *_rest):
        found.append((statement, values))

    event.listen(db.engine, "before_cursor_execute", note)
    yield found
    event.remove(db.engine, "before_cursor_execute", note)


def test_nobody_elses_roles_are_read(sent, world):
    sign_ins.person_of(world.learner.fs_uniquifier, "secret")
    statement, values = sent[-1]
    plan = db.session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
    assert [step.detail for step in plan if step.detail.startswith(("SCAN", "MATERIALIZE"))] == []


@pytest.mark.both_engines
def test_a_person_comes_with_all_their_roles_in_one_statement(context, world, statements):
    role = "insert into account_role select account.id, role.id from account, role where account.email = :email"
    with db.engine.connect() as another:
        if another.dialect.name == "sqlite":
            another.exec_driver_sql("PRAGMA query_only=OFF")
        else:
            another.exec_driver_sql("SET TRANSACTION READ WRITE")
        another.execute(text("delete from account_role"))
        another.execute(text(role), {"email": world.learner.email})
        another.commit()
    end_reading()
    db.session.expunge_all()
    with statements() as ran:
        learner = sign_ins.person_of(world.learner.fs_uniquifier, "secret")
        assessor = sign_ins.person_of(world.assessor.fs_uniquifier, "secret")
        assert isinstance(learner, Account)
        assert learner.role_names == {"learner", "assessor", "iqa", "administrator"}
        assert assessor.role_names == frozenset()
    assert len(ran) == 2
