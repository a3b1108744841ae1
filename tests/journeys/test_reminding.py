"""An assessor sees who has not answered, ticks some and reminds them; the witness gets a second link."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from portfolio.base import clock
from portfolio.witness.requests import store
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House
from tests.witness.asked import DETAILS

pytestmark = pytest.mark.browser


def asked_last_week(house: House, cast: Cast) -> str:
    """Ask Grace nine days ago; return her address."""
    address = f"grace.{cast.learner.id.hex}@rowanbank.example.org"
    asking = DETAILS | {"witness_email": address, "criteria": ["3"]}
    with house.inside(), clock.at(clock.now() - timedelta(days=9)):
        store.ask(cast.learner, enrolment_id=cast.second_enrolment.id, **asking)
    house.mailbox.wait_for(address)
    return address


@pytest.mark.parametrize("width", [1280, 360])
def test_an_assessor_reminds_those_ticked(
    visit: Visits, cast: Cast, house: House, width: int
) -> None:
    address = asked_last_week(house, cast)
    assessor = visit(width=width)
    page = assessor.page
    assessor.sign_in(cast.assessor)
    assessor.follow("1 request to a witness needs you")
    assessor.heading("Witnesses who have not answered")
    expect(page.get_by_role("main")).to_contain_text("Silent for a week")
    assessor.look("requests that wait")
    page.get_by_label("Remind Grace Okafor").check()
    assessor.press("Remind those chosen")
    assessor.heading("Remind 1 witness")
    expect(page.get_by_role("main")).to_contain_text(address)
    assessor.look("reminding, asked once more")
    assessor.press("Send 1 reminder")
    assessor.heading("Witnesses who have not answered")
    expect(page.get_by_role("main")).to_contain_text("1 reminder is on its way")
    assert "/w/" in house.mailbox.wait_for(address, "This is a reminder")
    page.get_by_label("Remind Grace Okafor").check()
    assessor.press("Remind those chosen")
    assessor.heading("Nobody to remind")
    assessor.look("nobody to remind")
    assessor.assert_nothing_wrong()
