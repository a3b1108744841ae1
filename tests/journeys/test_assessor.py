"""An assessor's way: from the queue to a decision and a declared criterion; the learner answers with a revision."""

import pytest
from playwright.sync_api import expect

from tests.assessment.examples import claimed, stated
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

FEEDBACK = "Say who agreed, and when. I can’t see Priya’s part yet."
QUESTIONS = ("authentic", "current", "reliable")


def answer(visitor: Visitor, name: str, value: str) -> None:
    """Choose one answer of a radio question."""
    visitor.page.locator(f"[name='{name}'][value={value}]").check()


def test_an_assessor_decides_and_the_learner_answers(
    visit: Visits, cast: Cast, house: House
) -> None:
    with house.inside():
        claim, _version = claimed(cast.learner, cast.enrolment.id)
        _claim, _version, statement = stated(
            cast.learner,
            cast.enrolment.id,
            level="W1",
            email=f"wes.{cast.learner.id.hex}@shop.example",
        )
    assessor, learner = visit(), visit()
    page = assessor.page

    # Not yet, with feedback.
    assessor.sign_in(cast.assessor)
    assessor.look("assessor first page")
    page.get_by_role("navigation", name="Main").get_by_text("To assess").click()
    assessor.heading("What waits for you")
    assessor.look("queue")
    assessor.follow("E1")
    assessor.look("piece to assess")
    answer(assessor, f"valid-{claim.id}", "no")
    assessor.press("Keep these decisions")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assessor.look("piece to assess with errors")
    page.get_by_label("Feedback on criterion 1").fill(FEEDBACK)
    for name in QUESTIONS:
        answer(assessor, name, "yes")
    assessor.press("Keep these decisions")
    expect(page.get_by_text("Your decisions are kept")).to_be_visible()
    assessor.look("piece that is assessed")

    # The learner reads it and revises.
    learner.sign_in(cast.learner)
    learner.look("learner first page with feedback")
    learner.page.get_by_role("button", name="looked at E1").click()
    learner.heading("Feedback from your assessor")
    expect(learner.page.get_by_text(FEEDBACK)).to_be_visible()
    learner.look("feedback")
    learner.follow("Open E1 to revise it")
    learner.press("Revise")
    learner.page.get_by_role("button", name="Handing over").click()
    learner.page.locator("#outstanding").fill("Priya agreed at ten to five that she rings.")
    learner.press("Check and submit")
    learner.press("Submit E1")
    learner.heading("E1 is submitted")

    # The decision is stale; the new version is valid.
    page.get_by_role("navigation", name="Main").get_by_text("To assess").click()
    expect(page.get_by_text("Revised after your last decision")).to_be_visible()
    assessor.look("queue with a revised piece")
    assessor.follow("E1")
    expect(page.locator(f"#claim-{claim.id}")).to_contain_text("Changed since")
    assessor.look("stale decision")
    answer(assessor, f"valid-{claim.id}", "yes")
    for name in QUESTIONS:
        answer(assessor, name, "yes")
    assessor.press("Keep these decisions")
    expect(page.locator(f"#claim-{claim.id} .lp-state").first).to_have_text("Valid")

    confirm_the_witness(assessor, f"/witnesses/statements/{statement.id}")
    declare_achieved(assessor, cast)
    learner.go(f"/coverage/{cast.enrolment.id}")
    expect(learner.page.locator("#criterion-1 .lp-state").first).to_have_text("Met")
    learner.look("coverage with a criterion met")
    learner.go("/notices")
    learner.heading("Notices")
    learner.look("notices of a learner")
    assessor.go("/cohort")
    assessor.heading("Coverage of your learners")
    lines = page.get_by_role("row").filter(has_text=cast.learner.name)
    expect(lines).to_have_count(2)
    expect(lines.filter(has_text="1 of 8")).to_contain_text("Met")
    assessor.look("cohort")


def confirm_the_witness(assessor: Visitor, trust_path: str) -> None:
    """Read a statement that does not count yet, and confirm it by another way."""
    page = assessor.page
    assessor.go("/assessment")
    assessor.follow("E2")
    expect(page.get_by_text("Not yet counted").first).to_be_visible()
    assessor.look("statement to assess")
    page.locator(f"a[href='{trust_path}']").click()
    assessor.heading("How far the statement of")
    assessor.look("why a statement may be trusted")
    assessor.press("Record the answer")
    assessor.look("confirm a statement with errors")
    page.get_by_label("Yes, they say they wrote it").check()
    page.get_by_label("How did you ask them?").fill("I rang the shop and asked for Wes.")
    assessor.press("Record the answer")
    expect(page.get_by_text("The statement is confirmed")).to_be_visible()
    assessor.follow("Decide on the claims of E2")
    page.locator("[name^=valid-][value=yes]").check()
    for name in QUESTIONS:
        answer(assessor, name, "yes")
    assessor.press("Keep these decisions")
    expect(page.get_by_text("Your decisions are kept")).to_be_visible()


def declare_achieved(assessor: Visitor, cast: Cast) -> None:
    """Declare the first criterion achieved, with a reason because it is less than we suggest."""
    page = assessor.page
    assessor.go(f"/assessment/enrolments/{cast.enrolment.id}")
    assessor.heading("Criteria of")
    assessor.look("criteria to declare")
    first = page.locator("#criterion-1")
    first.get_by_label("Your reason for criterion 1").fill("Two pieces, and the witness confirms.")
    first.get_by_role("button", name="Declare achieved").click()
    expect(page.get_by_text("Criterion 1 is achieved")).to_be_visible()
    expect(first.locator(".lp-state").first).to_have_text("Achieved")
    assessor.look("criteria declared")
