"""Enrolling, reassigning, withdrawing; and who may open whose portfolio."""

import threading
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text

from portfolio.base.db import db, write
from portfolio.enrolment import store
from portfolio.enrolment.store import AlreadyEnrolled, NotInThatRole
from portfolio.history.store import of_learner, verify
from portfolio.people import notices
from portfolio.people import store as people
from tests.conftest import CARRY_OUT, MAINTAIN


def unit(app: Flask, unit_id: str = CARRY_OUT):
    return app.extensions["criteria"].unit(unit_id)


def enrol_other(app, world, **changes):
    given = {
        "learner": world.other_learner,
        "unit": unit(app),
        "assessor": world.assessor,
        "by": world.administrator.actor,
    }
    return store.enrol(**(given | changes))


def fresh(enrolment_id):
    db.session.expunge_all()
    return store.by_id(enrolment_id)


def test_an_enrolment_pins_the_unit_and_tells_both(app, context, world):
    made = enrol_other(app, world)
    found = fresh(made.id)
    assert (found.learner.name, found.assessor.name) == ("Omar Other", "Ann Assessor")
    assert found.unit == unit(app)
    assert found.unit_version == unit(app).version
    assert of_learner(world.other_learner.id)[-1].action == "enrolled"
    for person in (world.other_learner, world.assessor):
        assert unit(app).title in notices.unread(person.id)[0].sentence
    assert verify() == []


def test_a_newer_file_does_not_change_an_enrolment(app, context, world):
    made = enrol_other(app, world)
    newer = unit(app).model_copy(update={"version": "99", "title": "Renamed"})
    app.extensions["criteria"] = newer
    assert fresh(made.id).unit.title != "Renamed"


def test_nobody_is_enrolled_twice_on_one_unit(app, context, world):
    enrol_other(app, world)
    with pytest.raises(AlreadyEnrolled, match="Omar Other is enrolled on"):
        enrol_other(app, world, assessor=world.other_assessor)


