"""The centre's witness list: from a request onto the list, changed, taken off, and an employer's domain; the QR code of a link."""

import pytest
from playwright.sync_api import expect

from portfolio.witness.requests import store
from tests.journeys.conftest import Visits
from tests.journeys.house import House
from tests.witness.asked import DETAILS

pytestmark = pytest.mark.browser


def test_an_assessor_keeps_the_witness_list(visit: Visits, house: House) -> None:
    cast = house.cast()
    address = f"grace.{cast.learner.id.hex[:6]}@hotel.example.org"
    with house.inside():
        request = store.ask(
            cast.learner,
            enrolment_id=cast.second_enrolment.id,
            **{**DETAILS, "witness_email": address, "employer": "Rowan Bank Hotels"},
            criteria=["3"],
        )
    assessor = visit(house)
    page = assessor.page
    main = page.get_by_role("main")
    assessor.sign_in(cast.assessor)
    assessor.go("/witnesses/waiting")
    assessor.follow("witness list")
    assessor.heading("Witness list")
    assessor.go(f"/witnesses/{request.id}/vouch")
    assessor.follow("Put them on the centre’s witness list")
    assessor.heading("Put somebody on the witness list")
    expect(page.get_by_label("Work e-mail address")).to_have_value(address)
    assessor.press("Put on the list")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assessor.look("put on the witness list with an error")
    page.get_by_label("How do they know your learners?").fill("Manages the night team")
    page.get_by_label("Yes, an expert witness").check()
    page.get_by_label("How do you know that this is them").fill("I rang the hotel")
    assessor.press("Put on the list")
    expect(main).to_contain_text("You vouch for")

    assessor.go("/witnesses/list")
    assessor.look("witness list")
    assessor.follow("Grace Okafor")
    assessor.look("one witness of the list")
    assessor.follow("Change", exact=True)
    page.get_by_label("Role", exact=True).fill("Duty manager")
    page.get_by_label("How do you know that this is them").fill("She told me")
    assessor.look("change a line of the witness list")
    assessor.press("Save the change")
    expect(main).to_contain_text("is changed")
    assessor.follow("Take off the list")
    page.get_by_label("Why?").fill("Left the firm")
    assessor.look("take off the witness list")
    assessor.press("Take off the list")
    expect(main).to_contain_text("Left the firm")
    assessor.go("/witnesses/list?off=1")
    assessor.look("who was taken off the witness list")

    assessor.go(f"/witnesses/domains/add?request={request.id}")
    expect(page.get_by_label("Domain", exact=True)).to_have_value("hotel.example.org")
    page.get_by_label("How do you know that this domain is theirs?").fill("It is on their page")
    assessor.look("approve a domain")
    assessor.press("Approve this domain")
    assessor.go("/witnesses/domains")
    assessor.look("domains of employers")
    assessor.follow("End the approval")
    page.get_by_label("Why?").fill("The hotel was sold")
    assessor.press("End the approval")
    expect(main).to_contain_text("The hotel was sold")

    assessor.go(f"/witnesses/{request.id}/release")
    assessor.press("Show the link")
    code = page.get_by_role("img", name="QR code of the link for Grace Okafor")
    expect(code).to_be_visible()
    assessor.look("a link that is shown once, with its code")
