"""No word is lost: offline, signed out while typing, and two tabs on one draft."""

import re

import pytest
from playwright.sync_api import Page, expect

from portfolio.base.db import write
from portfolio.evidence.records import store
from portfolio.people import sign_ins
from portfolio.people.model import Account
from tests.evidence.examples import draft
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House

pytestmark = pytest.mark.browser

WORDS = "Only the missing parcel. The refund stays with me until Friday."
SAVED = re.compile(r"^Saved \d\d:\d\d$")


@pytest.fixture
def draft_path(house: House, cast: Cast) -> str:
    """The address of a prepared draft."""
    with house.inside():
        return f"/evidence/{draft(cast.learner).id}/edit?stage=all"


def status(page: Page):
    """What the page says about saving."""
    return page.locator("[data-autosave-status]")


def kept_scope(house: House, learner: Account) -> str:
    """What the server has of the answer that is written."""
    with house.inside():
        return str(store.of_learner(learner.id)[0].current["scope"])


def test_words_written_offline_are_kept_and_offered_again(
    visit: Visits, cast: Cast, house: House, draft_path: str
) -> None:
    me = visit()
    me.expects("ERR_INTERNET_DISCONNECTED")
    me.sign_in(cast.learner)
    page = me.go(draft_path)
    me.context.set_offline(True)
    page.locator("#scope").fill(WORDS)
    expect(status(page)).to_contain_text("you are offline")
    page = me.close_tab_until_online()
    me.go(draft_path)
    expect(page.locator("#scope")).not_to_have_value(WORDS)
    expect(page.get_by_text("may not have been saved")).to_be_visible()
    me.look("unsent words are offered")
    me.press("Bring back my unsent words")
    expect(page.locator("#scope")).to_have_value(WORDS)
    expect(status(page)).to_have_text(SAVED)
    assert kept_scope(house, cast.learner) == WORDS
    page.reload()
    expect(page.get_by_text("may not have been saved")).to_have_count(0)


def test_back_online_the_draft_saves_itself(
    visit: Visits, cast: Cast, house: House, draft_path: str
) -> None:
    me = visit()
    me.expects("ERR_INTERNET_DISCONNECTED")
    me.sign_in(cast.learner)
    page = me.go(draft_path)
    me.context.set_offline(True)
    page.locator("#scope").fill(WORDS)
    expect(status(page)).to_contain_text("you are offline")
    me.context.set_offline(False)
    expect(status(page)).to_have_text(SAVED)
    assert kept_scope(house, cast.learner) == WORDS


@pytest.mark.parametrize("how", ["by itself", "by the button"])
def test_a_session_that_ended_while_typing_keeps_the_words(
    visit: Visits, cast: Cast, house: House, draft_path: str, how: str
) -> None:
    me = visit()
    me.expects("status of 401", "status of 400")
    me.sign_in(cast.learner)
    page = me.go(draft_path)
    with house.inside(), write() as session:
        sign_ins.end_all(session, cast.learner.id)
    page.locator("#scope").fill(WORDS)
    if how == "by itself":
        expect(status(page)).to_contain_text("you are signed out")
        me.look("signed out while writing")
    else:
        me.press("Save draft")
        me.heading("Sign in")

    me.sign_in(cast.learner)
    me.go(draft_path)
    me.press("Bring back my unsent words")
    expect(page.locator("#scope")).to_have_value(WORDS)
    expect(status(page)).to_have_text(SAVED)
    assert kept_scope(house, cast.learner) == WORDS


def test_the_second_of_two_tabs_sees_both_versions_and_loses_nothing(
    visit: Visits, cast: Cast, house: House, draft_path: str
) -> None:
    me = visit()
    me.expects("status of 409")
    me.sign_in(cast.learner)
    first = me.go(draft_path)
    second = me.context.new_page()
    second.goto(house.url + draft_path)

    first.locator("#scope").fill("Words of the first tab.")
    first.get_by_role("button", name="Save draft").click()
    expect(first.get_by_text("Your draft is saved")).to_be_visible()

    second.locator("#scope").fill("Words of the second tab.")
    second.locator("#outstanding").fill("The depot rang back.")
    expect(status(second)).to_contain_text("changed in another window")
    me.page = second
    me.press("See both versions")
    me.heading("There are two versions")
    sides = second.locator("[aria-labelledby=about-scope] .lp-compare__side")
    expect(sides.nth(0)).to_contain_text("Words of the second tab.")
    expect(sides.nth(1)).to_contain_text("Words of the first tab.")
    me.look("two versions")
    second.locator("#keep-scope-both").check()
    second.locator("#keep-outstanding-mine").check()
    me.press("Save what I chose")
    expect(second.get_by_text("saved with what you chose")).to_be_visible()
    expect(second.get_by_text("may not have been saved")).to_have_count(0)
    me.follow("All questions on one page")
    expect(second.locator("#outstanding")).to_have_value("The depot rang back.")
    kept = kept_scope(house, cast.learner)
    assert "Words of the first tab." in kept
    assert "Words of the second tab." in kept
    second.reload()
    expect(second.get_by_text("may not have been saved")).to_have_count(0)
