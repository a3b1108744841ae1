import io
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import select, text

from portfolio.base import jobs
from portfolio.base.blobs import blobs
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import attachments, claims, store
from portfolio.evidence.records.model import Attachment, Evidence, EvidenceVersion, SealedOriginal
from portfolio.evidence.redaction import photos, sealing
from portfolio.evidence.redaction.blacking import Box
from portfolio.evidence.redaction.store import LONGEST_LOOKED, look_through, replace
from portfolio.history.model import ChainEntry
from portfolio.history.store import verify
from portfolio.people.model import Notice
from portfolio.people.notices import notify
from tests.evidence.examples import draft, handover_content
from tests.evidence.redaction.planting import FILES, NAME, PHONE, TEXT, left_in, traces

pytestmark = pytest.mark.usefixtures("context")


def planted(learner, *names: str) -> Evidence:
    piece = draft(
        learner,
        title=f"Complaint of {NAME}",
        purpose=TEXT,
        actions=[
            {"task": f"Ring {NAME} on {PHONE}", "owner": "Priya", "deadline": "2026-10-05T17:30"}
        ],
    )
    for name in names:
        attachments.add(learner, piece.id, accept(FILES[name](), f"Mrs_Okonkwo {name}"))
    return whole(learner, piece)


def whole(learner, piece) -> Evidence:
    db.session.expire_all()
    found = store.own(learner, piece.id)
    assert found
    return found


def every(piece) -> list[str]:
    return [detail.id for detail in look_through(piece).details]


def replace_all(learner, piece, **how):
    ids = every(piece)
    how = {"earlier": True, "keep_original": False} | how
    return replace(learner, piece, ids, seen_revision=piece.draft_revision, **how)


def files_of(piece) -> list[bytes]:
    return [blobs().get(attachment.sha256) for attachment in piece.attachments]


def test_a_draft_with_every_kind_of_file_keeps_no_trace(world):
    piece = planted(world.learner, *FILES)
    done = replace_all(world.learner, piece)
    assert done.refused == ()
    piece = whole(world.learner, piece)
    assert left_in(repr(piece.draft).encode() + piece.title.encode()) == []
    assert [traces(content) for content in files_of(piece)] == [[]] * len(FILES)
    assert left_in(" ".join(attachment.filename for attachment in piece.attachments).encode()) == []
    assert "Customer A rang on phone 1" in piece.draft["purpose"]
    assert piece.draft["actions"][0]["task"] == "Ring Customer A on phone 1"
    assert look_through(piece).details == ()
    assert verify() == []


def test_what_was_submitted_changes_too_and_the_history_stays_whole(world):
    learner = world.learner
    piece = planted(learner, "Note.txt", "Complaint.docx")
    claims.add(
        learner, piece.id, enrolment_id=world.enrolment.id, criterion="1", place_kind="quote",
        place="Okonkwo rang on 07700 900461 from", reason=f"because {NAME} was told",
    )  # fmt: skip
    store.submit(learner, piece.id)
    row = dict(
        handover_content()["check_backs"][0], outcome=f"I rang {PHONE}", checked_on="2026-10-07"
    )
    store.add_check_back(learner, piece.id, action_id=None, row=row)
    piece = whole(learner, piece)
    assert replace_all(learner, piece).refused == ()
    piece = whole(learner, piece)
    assert left_in(repr(piece.versions[0].content).encode()) == []
    assert left_in(repr(piece.versions[0].attachments).encode()) == []
    assert piece.claims[0].place == "Customer A rang on phone 1 from"
    assert piece.claims[0].reason == "because Customer A was told"
    assert [traces(content) for content in files_of(piece)] == [[], []]
    assert verify() == []


def test_a_revision_may_leave_the_earlier_version_as_it_is(world):
    learner = world.learner
    piece = planted(learner, "Note.txt")
    store.submit(learner, piece.id)
    store.revise(learner, piece.id)
    piece = whole(learner, piece)
    done = replace_all(learner, piece, earlier=False)
    piece = whole(learner, piece)
    assert NAME in piece.versions[0].content["purpose"]
    assert NAME not in piece.draft["purpose"]
    assert [name for name, _why in done.refused] == ["Mrs_Okonkwo Note.txt"]
    assert verify() == []


