"""A handover in a minute on a phone, whatever happens to the connection; files one by one; stage by stage."""

import io
import re

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, Route, expect

from portfolio.base.db import write
from portfolio.evidence.records import store
from portfolio.people import sign_ins
from portfolio.people.model import Account
from tests.evidence.examples import draft
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

MOST = 12
"""Taps and fields from the first page to a saved handover."""
SAVED = re.compile(r"^Saved \d\d:\d\d$")


class Thumb:
    """Counts every tap and every field that is filled in."""

    def __init__(self, page: Page) -> None:
        self.page, self.count = page, 0

    def tap(self, what: Locator) -> None:
        """Tap once."""
        self.count += 1
        what.tap()

    def write(self, label: str, words: str) -> None:
        """Fill in one field."""
        self.count += 1
        self.page.get_by_label(label).fill(words)


def photo(name: str = "log.jpg", colour: str = "#3a7", size: tuple[int, int] = (900, 1200)) -> dict:
    """A photo as a phone names it."""
    kept = io.BytesIO()
    Image.new("RGB", size, colour).save(kept, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def titles(house: House, learner: Account) -> list[str]:
    """What the learner's pieces are called, as the server has them."""
    with house.inside():
        return [piece.title for piece in store.of_learner(learner.id)]


def status(page: Page) -> Locator:
    """What the page says about saving."""
    return page.locator("[data-autosave-status]")


def kept_here(page: Page) -> list[str]:
    """The keys of words that this device keeps."""
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('lp-unsent:'))")


def fill_in(page: Page, title: str = "Late parcel") -> None:
    """Write what the short page asks first."""
    page.get_by_label("Who took over?").fill("Priya, evening desk")
    page.get_by_label("What did you hand over?").fill(title)


@pytest.fixture
def phone(visit: Visits, cast: Cast) -> Visitor:
    """The learner, signed in, with a phone in hand."""
    me = visit(width=360, has_touch=True)
    me.expects("ERR_INTERNET_DISCONNECTED", "status of 401", "status of 400")
    me.sign_in(cast.learner)
    return me


def test_a_minute_on_a_phone(phone: Visitor, cast: Cast, house: House) -> None:
    page = phone.page
    thumb = Thumb(page)
    thumb.tap(page.get_by_role("link", name="Record a handover"))
    phone.heading("Record a handover")
    phone.look("record a handover")
    thumb.write("Who took over?", "Priya, evening desk")
    thumb.write("What did you hand over?", "Late parcel")
    thumb.tap(page.get_by_label("Face to face"))
    thumb.write("What is to be done next?", "Ring the depot")
    thumb.tap(page.get_by_label("Tomorrow 9:00"))
    thumb.tap(page.get_by_role("button", name="Save", exact=True))
    phone.heading("E1 is saved")
    assert thumb.count <= MOST, f"{thumb.count} taps and fields"
    expect(page.get_by_role("main")).to_contain_text("Ring the depot")
    expect(page.get_by_role("main")).to_contain_text("at 09:00")
    phone.look("a handover is saved")
    assert kept_here(page) == []
    assert titles(house, cast.learner) == ["Late parcel"]


def test_a_time_of_ones_own_counts_when_it_was_touched_last(
    phone: Visitor, cast: Cast, house: House
) -> None:
    page = phone.go("/handovers/new")
    fill_in(page)
    page.get_by_label("What is to be done next?").fill("Ring the depot")
    page.get_by_label("Tomorrow 9:00").tap()
    page.get_by_label("Another time").tap()
    page.get_by_label("Date and time").fill("2030-01-02T10:30")
    phone.press("Save")
    phone.heading("E1 is saved")
    with house.inside():
        [piece] = store.of_learner(cast.learner.id)
        assert piece.current["actions"][0]["deadline"] == "2030-01-02T10:30"


