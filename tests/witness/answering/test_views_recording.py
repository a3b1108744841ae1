"""A witness's recording by HTTP alone: no cookie, no script; and every bad one gets a sentence."""

import io
import re
from dataclasses import replace

import pytest
from sqlalchemy import select

from portfolio.base import jobs
from portfolio.base.blobs import blobs
from portfolio.base.clock import at, now
from portfolio.base.db import db
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.evidence.records import store as evidence
from portfolio.history import store as history
from portfolio.witness.model import WitnessRecording, WitnessRequest
from portfolio.witness.requests import recordings, store
from portfolio.witness.requests.witness_links import LINKS
from tests.evidence.recordings import recording as tone
from tests.evidence.recordings import silence
from tests.exports.sample import printed
from tests.witness.asked import ADDRESS, STATEMENT, Witness, asked, link_to

RECORD = "/witness/statement/recording"
SUMMARY = "She checked that he had understood, and then he was in charge."


@pytest.fixture
def grace(app, world):
    """The witness on the page of the words, without cookies."""
    with app.app_context():
        asked(world)
        witness = Witness(app, link_to())
    witness.begin()
    witness.seen()
    witness.you()
    return witness


def send(witness, data, filename="said.webm", status=200, **more):
    """Press “Add this file”, as a browser without a script does."""
    form = witness.browser.page.form("/witness/statement/words")
    values = form.values | {"recording": (io.BytesIO(data), filename)} | more
    return witness.browser.post(RECORD, values, status, content_type="multipart/form-data")


def kept(app):
    with app.app_context():
        return db.session.scalars(
            select(WitnessRecording).where(WitnessRecording.removed_at.is_(None))
        ).all()


def has(app, sha256):
    with app.app_context():
        jobs.run_waiting()
        return blobs().has(sha256)


@pytest.mark.parametrize("extension", ["webm", "mp4", "m4a", "mp3", "ogg", "wav"])
def test_a_recording_is_made_anew_and_kept(app, grace, extension):
    page = send(grace, tone(extension, 2, title="planted"), f"said.{extension}")
    assert "Your recording is kept" in page.text
    assert "0:02 long" in page.text
    [one] = kept(app)
    assert (one.media_type, one.seconds) == ("audio/mp4", 2)
    with app.app_context():
        data = blobs().get(one.sha256)
    assert data[4:8] == b"ftyp"
    assert b"planted" not in data


def test_what_was_typed_beside_it_is_kept(app, grace):
    page = send(grace, tone("webm"), statement="He told her the order.")
    assert "He told her the order." in page.html
    assert "In a line or two, what do you say in the recording?" in page.text
    page = send(grace, b"no sound", status=422, statement="He told her all of it.")
    assert "not a sound file" in page.text
    assert "He told her all of it." in page.html
    assert len(kept(app)) == 1


def test_the_whole_way_with_a_recording(app, world, browse, grace):
    send(grace, tone("webm", 3))
    [one] = kept(app)
    page = grace.words(SUMMARY)
    page = grace.criteria()
    assert "0:03 long" in page.text
    grace.browser.submit(action="/witness/statement/declare")
    page = grace.send()
    assert "0:03 long" in page.text
    assert one.sha256 in page.text
    with app.app_context():
        piece = evidence.of_learner(world.learner.id)[-1]
        [file] = piece.attachments
        assert (file.sha256, file.seconds, file.alt_text) == (one.sha256, 3, SUMMARY)
        assert [each["sha256"] for each in piece.latest.attachments] == [one.sha256]
        assert history.verify() == []
        receipt = db.session.scalars(
            select(OutgoingMail).where(
                OutgoingMail.recipient == ADDRESS, OutgoingMail.about == "witness receipt"
            )
        ).one()
        assert one.sha256 in receipt.body
        assert "0:03" in receipt.body
        assert db.session.scalars(select(WitnessRecording)).all() == []
    assert has(app, one.sha256)
    for reader in (world.learner, world.assessor, world.iqa):
        browser = browse(reader)
        page = browser.get(f"/evidence/{piece.id}")
        assert f'src="/attachments/{file.id}"' in page.html
        part = browser.client.get(f"/attachments/{file.id}", headers={"Range": "bytes=0-99"})
        assert (part.status_code, len(part.data)) == (206, 100)
        assert part.headers["Content-Disposition"].startswith("inline")
        part.close()
    browse(world.other_learner).get(f"/attachments/{file.id}", status=404)


@pytest.mark.printing
def test_length_and_fingerprint_are_printed(app, world, grace, tmp_path):
    send(grace, tone("webm", 3))
    [one] = kept(app)
    grace.words(SUMMARY)
    grace.criteria()
    grace.browser.submit(action="/witness/statement/declare")
    grace.send()
    with app.app_context():
        said = printed(world.learner, tmp_path)
    assert "(recording,0:03long)" in said
    assert one.sha256 in said
    assert "".join(SUMMARY.split()) in said


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "said.webm", "Nothing was recorded"),
        (b"hello", "said.webm", "not a sound file"),
        (b"\xff\xd8\xff\xe0" + b"0" * 100, "photo.jpg", "not a sound file"),
        (tone("webm")[:400], "said.webm", "can’t play this recording"),
        (silence(3), "said.wav", "can’t hear anything"),
        (silence(606, 400), "said.wav", "may last 10 minutes"),
    ],
    ids=["nothing", "text", "photo", "cut short", "silence", "too long"],
)
def test_a_bad_one_gets_a_sentence_and_nothing_is_kept(app, grace, data, name, words):
    page = send(grace, data, name, 422)
    assert words in page.text
    assert kept(app) == []