def test_what_was_said_to_be_none_stays_and_is_not_asked_again(world):
    piece = planted(world.learner)
    names = {detail.name: detail.id for detail in look_through(piece).details}
    ids = [detail_id for name, detail_id in names.items() if name != "Customer A"]
    replace(
        world.learner,
        piece,
        ids,
        seen_revision=piece.draft_revision,
        earlier=True,
        keep_original=False,
    )
    piece = whole(world.learner, piece)
    assert NAME in piece.draft["purpose"]
    assert PHONE not in piece.draft["purpose"]
    assert look_through(piece).details == ()


def test_a_draft_that_changed_meanwhile_is_not_touched(world):
    piece = planted(world.learner)
    with pytest.raises(store.StaleDraft):
        replace(
            world.learner, piece, every(piece), seen_revision=0, earlier=True, keep_original=False
        )
    assert NAME in whole(world.learner, piece).draft["purpose"]


def test_nobody_replaces_in_a_piece_of_somebody_else(world):
    piece = planted(world.learner)
    with pytest.raises(store.NotThere):
        replace_all(world.other_learner, piece)


def test_no_byte_is_left_in_database_and_files(app, engine, world):
    learner = world.learner
    piece = planted(learner, *FILES)
    store.submit(learner, piece.id)
    replace_all(learner, whole(learner, piece))
    db.session.close()
    home = Path(app.config["HOME"])
    assert [
        path.name
        for path in (home / "files").rglob("*")
        if path.is_file() and traces(path.read_bytes())
    ] == []
    if engine == "sqlite":
        db.session.execute(text("SELECT 1"))
        left = {path.name: left_in(path.read_bytes()) for path in home.glob("portfolio.db*")}
        assert {name: found for name, found in left.items() if found} == {}


def test_a_sealed_original_is_encrypted_opened_with_a_reason_and_purged(app, world, monkeypatch):
    learner = world.learner
    piece = planted(learner, "Note.txt")
    store.submit(learner, piece.id)
    replace_all(learner, whole(learner, piece), keep_original=True)
    originals = sealing.of_piece(piece.id)
    assert len(originals) == 2
    for original in originals:
        assert traces(blobs().get(original.sha256)) == []
    with pytest.raises(sealing.NoReason):
        sealing.open_sealed(world.assessor, originals[0].id, "because")
    for person in (learner, world.other_learner, world.other_assessor):
        with pytest.raises(store.NotThere):
            sealing.open_sealed(person, originals[0].id, "The customer complained about it.")
    _row, data = sealing.open_sealed(world.assessor, originals[0].id, "The customer complained.")
    assert "Okonkwo" in data.decode()
    assert [opening.reason for opening in sealing.openings_of(piece.id)] == [
        "The customer complained."
    ]
    assert verify() == []
    with app.app_context():
        for sealed_original in db.session.scalars(select(SealedOriginal)):
            assert (sealed_original.purge_on - sealed_original.sealed_at.date()).days == 90
    hashes = [original.sha256 for original in originals]
    encrypted = [blobs().get(digest) for digest in hashes]
    from datetime import timedelta

    real = sealing.today
    monkeypatch.setattr(sealing, "today", lambda: real() + timedelta(days=91))
    with pytest.raises(sealing.Purged):
        sealing.open_sealed(world.iqa, originals[0].id, "The customer complained again.")
    for _twice in range(2):
        sealing.purge_sealed(None, day="2026-11-22")
    db.session.expire_all()
    assert [(sealed.sha256, sealed.key) for sealed in sealing.of_piece(piece.id)] == [
        (None, None)
    ] * 2
    assert not any(blobs().has(digest) for digest in hashes)
    for left in encrypted:  # by a server that was killed right after the purge was kept
        blobs().put(left)
    jobs.run_waiting()
    assert not any(blobs().has(digest) for digest in hashes)
    assert verify() == []


