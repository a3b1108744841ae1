"""A witness's way: from the mailed link to the receipt, on a phone, without an account; once."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portfolio.base.clock import today
from portfolio.base.db import db
from portfolio.evidence import store as evidence
from portfolio.witness import store
from portfolio.witness.model import Statement
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House
from tests.journeys.visitor import Visitor
from tests.witness.asked import DETAILS, STATEMENT

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "has_touch": True, "is_mobile": True}


def mailed_link(house: House, cast: Cast) -> tuple[str, str]:
    """Ask Grace about the second unit; return her address and the link in the mail she got."""
    address = f"grace.{cast.learner.id.hex}@rowanbank.example.org"
    asking = DETAILS | {"witness_email": address, "criteria": ["3", "4"]}
    with house.inside():
        store.ask(cast.learner, enrolment_id=cast.second_enrolment.id, **asking)
    return address, house.mailbox.link_for(address, "/w/")


def write_statement(witness: Visitor) -> None:
    """Go from the open link to the declaration."""
    page = witness.page
    witness.heading("asks what you saw")
    witness.look("link of a witness")
    witness.press("Begin")
    witness.heading("Were you there?")
    witness.press("Continue")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    witness.look("were you there with errors")
    page.locator("[name=seen_in_person][value=yes]").check()
    page.get_by_label("When was it?").fill(str(today() - timedelta(days=1)))
    witness.press("Continue")
    witness.heading("Are these details right?")
    witness.look("details of a witness")
    witness.press("Continue")
    witness.heading("Tell it in your own words")
    witness.look("words of a witness")
    page.get_by_label("What did you see?").fill(STATEMENT)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved")
    witness.press("Continue")
    witness.heading("Point by point")
    witness.look("points for a witness")
    for code, saw in (("1", "no"), ("2", "unsure"), ("3", "yes"), ("4", "yes")):
        page.locator(f"[name=saw_{code}][value={saw}]").check()
    page.locator("[name=words_3]").fill("She had him say it back, and she waited.")
    witness.press("Continue")
    witness.heading("Check your answers")
    expect(page.get_by_role("main")).to_contain_text("So tell me".lower())
    witness.look("answers of a witness")
    witness.press("Continue to sign")
    witness.heading("Sign and send")
    witness.look("sign and send")


def test_a_witness_writes_a_statement_from_the_mailed_link(
    visit: Visits, cast: Cast, house: House
) -> None:
    address, link = mailed_link(house, cast)
    witness = visit(**PHONE)
    witness.expects("status of 404")
    page = witness.page
    witness.go(link)
    write_statement(witness)
    page.get_by_label("Type your full name").fill("Grace Okafor")
    page.get_by_role("button", name="Send my statement").dblclick()
    witness.heading("Your statement has arrived")
    witness.look("receipt of a witness")
    assert witness.context.cookies() == []
    assert page.evaluate("Object.keys(localStorage)") == []  # nothing stays on a shared phone

    witness.go(link)
    witness.heading("This link can’t be used")
    witness.look("link that is closed")
    assert "Grace Okafor" in house.mailbox.wait_for(address, "has arrived")
    with house.inside():
        pieces = evidence.of_learner(cast.learner.id)
        sent = db.session.scalars(select(Statement).where(Statement.witness_email == address))
        assert len(sent.all()) == 1
        assert [one.kind_id for one in pieces] == ["witness_statement"]
        assert pieces[0].current["statement"] == STATEMENT


def test_a_statement_is_written_without_javascript(visit: Visits, cast: Cast, house: House) -> None:
    _address, link = mailed_link(house, cast)
    witness = visit(**PHONE, java_script_enabled=False)
    page = witness.page
    witness.go(link)
    witness.press("Begin")
    page.locator("[name=seen_in_person][value=yes]").check()
    page.get_by_label("When was it?").fill(str(today()))
    witness.press("Continue")
    witness.press("Continue")
    page.get_by_label("What did you see?").fill(STATEMENT)
    witness.press("Continue")
    for code in "1234":
        page.locator(f"[name=saw_{code}][value=yes]").check()
    witness.press("Continue")
    witness.press("Continue to sign")
    page.get_by_label("Type your full name").fill("Grace Okafor")
    witness.press("Send my statement")
    witness.heading("Your statement has arrived")


def test_a_scanner_that_presses_every_button_does_not_use_the_link_up(
    visit: Visits, cast: Cast, house: House
) -> None:
    _address, link = mailed_link(house, cast)
    scanner = visit()
    scanner.go(link)
    buttons = scanner.page.get_by_role("main").get_by_role("button").all_inner_texts()
    assert len(buttons) == 3
    for words in buttons:
        scanner.go(link)
        scanner.press(words)
        scanner.page.wait_for_load_state()
        scanner.look(f"behind “{words}”")

    witness = visit(**PHONE)
    witness.go(link)
    witness.heading("asks what you saw")


def test_a_browser_of_the_learner_is_refused(visit: Visits, cast: Cast, house: House) -> None:
    _address, link = mailed_link(house, cast)
    me = visit()
    me.expects("status of 403")
    me.sign_in(cast.learner)
    me.go(link)
    me.heading("This link is for a witness")
    me.look("link in a browser of the learner")
