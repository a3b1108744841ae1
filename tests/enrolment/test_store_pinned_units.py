"""A unit's text is kept once for each content, parsed once in a process, and never another than was pinned."""

import threading

import pytest
from alembic import command
from pydantic import BaseModel, ValidationError
from sqlalchemy import create_engine, func, select, text

from portfolio.base import schema
from portfolio.base.db import NotWriting, db, write
from portfolio.base.schema import _config
from portfolio.enrolment import pinned_units, store
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import PinnedUnit, forget_units, pin, unit_of, units_of
from portfolio.history.store import verify
from tests.conftest import CARRY_OUT, MAINTAIN
from tests.one_app import close
from tests.statements import counted


def pinned_texts() -> int:
    return db.session.scalar(select(func.count()).select_from(PinnedUnit))


def enrolled(app, world, **changes) -> Enrolment:
    given = {
        "learner": world.other_learner,
        "unit": app.extensions["criteria"].unit(CARRY_OUT),
        "assessor": world.assessor,
        "by": world.administrator.actor,
    }
    return store.enrol(**(given | changes))


def newer(unit, version: str):
    return unit.model_copy(update={"version": version, "title": f"Renamed for {version}"})


def test_two_enrolments_on_the_same_unit_share_one_text(app, context, world):
    assert pinned_texts() == 2
    made = enrolled(app, world)
    assert made.unit_digest == world.second_enrolment.unit_digest
    assert made.unit is store.by_id(world.second_enrolment.id).unit
    assert pinned_texts() == 2
    assert verify() == []


def test_a_newer_file_pins_a_second_text_and_the_first_stays(app, context, world):
    unit = app.extensions["criteria"].unit(CARRY_OUT)
    made = enrolled(app, world, unit=newer(unit, "99"))
    assert pinned_texts() == 3
    assert (made.unit.version, made.unit.title) == ("99", "Renamed for 99")
    assert store.by_id(world.second_enrolment.id).unit == unit
    assert verify() == []


def test_other_words_under_the_same_version_are_another_text(app, context, world):
    unit = app.extensions["criteria"].unit(CARRY_OUT)
    made = enrolled(app, world, unit=unit.model_copy(update={"synopsis": "In other words."}))
    assert made.unit_version == unit.version
    assert made.unit.synopsis == "In other words."
    assert store.by_id(world.second_enrolment.id).unit.synopsis == unit.synopsis


def test_withdrawn_and_taken_up_again_an_enrolment_keeps_its_text(app, context, world):
    by, before = world.administrator.actor, world.second_enrolment
    unit = newer(before.unit, "99")
    store.withdraw(before.id, by, "Moved away")
    made = enrolled(app, world, learner=world.learner, unit=unit)
    store.withdraw(made.id, by, "Came back to the first")
    store.reinstate(before.id, by, "Came back")
    forget_units()
    db.session.expunge_all()
    assert store.by_id(before.id).unit == before.unit
    assert store.by_id(made.id).unit == unit
    assert verify() == []


def test_what_the_process_knows_costs_no_statement(app, context, world):
    store.in_centre()
    with counted(app) as sent:
        assert {enrolment.unit.unit for enrolment in store.in_centre()} == {MAINTAIN, CARRY_OUT}
    assert len(sent) == 1
    assert "pinned_unit" not in sent[0]


def test_all_that_a_list_lacks_is_read_in_one_statement(app, context, world):
    enrolled(app, world, unit=newer(world.second_enrolment.unit, "99"))
    forget_units()
    db.session.expunge_all()
    with counted(app) as sent:
        titles = {enrolment.unit.title for enrolment in store.in_centre()}
    assert len(titles) == 3
    assert len(sent) == 2


def test_an_enrolment_is_read_without_its_units_words(app, context, world):
    columns = {column.key for column in Enrolment.__table__.columns}
    assert "unit_digest" in columns
    assert columns.isdisjoint({"unit_text", "text"})


def test_only_so_many_are_known_and_the_others_are_read_again(app, context, world, monkeypatch):
    monkeypatch.setattr(pinned_units, "MOST_KNOWN", 2)
    forget_units()
    made = enrolled(app, world, unit=newer(world.second_enrolment.unit, "99"))
    digests = [world.enrolment.unit_digest, world.second_enrolment.unit_digest, made.unit_digest]
    assert [unit_of(digest).version for digest in digests][-1] == "99"
    with counted(app) as sent:
        for digest in (*digests[1:], *digests[1:]):
            unit_of(digest)
    assert len(sent) == 0
    with counted(app) as sent:
        assert unit_of(digests[0]).unit == MAINTAIN
    assert len(sent) == 1
    assert len(units_of(digests)) == 3


def test_many_threads_that_ask_at_once_get_the_same_words(app, context, world):
    digests = [world.enrolment.unit_digest, world.second_enrolment.unit_digest]
    known = units_of(digests)
    forget_units()
    answers, ready = [], threading.Barrier(8)

    def ask() -> None:
        with app.app_context():
            ready.wait()
            answers.append(units_of(digests))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [known] * 8


def parts_of(value):
    """Yield a unit and everything in it."""
    yield value
    inner = value if isinstance(value, tuple) else ()
    if isinstance(value, BaseModel):
        inner = [getattr(value, name) for name in type(value).model_fields]
    for part in inner:
        yield from parts_of(part)


def test_what_pages_share_nobody_can_change(app, context, world):
    """All of it frozen or plain, so that one page can't change what the next one shows."""
    unit = world.enrolment.unit
    assert {type(part) for part in parts_of(unit) if not isinstance(part, BaseModel)} <= {
        str,
        int,
        bool,
        tuple,
        type(None),
    }
    with pytest.raises(ValidationError, match="frozen"):
        unit.title = "Another"
    with pytest.raises(ValidationError, match="frozen"):
        unit.criteria[0].needs.pieces = 1


def test_a_text_is_pinned_together_with_what_refers_to_it(context, world):
    with pytest.raises(NotWriting):
        pin(db.session, world.enrolment.unit)
    with pytest.raises(RuntimeError, match="stop"), write() as session:
        pin(session, newer(world.enrolment.unit, "99"))
        raise RuntimeError("stop")
    assert pinned_texts() == 2


def test_a_downgrade_gives_each_enrolment_its_text_back_and_an_upgrade_takes_each_once(
    app, context, world
):
    made = enrolled(app, world, unit=newer(world.second_enrolment.unit, "99"))
    before = {row.id: (row.unit_digest, row.unit.model_dump()) for row in store.in_centre()}
    kept = set(db.session.execute(select(PinnedUnit.digest, PinnedUnit.title)))
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.close()
    close(context)
    engine = create_engine(url)
    with engine.begin() as connection:
        command.downgrade(_config(connection), "0003")
        rows = connection.execute(text("SELECT unit_text FROM enrolment")).all()
        assert len(rows) == 4
        assert all(row.unit_text for row in rows)
        assert (
            connection.scalar(text("SELECT count(*) FROM enrolment WHERE unit_version = '99'")) == 1
        )
    engine.dispose()
    schema.upgrade(url)
    forget_units()
    assert {row.id: (row.unit_digest, row.unit.model_dump()) for row in store.in_centre()} == before
    assert set(db.session.execute(select(PinnedUnit.digest, PinnedUnit.title))) == kept
    assert made.id in before
    assert verify() == []
