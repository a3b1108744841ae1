"""The pages on which an assessor writes about a learner, and a recording that plays in the page."""

import io

import pytest
from flask import request

from portfolio.base.web.pages import MOST_BYTES
from portfolio.evidence.intake.accepted import LIMITS, MEGABYTE, Accepted
from portfolio.evidence.records import attachments, store
from portfolio.evidence.records.row_claims import value_of
from tests.evidence.examples import content_of_kind, draft, recorded, submitted
from tests.evidence.recordings import recording

SOUND = bytes(range(256)) * 8


@pytest.fixture
def ann(browse, world):
    return browse(world.assessor)


def talk(app, world, *, submit=True, learner=None):
    """A discussion with a recording of 2,048 bytes; the piece and the file."""
    writer = learner or world.learner
    with app.app_context():
        piece = draft(writer, "professional_discussion")
        file = Accepted(SOUND, "audio/mp4", "talk.m4a", "sound", seconds=90)
        sound = attachments.add(writer, piece.id, file)
        if submit:
            store.submit(writer, piece.id)
    return piece, sound


def test_an_assessor_writes_an_observation_from_the_handover_to_the_decision(app, ann, world):
    with app.app_context():
        handover = submitted(world.learner)
    page = ann.get(f"/assessment/evidence/{handover.id}")
    assert "Write an observation or discussion record about it" in page.text
    ann.get(f"/evidence/about/{world.learner.id}?handover={handover.id}")
    page = ann.submit(action="/observation_record")
    assert f"{handover.reference} {handover.title}" in ann.get(page.path + "?stage=all").text
    told = content_of_kind("observation_record", about_handover=str(handover.id))
    rows = {
        "criteria-0-criterion": value_of(world.enrolment.id, "2"),
        "criteria-0-words": "She asked the desk to repeat it.",
    }
    words = {name: said for name, said in told.items() if isinstance(said, str)}
    page = ann.submit({**words, **rows, "check": "1"}, action="/edit")
    assert "She asked the desk to repeat it." in page.text
    page = ann.submit(action="/submit")
    assert page.path.startswith("/assessment/evidence/")
    assert "What the assessor saw" in page.text
    assert "the learner is told" in page.text
    assert "What was found when somebody checked back" in page.text
    assert "The parcel was found" in page.text


def test_drafts_are_listed_for_their_writer_and_on_no_page_of_anybody_else(app, ann, browse, world):
    with app.app_context():
        piece = recorded(world.assessor, world.enrolment, title="Seen at the desk", submit=False)
    for address in ("/assessment", "/", f"/evidence/about/{world.learner.id}"):
        assert "Seen at the desk" in ann.get(address).text
    mia = browse(world.learner)
    coverage = f"/coverage/{world.enrolment.id}"
    for address in ("/evidence", "/", coverage, "/notices"):
        assert "Seen at the desk" not in mia.get(address).text
    for browser in (mia, browse(world.iqa), browse(world.other_assessor)):
        browser.get(f"/evidence/{piece.id}", status=404)
    for address in ("edit", "check", "claims", "withdraw", "put-away"):
        mia.get(f"/evidence/{piece.id}/{address}", status=404)
    for address in ("edit", "submit", "withdraw", "revise", "put-away", "files"):
        mia.post(f"/evidence/{piece.id}/{address}", {}, status=404)


def test_only_their_assessor_writes_about_a_learner(app, ann, browse, world):
    for browser, learner in (
        (ann, world.other_learner),
        (browse(world.other_assessor), world.learner),
        (browse(world.iqa), world.learner),
        (browse(world.learner), world.other_learner),
        (browse(world.learner), world.learner),
    ):
        browser.get(f"/evidence/about/{learner.id}", status=404)
        browser.post(f"/evidence/about/{learner.id}/observation_record", {}, status=404)
    ann.get(f"/evidence/about/{world.learner.id}")
    ann.post(f"/evidence/about/{world.learner.id}/handover_instance", {}, status=404)
    ann.post(f"/evidence/about/{world.learner.id}/nonsense", {}, status=404)


def test_the_learner_reads_a_record_and_can_neither_revise_nor_take_it_out(app, ann, browse, world):
    with app.app_context():
        piece = recorded(world.assessor, world.enrolment)
    page = browse(world.learner).get(f"/evidence/{piece.id}")
    assert "Choose criteria" in page.text
    for word in ("Take it out", "Go on writing"):
        assert word not in page.text
    assert all("/revise" not in form.action for form in page.forms)
    page = ann.get(f"/evidence/{piece.id}")
    assert "Take it out of the portfolio" in page.text
    assert any("/revise" in form.action for form in page.forms)