def test_a_double_tap_and_a_lost_answer_make_one_piece(
    phone: Visitor, cast: Cast, house: House
) -> None:
    page = phone.go("/handovers/new")
    phone.expects("ERR_FAILED", "ERR_CONNECTION")
    fill_in(page)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/handovers/new", lose_the_answer)
    phone.press("Save")
    expect(status(page)).to_contain_text("Your words are kept on this device")
    page.unroute("**/handovers/new")
    twice = "const form = document.getElementById('capture'); form.requestSubmit(); form.requestSubmit();"
    page.evaluate(twice)
    phone.heading("E1 is saved")
    assert titles(house, cast.learner) == ["Late parcel"]


def test_offline_the_words_wait_and_go_when_the_connection_is_back(
    phone: Visitor, cast: Cast, house: House
) -> None:
    page = phone.go("/handovers/new")
    phone.context.set_offline(True)
    fill_in(page)
    phone.press("Save")
    expect(status(page)).to_contain_text("you are offline")
    phone.look("recording a handover offline")
    expect(page.get_by_label("What did you hand over?")).to_have_value("Late parcel")
    phone.context.set_offline(False)
    phone.heading("E1 is saved")
    assert titles(house, cast.learner) == ["Late parcel"]
    assert kept_here(page) == []


def test_a_closed_tab_and_then_the_words_are_offered_to_their_writer_alone(
    phone: Visitor, cast: Cast, house: House
) -> None:
    page = phone.go("/handovers/new")
    fill_in(page)
    page.get_by_label("By phone").tap()
    expect(page.get_by_label("By phone")).to_be_checked()
    page.close()

    page = phone.page = phone.context.new_page()
    other = house.cast().learner
    phone.go("/")
    page.get_by_role("button", name="Sign out").tap()
    phone.heading("Sign in")
    phone.sign_in(other)
    phone.go("/handovers/new")
    expect(page.get_by_label("What did you hand over?")).to_have_value("")
    expect(page.get_by_text("may not have been saved")).to_have_count(0)
    page.get_by_role("button", name="Sign out").tap()
    phone.heading("Sign in")

    phone.sign_in(cast.learner)
    phone.go("/handovers/new")
    expect(page.get_by_text("may not have been saved")).to_be_visible()
    phone.look("words of a closed tab are offered")
    phone.press("Bring back my unsent words")
    expect(page.get_by_label("What did you hand over?")).to_have_value("Late parcel")
    expect(page.get_by_label("By phone")).to_be_checked()
    phone.press("Save")
    phone.heading("E1 is saved")
    assert kept_here(page) == []
    phone.go("/handovers/new")
    expect(page.get_by_text("may not have been saved")).to_have_count(0)
    assert titles(house, other) == []


def test_a_session_that_ended_keeps_the_words(phone: Visitor, cast: Cast, house: House) -> None:
    page = phone.go("/handovers/new")
    with house.inside(), write() as session:
        sign_ins.end_all(session, cast.learner.id)
    fill_in(page)
    phone.press("Save")
    phone.heading("Sign in")
    page.get_by_label("E-mail address").fill(cast.learner.email)
    page.get_by_label("Password", exact=True).fill("correct horse battery")
    phone.press("Sign in")
    phone.heading("Record a handover")
    phone.press("Bring back my unsent words")
    phone.press("Save")
    phone.heading("E1 is saved")
    assert titles(house, cast.learner) == ["Late parcel"]


