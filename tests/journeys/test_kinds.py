"""More kinds: an assessor writes an observation that the learner reads; a recorded discussion plays in the page."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import attachments, store
from tests.evidence.examples import draft, submitted
from tests.evidence.recordings import recording
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

SEEN = "She asked Priya to say back every task, and put one right."


def go_to_part(visitor: Visitor, words: str) -> None:
    """Go to another part of the form; what was typed is saved on the way."""
    parts = visitor.page.get_by_role("navigation", name="Parts of this piece")
    parts.get_by_role("button", name=words).click()


def test_an_assessor_writes_an_observation_and_the_learner_reads_it(
    visit: Visits, cast: Cast, house: House
) -> None:
    with house.inside():
        handover = submitted(cast.learner)
    assessor, learner = visit(), visit(width=360)
    page = assessor.page
    assessor.sign_in(cast.assessor)
    assessor.go(f"/coverage/{cast.enrolment.id}")
    assessor.follow("Write an observation or discussion record")
    assessor.heading("What do you want to write?")
    assessor.look("choose a record")
    assessor.press("Begin an observation record")
    assessor.heading("Observation record")
    assessor.look("observation record, the occasion")
    page.get_by_label("A short title").fill("Handover at the end of the late shift")
    page.locator("[name=happened_at]").fill("2026-10-05T16:45")
    page.get_by_label("Where?", exact=True).fill("The front desk")
    page.get_by_label("Real work", exact=True).check()
    page.get_by_label("Which handover was seen?").select_option(str(handover.id))
    page.get_by_label("What was going on?").fill("Mia handed the desk over to Priya.")
    assessor.press("Save and go on")
    expect(page.get_by_role("heading", name="What was seen", exact=True)).to_be_visible()
    page.locator("[name=criteria-0-criterion]").select_option(index=2)
    page.locator("[name=criteria-0-words]").fill(SEEN)
    page.get_by_label("What was said to the learner afterwards?").fill(
        "Well done: you asked twice."
    )
    assessor.look("observation record, what was seen")
    go_to_part(assessor, "Check and submit")
    assessor.heading("Check your answers")
    assessor.look("observation record to check")
    assessor.press("Submit E2")
    assessor.heading("Handover at the end of the late shift")
    expect(page.get_by_text("What the assessor saw")).to_be_visible()
    expect(page.get_by_text("The parcel was found and delivered.")).to_be_visible()
    assessor.look("observation to decide on")

    learner.sign_in(cast.learner)
    learner.page.get_by_role("button", name="submitted E2").click()
    learner.heading("Handover at the end of the late shift")
    expect(learner.page.get_by_text(SEEN).first).to_be_visible()
    expect(learner.page.get_by_role("button", name="Revise")).to_have_count(0)
    learner.look("observation as the learner reads it")
    learner.go("/evidence/new")
    learner.look("choose a kind of evidence")


def test_a_recorded_discussion_plays_in_the_page(
    visit: Visits, cast: Cast, house: House, tmp_path: Path
) -> None:
    sound = tmp_path / "talk with Ann.mp3"
    sound.write_bytes(recording("mp3", 8))
    learner = visit()
    page = learner.page
    learner.sign_in(cast.learner)
    learner.go("/evidence/new")
    learner.press("Begin a professional discussion")
    learner.heading("Professional discussion")
    page.get_by_label("A short title").fill("How I choose a way to hand over")
    page.locator("[name=happened_on]").fill("2026-10-05")
    page.get_by_label("Who took part?").fill("Ann and I")
    learner.press("Save and go on")
    page.locator("[name=questions-0-question]").fill("Why by phone?")
    page.locator("[name=questions-0-answer]").fill("Because she was on the road.")
    page.locator("[name=questions-0-time]").fill("0:05")
    learner.look("discussion, questions")
    go_to_part(learner, "The recording and other files")
    page.locator("input[type=file]").set_input_files(sound)
    expect(page.locator("audio")).to_have_count(1)
    learner.look("discussion with its recording")
    learner.press("Check and submit")
    learner.press("Submit E1")
    learner.follow("Read E1")
    learner.heading("How I choose a way to hand over")

    player = page.locator("audio")
    expect(player).to_have_js_property("paused", True)
    page.wait_for_function("document.querySelector('audio').readyState > 0")
    length = player.evaluate("one => one.duration")
    assert 7.9 < length < 8.2
    learner.look("discussion as it is read")
    player.evaluate("one => { one.muted = true }")
    page.get_by_role("button", name="Play the recording from 0:05").click()
    page.wait_for_function("document.querySelector('audio').currentTime >= 5")
    assert player.evaluate("one => one.error") is None


def test_without_scripts_times_are_text_and_the_player_is_there(
    visit: Visits, cast: Cast, house: House
) -> None:
    with house.inside():
        rows = [{"question": "Why so?", "answer": "Because it was quick.", "time": "0:01"}]
        piece = draft(cast.learner, "professional_discussion", questions=rows)
        attachments.add(cast.learner, piece.id, accept(recording("wav", 2), "talk.wav"))
        store.submit(cast.learner, piece.id)
    learner = visit(java_script_enabled=False, width=360)
    learner.sign_in(cast.learner)
    learner.go(f"/evidence/{piece.id}")
    expect(learner.page.locator("[data-seek='1']")).to_have_text("0:01")
    expect(learner.page.locator("audio[controls]")).to_be_visible()
