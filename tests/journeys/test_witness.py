"""A witness's way: from the mailed link to the receipt, on a phone, without an account; once."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portfolio.base.clock import today
from portfolio.base.db import db
from portfolio.evidence.records import store as evidence
from portfolio.witness.model import Statement
from portfolio.witness.requests import store
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
    witness.heading("Did you see this yourself?")
    witness.press("Continue")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    witness.look("were you there with errors")
    page.locator("[name=seen_in_person][value=yes]").check()
    page.get_by_label("When was it?").fill(str(today() - timedelta(days=1)))
    witness.press("Continue")
    witness.heading("Is this you?")
    witness.look("details of a witness")
    witness.press("Correct something")
    page.get_by_label("Where you work").fill("Rowan Bank Residences, nights")
    witness.look("details of a witness, changing")
    witness.press("Continue")
    witness.heading("Tell it in your own words")
    witness.look("words of a witness")
    page.get_by_label("What did you see?").fill(STATEMENT)
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved")
    witness.press("Continue")
    witness.heading("Point by point")
    witness.look("points for a witness")
    page.get_by_text("Go through them one by one").click()
    witness.look("points for a witness, one by one")
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
        assert [piece.kind_id for piece in pieces] == ["witness_statement"]
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
    witness.press("Yes, this is right")
    page.get_by_label("What did you see?").fill(STATEMENT)
    witness.press("Continue")
    for code in "34":
        page.locator(f"[name=saw_{code}][value=yes]").check()
    witness.press("I did not see any of the others")
    page.get_by_text("Change an answer").click()
    expect(page.locator("[name=saw_1][value=no]")).to_be_checked()
    page.locator("[name=saw_1][value=yes]").check()
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
    assert buttons == ["Begin", "I can’t help", "Ask somebody else", "I am not this person"]
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


class Counting:
    """A person with one thumb: counts taps on buttons and answers, fields typed into, and letters."""

    def __init__(self, visitor: Visitor) -> None:
        self.visitor, self.page = visitor, visitor.page
        self.taps, self.fields, self.screens = 0, 0, 0.0

    def arrives(self, words: str) -> None:
        self.visitor.heading(words)
        tall = self.page.evaluate(
            "[...document.querySelectorAll('main button')].find("
            "b => b.offsetParent && b.tabIndex >= 0 && !b.classList.contains('govuk-button--secondary')"
            ").getBoundingClientRect().bottom + scrollY"
        )
        self.screens += tall / self.page.viewport_size["height"]

    def tap(self, words: str) -> None:
        self.taps += 1
        self.visitor.press(words)

    def choose(self, name: str, value: str) -> None:
        self.taps += 1
        self.page.locator(f"[name={name}][value={value}]").check()

    def fill(self, label: str, words: str) -> None:
        self.taps += 1
        self.fields += 1
        self.page.get_by_label(label).fill(words)


def test_the_shortest_honest_statement_takes_few_taps(
    visit: Visits, cast: Cast, house: House
) -> None:
    """Two points asked about, on a phone: three things typed, a dozen taps, a few screens to read."""
    _address, link = mailed_link(house, cast)
    me = visit(**PHONE)
    me.page.set_viewport_size({"width": 360, "height": 740})
    me.go(link)
    witness = Counting(me)
    witness.arrives("asks what you saw")
    begin = me.page.get_by_role("button", name="Begin").bounding_box()
    assert begin
    assert begin["y"] + begin["height"] <= 740, "Begin stands on the first screen"
    witness.tap("Begin")
    witness.arrives("Did you see this yourself?")
    witness.choose("seen_in_person", "yes")
    witness.fill("When was it?", str(today()))
    witness.tap("Continue")
    witness.arrives("Is this you?")
    witness.tap("Yes, this is right")
    witness.arrives("Tell it in your own words")
    witness.fill("What did you see?", STATEMENT)
    witness.tap("Continue")
    witness.arrives("Point by point")
    witness.choose("saw_3", "yes")
    witness.choose("saw_4", "yes")
    witness.tap("I did not see any of the others")
    expect(me.page.get_by_text("We ticked “I did not see this”")).to_be_visible()
    me.look("points for a witness, ticked at once")
    witness.tap("Continue")
    witness.arrives("Check your answers")
    witness.tap("Continue to sign")
    witness.arrives("Sign and send")
    witness.fill("Type your full name", "Grace Okafor")
    witness.tap("Send my statement")
    me.heading("Your statement has arrived")
    assert witness.fields == 3
    assert witness.taps <= 15
    assert witness.screens <= 13


def test_who_only_heard_about_it_says_who_saw_it(visit: Visits, cast: Cast, house: House) -> None:
    _address, link = mailed_link(house, cast)
    witness = visit(**PHONE)
    page = witness.page
    witness.go(link)
    witness.press("Begin")
    page.locator("[name=seen_in_person][value=no]").check()
    page.get_by_label("When was it?").fill(str(today()))
    witness.press("Continue")
    witness.heading("We need somebody who saw it")
    witness.look("a witness who only heard about it")
    witness.press("Ask somebody else")
    witness.heading("Who saw it?")
    witness.look("who saw it instead")
    page.get_by_label("Who could be asked?").fill("The night porter, Sam.")
    witness.press("Send and close the link")
    witness.heading("Thank you for telling us")
    witness.look("thanks for a no")
    with house.inside():
        [request] = [
            known_request
            for known_request in store.of_learner(cast.learner.id)
            if known_request.state == "declined"
        ]
        assert request.answer == "The night porter, Sam."


def test_words_typed_offline_or_in_a_closed_tab_come_back(
    visit: Visits, cast: Cast, house: House
) -> None:
    _address, link = mailed_link(house, cast)
    witness = visit(**PHONE)
    witness.expects("ERR_INTERNET_DISCONNECTED")
    page = witness.page
    witness.go(link)
    witness.press("Begin")
    page.locator("[name=seen_in_person][value=yes]").check()
    page.get_by_label("When was it?").fill(str(today()))
    witness.press("Continue")
    witness.press("Yes, this is right")
    witness.heading("Tell it in your own words")
    witness.context.set_offline(True)
    page.get_by_label("What did you see?").fill("Typed on the train.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("you are offline")
    witness.press("Continue")
    expect(page.get_by_label("What did you see?")).to_have_value("Typed on the train.")
    page = witness.close_tab_until_online()
    witness.go(link)
    witness.press("Go on with your statement")
    witness.heading("Tell it in your own words")
    page.get_by_role("button", name="Bring back my unsent words").click()
    expect(page.get_by_label("What did you see?")).to_have_value("Typed on the train.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved")
    page.get_by_label("What did you see?").press_sequentially(" And at work.")
    page.close(run_before_unload=True)
    page = witness.page = witness.context.new_page()
    witness.go(link)
    witness.press("Go on with your statement")
    witness.heading("Point by point")
    witness.press("Back")
    words, back = page.get_by_label("What did you see?"), "Bring back my unsent words"
    expect(words).to_be_visible()
    if page.get_by_role(
        "button", name=back
    ).count():  # the last letters went with the tab, or wait here
        witness.press(back)
    expect(words).to_have_value("Typed on the train. And at work.")


def test_a_link_replaced_while_typing_shows_the_words_and_the_newest_goes_on(
    visit: Visits, cast: Cast, house: House
) -> None:
    address, link = mailed_link(house, cast)
    witness = visit(**PHONE)
    witness.expects("status of 404")
    page = witness.page
    witness.go(link)
    witness.press("Begin")
    page.locator("[name=seen_in_person][value=yes]").check()
    page.get_by_label("When was it?").fill(str(today()))
    witness.press("Continue")
    witness.press("Yes, this is right")
    page.get_by_label("What did you see?").fill("Saved before the new mail.")
    expect(page.locator("[data-autosave-status]")).to_contain_text("Saved")
    with house.inside():
        [request] = [
            known_request
            for known_request in store.of_learner(cast.learner.id)
            if known_request.witness_email == address
        ]
        store.send_again(cast.learner, request.id)
    for _moment in range(100):
        newest = house.mailbox.link_for(address, "/w/")
        if newest != link:
            break
        page.wait_for_timeout(200)
    assert newest != link
    page.get_by_label("What did you see?").fill("Saved before the new mail. Typed after it.")
    witness.press("Continue")
    witness.heading("This link can’t be used")
    witness.look("link replaced while typing")
    expect(page.get_by_role("main")).to_contain_text("Typed after it.")
    witness.go(newest)
    witness.press("Go on with your statement")
    witness.heading("Point by point")
    witness.press("Back")
    witness.heading("Tell it in your own words")
    page.get_by_role("button", name="Bring back my unsent words").click()
    expect(page.get_by_label("What did you see?")).to_have_value(
        "Saved before the new mail. Typed after it."
    )
