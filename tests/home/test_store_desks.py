"""The first pages of those who look after the centre, however many people it has."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from portfolio.base import clock
from portfolio.base.db import write
from portfolio.enrolment.model import Enrolment
from portfolio.history.chain import SYSTEM
from portfolio.home import administrator_desk, iqa_desk
from portfolio.people import invitations
from portfolio.people import store as people
from tests.centre.many import START, fill_enrolments, fill_people
from tests.statements import counted


def names(first) -> list[str]:
    return [person.name for person in first.items]


def test_the_first_eight_are_named_by_name_and_all_are_counted(context, world):
    fill_people([f"Person {number}" for number in range(9, -1, -1)])
    desk = administrator_desk.desk()
    assert names(desk.run_out) == names(desk.not_enrolled) == [f"Person {n}" for n in range(8)]
    assert (desk.run_out.total, desk.run_out.more, desk.waiting.total) == (10, 2, 0)
    assert (desk.assessors, desk.learners, desk.enrolments) == (2, 12, 3)
    assert not desk.in_order


def test_each_stands_where_something_can_be_done(context, world):
    fill_people(["Asked", "Late", "Out", "Learns"])
    fill_people(["Quality"], role="iqa")
    by_name = {account.name: account for account in people.everybody()}
    invitations.invite(by_name["Late"].id, SYSTEM)
    with clock.at(clock.now() + timedelta(days=15)):
        invitations.invite(by_name["Asked"].id, SYSTEM)
        people.switch(by_name["Out"].id, active=False, by=SYSTEM)
        fill_enrolments([by_name["Learns"].id], world.enrolment.id)
        desk = administrator_desk.desk()
        assert names(desk.waiting) == ["Asked"]
        assert names(desk.run_out) == ["Late", "Learns", "Quality"]
        assert names(desk.not_enrolled) == ["Asked", "Late"]
        assert desk.loose.total == 0


@pytest.mark.parametrize("gone", ["kept out", "another role"])
def test_an_open_enrolment_without_its_assessor_is_loose(context, world, gone):
    if gone == "kept out":
        people.switch(world.assessor.id, active=False, by=SYSTEM)
    else:
        people.change_roles(world.assessor.id, ["iqa"], SYSTEM)
    with write() as session:
        ended = Enrolment.id == world.second_enrolment.id
        session.execute(update(Enrolment).where(ended).values(withdrawn_at=START))
    [loose] = administrator_desk.desk().loose.items
    assert loose == administrator_desk.Loose(world.enrolment.id, "Mia Learner", "Ann Assessor")


def test_a_centre_in_order_has_nothing_to_do(context, world):
    assert administrator_desk.desk().in_order


def test_a_quality_assurer_sees_each_learner_once(context, world):
    fill_enrolments([world.learner.id], world.enrolment.id, withdrawn=True)
    fill_enrolments([world.learner.id], world.enrolment.id)
    desk = iqa_desk.desk()
    assert [unit.learners for unit in desk.units] == [1, 2]
    assert [unit.title for unit in desk.units] == sorted(unit.title for unit in desk.units)
    assert desk.learners == 2


@pytest.mark.parametrize("number", [60, 600])
def test_desks_take_as_many_statements_for_any_number(context, world, number):
    people_there = fill_people([f"Person {place:03}" for place in range(number)])
    fill_enrolments(people_there[: number // 2], world.enrolment.id)
    sent = []
    for desk in (administrator_desk.desk, iqa_desk.desk):
        with counted(context) as ran:
            assert desk()
        sent.append(len(ran))
    assert sent == [5, 2]