def test_a_lost_answer_and_a_closed_tab_still_make_one_piece(
    phone: Visitor, cast: Cast, house: House
) -> None:
    page = phone.go("/handovers/new")
    phone.expects("ERR_FAILED")
    fill_in(page)

    def lose_the_answer(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/handovers/new", lose_the_answer)
    phone.press("Save")
    expect(status(page)).to_contain_text("Your words are kept on this device")
    page.close()
    page = phone.page = phone.context.new_page()
    phone.go("/handovers/new")
    phone.press("Bring back my unsent words")
    phone.press("Save")
    phone.heading("E1 is saved")
    assert titles(house, cast.learner) == ["Late parcel"]


def test_a_photo_first_and_its_words_beside_it(phone: Visitor, cast: Cast, house: House) -> None:
    page = phone.go("/handovers/new")
    page.get_by_text("Start from a photo of the shift log").tap()
    page.get_by_label("A photo of the shift log").set_input_files(photo())
    expect(page.get_by_role("img", name="log.jpg")).to_be_visible()
    phone.heading("Handover")
    fill_in(page, "From the shift log")
    expect(page.get_by_role("img", name="log.jpg")).to_be_in_viewport()
    expect(status(page)).to_have_text(SAVED)
    phone.look("typing beside the photo")
    phone.press("Save")
    phone.heading("E1 is saved")
    assert titles(house, cast.learner) == ["From the shift log"]


def test_files_show_their_progress_and_a_failed_one_is_tried_again_alone(
    visit: Visits, cast: Cast, house: House
) -> None:
    with house.inside():
        piece = draft(cast.learner)
    me = visit()
    me.expects("ERR_FAILED", "ERR_INTERNET_DISCONNECTED")
    me.sign_in(cast.learner)
    page = me.go(f"/evidence/{piece.id}/edit?stage=all")
    page.locator("#scope").fill("Typed before the files.")
    sent: list[str] = []

    def fail_the_second(route: Route) -> None:
        data = route.request.post_data_buffer or b""
        name = "second.jpg" if b"second.jpg" in data else "first.jpg"
        sent.append(name)
        if name == "second.jpg" and sent.count(name) == 1:
            route.abort()
        else:
            route.continue_()

    page.route(f"**/evidence/{piece.id}/files", fail_the_second)
    both = [photo("first.jpg", "#a33"), photo("second.jpg", "#33a")]
    page.get_by_label("Add photos or documents").set_input_files(both)
    expect(page.get_by_text("Added: first.jpg")).to_be_visible()
    expect(page.get_by_text("“second.jpg” was not added.")).to_be_visible()
    expect(page.get_by_label("What does “first.jpg” show?")).to_be_visible()
    me.look("a file that failed")
    me.press("Check and submit")
    expect(status(page)).to_contain_text("A file was not added.")
    page.get_by_role("button", name="Try again: second.jpg").click()
    expect(page.get_by_text("Added: second.jpg")).to_be_visible()
    assert sent == ["first.jpg", "second.jpg", "second.jpg"]
    page.get_by_label("What does “first.jpg” show?").fill("The sheet.")
    page.get_by_label("What does “second.jpg” show?").fill("The log.")
    page.wait_for_timeout(1000)  # a button takes no second press within a second
    me.press("Check and submit")
    me.heading("Check your answers")
    with house.inside():
        [kept] = store.of_learner(cast.learner.id)
        assert kept.current["scope"] == "Typed before the files."
        assert [attachment.alt_text for attachment in kept.live_attachments] == [
            "The sheet.",
            "The log.",
        ]


def test_an_upload_shows_how_far_it_is(visit: Visits, cast: Cast, house: House) -> None:
    with house.inside():
        piece = draft(cast.learner)
    me = visit()
    me.sign_in(cast.learner)
    page = me.go(f"/evidence/{piece.id}/edit?stage=files")
    page.evaluate(
        """() => { window.seen = []; new MutationObserver(() => {
          const bar = document.querySelector('.lp-chosen progress');
          if (bar) window.seen.push(bar.value);
        }).observe(document.querySelector('.lp-chosen'), {childList: true, subtree: true, characterData: true}); }"""
    )
    slow = me.context.new_cdp_session(page)
    slow.send("Network.enable")
    conditions = {"offline": False, "latency": 20, "downloadThroughput": -1}
    slow.send("Network.emulateNetworkConditions", conditions | {"uploadThroughput": 400_000})
    large = {"name": "log.txt", "mimeType": "text/plain", "buffer": b"line of a log\n" * 60_000}
    page.get_by_label("Add photos or documents").set_input_files(large)
    expect(page.get_by_text("Added: log.txt")).to_be_visible()
    assert any(0 < percent < 100 for percent in page.evaluate("window.seen"))


def test_a_file_that_is_too_large_or_no_file_of_ours_is_left_out_alone(
    visit: Visits, cast: Cast, house: House
) -> None:
    with house.inside():
        piece = draft(cast.learner)
    me = visit()
    me.sign_in(cast.learner)
    page = me.go(f"/evidence/{piece.id}/edit?stage=files")
    bad = {"name": "run.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ\x90\x00rest"}
    page.get_by_label("Add photos or documents").set_input_files([bad, photo("good.jpg")])
    expect(page.get_by_text("Added: good.jpg")).to_be_visible()
    expect(page.get_by_text("“run.exe” was not added.")).to_be_visible()
    page.get_by_role("button", name="Leave it out: run.exe").click()
    expect(page.get_by_text("run.exe")).to_have_count(0)
    me.press("Save draft")
    expect(page.get_by_text("Your draft is saved")).to_be_visible()


def test_stage_by_stage_with_actions_that_were_just_typed(
    phone: Visitor, cast: Cast, house: House
) -> None:
    page = phone.go("/handovers/new")
    fill_in(page)
    page.get_by_label("What is to be done next?").fill("Ring the depot")
    phone.press("Save")
    phone.heading("E1 is saved")
    phone.follow("Add the details now")
    expect(page.get_by_role("heading", name="Planning (1 of 2)")).to_be_visible()
    phone.look("planning, part one")
    page.locator("#purpose").fill("The customer was promised a call by six.")
    phone.press("Save and go on")
    expect(page.get_by_role("heading", name="Planning (2 of 2)")).to_be_visible()
    expect(page.locator("#actions-0-owner")).to_have_value("Priya, evening desk")
    phone.look("planning, part two")
    page.get_by_role("button", name="Follow-up").tap()
    expect(page.get_by_role("heading", name="Follow-up")).to_be_visible()
    expect(page.get_by_text("You have not gone back yet to see about")).to_be_visible()
    phone.look("follow-up")

    phone.follow("All questions on one page")
    page.get_by_role("button", name="Add another action").tap()
    page.locator("#actions-1-task").fill("Ring the customer")
    expect(status(page)).to_have_text(SAVED)
    page.locator("#check_backs-0-action").select_option(label="Ring the customer")
    page.locator("#check_backs-0-method").fill("By phone")
    expect(status(page)).to_have_text(SAVED)
    phone.press("Save draft")
    expect(page.get_by_text("Your draft is saved")).to_be_visible()
    with house.inside():
        [piece] = store.of_learner(cast.learner.id)
        actions = piece.current["actions"]
        assert piece.current["purpose"] == "The customer was promised a call by six."
        assert piece.current["check_backs"][0]["action"] == actions[1]["id"]


def test_saving_offline_stays_on_the_page_with_every_word(
    phone: Visitor, cast: Cast, house: House
) -> None:
    with house.inside():
        piece = draft(cast.learner)
    page = phone.go(f"/evidence/{piece.id}/edit?stage=planning")
    phone.context.set_offline(True)
    page.locator("#scope").fill("Typed in the lift.")
    phone.press("Save and go on")
    expect(status(page)).to_contain_text("you are offline")
    expect(page.locator("#scope")).to_have_value("Typed in the lift.")
    page = phone.close_tab_until_online()
    phone.go("/")
    phone.go(f"/evidence/{piece.id}/edit?stage=follow-up")
    expect(page.get_by_text("for another part of this piece")).to_be_visible()
    phone.look("unsent words of another part")
    phone.follow("Go to that part")
    phone.press("Bring back my unsent words")
    phone.press("Save and go on")
    expect(page.get_by_role("heading", name="Planning (2 of 2)")).to_be_visible()
    with house.inside():
        [kept] = store.of_learner(cast.learner.id)
        assert kept.current["scope"] == "Typed in the lift."
