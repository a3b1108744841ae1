"""A witness says it aloud: recorded on the phone, sent again when the line was lost, and heard by the assessor."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect
from sqlalchemy import select

from portfolio.base.clock import today
from portfolio.base.db import db
from portfolio.evidence.records import store as evidence
from portfolio.witness.model import WitnessRecording, WitnessRequest
from tests.evidence.recordings import recording as tone
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House
from tests.journeys.test_witness import PHONE, mailed_link
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

SUMMARY = "She checked that he had understood, and then he was in charge."
NO_MICROPHONE = (
    "navigator.mediaDevices.getUserMedia = async () => {{ throw new DOMException('no', '{}'); }};"
)


def to_the_words(witness: Visitor, link: str) -> None:
    """Go from the link to the page of the words."""
    page = witness.page
    witness.go(link)
    witness.press("Begin")
    page.locator("[name=seen_in_person][value=yes]").check()
    page.get_by_label("When was it?").fill(str(today()))
    witness.press("Continue")
    witness.press("Yes, this is right")
    witness.heading("Tell it in your own words")


def status(page: Page) -> Locator:
    """Where the page says how it is with the recording."""
    return page.locator("[data-live] [role=status]")


def speak(witness: Visitor, begin: str = "Record with this device", seconds: float = 3) -> None:
    """Record for a few seconds, so that the fake microphone has beeped: it does so once a second."""
    page = witness.page
    page.get_by_role("button", name=begin).click()
    expect(status(page)).to_have_text("Recording. You can speak now.")
    expect(page.locator(".lp-recorder__time")).to_have_text(re.compile(r"9:5\d left"))
    page.wait_for_timeout(seconds * 1000)
    page.get_by_role("button", name="Stop").click()


def plays(player: Locator) -> bool:
    """Play a recording from its beginning; say whether it moved on."""
    player.evaluate("one => { one.muted = true; one.currentTime = 0; return one.play(); }")
    player.page.wait_for_function("one => one.currentTime > 0.5", arg=player.element_handle())
    return True


def test_a_witness_records_and_the_assessor_hears_it(
    visit: Visits, cast: Cast, house: House
) -> None:
    _address, link = mailed_link(house, cast)
    witness = visit(**PHONE)
    page = witness.page
    to_the_words(witness, link)
    speak(witness)
    expect(status(page)).to_contain_text("Your recording is kept")
    witness.look("words with a recording")
    assert plays(page.locator("[data-recorded] audio"))
    page.get_by_label("In a line or two").fill(SUMMARY)
    witness.press("Continue")
    witness.heading("Point by point")
    witness.press("Back")
    page.get_by_role("button", name="Listen").click()
    assert plays(page.locator("[data-recorded] audio"))
    witness.press("Continue")
    for code in "34":
        page.locator(f"[name=saw_{code}][value=yes]").check()
    witness.press("I did not see any of the others")
    expect(page.get_by_role("main")).to_contain_text("We ticked “I did not see this”")
    witness.press("Continue")
    expect(page.get_by_role("main")).to_contain_text(re.compile(r"0:0\d long"))
    witness.press("Continue to sign")
    page.get_by_label("Type your full name").fill("Grace Okafor")
    witness.press("Send my statement")
    witness.heading("Your statement has arrived")
    witness.look("receipt with a recording")
    assert witness.context.cookies() == []

    with house.inside():
        [piece] = evidence.of_learner(cast.learner.id)
        [file] = piece.attachments
        assert file.alt_text == SUMMARY
    ann = visit()
    ann.sign_in(cast.assessor)
    ann.go(f"/assessment/evidence/{piece.id}")
    assert plays(ann.page.locator("audio"))
    ann.look("spoken statement before its assessor")


def test_a_recording_survives_a_lost_line_and_is_removed_after_asking(
    visit: Visits, cast: Cast, house: House
) -> None:
    _address, link = mailed_link(house, cast)
    witness = visit(**PHONE)
    witness.expects("ERR_INTERNET_DISCONNECTED")
    page = witness.page
    to_the_words(witness, link)
    page.get_by_role("button", name="Record with this device").click()
    expect(status(page)).to_have_text("Recording. You can speak now.")
    page.wait_for_timeout(3000)
    witness.context.set_offline(True)
    page.get_by_role("button", name="Stop").click()
    expect(status(page)).to_contain_text("The connection was lost")
    assert plays(page.locator("[data-live] audio"))
    witness.look("recording that could not be sent")
    witness.context.set_offline(False)
    page.get_by_label("What did you see?").fill("He told her the order.")
    page.get_by_role("button", name="Try again").click()
    expect(status(page)).to_contain_text("Your recording is kept")

    speak(witness, "Record again")
    expect(status(page)).to_contain_text("Your recording is kept")
    witness.press("Remove the recording")
    witness.heading("Remove the recording?")
    witness.look("removing a recording")
    witness.press("Remove the recording")
    witness.heading("Tell it in your own words")
    expect(page.get_by_label("What did you see?")).to_have_value("He told her the order.")
    with house.inside():
        theirs = select(WitnessRequest.id).where(WitnessRequest.learner_id == cast.learner.id)
        kept = db.session.scalars(
            select(WitnessRecording).where(WitnessRecording.request_id.in_(theirs))
        ).all()
        assert len(kept) == 2
        assert all(recording.removed_at for recording in kept)


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("NotAllowedError", "does not let this page use the microphone"),
        ("NotFoundError", "We found no microphone"),
        ("NotReadableError", "Another program may be using it"),
    ],
)
def test_without_a_microphone_there_is_a_sentence_and_a_file_to_choose(
    visit: Visits, cast: Cast, house: House, problem: str, words: str
) -> None:
    _address, link = mailed_link(house, cast)
    witness = visit(**PHONE)
    witness.context.add_init_script(NO_MICROPHONE.format(problem))
    page = witness.page
    to_the_words(witness, link)
    page.get_by_role("button", name="Record with this device").click()
    expect(status(page)).to_contain_text(words)
    page.get_by_text("Use a sound file that you have").click()
    bad = {"name": "a.webm", "mimeType": "audio/webm", "buffer": b"junk"}
    page.get_by_label("Sound file").set_input_files(bad)
    expect(status(page)).to_contain_text("not a sound file")
    page.get_by_role("button", name="Leave it out").click()
    good = bad | {"buffer": tone("webm", 2)}
    page.get_by_label("Sound file").set_input_files(good)
    expect(status(page)).to_contain_text("Your recording is kept")
    witness.look("words with a chosen recording")


def test_a_recording_is_added_without_javascript(visit: Visits, cast: Cast, house: House) -> None:
    _address, link = mailed_link(house, cast)
    witness = visit(**PHONE, java_script_enabled=False)
    page = witness.page
    to_the_words(witness, link)
    page.get_by_label("What did you see?").fill(SUMMARY)
    page.get_by_text("Use a sound file that you have").click()
    file = {"name": "a.m4a", "mimeType": "audio/mp4", "buffer": tone("m4a", 2)}
    page.get_by_label("Sound file").set_input_files(file)
    witness.press("Add this file")
    expect(page.get_by_role("main")).to_contain_text("0:02 long")
    expect(page.get_by_label("In a line or two")).to_have_value(SUMMARY)
    with page.expect_download() as fetched:
        witness.press("Listen")
    assert fetched.value.suggested_filename == "a.m4a"
    witness.press("Remove the recording")
    witness.press("Keep it")
    expect(page.get_by_role("main")).to_contain_text("0:02 long")


def test_no_other_page_may_use_the_microphone(visit: Visits, cast: Cast, house: House) -> None:
    _address, link = mailed_link(house, cast)
    witness = visit(**PHONE)
    witness.expects("Permissions policy")
    ask = "navigator.mediaDevices.getUserMedia({audio: true}).then(() => 'open', (no) => no.name)"
    witness.go(link)
    assert witness.page.evaluate(ask) == "NotAllowedError"
    to_the_words(witness, link)
    assert witness.page.evaluate(ask) == "open"
