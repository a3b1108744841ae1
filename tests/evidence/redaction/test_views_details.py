import pypdfium2
import pytest
from sqlalchemy import select

from portfolio.base import jobs
from portfolio.base.blobs import blobs
from portfolio.base.db import db
from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import attachments, store
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.redaction import sealing
from portfolio.evidence.redaction.store import look_through, replace
from portfolio.evidence.search import folding
from portfolio.evidence.search import index as search
from portfolio.exports.store import ERASED, export, file_of, request_export
from tests.evidence.examples import draft
from tests.evidence.redaction.planting import FILES, NAME, left_in, traces
from tests.evidence.redaction.test_store_details import photo, planted

PHOTO = "log.jpg"


def submit_with_details(app, learner, *names):
    with app.app_context():
        piece = planted(learner, *names)
        store.submit(learner, piece.id)
        return piece.id


def test_details_are_pointed_out_before_submitting_and_asked_about_once_more(app, world, browse):
    with app.app_context():
        piece = planted(world.learner)
    me = browse(world.learner)
    me.get(f"/evidence/{piece.id}/check")
    assert "customer details are in this piece" in me.page.text
    me.post(f"/evidence/{piece.id}/submit", {"seen_revision": "1"}, 409)
    assert "Are these details of a customer?" in me.page.text
    with app.app_context():
        assert store.own(world.learner, piece.id).versions == []
    me.post(f"/evidence/{piece.id}/submit", {"seen_revision": "1", "details_seen": "1"})
    with app.app_context():
        assert len(store.own(world.learner, piece.id).versions) == 1


def test_a_piece_without_details_is_submitted_without_a_question(app, world, browse):
    with app.app_context():
        piece = draft(world.learner)
    me = browse(world.learner)
    me.get(f"/evidence/{piece.id}/check")
    assert "We found no name, number or address of a customer" in me.page.text
    me.post(f"/evidence/{piece.id}/submit", {"seen_revision": "1"})
    with app.app_context():
        assert len(store.own(world.learner, piece.id).versions) == 1


@pytest.mark.printing
def test_one_button_replaces_and_the_assessor_finds_no_trace(app, world, browse):
    evidence_id = submit_with_details(app, world.learner, *FILES)
    with app.app_context():
        asked = request_export(world.assessor, world.learner.id, "json", None)
        jobs.run_waiting()
        made = file_of(asked.id, "json")
        assert left_in(made.read_bytes())
    me = browse(world.learner)
    me.get(f"/evidence/{evidence_id}/details")
    assert "Customer A" in me.page.text
    with app.app_context():
        piece = store.own(world.learner, evidence_id)
        ids = [detail.id for detail in look_through(piece).details]
        revision = piece.draft_revision
        names = [str(attachment.id) for attachment in piece.attachments]
    me.post(f"/evidence/{evidence_id}/details", {"replace": ids, "seen_revision": str(revision)})
    for person in (world.assessor, world.iqa, world.learner):
        reader = browse(person)
        for place in (
            f"/evidence/{evidence_id}",
            f"/evidence/{evidence_id}?version=1",
            *([] if person is world.learner else [f"/assessment/evidence/{evidence_id}"]),
            *(f"/attachments/{name}" for name in names),
        ):
            answer = reader.client.get(place)
            if answer.status_code == 200:
                assert traces(answer.data) == [], (person.name, place)
    assert browse(world.other_learner).client.get(f"/evidence/{evidence_id}").status_code == 404
    with app.app_context():
        for own in (True, False):
            hits = search.parameters(folding.asked(NAME), world.learner.id, own=own)
            found = select(Evidence.id).where(search.is_found(own=own))
            assert db.session.scalars(found, hits).all() == []
        still = search.parameters(folding.asked("Customer A"), world.learner.id, own=False)
        assert db.session.scalars(found, still).all() == [evidence_id]
        assert not made.exists()
        assert db.session.get(jobs.Job, asked.id).words == ERASED
        made.write_text("what a server leaves that is killed before it erases")
        jobs.run_waiting()
        assert not made.exists()
        for name in ("json", "csv", "sqlite"):
            out = made.parent / f"after.{name}"
            export(world.learner, name, out)
            assert traces(out.read_bytes()) == []
        book = made.parent / "after.pdf"
        export(world.learner, "pdf", book)
        with pypdfium2.PdfDocument(book) as pdf:
            printed = "".join(page.get_textpage().get_text_range() for page in pdf)
        assert "Customer A rang on phone 1" in " ".join(printed.split())
        assert left_in(printed.encode()) == []


