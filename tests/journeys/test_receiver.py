"""Two sides of a handover: the learner asks, the receiver replies by the mailed link on a phone, and all of it is printed."""

import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from portfolio.base.db import db
from portfolio.evidence.records import claims
from portfolio.evidence.records.model import Evidence
from portfolio.exports.formats.pdf import format as pdf
from portfolio.exports.gather import gather
from portfolio.handover.parties.model import Reply
from portfolio.history import store as history
from tests.evidence.examples import UNDERSTANDING, submitted
from tests.handover.asked import agreement
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House
from tests.journeys.visitor import Visitor

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "has_touch": True, "is_mobile": True}


def address_of(cast: Cast, name: str = "priya") -> str:
    return f"{name}.{cast.learner.id.hex}@rowanbank.example.org"


def ask(learner: Visitor, piece: Evidence, address: str, name: str = "Priya Shah") -> None:
    """Ask somebody from the page of the piece, as a learner does."""
    page = learner.page
    learner.go(f"/evidence/{piece.id}")
    page.locator("#confirmed").locator("..").get_by_role("link").last.click()
    learner.look("who took over, nobody asked")
    page.get_by_label("Their name").fill(name)
    page.get_by_label("Their e-mail address").fill(address)
    learner.press("Ask them")
    expect(page.locator(".govuk-notification-banner")).to_contain_text("They get a link by e-mail")


def reply(receiver: Visitor) -> None:
    """Take the first action over, refuse the second, understand all, and ask something."""
    page = receiver.page
    receiver.heading("Did you take this over?")
    receiver.look("link of a receiver")
    receiver.press("Send my answer")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    receiver.look("link of a receiver with errors")
    page.locator("[name=what_0][value=yes]").check()
    page.locator("[name=what_1][value=no]").check()
    page.locator("[name=understood][value=yes]").check()
    page.get_by_label("Is there anything to ask?").fill("Which depot is it?")
    page.get_by_role("button", name="Send my answer").dblclick()
    receiver.heading("Thank you, your answer is kept")
    receiver.look("answer of a receiver")


@pytest.mark.printing
def test_a_receiver_confirms_from_a_phone_and_the_portfolio_says_so(
    visit: Visits, cast: Cast, house: House, tmp_path: Path
) -> None:
    address = address_of(cast)
    with house.inside():
        piece = submitted(cast.learner)
        claims.add(
            cast.learner,
            piece.id,
            enrolment_id=cast.second_enrolment.id,
            criterion="3",
            place_kind="quote",
            place=UNDERSTANDING,
            reason="I asked for it back.",
        )
    me = visit()
    me.sign_in(cast.learner)
    ask(me, piece, address)

    receiver = visit(**PHONE)
    link = house.mailbox.link_for(address, "/h/")
    receiver.go(link)
    reply(receiver)
    assert receiver.context.cookies() == []
    assert receiver.page.evaluate("Object.keys(localStorage)") == []
    receiver.go(link)
    receiver.page.locator("[name=what_0][value=done]").check()
    receiver.press("Send my answer")
    receiver.heading("Thank you, your answer is kept")

    assert "there is something to answer" in house.mailbox.wait_for(
        cast.learner.email, "something to answer"
    )
    me.go(f"/evidence/{piece.id}")
    main = me.page.get_by_role("main")
    for words in ("Corroborated", "Contradicted", "It is done.", "I did not take this over."):
        expect(main).to_contain_text(words)
    me.look("piece that a receiver replied about")
    me.go(f"/evidence/{piece.id}/people")
    me.look("who took over")
    printed = tmp_path / "portfolio.pdf"
    with house.inside():
        kept = db.session.scalars(select(Reply).where(Reply.evidence_id == piece.id)).all()
        assert len(kept) == 5
        assert history.verify_chain(cast.learner.id) == []
        pdf.write(gather(cast.learner), printed)
    run = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, check=True)
    text = " ".join(run.stdout.decode().split())
    for words in ("Corroborated", "Contradicted", "Priya Shah", "by the link mailed to them"):
        assert words in text
    assessor = visit()
    assessor.sign_in(cast.assessor)
    assessor.go(f"/assessment/evidence/{piece.id}")
    expect(assessor.page.get_by_role("main")).to_contain_text("I did not take this over.")
    assessor.look("assessing what a receiver replied about")
    assessor.go("/reply-links")
    assessor.look("links to reply")


def test_a_party_signs_without_javascript(visit: Visits, cast: Cast, house: House) -> None:
    address = address_of(cast, "tom")
    with house.inside():
        piece = agreement(cast.learner)
    me = visit()
    me.sign_in(cast.learner)
    ask(me, piece, address, "Tom")
    me.look("who agreed")
    tom = visit(**PHONE, java_script_enabled=False)
    tom.go(house.mailbox.link_for(address, "/h/"))
    tom.heading("Do you agree who does what?")
    tom.page.locator("[name=agree][value=yes]").check()
    tom.press("Send my answer")
    tom.heading("Thank you, your answer is kept")
    me.go(f"/evidence/{piece.id}")
    expect(me.page.get_by_role("main")).to_contain_text("Agreed to version 1")
    me.look("agreement of roles")


def test_a_scanner_that_presses_every_button_changes_nothing(
    visit: Visits, cast: Cast, house: House
) -> None:
    address = address_of(cast, "scanned")
    with house.inside():
        piece = submitted(cast.learner)
    me = visit()
    me.sign_in(cast.learner)
    ask(me, piece, address)
    link = house.mailbox.link_for(address, "/h/")
    scanner = visit()
    scanner.go(link)
    buttons = scanner.page.get_by_role("main").get_by_role("button").all_inner_texts()
    assert buttons == ["Send my answer", "I was not there", "I am not this person"]
    for words in buttons:
        scanner.go(link)
        scanner.press(words)
        scanner.page.wait_for_load_state()
        scanner.look(f"a receiver behind “{words}”")
    with house.inside():
        assert db.session.scalars(select(Reply).where(Reply.evidence_id == piece.id)).all() == []
    receiver = visit(**PHONE)
    receiver.go(link)
    receiver.heading("Did you take this over?")


def test_a_colleague_with_an_account_replies_signed_in(
    visit: Visits, cast: Cast, house: House
) -> None:
    other = house.cast().learner
    with house.inside():
        piece = submitted(cast.learner)
    me = visit()
    me.sign_in(cast.learner)
    me.go(f"/evidence/{piece.id}/people")
    me.page.get_by_label("Their name").fill("Omar")
    me.page.get_by_label("Their e-mail address").fill(other.email)
    me.press("Ask them")
    expect(me.page.locator(".govuk-notification-banner")).to_contain_text("They reply signed in")
    colleague = visit(**PHONE)
    colleague.sign_in(other)
    colleague.go("/replies")
    colleague.look("what I am asked")
    colleague.follow("Late parcel")
    colleague.heading("Did you take this over?")
    colleague.look("reply signed in")
    for number in (0, 1):
        colleague.page.locator(f"[name=what_{number}][value=yes]").check()
    colleague.page.locator("[name=understood][value=yes]").check()
    colleague.press("Send my answer")
    colleague.heading("What I am asked")
    me.go(f"/evidence/{piece.id}")
    expect(me.page.get_by_role("main")).to_contain_text("signed in as a learner of this centre")
