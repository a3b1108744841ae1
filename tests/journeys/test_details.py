"""Customer details: typed, seen, pointed out, replaced with one button; a photo blacked out by finger; nothing left to find."""

import io
from datetime import timedelta

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from portfolio.base.blobs import blobs
from portfolio.base.clock import today
from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import store
from portfolio.evidence.records.attachments import add
from tests.evidence.examples import handover_content
from tests.evidence.redaction.planting import NAME, PHONE, left_in, word
from tests.journeys.conftest import Visits
from tests.journeys.house import Cast, House

pytestmark = pytest.mark.browser

PHONE_WIDE = 360


def shift_log() -> bytes:
    """A photo of a page with a name on it, black on white."""
    picture = Image.new("RGB", (800, 600), "white")
    ImageDraw.Draw(picture).rectangle((80, 60, 400, 120), fill=(200, 30, 30))
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def draw(page: Page, first: tuple[float, float], last: tuple[float, float]) -> None:
    """Draw over a part of the photo, in shares of its width and height."""
    canvas = page.locator("[data-canvas]")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box
    page.mouse.move(box["x"] + first[0] * box["width"], box["y"] + first[1] * box["height"])
    page.mouse.down()
    page.mouse.move(box["x"] + last[0] * box["width"], box["y"] + last[1] * box["height"], steps=4)
    page.mouse.up()


def test_details_are_seen_replaced_and_blacked_out(visit: Visits, cast: Cast, house: House) -> None:
    yesterday = today() - timedelta(days=1)
    action = {"task": "Ring the depot", "owner": "Priya", "deadline": f"{today()}T17:30"}
    words = handover_content(happened_at=f"{yesterday}T16:45", actions=[action], check_backs=[])
    with house.app.app_context():
        piece = store.begin(
            cast.learner,
            "handover_instance",
            words | {"purpose": f"{NAME} wanted a call on {PHONE}."},
        )
        add(cast.learner, piece.id, accept(word(), "Mrs_Okonkwo.docx"))
        add(cast.learner, piece.id, accept(shift_log(), "log.jpg"), "A page of the shift log")
        evidence_id = piece.id
    me = visit()
    me.sign_in(cast.learner)
    me.expects("status of 409")
    page = me.page
    page.set_viewport_size({"width": PHONE_WIDE, "height": 800})
    me.go(f"/evidence/{evidence_id}/check")
    expect(page.get_by_role("heading", name="Customer details")).to_be_visible()
    me.look("check with customer details")
    me.press(f"Submit {piece.reference}")
    me.heading("Are these details of a customer?")
    me.look("asked again about details")
    me.follow("Look at them and replace them")
    me.heading("Customer details")
    expect(page.get_by_text("Mrs Okonkwo", exact=False).first).to_be_visible()
    me.look("customer details")
    me.press("Replace what is ticked")
    expect(page.get_by_text("details are replaced")).to_be_visible()
    me.look("check without customer details")
    me.go(f"/evidence/{evidence_id}/details")
    me.heading("Customer details")
    me.look("nothing found")
    page.set_viewport_size({"width": PHONE_WIDE, "height": 800})
    me.follow("Black out places")
    me.heading("Black out places")
    draw(page, (0.7, 0.7), (0.9, 0.9))
    draw(page, (0.05, 0.05), (0.55, 0.25))
    expect(page.get_by_text("2 places will be black.")).to_be_visible()
    me.press("Undo the last place")
    expect(page.get_by_text("One place will be black.")).to_be_visible()
    draw(page, (0.08, 0.07), (0.55, 0.25))
    expect(page.get_by_text("2 places will be black.")).to_be_visible()
    me.look("black out places")
    me.press("Black these places out")
    expect(page.get_by_text("2 places are blacked out")).to_be_visible()
    me.go(f"/evidence/{evidence_id}/check")
    me.press(f"Submit {piece.reference}")
    me.heading("is submitted")
    with house.app.app_context():
        whole = store.own(cast.learner, evidence_id)
        assert whole
        photo = next(attachment for attachment in whole.attachments if attachment.is_photo)
        with Image.open(io.BytesIO(blobs().get(photo.sha256))) as picture:
            red = [
                pixel for pixel in picture.get_flattened_data() if pixel[0] > 120 and pixel[1] < 90
            ]
        assert red == []
    other = visit()
    other.sign_in(cast.assessor)
    for place in (f"/evidence/{evidence_id}", f"/assessment/evidence/{evidence_id}"):
        other.go(place)
        assert left_in(other.page.content().encode()) == []
    expect(other.page.get_by_text("Customer A wanted a call on phone 1.").first).to_be_visible()
