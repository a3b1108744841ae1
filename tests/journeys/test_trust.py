"""Trust in a statement: the assessor's one page, “this wasn't me” from a received mail, a correction by the witness."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portfolio.base.clock import today
from portfolio.base.link_secrets import mint
from portfolio.history.store import verify_chain
from portfolio.witness.answering import drafting
from portfolio.witness.requests import staff, store
from portfolio.witness.statements import store as statements
from portfolio.witness.statements.standing import of_evidence
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House
from tests.journeys.visitor import Visitor
from tests.witness.asked import DETAILS, STATEMENT

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "has_touch": True, "is_mobile": True}
BETTER = STATEMENT.replace("him line by line", "the porter line by line")
REASON = "You say “him”. What is his job? Please leave the name out."


def sent_in(house: House, cast: Cast) -> tuple[str, str, str]:
    """Let Grace write a statement; return her address, the statement's id and the piece's."""
    address = f"grace.{cast.learner.id.hex}@rowanbank.example.org"
    asking = DETAILS | {"witness_email": address, "criteria": ["3", "4"], "employer": "Rowan Bank"}
    with house.inside():
        request = store.ask(cast.learner, enrolment_id=cast.second_enrolment.id, **asking)
        staff.vouch(cast.assessor, request.id, "It is on the bank’s own web page")
    token = house.mailbox.link_for(address, "/w/").rsplit("/", 1)[1]
    saw = {"1": "no", "2": "unsure", "3": "yes", "4": "yes"}
    with house.inside():
        drafting.save_draft(
            token,
            {
                "seen_in_person": "yes",
                "happened_on": str(today() - timedelta(days=1)),
                "witness_name": "Grace Okafor",
                "witness_role": "Duty manager",
                "employer": "Rowan Bank",
                "relationship": DETAILS["relationship"],
                "statement": STATEMENT,
                "answers": {code: {"saw": said, "words": ""} for code, said in saw.items()},
            },
        )
        statements.submit(token, mint().text, "Grace Okafor")
        piece = statements.evidence_of([request.id])[request.id]
        shown = of_evidence(piece)
        assert shown
        return address, str(shown.statement.id), str(piece)


def test_an_assessor_sees_why_and_the_mailbox_may_disown_it(
    visit: Visits, cast: Cast, house: House
) -> None:
    address, statement, piece = sent_in(house, cast)
    assessor = visit()
    assessor.sign_in(cast.assessor)
    assessor.go(f"/assessment/evidence/{piece}")
    assessor.look("piece of a witness on the desk")
    assessor.follow("Why it may be trusted")
    assessor.heading("How far the statement of Grace Okafor can be trusted")
    expect(assessor.page.get_by_text("This statement counts as evidence.")).to_be_visible()
    assessor.look("trust in a statement that counts")

    mailbox = visit(**PHONE)
    page = mailbox.page
    mailbox.go(house.mailbox.link_for(address, "/not-mine/"))
    mailbox.heading("Did you write this statement?")
    mailbox.look("not mine")
    button = page.get_by_role("main").get_by_role("button")
    button.click()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    mailbox.look("not mine with errors")
    page.get_by_label("No, this wasn’t me").check()
    page.get_by_label("Is there anything the centre should know?").fill("I was on leave.")
    button.click()
    mailbox.heading("Thank you for telling us")
    mailbox.look("not mine said")
    assert mailbox.context.cookies() == []
    assert "/not-mine/" not in page.url

    house.mailbox.wait_for(cast.assessor.email, "did not write the statement of Grace Okafor")
    assessor.go(f"/witnesses/statements/{statement}")
    expect(assessor.page.get_by_text("In question", exact=True)).to_be_visible()
    expect(assessor.page.get_by_text("I was on leave.")).to_be_visible()
    assessor.look("trust in a disputed statement")
    assessor.page.get_by_label("Yes, they say they wrote it").check()
    assessor.page.get_by_label("How did you ask them?").fill("Rang the bank’s main number.")
    assessor.press("Record the answer")
    expect(assessor.page.get_by_text("The statement is confirmed")).to_be_visible()
    assessor.look("trust in a confirmed statement")

    learner = visit()
    learner.sign_in(cast.learner)
    learner.go(f"/evidence/{piece}")
    expect(learner.page.get_by_role("heading", name="Does it count?")).to_be_visible()
    learner.look("statement as its learner reads it")


def test_a_witness_corrects_their_statement(visit: Visits, cast: Cast, house: House) -> None:
    address, statement, piece = sent_in(house, cast)
    assessor = visit()
    assessor.sign_in(cast.assessor)
    assessor.go(f"/witnesses/statements/{statement}")
    assessor.page.get_by_text("Ask for a correction").first.click()
    assessor.page.get_by_label("What should the witness look at?").fill(REASON)
    assessor.look("asking for a correction")
    assessor.press("Ask for a correction")
    expect(assessor.page.get_by_text("has been asked by mail")).to_be_visible()
    assessor.look("correction that was asked for")

    house.mailbox.wait_for(address, "look at it once more")
    witness = visit(**PHONE)
    witness.go(house.mailbox.link_for(address, "/w/"))
    expect(witness.page.get_by_text(REASON)).to_be_visible()
    witness.look("link to a correction")
    correct(witness)

    assessor.go(f"/assessment/evidence/{piece}")
    assessor.follow("Why it may be trusted")
    expect(assessor.page.get_by_role("heading", name="Version 2, sent in on")).to_be_visible()
    assessor.look("trust in a corrected statement")
    with house.inside():
        assert verify_chain(cast.learner.id) == []


def correct(witness: Visitor) -> None:
    page = witness.page
    witness.press("Begin")
    asked = page.locator("[name=seen_in_person]").first
    asked.wait_for()
    witness.press("Continue")
    asked.wait_for(state="detached")
    witness.press("Yes, this is right")
    expect(page.get_by_text("These are your own words from before")).to_be_visible()
    expect(page.get_by_label("What did you see?")).to_have_value(STATEMENT)
    witness.look("own words to correct")
    page.get_by_label("What did you see?").fill(BETTER)
    witness.press("Continue")
    expect(page.locator("[name=saw_3]").first).to_be_attached()
    witness.press("Continue")
    witness.press("Continue to sign")
    page.get_by_label("Type your full name").fill("Grace Okafor")
    witness.press("Send my statement")
    witness.heading("Your statement has arrived")
