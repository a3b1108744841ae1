"""Advice before submitting: what could be mended, one tap from its box, and gone when it is mended."""

import re

import pytest
from playwright.sync_api import expect

from tests.evidence.examples import draft
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House

pytestmark = pytest.mark.browser


def test_what_is_pointed_out_is_mended_in_its_box(visit: Visits, cast: Cast, house: House) -> None:
    with house.inside():
        weak = draft(
            cast.learner,
            understanding="yes ok",
            read_back="",
            questions="none",
            purpose="Handover",
            outstanding="Some stuff.",
        )
    me = visit()
    me.sign_in(cast.learner)
    page = me.go(f"/evidence/{weak.id}/check")
    advice = page.locator("section", has=page.get_by_role("heading", name="things you could mend"))
    expect(advice.locator("strong", has_text="Begin with why you are handing over")).to_be_visible()
    advice.locator("summary").first.click()
    expect(advice.get_by_text("Criterion 1: When and why a handover is needed")).to_be_visible()
    me.look("advice before submitting")

    advice.get_by_role("link", name="How did you make sure that it was received").click()
    box = page.locator("#understanding")
    expect(page).to_have_url(re.compile(r"stage=handing-over#understanding$"))
    expect(box).to_be_in_viewport()
    expect(page.get_by_text("There is one more thing in other parts")).to_be_visible()
    me.look("advice beside its questions")
    box.fill("She repeated the task and the time to me.")
    page.locator("#questions").fill("Which depot? Leeds.")
    page.locator("#outstanding").fill("The depot had not answered.")
    me.press("Save draft")
    expect(page.get_by_text("Your draft is saved.")).to_be_visible()
    expect(page.get_by_text("you could mend")).to_have_count(0)

    me.go(f"/evidence/{weak.id}/check")
    expect(page.get_by_role("heading", name="One thing you could mend")).to_be_visible()
    me.follow("What was the handover for?")
    page.locator("#purpose").fill("The customer was promised a call by six and my shift ended.")
    me.press("Save draft")
    expect(page.get_by_text("Your draft is saved.")).to_be_visible()
    me.go(f"/evidence/{weak.id}/check")
    expect(page.get_by_role("heading", name="Nothing to mend that we can see")).to_be_visible()
    me.look("nothing to mend")
