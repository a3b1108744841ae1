"""Each role's first page: what waits, what is next, what is not in order; in a constant number of statements."""

from datetime import timedelta

import pytest

from portfolio.assessment import store as assessment
from portfolio.base import clock
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records import store as evidence
from portfolio.history.chain import SYSTEM
from portfolio.people import invitations
from portfolio.people import store as people
from tests.assessment.examples import claimed, revised
from tests.conftest import PASSWORD
from tests.evidence.examples import draft, submitted


def test_a_new_learner_is_told_to_begin_with_a_handover(browse, world):
    page = browse(world.learner).get("/")
    assert "Hello Mia" in page.text
    assert "Begin with a handover that you took part in" in page.text
    assert "Assessor: Ann Assessor" in page.text
    assert "0 of 8 criteria have evidence; 0 are achieved" in page.text
    assert f"/coverage/{world.enrolment.id}" in page.links


def test_a_learner_without_an_enrolment_is_told_whom_to_ask(app, browse):
    with app.app_context():
        nia = people.add(
            name="Nia New",
            email="nia@example.org",
            role_names=["learner"],
            by=SYSTEM,
            password=PASSWORD,
        )
    page = browse(nia).get("/")
    assert "Ask Pat Office to enrol you" in page.text


def test_a_draft_is_gone_on_with_and_a_submitted_piece_is_none(app, browse, world):
    with app.app_context():
        one = draft(world.learner, title="Half a handover")
    page = browse(world.learner).get("/")
    assert "Go on with E1 “Half a handover”" in page.text
    assert f"/evidence/{one.id}/edit" in page.links
    with app.app_context():
        evidence.submit(world.learner, one.id)
    assert "Go on with" not in browse(world.learner).get("/").text


def test_feedback_is_answered_before_gaps_are_filled(app, browse, world):
    with app.app_context():
        claim, version = claimed(world.learner, world.enrolment.id)
        assessment.decide(world.assessor, claim.id, version.id, False, "Say when they agreed.")
    page = browse(world.learner).get("/")
    assert "Answer the feedback on E1" in page.text
    assert "After that 19" not in page.text
    assert "criteria have no evidence yet" in page.text
    assert "New for you" in page.text


def test_feedback_is_answered_also_while_another_piece_waits(app, browse, world):
    with app.app_context():
        claim, version = claimed(world.learner, world.enrolment.id)
        claimed(world.learner, world.enrolment.id, title="Another one")
        assessment.decide(world.assessor, claim.id, version.id, False, "Say when they agreed.")
    learner = browse(world.learner)
    assert "Answer the feedback on E1" in learner.get("/").text
    with app.app_context():
        revised(world.learner, claim.evidence_id, purpose="The customer waits.")
    assert "Answer the feedback" not in learner.get("/").text


def test_an_assessor_sees_how_many_wait_and_the_oldest(app, browse, world):
    with app.app_context():
        claimed(world.learner, world.enrolment.id)
        claimed(world.learner, world.enrolment.id, criterion="2", title="Second one")
    page = browse(world.assessor).get("/")
    assert "2 pieces wait for you" in page.text
    assert "by Mia Learner, since" in page.text
    assert "wait for you" not in browse(world.other_assessor).get("/").text.replace(
        "Nothing waits for you", ""
    )


@pytest.mark.both_engines
def test_a_learner_who_went_quiet_is_named_after_four_weeks(app, browse, world):
    assert "Nothing new for four weeks" not in browse(world.assessor).get("/").text
    with clock.at(clock.now() + timedelta(weeks=4, hours=1)):
        page = browse(world.assessor).get("/")
        assert "Nothing new for four weeks" in page.text
        assert page.text.count("has submitted nothing yet") == 1, (
            "once for a learner, not for each unit"
        )
        with app.app_context():
            submitted(world.learner)
        assert "Nothing new for four weeks" not in browse(world.assessor).get("/").text


def test_an_assessor_without_learners_is_told_who_enrols(app, browse):
    with app.app_context():
        new = people.add(
            name="Nia New",
            email="nia@example.org",
            role_names=["assessor"],
            by=SYSTEM,
            password=PASSWORD,
        )
    assert "You have no learners yet" in browse(new).get("/").text


def test_a_quality_assurer_sees_units_cohort_and_trail(browse, world):
    page = browse(world.iqa).get("/")
    assert "all 2 learners" in page.text
    assert "/cohort" in page.links
    assert "/history" in page.links


def test_an_administrator_sees_what_is_not_in_order(app, browse, world):
    assert "Everything is in order" in browse(world.administrator).get("/").text
    with app.app_context():
        invited = people.add(
            name="Nia New", email="nia@example.org", role_names=["learner"], by=SYSTEM
        )
        invitations.invite(invited.id, SYSTEM)
        people.add(name="Never Asked", email="never@example.org", role_names=["iqa"], by=SYSTEM)
    with app.app_context():
        people.switch(world.assessor.id, active=False, by=SYSTEM)
    page = browse(world.administrator).get("/")
    for words in (
        "Invited, not here yet",
        "Nia New",
        "Learners without an enrolment",
        "Can’t sign in yet",
        "Never Asked",
        "Without an active assessor",
        "was assessed by Ann Assessor",
    ):
        assert words in page.text
    with clock.at(clock.now() + timedelta(days=15)):
        page = browse(world.administrator).get("/")
        assert "Invited, not here yet" not in page.text
        assert "Their invitation has run out" in page.text


def test_somebody_with_two_roles_sees_both_desks(app, browse, world):
    with app.app_context():
        people.change_roles(world.iqa.id, ["iqa", "administrator"], SYSTEM)
    page = browse(world.iqa).get("/")
    assert "As an internal quality assurer" in page.text
    assert "As an administrator" in page.text
    assert "People" in page.text


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("who", "most"), [("learner", 12), ("assessor", 13), ("iqa", 12), ("administrator", 12)]
)
def test_a_first_page_takes_the_same_statements_for_little_and_for_much(
    app, browse, world, statements, who, most
):
    browser = browse(getattr(world, who))
    ran_with = []
    for round_number in range(2):
        with app.app_context():
            for number in range(1 + 5 * round_number):
                name = f"P{round_number}{number}"
                learner = people.add(
                    name=name, email=f"{name}@example.org", role_names=["learner"], by=SYSTEM
                )
                enrolments.enrol(
                    learner=learner,
                    unit=world.enrolment.unit,
                    assessor=people.by_id(world.assessor.id),
                    by=SYSTEM,
                )
                one = claimed(world.learner, world.enrolment.id)[1]
                assert one
                draft(world.learner)
        with statements() as ran:
            browser.get("/")
        ran_with.append(len(ran))
    assert ran_with[0] == ran_with[1] <= most
