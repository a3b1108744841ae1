"""The record leaves the house: a learner asks for the PDF on the page, watches it being written and fetches it."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.assessment.examples import claimed
from tests.evidence.examples import UNDERSTANDING, handover_content
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House

pytestmark = pytest.mark.browser


def test_a_learner_fetches_the_portfolio_as_a_pdf(
    visit: Visits, cast: Cast, house: House, tmp_path: Path
) -> None:
    with house.inside():
        claimed(cast.learner, cast.enrolment.id)
    me = visit()
    page = me.page
    me.sign_in(cast.learner)
    me.go(f"/exports/{cast.learner.id}")
    me.heading("Your portfolio as a file")
    me.look("formats of the portfolio")
    page.locator("[name=format_name][value=pdf]").check()
    me.press("Write the file")
    me.heading("Writing the file")
    expect(page.locator("[data-poll-words]")).to_be_visible()
    me.heading("Your file is ready")  # the page turns by itself
    me.look("finished file")
    with page.expect_download() as fetched:
        me.follow("Fetch the file")
    place = tmp_path / fetched.value.suggested_filename
    fetched.value.save_as(place)

    assert place.suffix == ".pdf"
    assert place.read_bytes().startswith(b"%PDF-")
    read = subprocess.run(["pdftotext", str(place), "-"], capture_output=True, text=True)
    text = " ".join(read.stdout.split())
    assert cast.learner.name in text
    assert cast.enrolment.unit.title in text
    assert handover_content()["title"] in text
    assert UNDERSTANDING in text
    me.go(f"/exports/{cast.learner.id}")
    expect(page.get_by_role("main")).to_contain_text("Written before")
    me.look("formats and earlier files")