def test_choosing_shows_every_kind_in_groups(browse, world):
    page = browse(world.learner).get("/evidence/new")
    for words in ("Your own work", "With your assessor", "What others saw", "Ask your assessor"):
        assert words in page.text
    assert all("observation_record" not in form.action for form in page.forms)


def test_a_recording_plays_in_the_page_and_is_served_in_parts(app, browse, world):
    piece, sound = talk(app, world)
    ann, address = browse(world.assessor), f"/attachments/{sound.id}"
    for path in (f"/evidence/{piece.id}", f"/assessment/evidence/{piece.id}"):
        page = ann.get(path).response.get_data(as_text=True)
        assert f'<audio id="recording-{sound.id}" controls' in page
        assert "1:30" in page
    whole = ann.client.get(address)
    assert (whole.status_code, whole.data) == (200, SOUND)
    assert whole.headers["Content-Type"] == "audio/mp4"
    assert whole.headers["Content-Disposition"].startswith("inline")
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in whole.headers["Content-Security-Policy"]
    assert whole.headers["Accept-Ranges"] == "bytes"
    tag = whole.headers["ETag"]
    for wanted, start, end in (("bytes=0-", 0, 2047), ("bytes=100-199", 100, 199), ("bytes=-8", 2040, 2047)):  # fmt: skip
        part = ann.client.get(address, headers={"Range": wanted})
        assert (part.status_code, part.data) == (206, SOUND[start : end + 1])
        assert part.headers["Content-Range"] == f"bytes {start}-{end}/2048"
        assert part.headers["X-Content-Type-Options"] == "nosniff"
    same = ann.client.get(address, headers={"Range": "bytes=0-9", "If-Range": tag})
    assert same.status_code == 206
    other = ann.client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"older"'})
    assert (other.status_code, len(other.data)) == (200, 2048)
    beyond = ann.client.get(address, headers={"Range": "bytes=9000-"})
    assert (beyond.status_code, beyond.headers["Content-Range"]) == (416, "bytes */2048")
    head = ann.client.head(address)
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", "2048")
    kept = ann.client.get(address, headers={"If-None-Match": tag})
    assert kept.status_code == 304
    browse(world.other_learner).get(address, status=404)
    for answer in (whole, same, other, beyond, head, kept, part):
        answer.close()


def test_a_recording_is_taken_in_and_a_large_body_only_where_files_come(app, browse, world):
    mia = browse(world.learner)
    with app.app_context():
        piece = draft(world.learner, "professional_discussion")
    mia.get(f"/evidence/{piece.id}/edit?stage=files")
    sent = {"files": [(io.BytesIO(recording("webm", 1)), "voice memo.webm")]}
    mia.post(f"/evidence/{piece.id}/files", sent, content_type="multipart/form-data")
    with app.app_context():
        [kept] = store.own(world.learner, piece.id).live_attachments
    assert (kept.filename, kept.media_type, kept.seconds) == ("voice memo.m4a", "audio/mp4", 1)
    for address, most in (("files", LIMITS.sound_bytes + MEGABYTE), ("withdraw", MOST_BYTES)):
        with app.test_request_context(f"/evidence/{piece.id}/{address}", method="POST"):
            assert not request.form
            assert request.max_content_length == most


def test_a_claim_at_a_time_says_where_to_listen(app, browse, world):
    piece, sound = talk(app, world)
    mia = browse(world.learner)
    mia.get(f"/evidence/{piece.id}/claims/{world.enrolment.id}/1")
    wanted = {"place_kind": "page", "attachment": str(sound.id), "reason": "She says it there."}
    page = mia.submit({**wanted, "page": "2:10"}, action="/claims/")
    assert "is 1:30 long" in page.text
    mia.submit({**wanted, "page": "0:45"}, action="/claims/", status=303)
    for path in (f"/evidence/{piece.id}", f"/assessment/evidence/{piece.id}"):
        page = browse(world.assessor).get(path).response.get_data(as_text=True)
        assert f'data-seek="45" data-recording="recording-{sound.id}">0:45' in page


@pytest.mark.parametrize("submit", [True, False])
def test_its_writer_takes_a_record_out_and_brings_it_back(app, ann, world, submit):
    with app.app_context():
        piece = recorded(world.assessor, world.enrolment, submit=submit)
    ann.get(f"/evidence/{piece.id}/withdraw")
    page = ann.submit({"reason": "The wrong learner."}, action="/withdraw")
    assert "is out of the portfolio" in page.text
    page = ann.submit(action="/restore")
    assert "is back in the portfolio" in page.text
