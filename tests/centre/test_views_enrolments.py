"""The administrator enrols, reassigns, withdraws and takes up again; in the learner's chain, and people are told."""

import pytest
from sqlalchemy import delete, select

from portfolio.base.db import db, write
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.history.chain import SYSTEM
from portfolio.history.model import ChainEntry
from portfolio.people import notices
from portfolio.people import store as people
from tests.centre.many import fill_enrolments, fill_people
from tests.conftest import CARRY_OUT, MAINTAIN


@pytest.fixture
def admin(browse, world):
    return browse(world.administrator)


def actions(app, learner):
    with app.app_context():
        rows = (
            select(ChainEntry.action)
            .where(ChainEntry.chain == learner.id)
            .order_by(ChainEntry.sequence)
        )
        return list(db.session.scalars(rows))


def test_enrolments_are_listed_by_unit_and_filtered(admin, world):
    page = admin.get("/centre/enrolments")
    assert page.text.count("Mia Learner") == 2
    assert "Omar Other" in page.text
    page = admin.get(f"/centre/enrolments?unit={CARRY_OUT}")
    assert "Omar Other" not in page.text
    page = admin.get("/centre/enrolments?q=STRANGER")
    assert "Omar Other" in page.text
    assert "Mia Learner" not in page.text
    assert "No open enrolment is found" in admin.get("/centre/enrolments?q=zzz").text


def test_a_learner_is_enrolled_on_several_units_at_once(app, admin, world):
    with app.app_context():
        new = people.add(name="Nia New", email="nia@example.org", role_names=["learner"], by=SYSTEM)
    page = admin.get(f"/centre/enrolments/new?learner={new.id}")
    assert page.form("/new").values["learner"] == str(new.id)
    page = admin.submit(
        {"units": [MAINTAIN, CARRY_OUT], "assessor": str(world.assessor.id)}, action="/new"
    )
    assert "Nia New is enrolled" in page.text
    assert actions(app, new) == ["enrolled", "enrolled"]
    with app.app_context():
        assert any("Nia New" in notice.sentence for notice in notices.unread(world.assessor.id))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"learner": ""}, "Choose a learner"),
        ({"units": []}, "at least one unit"),
        ({"assessor": ""}, "Choose who assesses them"),
        ({}, "is enrolled on “"),
    ],
)
def test_a_wrong_enrolment_says_so_and_enrols_nobody(app, admin, world, changes, said):
    admin.get("/centre/enrolments/new")
    wanted = {
        "learner": str(world.other_learner.id),
        "units": [CARRY_OUT, MAINTAIN],
        "assessor": str(world.assessor.id),
    }
    before = actions(app, world.other_learner)
    page = admin.submit(wanted | changes, action="/new", status=200)
    assert said in page.text
    assert actions(app, world.other_learner) == before


def test_an_enrolment_goes_to_another_assessor(app, admin, browse, world):
    admin.get(f"/centre/enrolments/{world.enrolment.id}")
    page = admin.submit({"assessor": str(world.other_assessor.id)}, action=str(world.enrolment.id))
    assert "Sol Stranger now assesses Mia Learner" in page.text
    assert actions(app, world.learner)[-1] == "reassigned"
    with app.app_context():
        assert enrolments.by_id(world.enrolment.id).assessor_id == world.other_assessor.id
    page = admin.submit({"assessor": ""}, action=str(world.enrolment.id), status=200)
    assert "Choose an assessor" in page.text


def test_a_withdrawal_needs_a_reason_and_stands_with_it_below_the_list(app, admin, world):
    here = f"/centre/enrolments/{world.enrolment.id}"
    admin.get(f"{here}/withdraw")
    page = admin.submit({"reason": " "}, action="withdraw", status=200)
    assert "Say why" in page.text
    page = admin.submit({"reason": "Left the employer."}, action="withdraw")
    assert "Left the employer." in page.text
    assert actions(app, world.learner)[-1] == "withdrawn"
    page = admin.get("/centre/enrolments")
    assert page.text.index("Withdrawn") < page.text.index("Left the employer.")
    admin.get(f"{here}/reinstate")
    page = admin.submit({"reason": "Came back."}, action="reinstate")
    assert "is enrolled on this unit again" in page.text
    assert actions(app, world.learner)[-2:] == ["withdrawn", "reinstated"]
    assert "Left the employer." not in admin.get("/centre/enrolments").text


