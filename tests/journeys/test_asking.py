"""A learner asks a witness: what is asked first, what they will read, sent once, corrected, and how far it is."""

import pytest
from playwright.sync_api import expect

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import MailState, OutgoingMail, kept_back
from portfolio.people import sign_ins
from portfolio.witness.model import Declined, RequestState, WitnessRequest
from portfolio.witness.requests import store
from tests.conftest import PASSWORD
from tests.evidence.examples import submitted
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House
from tests.journeys.visitor import Visitor
from tests.witness.asked import DETAILS

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "has_touch": True, "is_mobile": True}


def fill_in(me: Visitor, address: str) -> None:
    """Say who saw it and what, as on a phone."""
    page = me.page
    page.get_by_label("Their name").fill("Grace Okafor")
    page.get_by_label("Their role").fill("Night manager")
    page.get_by_label("Who do they work for?").fill("Rowan Bank")
    page.get_by_label("How do they know you?").fill("Manages the night team")
    page.get_by_label("Their work e-mail address").fill(address)
    page.get_by_label("Your message to them").fill("The handover by the lift on 3 October")


def test_a_learner_asks_a_witness_on_a_phone(visit: Visits, cast: Cast, house: House) -> None:
    with house.inside():
        pieces = [submitted(cast.learner) for _ in range(8)]
    address = f"grace.{cast.learner.id.hex}@rowanbank.example.org"
    me = visit(**PHONE)
    page = me.page
    me.sign_in(cast.learner)
    me.go("/witnesses")
    me.look("nobody asked yet")
    me.follow("Ask a witness")
    me.heading("Ask a witness")
    me.look("for which unit")
    me.go(f"/witnesses/ask?enrolment={cast.second_enrolment.id}&evidence={pieces[2].id}")
    me.look("asking a witness")
    me.press("Send the request")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    me.look("asking a witness with errors")

    fill_in(me, address)
    page.get_by_text("Show 3 older pieces").click()
    page.get_by_label("E1 Late parcel").check()
    expect(page.get_by_label("E3 Late parcel")).to_be_checked()
    page.get_by_label("Your message to them").fill("The refund of Mrs Okonkwo, 07700 900123")
    me.press("Send the request")
    expect(page.get_by_role("main")).to_contain_text("may show who a customer is")
    me.look("asking a witness with customer details")
    page.get_by_label("Your message to them").fill("The handover by the lift on 3 October")

    me.press("Show what they will read")
    expect(page.get_by_role("heading", name="What they will read")).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("Nothing is sent yet")
    me.look("what a witness will read")
    page.get_by_role("button", name="Send the request").dblclick()
    me.heading("Grace Okafor")
    me.look("request to a witness")

    text = house.mailbox.wait_for(address, "asks what you saw")
    link = house.mailbox.link_for(address, "/w/")
    assert "lift" not in text
    assert text.count("/w/") == 1
    with house.inside():
        [made] = store.of_learner(cast.learner.id)
        sent = db.session.query(OutgoingMail).filter_by(belongs_to=made.id)
        assert sent.count() == 1
    page.reload()
    expect(page.get_by_role("main")).to_contain_text("The link was sent by mail")
    assert link.rsplit("/", 1)[1] not in page.content()

    witness = visit(**PHONE)
    witness.go(link)
    expect(witness.page.get_by_role("main")).to_contain_text("Late parcel")
    expect(witness.page.get_by_role("main")).to_contain_text("The handover by the lift")


def test_a_mistyped_address_is_corrected_without_javascript(
    visit: Visits, cast: Cast, house: House
) -> None:
    wrong, right = (f"{name}.{cast.learner.id.hex}@rowanbank.example.org" for name in "wr")
    with house.inside():
        asking = DETAILS | {"witness_email": wrong, "criteria": ["3"]}
        old = store.ask(cast.learner, enrolment_id=cast.second_enrolment.id, **asking)
    dead = house.mailbox.link_for(wrong, "/w/")
    me = visit(**PHONE, java_script_enabled=False)
    me.sign_in(cast.learner)
    me.go(f"/witnesses/{old.id}")
    me.follow("Correct the address")
    me.heading("Correct the address")
    me.page.get_by_label("Their work e-mail address").fill(right)
    me.press("Send the request")
    me.heading("Grace Okafor")
    assert house.mailbox.link_for(right, "/w/") != dead
    witness = visit(**PHONE)
    witness.expects("status of 404")
    witness.go(dead)
    witness.heading("This link can’t be used")
    me.go(f"/witnesses/{old.id}")
    expect(me.page.get_by_role("main")).to_contain_text("Replaced")
    me.go("/witnesses")
    expect(me.page.get_by_role("main")).to_contain_text("You asked again instead")


