"""An administrator's way: the first run of an empty home, inviting people, enrolling; the quality assurer reads the trail."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conftest import MAINTAIN, PASSWORD
from tests.journeys.conftest import Visits
from tests.journeys.house import House
from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import Visitor
from tests.one_app import close

pytestmark = pytest.mark.browser


@pytest.fixture
def empty_house(mailbox: Mailbox, tmp_path: Path) -> Iterator[House]:
    """A server that nobody has set up yet."""
    with House(tmp_path / "home", mailbox).open() as running:
        yield running
        close(running.app)


def invite(admin: Visitor, name: str, email: str, role: str) -> None:
    """Invite one person."""
    page = admin.page
    admin.go("/centre/people/invite")
    admin.look("invite somebody")
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("E-mail address").fill(email)
    page.locator(f"[name=roles][value={role}]").check()
    admin.press("Send the invitation")
    expect(page.get_by_role("main")).to_contain_text(name)


def take_up(visit: Any, house: House, email: str) -> Visitor:
    """Open the mailed invitation and choose a password."""
    person = visit(house, width=360)
    person.go(house.mailbox.link_for(email, "/invitation/"))
    person.heading("Choose your password")
    person.look("invitation")
    person.page.locator("[name=password]").fill(PASSWORD)
    person.press("Keep this password and sign in")
    person.heading("Hello")
    return person


def test_a_centre_begins(visit: Visits, empty_house: House) -> None:
    admin = visit(empty_house)
    page = admin.page
    admin.go("/")
    admin.heading("Set up your centre")
    admin.look("first run")
    page.get_by_label("Name of your centre").fill("Rowan College")
    page.get_by_label("Your name").fill("Ada Office")
    page.get_by_label("Your e-mail address").fill("ada@rowan.example.org")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Set-up code").fill("wrong")
    admin.press("Set up")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    admin.look("first run with an error")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Set-up code").fill(empty_house.set_up_code())
    admin.press("Set up")
    admin.heading("Hello Ada")
    admin.look("administrator first page")

    invite(admin, "Asif Assessor", "asif@rowan.example.org", "assessor")
    invite(admin, "Lena Learner", "lena@rowan.example.org", "learner")
    invite(admin, "Ivy Quality", "ivy@rowan.example.org", "iqa")
    admin.go("/centre/people")
    admin.look("people of a centre")
    assessor = take_up(visit, empty_house, "asif@rowan.example.org")
    learner = take_up(visit, empty_house, "lena@rowan.example.org")
    learner.look("first page of a learner without a unit")

    admin.go("/centre/enrolments/new")
    admin.look("enrol a learner")
    page.get_by_label("Learner", exact=True).select_option(
        label="Lena Learner (lena@rowan.example.org)"
    )
    page.locator(f"[name=units][value={MAINTAIN}]").check()
    page.get_by_label("Assessor", exact=True).select_option(
        label="Asif Assessor (asif@rowan.example.org)"
    )
    admin.press("Enrol")
    expect(page.get_by_role("main")).to_contain_text("Lena Learner")
    admin.look("enrolled")
    admin.go("/centre/enrolments")
    admin.look("enrolments of a centre")
    admin.go("/centre/details")
    admin.look("details of the centre")

    learner.go("/units")
    learner.look("units")
    learner.go(f"/units/{MAINTAIN}")
    learner.look("a unit")
    assessor.go("/assessment")
    assessor.look("empty queue")
    follow_the_trail(take_up(visit, empty_house, "ivy@rowan.example.org"))


def follow_the_trail(iqa: Visitor) -> None:
    """Read the learner's history and have it checked."""
    iqa.look("quality assurer first page")
    iqa.go("/history")
    iqa.look("learners whose history is read")
    iqa.follow("Lena Learner")
    iqa.heading("Lena Learner")
    iqa.look("trail of a learner")
    expect(iqa.page.get_by_role("row").filter(has_text="Ada Office").first).to_be_visible()
    iqa.press("Check that nothing was changed")
    expect(iqa.page.get_by_text("were checked just now")).to_be_visible()
    iqa.look("trail that was checked")
