"""A learner hands in a signed paper: its page says plainly what counts more easily, and it waits to be confirmed."""

import pytest
from playwright.sync_api import expect

from tests.evidence.examples import PAPER_KIND, draft
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House

pytestmark = pytest.mark.browser


def test_a_signed_paper_is_handed_in_and_waits(visit: Visits, cast: Cast, house: House) -> None:
    with house.inside():
        piece = draft(cast.learner, PAPER_KIND)
    me = visit()
    me.sign_in(cast.learner)
    page = me.page
    me.go("/evidence/new")
    expect(page.get_by_role("main")).to_contain_text("A link counts more easily")
    me.go(f"/evidence/{piece.id}/edit?stage=all")
    me.look("form of a signed paper")
    me.go(f"/evidence/{piece.id}/check")
    me.look("check of a signed paper")
    me.press(f"Submit {piece.reference}")
    me.heading(f"{piece.reference} is submitted")
    me.go(f"/evidence/{piece.id}/claims/{cast.second_enrolment.id}/3")
    me.look("claim with a signed paper")
    page.get_by_label("Why does it show this criterion?").fill("She says so there.")
    me.press("Claim criterion 3")
    me.go(f"/evidence/{piece.id}")
    expect(page.get_by_role("main")).to_contain_text("Until then it does not count")
    me.look("signed paper")
    ann = visit()
    ann.sign_in(cast.assessor)
    ann.go(f"/assessment/evidence/{piece.id}")
    expect(ann.page.get_by_role("main")).to_contain_text("W0")
    ann.look("signed paper before its assessor")
