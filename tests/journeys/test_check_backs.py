"""A check-back that can't be forgotten: on the first page, by mail, in the calendar, until it is written."""

import re
import urllib.request
from datetime import datetime, time, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import expect

from portfolio.base import clock
from portfolio.base.wall_time import moment_of
from portfolio.handover.reminders import send_digest
from tests.handover.waiting import handed_over
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House
from tests.journeys.mailbox import Mailbox

pytestmark = pytest.mark.browser

NARROW = 360


def remind(house: House, days_on: int) -> None:
    """Let the reminders of a morning to come be sent, as the daily job does."""
    with house.inside():
        morning = datetime.combine(clock.today() + timedelta(days=days_on), time(8))
        with clock.at(moment_of(morning, clock.zone())):
            send_digest.mail_digests(None, day=clock.today().isoformat())


def reminders_to(mailbox: Mailbox, address: str) -> int:
    return sum(
        address in message["to"] for message in mailbox.messages if message["List-Unsubscribe"]
    )


def tasks_in(address: str) -> set[str]:
    """Read a calendar's address as a calendar does, and return what it shows."""
    with urllib.request.urlopen(address) as answer:
        assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
        calendar = Calendar.from_ical(answer.read())
    return {str(event["SUMMARY"]) for event in calendar.walk("VEVENT")}


def test_an_overdue_check_back_is_told_everywhere_until_it_is_written(
    visit: Visits, cast: Cast, house: House, mailbox: Mailbox
) -> None:
    yesterday = clock.today() - timedelta(days=1)
    with house.inside():
        handed_over(
            cast.learner,
            f"{yesterday}T17:30",
            f"{yesterday + timedelta(days=9)}T12:00",
            happened_at=f"{yesterday}T16:45",
        )
    me = visit(width=NARROW)
    page = me.page
    me.sign_in(cast.learner)
    expect(page.get_by_role("main")).to_contain_text("Check back on “Task 1”")
    me.look("first page with something overdue")

    me.follow("Reminders", exact=True)
    me.heading("Reminders")
    me.look("reminders")
    me.press("Make a calendar address")
    address = page.get_by_label("Address for your calendar").input_value()
    assert re.fullmatch(rf"{house.url}/calendar/[\w-]{{43}}\.ics", address)
    me.look("the address of a calendar")
    assert tasks_in(address) == {"Check back: Task 1", "Check back: Task 2"}

    remind(house, 1)
    mail = mailbox.wait_for(cast.learner.email, "1 check-back is overdue")
    assert "E1: Task 1" in mail
    stop = mailbox.link_for(cast.learner.email, "/reminders/stop/")
    found = re.search(rf"{house.url}/evidence/\S+about=\S+", mail)
    assert found

    me.go("/check-backs")
    me.heading("Check-backs")
    me.look("check-backs")
    page.get_by_role("link", name="Write the check-back").first.click()
    expect(page.get_by_label("Which action is it about?")).to_be_visible()
    me.go(found[0])  # the same, by the link in the mail
    expect(page.get_by_label("Which action is it about?")).to_contain_text("Task 1")
    expect(page.get_by_label("When did you check back?")).to_have_value(f"{clock.today()}")
    page.get_by_label("How", exact=True).fill("By phone")
    page.get_by_label("With whom").fill("Priya")
    page.get_by_label("What had happened").fill("She had rung, and the parcel was on its way.")
    me.press("Add check-back")
    expect(page.get_by_role("main")).to_contain_text("Your check-back is added to E1")
    expect(page.get_by_role("main")).to_contain_text("with Priya")

    me.go("/")
    expect(page.get_by_role("main")).not_to_contain_text("Task 1")
    expect(page.get_by_role("main")).to_contain_text("Task 2")
    assert tasks_in(address) == {"Check back: Task 2"}
    sent = reminders_to(mailbox, cast.learner.email)
    remind(house, 2)
    assert reminders_to(mailbox, cast.learner.email) == sent

    stranger = visit()
    stranger.go(stop)
    stranger.heading("Stop the reminders?")
    stranger.look("stop the reminders")
    stranger.press("Stop the e-mails")
    stranger.heading("No more reminders")
    stranger.look("reminders are stopped")
    me.go("/reminders")
    expect(page.get_by_role("main")).to_contain_text("By e-mail Off")
    assert stop.rpartition("/")[2] not in house.log.read_text()
    assert address.rpartition("/")[2] not in house.log.read_text()