def in_every_state(cast: Cast) -> list[WitnessRequest]:
    """Ask five people, of whom each stands otherwise; their mails go nowhere."""
    made = []
    for number in range(5):
        asking = DETAILS | {
            "witness_email": f"w{number}.{cast.learner.id.hex}@work.example.org",
            "witness_name": f"Witness {number}",
            "criteria": ["3"],
        }
        with kept_back():
            made.append(store.ask(cast.learner, enrolment_id=cast.second_enrolment.id, **asking))
    store.cancel(cast.learner, made[0].id)
    with write() as session:
        other = session.get_one(WitnessRequest, made[1].id)
        other.state, other.declined_because = RequestState.DECLINED, Declined.SOMEBODY_ELSE
        other.answer, other.answered_at = "Priya on the evening desk was there.", now()
        for number, state in ((2, MailState.REFUSED), (3, MailState.DOUBTFUL)):
            mail = session.query(OutgoingMail).filter_by(belongs_to=made[number].id).one()
            mail.state, mail.tried_at = state, now()
        mail = session.query(OutgoingMail).filter_by(belongs_to=made[4].id).one()
        mail.state, mail.tried_at = MailState.WAITING, now()
    return made


def test_how_far_each_request_is(visit: Visits, cast: Cast, house: House) -> None:
    with house.inside():
        cancelled, other, refused, _doubtful, waiting = in_every_state(cast)
    me = visit()
    me.sign_in(cast.learner)
    me.go("/witnesses")
    expect(me.page.get_by_role("main")).to_contain_text("Nothing is lost")
    me.look("witnesses of a learner")
    me.go(f"/witnesses/{refused.id}")
    me.look("request whose address was refused")
    me.go(f"/witnesses/{cancelled.id}")
    me.look("request that was cancelled")
    me.go(f"/witnesses/{waiting.id}/cancel")
    me.look("cancelling a request")
    me.go(f"/witnesses/ask?enrolment={cast.second_enrolment.id}")
    me.page.get_by_text("Ask somebody again whom you asked before").click()
    me.look("asking a witness again")
    me.follow("Ask Witness 4 again")
    expect(me.page.get_by_label("Their name")).to_have_value("Witness 4")
    me.go(f"/witnesses/{other.id}")
    me.look("request that somebody else should answer")
    me.follow("Ask that person")
    me.heading("Ask somebody else")
    expect(me.page.get_by_role("main")).to_contain_text("Priya on the evening desk")
    me.look("asking somebody else")


def test_words_typed_into_a_page_that_was_signed_out_are_brought_back(
    visit: Visits, cast: Cast, house: House
) -> None:
    address = f"late.{cast.learner.id.hex}@rowanbank.example.org"
    where = f"/witnesses/ask?enrolment={cast.second_enrolment.id}"
    me = visit(**PHONE)
    me.expects("status of 401")
    me.sign_in(cast.learner)
    me.go(where)
    fill_in(me, address)
    with house.inside(), write() as session:
        sign_ins.end_all(session, cast.learner.id)
    me.press("Send the request")
    me.heading("Sign in")
    me.page.get_by_label("E-mail address").fill(cast.learner.email)
    me.page.get_by_label("Password", exact=True).fill(PASSWORD)
    me.press("Sign in")
    me.heading("Ask a witness")
    me.press("Bring back my unsent words")
    expect(me.page.get_by_label("Their work e-mail address")).to_have_value(address)
    me.look("asking a witness with words brought back")
    me.press("Send the request")
    me.heading("Grace Okafor")
    me.go(where)
    expect(me.page.get_by_role("button", name="Bring back my unsent words")).to_have_count(0)
    with house.inside():
        assert [request.witness_email for request in store.of_learner(cast.learner.id)] == [address]