def test_too_big_a_file_is_refused(app, grace, monkeypatch):
    small = replace(recordings.TAKEN, sound_bytes=20_000)
    monkeypatch.setattr(recordings, "TAKEN", small)
    page = send(grace, tone("wav", 3), "said.wav", 422)
    assert "too big" in page.text


def test_both_pages_that_take_one_take_as_much(app):
    for view in ("witness.record", "witness.part"):
        assert app.view_functions[view].most_bytes > recordings.TAKEN.sound_bytes


def test_a_new_one_replaces_the_old_and_removing_erases(app, grace):
    send(grace, tone("webm", 1))
    [first] = kept(app)
    send(grace, tone("webm", 2))
    [second] = kept(app)
    assert not has(app, first.sha256)
    assert has(app, second.sha256)
    form = grace.browser.page.form("/witness/statement/words")
    page = grace.browser.post(f"{RECORD}/remove", form.values | {"statement": "Kept words."})
    assert "Remove the recording?" in page.text
    assert len(kept(app)) == 1
    page = grace.browser.submit(action=f"{RECORD}/remove")
    assert "Kept words." in page.html
    assert "Your recording is kept" not in page.text
    assert kept(app) == []
    assert not has(app, second.sha256)


def test_the_same_one_sent_twice_stays(app, grace):
    data = tone("webm", 1)
    send(grace, data)
    send(grace, data)
    [one] = kept(app)
    assert has(app, one.sha256)


def test_the_witness_hears_it(app, grace):
    send(grace, tone("webm", 1))
    form = grace.browser.page.form("/witness/statement/words")
    answer = grace.browser.client.post(f"{RECORD}/listen", data=form.values)
    assert answer.mimetype == "audio/mp4"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data[4:8] == b"ftyp"


def test_a_file_that_was_chosen_but_not_added_goes_along_with_continue(app, grace):
    form = grace.browser.page.form("/witness/statement/words")
    values = form.values | {"statement": STATEMENT, "do": "next"}
    data = values | {"recording": (io.BytesIO(b"junk"), "a.webm")}
    page = grace.browser.post("/witness/statement/words", data, 422)
    assert "not a sound file" in page.text
    assert "reset" in page.html
    data = values | {"recording": (io.BytesIO(tone("webm")), "a.webm")}
    form = page.form("/witness/statement/words")
    page = grace.browser.post("/witness/statement/words", form.values | {"do": "next"} | {"recording": data["recording"]}, 200)  # fmt: skip
    assert "saw_1" in page.html
    assert len(kept(app)) == 1


def test_it_is_forgotten_when_there_will_be_no_statement(app, grace):
    send(grace, tone("webm", 1))
    [one] = kept(app)
    grace.open()
    grace.browser.submit(action="/witness/statement/cannot")
    grace.browser.submit(action="/witness/statement/cannot")
    assert kept(app) == []
    assert not has(app, one.sha256)


def test_it_is_forgotten_when_the_learner_cancels(app, world, grace):
    send(grace, tone("webm", 1))
    [one] = kept(app)
    with app.app_context():
        row = db.session.scalars(select(WitnessRequest)).one()
        store.cancel(world.learner, row.id)
    assert not has(app, one.sha256)
    answer = grace.browser.client.post(RECORD, data=grace.browser.page.form("/words").values)
    assert answer.status_code == 404


def test_it_is_forgotten_the_day_after_the_link_ran_out(app, grace):
    send(grace, tone("webm", 1))
    [one] = kept(app)
    with app.app_context():
        recordings.forget_ended(None, day="")
    assert has(app, one.sha256)
    with app.app_context(), at(now() + LINKS.lasts * 2):
        recordings.forget_ended(None, day="")
    assert kept(app) == []
    assert not has(app, one.sha256)


def test_so_many_and_no_more(app, grace, monkeypatch):
    monkeypatch.setattr(recordings, "MOST_TAKES", 2)
    for seconds in (1, 2):
        send(grace, tone("webm", seconds))
    page = send(grace, tone("webm", 3), status=422)
    assert "You have sent 2 recordings" in page.text
    assert kept(app)[0].seconds == 2


def test_only_the_page_of_the_words_may_use_the_microphone(app, grace):
    headers = grace.browser.page.response.headers
    assert "microphone=(self)" in headers["Permissions-Policy"]
    assert "media-src 'self' blob:" in headers["Content-Security-Policy"]
    for page in (grace.open(), grace.browser.get("/sign-in")):
        assert "microphone=()" in page.response.headers["Permissions-Policy"]
        assert "blob:" not in page.response.headers["Content-Security-Policy"]


def test_the_script_is_answered_with_the_card_or_a_sentence(app, grace):
    sealed = grace.browser.page.form("/witness/statement/words").values["sealed"]
    headers = {"X-Autosave": "1"}

    def post(**more):
        return grace.browser.client.post(RECORD, data={"sealed": sealed} | more, headers=headers)

    said = post(recording=(io.BytesIO(tone("webm", 1)), "recording.webm"))
    assert said.status_code == 200
    assert "0:01 long" in said.json["card"]
    said = post(recording=(io.BytesIO(b"junk"), "recording.webm"))
    assert (said.status_code, "not a sound file" in said.json["problem"]) == (422, True)
    assert post().json["problem"] == "Choose a sound file first."
    sealed = "nonsense"
    assert post().status_code == 404


def test_no_address_of_it_holds_the_secret(app, grace):
    page = send(grace, tone("webm", 1))
    secret = grace.path.removeprefix("/w/")
    assert secret not in page.html
    assert all(
        secret not in address for address in re.findall(r'(?:action|src|href)="([^"]*)"', page.html)
    )
