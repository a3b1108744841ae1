"""A learner's way: write a handover, claim with its words, check, submit, ask a witness, revise, take out, bring back."""

import io
import re
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from portfolio.base.clock import today
from tests.evidence.examples import handover_content
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

SAVED = re.compile(r"^Saved \d\d:\d\d$")


def handover() -> dict:
    """A handover of yesterday, without rows, which are added by hand."""
    yesterday = today() - timedelta(days=1)
    return handover_content(
        happened_at=f"{yesterday}T16:45", actions=[], check_backs=[], understanding=""
    )


def photo() -> dict:
    """A small photo as a phone names it."""
    kept = io.BytesIO()
    Image.new("RGB", (320, 240), "#3a7").save(kept, "JPEG")
    return {"name": "sheet.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()}


def write_down(page: Page, content: dict) -> None:
    """Fill in every answer that is not a row."""
    for name, value in content.items():
        if isinstance(value, list) or not value:
            continue
        if name in ("setting", "trigger"):
            page.locator(f"[name={name}][value={value}]").check()
        elif name == "method":
            page.locator("#method").select_option(value)
        else:
            page.locator(f"#{name}").fill(value)


def write_action(page: Page, row: int, task: str, owner: str) -> None:
    """Fill in one action."""
    page.locator(f"#actions-{row}-task").fill(task)
    page.locator(f"#actions-{row}-owner").fill(owner)
    page.locator(f"#actions-{row}-deadline").fill(f"{today()}T17:30")


def begin(me: Visitor) -> None:
    """Go from the first page to an empty handover."""
    me.look("learner first page")
    me.page.get_by_role("navigation", name="Main").get_by_text("My evidence").click()
    me.heading("My evidence")
    me.look("no evidence yet")
    me.follow("Add other evidence")
    me.heading("What do you want to add?")
    me.look("choose a kind")
    me.press("Begin a handover")
    me.heading("Handover")


def test_a_learner_writes_claims_submits_and_revises(
    visit: Visits, cast: Cast, house: House
) -> None:
    me = visit()
    page = me.page
    me.go("/sign-in")
    me.look("sign in")
    me.sign_in(cast.learner)
    begin(me)
    me.look("empty handover")
    me.follow("All questions on one page")
    me.heading("Handover")
    me.look("empty handover, all of it")

    # The draft saves itself, and a reload keeps the words.
    write_down(page, handover())
    expect(page.locator("[data-autosave-status]")).to_have_text(SAVED)
    page.reload()
    expect(page.locator("#purpose")).to_have_value(handover()["purpose"])
    write_action(page, 0, "Ring the depot", "Priya")
    page.get_by_role("button", name="Add another action").click()
    expect(page.locator("#actions-1-task")).to_be_focused()
    write_action(page, 1, "Ring the customer", "Priya")
    expect(page.locator("[data-autosave-status]")).to_have_text(SAVED)

    # A photo, described.
    page.get_by_label("Add photos or documents").set_input_files(photo())
    expect(page.get_by_text("Added: sheet.jpg")).to_be_visible()
    page.get_by_label("What does “sheet.jpg” show?").fill("The handover sheet with both actions.")
    expect(page.locator("#actions-1-task")).to_have_value("Ring the customer")
    me.look("handover with a photo")

    # Checked too early: the summary has the focus, and its link leads to the very field.
    me.press("Check and submit")
    me.heading("Check your answers")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    me.look("check with something missing")
    page.locator(".govuk-error-summary a").first.click()
    me.heading("Handover")
    expect(page.locator("#understanding")).to_be_in_viewport()
    me.look("handover with an error")
    page.locator(".govuk-error-summary").get_by_role("link").click()
    expect(page.locator("#understanding")).to_be_focused()
    page.keyboard.type(handover_content()["understanding"])
    page.get_by_role("button", name="Photos and documents").click()
    expect(page.get_by_label("What does “sheet.jpg” show?")).to_be_visible()

    # Claimed with words selected in the account itself.
    me.press("Save and choose criteria")
    me.heading("Which criteria does it show?")
    me.look("criteria of a piece")
    page.locator(f"#criterion-{cast.enrolment.id}-1").get_by_role("link").click()
    me.heading("1.")
    page.locator("#words #field-understanding").click(click_count=3)
    me.press("Use the selected words")
    expect(page.locator("#quote")).to_have_value(handover_content()["understanding"])
    me.look("claim")
    me.press("Claim criterion 1")
    expect(page.get_by_text("Why does it show this criterion?")).to_be_visible()
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    me.look("claim with an error")
    page.get_by_label("Why does it show this criterion?").fill("Both of us said who does what.")
    me.press("Claim criterion 1")
    expect(page.get_by_text("is claimed for criterion 1")).to_be_visible()
    me.look("criteria of a claimed piece")

    me.follow("Check and submit")
    me.heading("Check your answers")
    me.look("check")
    me.press("Submit E1")
    me.heading("E1 is submitted")
    me.look("submitted")
    me.follow("Read E1")
    me.heading("Late parcel")
    expect(page.locator("mark")).to_have_text(handover_content()["understanding"])
    expect(page.get_by_alt_text("The handover sheet with both actions.")).to_be_visible()
    me.look("submitted piece")

    me.go(f"/coverage/{cast.enrolment.id}")
    me.heading("Your coverage")
    expect(page.locator("#criterion-1 .lp-state").first).to_contain_text("Claimed")
    expect(page.locator("#criterion-2 .lp-state").first).to_contain_text("Nothing yet")
    me.look("coverage")
    ask_a_witness(me, cast)
    revise_and_put_aside(me)
    page.get_by_role("button", name="Sign out").click()
    me.go("/evidence")
    me.heading("Sign in")


def ask_a_witness(me: Visitor, cast: Cast) -> None:
    """Ask somebody about the second unit."""
    page = me.page
    page.get_by_role("navigation", name="Main").get_by_text("Witnesses").click()
    me.heading("Witnesses")
    me.look("no witness yet")
    me.follow("Ask a witness")
    me.look("choose the unit for a witness")
    me.follow(cast.second_enrolment.unit.title)
    me.press("Send the request")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    me.look("ask a witness with errors")
    page.get_by_label("Their name").fill("Grace Okafor")
    page.get_by_label("Their role").fill("Night manager")
    page.get_by_label("How do they know you?").fill("Manages the night team")
    page.get_by_label("Their work e-mail address").fill("grace@rowanbank.example.org")
    page.get_by_label("Your message to them").fill("The handover by the lift yesterday evening.")
    page.locator("[name=criteria]").first.check()
    me.press("Send the request")
    me.heading("Grace Okafor")
    me.look("a witness is asked")
    me.go("/witnesses")
    me.follow("Grace Okafor")
    me.heading("Grace Okafor")
    me.house.mailbox.link_for("grace@rowanbank.example.org", "/w/")
    assert "/w/" not in page.content()


def revise_and_put_aside(me: Visitor) -> None:
    """Submit a second version; take the piece out and bring it back."""
    page = me.page
    me.go("/evidence")
    me.look("my evidence")
    me.follow("E1")
    me.press("Revise")
    me.heading("Handover")
    page.get_by_role("button", name="Follow-up").click()
    page.locator("#customer_outcome").fill("The parcel came the same evening.")
    me.press("Check and submit")
    me.press("Submit E1")
    me.follow("Read E1")
    expect(page.get_by_text("Version 2, submitted").first).to_be_visible()
    me.look("piece with two versions")
    me.follow("Version 1")
    expect(page.get_by_text("This is an older version")).to_be_visible()
    me.look("older version")
    me.go("/evidence")
    me.follow("E1")
    me.follow("Take it out of my portfolio")
    me.look("take a piece out")
    me.press("Take E1 out")
    me.go("/evidence")
    me.look("everything taken out")
    page.get_by_role("button", name="Restore E1").click()
    expect(page.get_by_role("button", name="Restore E1")).to_have_count(0)
    me.go("/evidence")
    expect(page.get_by_role("main").get_by_role("link", name="E1")).to_be_visible()


def test_all_of_it_works_without_javascript_on_a_narrow_phone(visit: Visits, cast: Cast) -> None:
    me = visit(width=320, java_script_enabled=False)
    page = me.page
    me.sign_in(cast.learner)
    me.go("/evidence/new")
    me.press("Begin a handover")
    me.follow("All questions on one page")
    write_down(page, handover())
    write_action(page, 0, "Ring the depot", "Priya")
    page.get_by_role("button", name="Add another action").click()
    expect(page.locator("#purpose")).to_have_value(handover()["purpose"])
    write_action(page, 1, "Ring the customer", "Priya")
    page.get_by_label("Add photos or documents").set_input_files(photo())
    me.press("Add these files")
    page.get_by_label("What does “sheet.jpg” show?").fill("The handover sheet.")
    me.press("Check and submit")
    me.heading("Check your answers")
    page.locator(".govuk-error-summary a").first.click()
    page.locator("#understanding").fill(handover_content()["understanding"])
    page.get_by_role("button", name="Photos and documents").click()
    me.press("Save and choose criteria")
    page.locator(f"#criterion-{cast.enrolment.id}-1").get_by_role("link").click()
    page.locator("#quote").fill(handover_content()["understanding"])
    page.get_by_label("Why does it show this criterion?").fill("Both of us said who does what.")
    me.press("Claim criterion 1")
    me.follow("Check and submit")
    me.press("Submit E1")
    me.heading("E1 is submitted")
    me.go(f"/coverage/{cast.enrolment.id}")
    expect(page.locator("#criterion-1 .lp-state").first).to_contain_text("Claimed")
    page.get_by_role("button", name="Sign out").click()
    me.go("/evidence")
    me.heading("Sign in")
