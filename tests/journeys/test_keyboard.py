"""Everything can be done by keyboard alone, and what has the focus is always to be seen."""

import pytest
from playwright.sync_api import Page, expect

from portfolio.evidence.records import store
from tests.conftest import PASSWORD
from tests.evidence.examples import draft
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House

pytestmark = pytest.mark.browser

MOST = 200
FOCUSED = """() => {
  const e = document.activeElement, style = getComputedStyle(e), box = e.getBoundingClientRect();
  const label = e.closest('.govuk-radios__item, .govuk-checkboxes__item')?.querySelector('label');
  const around = label ? getComputedStyle(label, '::before') : style;
  return {
    tag: e.tagName.toLowerCase(),
    words: (e.labels?.[0]?.innerText || e.innerText || e.value || '').trim(),
    marked: [style, around].some((s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0) || s.boxShadow !== 'none'),
    seen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    covered: e !== document.body && (() => {
      const bar = document.querySelector('.lp-savebar');
      if (!bar || bar.contains(e) || getComputedStyle(bar).position !== 'sticky') return false;
      return box.top >= bar.getBoundingClientRect().top && box.bottom <= bar.getBoundingClientRect().bottom;
    })(),
  };
}"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what says `words` has the focus; all that had it on the way must be visible."""
    passed = []
    for _ in range(MOST):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        passed.append(now["words"][:40])
        if now["tag"] == "body":
            continue
        assert now["marked"], f"{page.url}: the focus on {now} is not marked"
        assert now["seen"], f"{page.url}: the focus on {now} is out of sight"
        assert not now["covered"], f"{page.url}: the focus on {now} lies under the bar"
        if now["words"].startswith(words):
            return
    raise AssertionError(f"{page.url}: Tab never comes to {words!r}: {passed}")


def test_a_learner_signs_in_and_submits_by_keyboard(
    visit: Visits, cast: Cast, house: House
) -> None:
    with house.inside():
        prepared = draft(cast.learner, setting="")
    me = visit()
    page = me.page
    me.go("/sign-in")
    tab_to(page, "Skip to main content")
    tab_to(page, "E-mail address")
    page.keyboard.type(cast.learner.email)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    me.heading("Hello")

    tab_to(page, "My evidence")
    page.keyboard.press("Enter")
    me.heading("My evidence")
    tab_to(page, "Go on writing")
    page.keyboard.press("Enter")
    me.heading("Handover")
    tab_to(page, "Real work")
    page.keyboard.press("Space")
    expect(page.get_by_label("Real work")).to_be_checked()
    tab_to(page, "Check and submit")
    page.keyboard.press("Enter")
    me.heading("Check your answers")
    tab_to(page, "Submit E1")
    page.keyboard.press("Space")
    me.heading("E1 is submitted")
    with house.inside():
        sent = store.own(cast.learner, prepared.id)
        assert sent
        assert sent.current["setting"] == "real"


def test_the_skip_link_leads_to_the_main_part(visit: Visits, cast: Cast) -> None:
    me = visit()
    me.sign_in(cast.learner)
    me.go("/evidence")
    tab_to(me.page, "Skip to main content")
    me.page.keyboard.press("Enter")
    expect(me.page.locator("main")).to_be_focused()
