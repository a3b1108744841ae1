"""The grid and the cohort through a browser without scripts."""

import pytest

from portfolio.assessment import store as assessment
from portfolio.base.db import db
from portfolio.enrolment import store as enrolments
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from tests.assessment.examples import claimed, revised
from tests.coverage.test_store import counted
from tests.evidence.examples import draft, submitted

MOST = 12


def path_of(enrolment):
    return f"/coverage/{enrolment.id}"


def crowd(app, world, size):
    """More learners of Ann's on the same unit, each with a claimed piece."""
    with app.app_context():
        for number in range(size):
            person = people.add(
                name=f"Learner {number:02}",
                email=f"l{number}@fellside.example",
                role_names=["learner"],
                by=SYSTEM,
            )
            enrolment = enrolments.enrol(
                learner=person, unit=world.enrolment.unit, assessor=world.assessor, by=SYSTEM
            )
            claimed(person, enrolment.id, "1")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("learner", 200),
        ("assessor", 200),
        ("iqa", 200),
        ("other_learner", 404),
        ("other_assessor", 404),
        ("administrator", 404),
    ],
)
def test_who_may_open_the_grid(world, browse, who, status):
    browse(getattr(world, who)).get(path_of(world.enrolment), status)


def test_an_empty_grid_says_what_to_do_next(world, browse):
    page = browse(world.learner).get(path_of(world.enrolment))
    assert "0 of 8 criteria have evidence; 0 are achieved." in page.text
    assert "Next: criterion 1" in page.text
    assert "Nothing yet" in page.text
    assert "/evidence/new" in page.links


def test_each_cell_leads_to_the_claim_and_gaps_come_first(app, world, browse):
    with app.app_context():
        claim, _ = claimed(world.learner, world.enrolment.id, "1")
        submitted(world.learner, title="Not claimed")
    page = browse(world.learner).get(path_of(world.enrolment))
    assert "1 of 8 criteria has evidence; 0 are achieved." in page.text
    assert page.links.count(f"/evidence/{claim.evidence_id}#claim-{claim.id}") == 2
    assert page.html.index('id="criterion-2"') < page.html.index('id="criterion-1"')
    assert "Not claimed for anything in this unit" in page.text
    assert "E2 Not claimed" in page.text
    assert "Add a claim" in page.text


def test_the_next_step_leads_to_where_it_is_done(app, world, browse):
    with app.app_context():
        claim, version = claimed(world.learner, world.enrolment.id, "1")
        assessment.decide(world.assessor, claim.id, version.id, False, "Say who agreed.")
        valid, version = claimed(world.learner, world.enrolment.id, "4")
        assessment.decide(world.assessor, valid.id, version.id, True)
        unfinished, _ = claimed(world.learner, world.enrolment.id, "2", draft(world.learner))
    page = browse(world.learner).get(path_of(world.enrolment))
    assert f"/assessment/feedback/{claim.evidence_id}" in page.links
    assert f"/witnesses/ask?enrolment={world.enrolment.id}" in page.links
    assert f"/evidence/{unfinished.evidence_id}/edit" in page.links


def test_the_assessor_is_led_to_the_criteria_and_not_told_what_to_do(app, world, browse):
    page = browse(world.assessor).get(path_of(world.enrolment))
    assert "Coverage of Mia Learner" in page.text
    assert f"/assessment/enrolments/{world.enrolment.id}" in page.links
    assert "Next: criterion" not in page.text
    assert "/evidence/new" not in page.links


def test_all_achieved_is_said_and_a_later_revision_too(app, world, browse):
    with app.app_context():
        for criterion in world.enrolment.unit.criteria:
            claim, version = claimed(world.learner, world.enrolment.id, criterion.code)
            page = [assessment.Verdict(claim.id, True)], assessment.Soundness(True, True, True)
            assessment.assess(world.assessor, version.id, *page)
            assessment.declare(
                world.assessor, world.enrolment.id, criterion.code, True, "I was there."
            )
    page = browse(world.learner).get(path_of(world.enrolment))
    assert "Every criterion of this unit is achieved." in page.text
    assert "Changed since" not in page.text
    with app.app_context():
        revised(world.learner, claim.evidence_id, purpose="Another purpose.")
    page = browse(world.learner).get(path_of(world.enrolment))
    assert "8 are achieved" in page.text
    assert "Changed since" in page.text