def test_an_enrolment_is_not_taken_up_beside_another_on_the_same_unit(app, admin, world):
    with app.app_context():
        unit = world.enrolment.unit
        enrolments.withdraw(world.enrolment.id, SYSTEM, "Left.")
        learner, assessor = people.by_id(world.learner.id), people.by_id(world.assessor.id)
        enrolments.enrol(learner=learner, unit=unit, assessor=assessor, by=SYSTEM)
    admin.get(f"/centre/enrolments/{world.enrolment.id}/reinstate")
    page = admin.submit({"reason": "Came back."}, action="reinstate", status=200)
    assert "enrolled on this unit again since" in page.text


def test_an_assessor_who_is_kept_out_is_marked(app, admin, world):
    with app.app_context():
        people.switch(world.assessor.id, active=False, by=SYSTEM)
    assert "Not active" in admin.get("/centre/enrolments").text
    assert (
        "no longer an active assessor" in admin.get(f"/centre/enrolments/{world.enrolment.id}").text
    )


def test_an_empty_centre_says_what_to_do_first(app, browse, world, admin):
    with app.app_context():
        for enrolment in (world.enrolment, world.second_enrolment, world.other_enrolment):
            enrolments.withdraw(enrolment.id, SYSTEM, "Left.")
        for account in (world.assessor, world.other_assessor):
            people.switch(account.id, active=False, by=SYSTEM)
    assert "No open enrolment is left" in admin.get("/centre/enrolments").text
    assert "There is no assessor yet" in admin.get("/centre/enrolments/new").text


@pytest.mark.parametrize("learners", [1, 30])
def test_the_list_of_enrolments_takes_the_same_statements_for_any_number(
    app, admin, world, statements, learners
):
    with app.app_context():
        assessor = people.by_id(world.assessor.id)
        for number in range(learners):
            new = people.add(
                name=f"P {number}",
                email=f"p{number}@example.org",
                role_names=["learner"],
                by=SYSTEM,
            )
            enrolments.enrol(learner=new, unit=world.enrolment.unit, assessor=assessor, by=SYSTEM)
    with statements() as ran:
        admin.get("/centre/enrolments")
    assert len(ran) <= 6


@pytest.fixture
def many(app, world):
    """Enrol many people, and more who left."""

    def fill(number):
        with app.app_context():
            learners = fill_people([f"Person {place:03}" for place in range(number)])
            fill_enrolments(learners, world.enrolment.id)
            fill_enrolments(learners, world.enrolment.id, withdrawn=True)

    return fill


def test_open_and_withdrawn_enrolments_have_pages_of_their_own(admin, many):
    many(130)
    first = admin.get("/centre/enrolments?q=person")
    assert [name for name in first.ways if name.startswith("Pages")] == [
        "Pages of open enrolments",
        "Pages of withdrawn enrolments",
    ]
    assert first.text.count("Person 099") == 2
    assert "Person 100" not in first.text
    assert "/centre/enrolments?q=person&page=2" in first.links
    second = admin.get("/centre/enrolments?q=person&page=2")
    assert "/centre/enrolments?q=person&page=2&withdrawn=2#withdrawn" in second.links
    both = admin.get("/centre/enrolments?q=person&page=2&withdrawn=2")
    assert "/centre/enrolments?q=person&page=1&withdrawn=2" in both.links
    assert both.text.count("Person 129") == 2
    assert "Person 099" not in both.text
    assert admin.get("/centre/enrolments?page=99&withdrawn=99").text.count("Person 129") == 2


@pytest.mark.parametrize("number", [60, 600])
def test_the_list_takes_the_same_statements_for_any_number(admin, many, statements, number):
    many(number)
    with statements() as ran:
        admin.get("/centre/enrolments")
    assert len(ran) == 5


def test_without_an_enrolment_the_list_says_how_to_begin(app, admin):
    with app.app_context(), write() as session:
        session.execute(delete(Enrolment))
    page = admin.get("/centre/enrolments?page=2&withdrawn=x")
    assert "Nobody is enrolled yet" in page.text
    assert "/centre/enrolments/new" in page.links