def test_an_old_page_replaces_nothing(app, world, browse):
    with app.app_context():
        piece = planted(world.learner)
    me = browse(world.learner)
    me.get(f"/evidence/{piece.id}/details")
    me.post(f"/evidence/{piece.id}/details", {"replace": ["x"], "seen_revision": "77"})
    assert "nothing was replaced" in me.page.text


@pytest.mark.parametrize("who", ["other_learner", "assessor", "iqa"])
def test_what_is_not_theirs_does_not_exist(app, world, browse, who):
    with app.app_context():
        piece = planted(world.learner, "Note.txt")
        one = attachments.add(world.learner, piece.id, accept(photo(), PHOTO))
    client = browse(getattr(world, who)).client
    assert client.get(f"/evidence/{piece.id}/details").status_code == 404
    assert client.get(f"/attachments/{one.id}/black-out").status_code == 404
    assert client.get(f"/evidence/{piece.id}/sealed").status_code == 404


def test_places_are_blacked_out_by_numbers_without_a_script(app, world, browse):
    with app.app_context():
        piece = planted(world.learner)
        one = attachments.add(world.learner, piece.id, accept(photo(), PHOTO), "A log")
    me = browse(world.learner)
    where = f"/attachments/{one.id}/black-out"
    me.get(where)
    box = {"box-0-left": "10", "box-0-top": "10", "box-0-width": "20,5", "box-0-height": "20"}
    seen = {"seen": one.sha256}
    assert "<rect" in me.post(where, seen | box | {"show": "1"}, 200).response.text
    wrong = me.post(where, seen | box | {"do": "1", "box-0-left": "130"}, 422)
    assert 'value="130"' in wrong.response.text
    me.post(where, seen | {"do": "1"}, 422)
    me.post(where, seen | box | {"do": "1"})
    assert "One place is blacked out" in me.page.text
    with app.app_context():
        assert not blobs().has(one.sha256)


def test_a_sealed_original_opens_by_post_with_a_reason(app, world, browse):
    evidence_id = submit_with_details(app, world.learner, "Note.txt")
    with app.app_context():
        piece = store.own(world.learner, evidence_id)
        ids = [detail.id for detail in look_through(piece).details]
        replace(
            world.learner,
            piece,
            ids,
            seen_revision=piece.draft_revision,
            earlier=True,
            keep_original=True,
        )
        originals = [str(original.id) for original in sealing.of_piece(evidence_id)]
    where = f"/evidence/{evidence_id}/sealed"
    assessor = browse(world.assessor)
    assert (
        assessor.client.get(
            where, query_string={"original": originals[0], "reason": "I must see it now."}
        ).mimetype
        == "text/html"
    )
    assessor.get(where)
    assessor.post(where, {"original": originals[0], "reason": "why"}, 422)
    assessor.get(f"/evidence/{evidence_id}")
    sent = {"original": originals[0], "reason": "The customer complained about it."}
    answer = assessor.post(where, sent, 200).response
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert NAME.encode() in answer.data
    learner = browse(world.learner)
    learner.get(where)
    assert "The customer complained about it." in learner.page.text
    assert "Open it" not in learner.page.text
    learner.post(where, sent, 404, follow=False)
    learner.get("/notices")
    assert "opened a sealed original" in learner.page.text