def test_the_cohort_shows_own_learners_and_the_quality_assurer_all(world, browse):
    page = browse(world.assessor).get("/cohort")
    assert "Mia Learner" in page.text
    assert "Omar Other" not in page.text
    page = browse(world.iqa).get("/cohort")
    assert "Mia Learner" in page.text
    assert "Omar Other" in page.text
    assert "Sol Stranger" in page.text
    browse(world.learner).get("/cohort", 404)
    browse(world.administrator).get("/cohort", 404)


def test_the_cohort_can_be_narrowed_to_a_unit(world, browse):
    browser = browse(world.assessor)
    page = browser.get(f"/cohort?unit={world.second_enrolment.unit_id}")
    assert path_of(world.second_enrolment) in page.links
    assert path_of(world.enrolment) not in page.links
    assert "Nobody is on that unit" in browser.get("/cohort?unit=none").text


def test_an_assessor_without_learners_is_told_what_happens(app, world, browse):
    with app.app_context():
        enrolments.withdraw(world.other_enrolment.id, SYSTEM, "Left.")
    assert "No learners yet" in browse(world.other_assessor).get("/cohort").text


def test_who_waits_comes_first_and_fifty_fit_on_a_page(app, world, browse):
    crowd(app, world, 50)
    browser = browse(world.assessor)
    page = browser.get(f"/cohort?unit={world.enrolment.unit_id}")
    assert "51 enrolments" in page.text
    assert "Page 1 of 2" in page.text
    assert "Mia Learner" not in page.text
    page = browser.get(f"/cohort?unit={world.enrolment.unit_id}&page=2")
    assert "Mia Learner" in page.text
    assert "Learner 49" not in page.text
    for odd in ("0", "-1", "99999999999", "two", "²"):
        browser.get(f"/cohort?page={odd}")


def test_the_number_of_statements_is_the_same_for_one_and_fifty_learners(app, world, browse):
    browser = browse(world.assessor)
    browser.get("/cohort")
    with app.app_context(), counted() as few:
        browser.get("/cohort")
    crowd(app, world, 50)
    with app.app_context(), counted() as many:
        browser.get("/cohort")
    assert len(few) == len(many) <= MOST


def test_the_grid_needs_no_more_statements_for_more_pieces(app, world, browse):
    browser = browse(world.learner)
    browser.get(path_of(world.enrolment))
    with app.app_context(), counted() as few:
        browser.get(path_of(world.enrolment))
    with app.app_context():
        for number in range(6):
            claimed(world.learner, world.enrolment.id, str(number + 1))
        db.session.expunge_all()
    with app.app_context(), counted() as many:
        browser.get(path_of(world.enrolment))
    assert len(few) == len(many) <= MOST


def test_of_many_pieces_the_first_stand_beside_the_criterion_and_all_in_the_grid(
    app, world, browse
):
    with app.app_context():
        made = [claimed(world.learner, world.enrolment.id, "1")[0] for _ in range(9)]
    page = browse(world.learner).get(path_of(world.enrolment))
    assert "and 3 more in the grid below" in page.text
    addresses = [f"/evidence/{claim.evidence_id}#claim-{claim.id}" for claim in made]
    assert [page.links.count(address) for address in addresses] == [2] * 6 + [1] * 3
    assert page.html.count("<td></td>") == 9 * 7, "an empty cell has no markup"
    assert page.html.count('<symbol id="shape-half"') == 1, "a shape is drawn once"


def test_a_draft_is_its_learners_alone(app, world, browse):
    with app.app_context():
        unfinished = draft(world.learner, title="Not for others yet")
        claimed(world.learner, world.enrolment.id, "2", unfinished)
    assert "Not for others yet" in browse(world.learner).get(path_of(world.enrolment)).text
    for person in (world.assessor, world.iqa):
        page = browse(person).get(path_of(world.enrolment))
        assert "Not for others yet" not in page.text
        assert str(unfinished.id) not in page.html