def test_bytes_that_another_piece_needs_are_kept(world):
    piece, other = planted(world.learner, "Note.txt"), planted(world.other_learner, "Note.txt")
    replace_all(world.learner, whole(world.learner, piece))
    other = whole(world.other_learner, other)
    assert files_of(other)[0] == FILES["Note.txt"]()


def photo() -> bytes:
    picture = Image.effect_noise((900, 600), 90).convert("RGB")
    out = io.BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def test_a_blacked_out_place_has_no_pixels_left_anywhere(world):
    learner = world.learner
    piece = planted(learner)
    one = attachments.add(learner, piece.id, accept(photo(), "note.jpg"), "A shift log")
    store.submit(learner, piece.id)
    piece = whole(learner, piece)
    old = [one.sha256, one.preview_sha256]
    photos.black_out(
        learner,
        piece,
        piece.attachments[0],
        [Box(10, 10, 40, 40)],
        seen=one.sha256,
        keep_original=False,
    )
    piece = whole(learner, piece)
    now = piece.attachments[0]
    assert not any(blobs().has(each) for each in old)
    assert piece.versions[0].attachments[0]["sha256"] == now.sha256
    for sha256 in (now.sha256, now.preview_sha256):
        with Image.open(io.BytesIO(blobs().get(sha256))) as picture:
            across, down = picture.size
            inner = picture.crop(
                (int(across * 0.12), int(down * 0.12), int(across * 0.48), int(down * 0.48))
            )
            assert max(high for _low, high in inner.getextrema()) < 12
            assert not picture.getexif()
    assert verify() == []


def test_a_photo_that_changed_meanwhile_is_not_touched(world):
    piece = planted(world.learner)
    one = attachments.add(world.learner, piece.id, accept(photo(), "note.jpg"))
    piece = whole(world.learner, piece)
    with pytest.raises(photos.ChangedMeanwhile):
        photos.black_out(
            world.learner,
            piece,
            piece.attachments[0],
            [Box(0, 0, 9, 9)],
            seen="0" * 64,
            keep_original=False,
        )
    assert db.session.get(Attachment, one.id).sha256 == one.sha256


def test_a_file_that_was_removed_since_is_still_looked_into_where_it_was_submitted(world):
    learner = world.learner
    piece = draft(learner)
    one = attachments.add(learner, piece.id, accept(FILES["Complaint.docx"](), "Complaint.docx"))
    store.submit(learner, piece.id)
    store.revise(learner, piece.id)
    attachments.take_away(learner, one.id)
    piece = whole(learner, piece)
    assert replace_all(learner, piece).refused == ()
    piece = whole(learner, piece)
    assert traces(files_of(piece)[0]) == []
    assert piece.versions[0].attachments[0]["sha256"] == piece.attachments[0].sha256
    assert verify() == []


def test_kept_mails_and_notices_that_quoted_it_are_without_the_details(world):
    learner = world.learner
    piece = planted(learner)
    with write() as session:
        notify(session, learner.id, f"Check back: Ring {NAME} on {PHONE}", "evidence.portfolio")
    replace_all(learner, whole(learner, piece))
    db.session.expire_all()
    said = [
        *db.session.scalars(select(Notice.sentence)),
        *db.session.scalars(select(OutgoingMail.body)),
    ]
    assert any("Ring Customer A on phone 1" in sentence for sentence in said)
    assert left_in(" ".join(said).encode()) == []


def test_the_old_digest_tells_nothing_and_the_new_one_still_binds(world):
    learner = world.learner
    piece = planted(learner)
    store.submit(learner, piece.id)
    replace_all(learner, whole(learner, piece))
    mine = ChainEntry.subject == "evidence version"
    entries = db.session.scalars(select(ChainEntry).where(mine).order_by(ChainEntry.sequence)).all()
    assert [(entry.action, entry.version, entry.salt is None) for entry in entries] == [
        ("submitted", 1, True),
        ("details removed", 1, False),
    ]
    with write() as session:
        version = session.get(EvidenceVersion, entries[0].subject_id)
        version.content = {**version.content, "purpose": "Something else."}
    assert any("no longer what was recorded" in finding for finding in verify())


