"""The handover log on a screen and on paper: a learner finds something again, an assessor reads and prints it."""

import re
from pathlib import Path

import pikepdf
import pytest
from playwright.sync_api import expect

from portfolio.evidence.records import store
from tests.evidence.examples import draft, submitted
from tests.handover.many import fill_handovers
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House

pytestmark = pytest.mark.browser


def test_a_learner_finds_a_handover_again(visit: Visits, cast: Cast, house: House) -> None:
    learner = visit()
    learner.sign_in(cast.learner)
    page = learner.page
    page.get_by_role("navigation", name="Main").get_by_text("Handovers", exact=True).click()
    learner.heading("Handovers")
    learner.look("log without handovers")

    with house.inside():
        fill_handovers(cast.learner.id, 24)
        submitted(cast.learner, title="Refund for the café’s broken chairs", method="phone")
        submitted(cast.learner, check_backs=[], customer_outcome="", handed_to="Tomás, night desk")
        store.revise(cast.learner, submitted(cast.learner, title="Keys for the store room").id)
        draft(cast.learner, title="", happened_at="", handed_to="", method="")
        submitted(cast.learner, "reflective_account", title="What the cafe’s chairs taught me")
    learner.go("/handovers")
    expect(page.get_by_role("heading", name="28 handovers")).to_be_visible()
    learner.look("log as a table")
    page.get_by_role("link", name="Timeline").click()
    learner.look("log as a timeline")

    page.get_by_label("Search everything you wrote").fill("CAFÉ chair")
    learner.press("Search")
    expect(page.get_by_role("heading", name="1 handover found")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("Also found"))).to_be_visible()
    expect(page.locator("mark").first).to_have_text("café’s")
    learner.look("log searched")

    page.get_by_text("Filter by date, how and why").click()
    page.get_by_label("How it was handed over").select_option("By e-mail")
    learner.press("Show these")
    expect(page.get_by_role("heading", name="No handover found")).to_be_visible()
    page.get_by_label("Search everything you wrote").fill("elephant")
    learner.press("Search")
    expect(page.get_by_role("heading", name="Nothing found")).to_be_visible()
    learner.look("log with nothing found")
    page.get_by_role("link", name="Clear search and filters").click()
    expect(page.get_by_role("heading", name="28 handovers")).to_be_visible()


def test_an_assessor_prints_the_log(
    visit: Visits, cast: Cast, house: House, tmp_path: Path
) -> None:
    with house.inside():
        fill_handovers(cast.learner.id, 30)
    assessor = visit()
    assessor.sign_in(cast.assessor)
    assessor.go(f"/handovers/of/{cast.learner.id}")
    assessor.look("log of a learner")
    page = assessor.page
    page.get_by_role("link", name="Print the log").click()
    assessor.look("log to print")
    paper = tmp_path / "log.pdf"
    page.pdf(path=paper, format="A4")
    with pikepdf.open(paper) as printed:
        assert 2 <= len(printed.pages) <= 8
    page.emulate_media(media="print")
    expect(page.get_by_text(f"{cast.learner.name}, Fellside Training. Printed")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    expect(page.get_by_text("for a spreadsheet")).to_be_hidden()
    expect(page.locator(".lp-log tbody tr")).to_have_count(27)