def test_of_many_at_once_one_enrols(app, world):
    ends: list[str] = []

    def enrol() -> None:
        with app.app_context():
            try:
                enrol_other(app, world)
                ends.append("enrolled")
            except AlreadyEnrolled:
                ends.append("already")

    threads = [threading.Thread(target=enrol) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["already"] * 7 + ["enrolled"]


@pytest.mark.parametrize(
    ("learner", "assessor"),
    [
        ("assessor", "other_assessor"),
        ("other_learner", "iqa"),
        ("other_learner", "learner"),
        ("administrator", "assessor"),
    ],
)
def test_only_a_learner_is_enrolled_and_only_with_an_assessor(
    app, context, world, learner, assessor
):
    with pytest.raises(NotInThatRole):
        enrol_other(app, world, learner=getattr(world, learner), assessor=getattr(world, assessor))


def test_nobody_assesses_themselves(app, context, world):
    people.change_roles(world.assessor.id, ["learner", "assessor"], world.administrator.actor)
    both = people.by_id(world.assessor.id)
    with pytest.raises(NotInThatRole):
        enrol_other(app, world, learner=both, assessor=both)


def test_reassigning_moves_the_portfolio_to_the_new_assessor(context, world):
    store.reassign(world.other_enrolment.id, world.assessor, world.administrator.actor)
    found = fresh(world.other_enrolment.id)
    assert found.assessor.name == "Ann Assessor"
    assert store.for_reader(world.assessor, found.id)
    assert store.for_reader(world.other_assessor, found.id) is None
    assert not store.may_read_portfolio(world.other_assessor, world.other_learner.id)
    assert of_learner(world.other_learner.id)[-1].action == "reassigned"
    assert verify() == []


def test_reassigning_asks_for_an_assessor(context, world):
    for person in (world.iqa, world.learner):
        with pytest.raises(NotInThatRole):
            store.reassign(world.enrolment.id, person, world.administrator.actor)
    assert fresh(world.enrolment.id).assessor_id == world.assessor.id


def test_withdrawing_and_taking_up_again(context, world):
    by = world.administrator.actor
    store.withdraw(world.second_enrolment.id, by, "Moved away")
    assert [enrolment.unit_id for enrolment in store.of_learner(world.learner.id)] == [MAINTAIN]
    assert [enrolment.id for enrolment in store.in_centre(withdrawn=True)] == [
        world.second_enrolment.id
    ]
    store.withdraw(world.second_enrolment.id, by, "Again")
    assert of_learner(world.learner.id)[-1].action == "withdrawn"
    assert len([e for e in of_learner(world.learner.id) if e.action == "withdrawn"]) == 1
    store.reinstate(world.second_enrolment.id, by, "Came back")
    assert len(store.of_learner(world.learner.id)) == 2
    assert store.in_centre(withdrawn=True) == []
    assert verify() == []


def test_the_reason_is_bound_into_history_and_not_readable_there(context, world):
    store.withdraw(world.second_enrolment.id, world.administrator.actor, "A private reason")
    rows = db.session.execute(text("SELECT * FROM chain_entry")).all()
    assert "private" not in str(rows)


def test_a_withdrawn_enrolment_stays_withdrawn_when_a_newer_one_is_open(app, context, world):
    by = world.administrator.actor
    store.withdraw(world.second_enrolment.id, by, "Moved away")
    store.enrol(learner=world.learner, unit=unit(app), assessor=world.assessor, by=by)
    with pytest.raises(AlreadyEnrolled):
        store.reinstate(world.second_enrolment.id, by, "Came back")
    assert len(store.of_learner(world.learner.id)) == 2


def test_each_assessor_sees_their_own(context, world):
    mine = [enrolment.id for enrolment in store.of_assessor(world.assessor.id)]
    assert mine == [world.enrolment.id, world.second_enrolment.id] or set(mine) == {
        world.enrolment.id,
        world.second_enrolment.id,
    }
    assert [enrolment.id for enrolment in store.of_assessor(world.other_assessor.id)] == [
        world.other_enrolment.id
    ]
    assert len(store.in_centre()) == 3


MAY_READ = {
    "learner": True,
    "other_learner": False,
    "assessor": True,
    "other_assessor": False,
    "iqa": True,
    "administrator": False,
}


@pytest.mark.parametrize(("person", "may"), MAY_READ.items())
def test_who_may_open_a_learners_portfolio(context, world, person, may):
    account = getattr(world, person)
    assert store.may_read_portfolio(account, world.learner.id) is may
    assert (store.for_reader(account, world.enrolment.id) is not None) is may


@pytest.mark.parametrize(("person", "may"), (MAY_READ | {"assessor": False}).items())
def test_who_may_open_it_after_everything_is_withdrawn(context, world, person, may):
    for enrolment in (world.enrolment, world.second_enrolment):
        store.withdraw(enrolment.id, world.administrator.actor, "Left")
    account = getattr(world, person)
    assert store.may_read_portfolio(account, world.learner.id) is may
    assert (store.for_reader(account, world.enrolment.id) is not None) is may


def test_an_assessor_whose_role_was_taken_away_opens_nothing(context, world):
    people.change_roles(world.assessor.id, ["administrator"], world.administrator.actor)
    former = people.by_id(world.assessor.id)
    assert store.for_reader(former, world.enrolment.id) is None
    assert not store.may_read_portfolio(former, world.learner.id)


def test_an_unknown_enrolment_is_none_for_everybody(context, world):
    assert store.for_reader(world.iqa, uuid4()) is None
    assert store.by_id(uuid4()) is None


def test_a_list_of_enrolments_takes_one_statement(app, context, world):
    from tests.statements import counted

    with counted(app) as sent:
        names = [
            (enrolment.learner.name, enrolment.assessor.name) for enrolment in store.in_centre()
        ]
    assert len(names) == 3
    assert len(sent) == 1


def test_enrolling_is_a_write(app, world):
    with (
        app.test_request_context("/", method="GET"),
        pytest.raises(Exception, match="may not write"),
    ):
        enrol_other(app, world)
    with app.app_context(), write():
        assert len(store.of_learner(world.other_learner.id)) == 1