def test_the_name_of_a_sealed_original_is_without_the_details(world):
    piece = planted(world.learner, "Note.txt")
    replace_all(world.learner, piece, keep_original=True)
    kept = sealing.of_piece(piece.id)
    assert [left_in(sealed.filename.encode()) for sealed in kept] == [[], []]
    _row, words = sealing.open_sealed(world.assessor, kept[1].id, "A complaint names this file")
    assert b"Okonkwo Note" in words


def test_a_photo_sealed_before_loses_the_details_in_its_name_too(world):
    piece = planted(world.learner)
    picture = accept(photo(), "Mrs_Okonkwo log.jpg")
    attachments.add(world.learner, piece.id, picture)
    piece = whole(world.learner, piece)
    one = piece.attachments[0]
    photos.black_out(
        world.learner, piece, one, [Box(0, 0, 10, 10)], seen=one.sha256, keep_original=True
    )
    replace_all(world.learner, whole(world.learner, piece))
    assert [left_in(sealed.filename.encode()) for sealed in sealing.of_piece(piece.id)] == [[]]


def test_what_others_are_told_of_something_else_stays(world):
    other = f"Ring the centre on {PHONE}."
    with write() as session:
        notify(session, world.other_learner.id, other, "evidence.portfolio")
    replace_all(world.learner, planted(world.learner))
    db.session.expire_all()
    assert other in db.session.scalars(select(Notice.sentence)).all()
    assert any(other in body for body in db.session.scalars(select(OutgoingMail.body)))


def test_a_notice_to_somebody_else_that_quotes_the_title_is_without_the_details(world):
    piece = planted(world.learner)
    with write() as session:
        sentence = f"Mia Learner asks you to confirm what you took over: {piece.title}"
        notify(session, world.other_learner.id, sentence, "evidence.portfolio")
    replace_all(world.learner, whole(world.learner, piece))
    db.session.expire_all()
    said = [
        *db.session.scalars(select(Notice.sentence)),
        *db.session.scalars(select(OutgoingMail.subject + OutgoingMail.body)),
    ]
    assert left_in(" ".join(said).encode()) == []


def test_a_file_that_is_too_long_to_look_into_is_said_so(world):
    piece = planted(world.learner)
    long = f"{NAME} rang. " + "word " * (LONGEST_LOOKED // 5)
    attachments.add(world.learner, piece.id, accept(long.encode(), "Export.txt"))
    found = look_through(whole(world.learner, piece))
    assert [name for name, why in found.unread if "too long" in why] == ["Export.txt"]
    short = accept(long[: LONGEST_LOOKED - 10].encode(), "Short.txt")
    attachments.add(world.learner, piece.id, short)
    assert [name for name, _why in look_through(whole(world.learner, piece)).unread] == [
        "Export.txt"
    ]


KILLED = """
import os, sys
from pathlib import Path
from uuid import UUID
from portfolio.app import create_app
from portfolio.base.db import after_commit, write
from portfolio.evidence.records import store
from portfolio.evidence.redaction.store import look_through, replace
from portfolio.people import store as people
from tests.conftest import settings_at

app = create_app(settings_at(Path(sys.argv[1]), DATABASE_URL=sys.argv[2]))
with app.app_context(), write():
    after_commit(lambda: os.kill(os.getpid(), 9))
    learner = people.by_email("mia.learner@fellside.example")
    piece = store.own(learner, UUID(sys.argv[3]))
    ids = [one.id for one in look_through(piece).details]
    replace(learner, piece, ids, seen_revision=piece.draft_revision, earlier=True, keep_original=False)
"""


def test_bytes_go_also_when_the_server_is_killed_right_after_the_commit(context, world):
    piece = planted(world.learner, "Note.txt")
    before = piece.attachments[0].sha256
    url = db.engine.url.render_as_string(hide_password=False)
    command = [sys.executable, "-c", KILLED, str(context.config["HOME"]), url, str(piece.id)]
    db.session.rollback()
    ended = subprocess.run(command, check=False)
    assert ended.returncode == -signal.SIGKILL
    piece = whole(world.learner, piece)
    assert piece.attachments[0].sha256 != before
    assert blobs().has(before)
    jobs.run_waiting()
    assert not blobs().has(before)
    assert verify() == []
