"""A handover in a minute, without scripts: kept once, copied, begun from a photo; and one stage at a time."""

import io
import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from portfolio.base.clock import local, now
from portfolio.base.db import db
from portfolio.evidence.content.stages import steps_of
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records import store
from portfolio.evidence.records.capturing import capture
from tests.evidence import intake_files as made
from tests.evidence.examples import draft, handover_content, submitted

NEW = "/handovers/new"


@pytest.fixture
def mia(browse, world):
    return browse(world.learner)


def pieces(app, learner):
    """The learner's pieces, as they are kept."""
    with app.app_context():
        return list(store.of_learner(learner.id))


QUICK = {
    "handed_to": "Priya, evening desk",
    "title": "Late parcel",
    "method": "face_to_face",
    "actions-0-task": "Ring the depot",
}


def test_a_handover_is_recorded_with_six_answers(app, mia, world):
    mia.get("/")
    assert NEW in mia.page.links
    mia.get("/evidence")
    assert NEW in mia.page.links
    values = mia.get(NEW).form(NEW).values
    assert values["happened_at"] == f"{local(now()):%Y-%m-%dT%H:%M}"
    chip = re.search(r'name="actions-0-deadline-choice" value="(\d[^"]+)"', mia.page.html)[1]
    page = mia.submit(QUICK | {"actions-0-deadline-choice": chip}, action=NEW)
    [piece] = pieces(app, world.learner)
    assert page.path.startswith(f"/handovers/{piece.id}/saved")
    assert "E1 is saved" in page.text
    kept = piece.draft
    assert (kept["handed_by"], kept["handed_to"]) == ("Mia", "Priya, evening desk")
    assert kept["method"] == "face_to_face"
    [action] = kept["actions"]
    assert (action["task"], action["owner"], action["deadline"]) == (
        "Ring the depot", "Priya, evening desk", chip,
    )  # fmt: skip
    assert "ask Priya, evening desk to confirm" in page.text
    assert f"/evidence/{piece.id}/edit" in page.links
    assert "Ring the depot" in mia.get(f"/evidence/{piece.id}/edit?stage=planning-2").html


def test_a_page_sent_twice_makes_one_piece(app, mia, world):
    values = mia.get(NEW).form(NEW).values | QUICK
    first = mia.post(NEW, values, 303, follow=False).response.headers["Location"]
    again = mia.post(NEW, values, 303, follow=False).response.headers["Location"]
    assert first == again
    assert len(pieces(app, world.learner)) == 1
    script = mia.post(NEW, values, 200, headers={"X-Autosave": "1"}).response.json
    assert script["next"] == first
    assert len(pieces(app, world.learner)) == 1
    mia.get(NEW)
    mia.submit(QUICK, action=NEW)
    assert len(pieces(app, world.learner)) == 2


def test_a_retry_after_more_was_written_is_the_same_piece_and_other_words_are_shown_beside(
    app, mia, world
):
    values = mia.get(NEW).form(NEW).values | QUICK
    mia.post(NEW, values, 303, follow=False)
    [piece] = pieces(app, world.learner)
    with app.app_context():
        store.save_draft(world.learner, piece.id, {"purpose": "Added since"}, 1)
    mia.post(NEW, values, 303, follow=False)
    page = mia.post(NEW, values | {"title": "Typed again"}, 409)
    assert "There are two versions" in page.text
    mia.submit(action="two-versions")
    [piece] = pieces(app, world.learner)
    assert (piece.draft["title"], piece.draft["purpose"]) == ("Typed again", "Added since")
    assert [row["task"] for row in piece.draft["actions"]] == ["Ring the depot"]


def test_a_piece_that_was_taken_out_is_not_brought_back_by_its_page(app, mia, world):
    values = mia.get(NEW).form(NEW).values | QUICK
    mia.post(NEW, values, 303, follow=False)
    with app.app_context():
        store.put_draft_away(world.learner, store.of_learner(world.learner.id)[0].id)
    for _ in range(2):
        mia.post(NEW, values, 303, follow=False)
        [piece] = pieces(app, world.learner)
        assert piece.number == 2


@pytest.mark.both_engines
def test_two_taps_at_the_same_moment_make_one_piece(app, world, engine):
    key = uuid.uuid4()

    def tap(_number):
        with app.app_context():
            piece, new = capture(world.learner, "handover_instance", {"title": "Once"}, key)
            found = (piece.id, new)
            db.session.close()
            return found

    with ThreadPoolExecutor(8) as taps:
        found = list(taps.map(tap, range(8)))
    assert len({found_id for found_id, _new in found}) == 1
    assert [new for _one, new in found].count(True) == 1
    assert len(pieces(app, world.learner)) == 1


def test_nothing_written_makes_no_piece(app, mia, world):
    mia.get(NEW)
    page = mia.submit({}, action=NEW, status=422)
    assert "Write who took over, or what was handed over." in page.text
    assert 'href="#handed_to"' in page.html
    assert pieces(app, world.learner) == []


def test_an_odd_key_is_only_a_fresh_one(app, mia, world):
    mia.get(NEW)
    mia.submit(QUICK | {"key": "'; drop"}, action=NEW)
    assert len(pieces(app, world.learner)) == 1


def test_what_cannot_both_be_true_is_kept_and_said(app, mia, world):
    mia.get(NEW)
    wrong = {
        "handed_to": " MIA ",
        "happened_at": "2026-10-05T16:45",
        "actions-0-deadline": "2026-10-04T09:00",
    }
    page = mia.submit(QUICK | wrong, action=NEW)
    assert "This deadline is before the handover." in page.text
    assert "The person who took over is the one who handed over." in page.text
    assert "Write an answer" not in page.text
    [piece] = pieces(app, world.learner)
    assert piece.draft["handed_to"] == "MIA"
    assert piece.draft["actions"][0]["deadline"] == "2026-10-04T09:00"
    place = next(link for link in page.links if link.endswith("#handed_to"))
    assert "Write who took over from them." in mia.get(place).text


def test_a_handover_tomorrow_is_kept_and_said(app, mia, world):
    mia.get(NEW)
    ahead = f"{local(now()) + timedelta(days=1):%Y-%m-%dT%H:%M}"
    page = mia.submit(QUICK | {"happened_at": ahead}, action=NEW)
    assert "is in the future. Check the date." in page.text
    assert pieces(app, world.learner)[0].draft["happened_at"] == ahead


def test_another_like_an_earlier_one(app, mia, world):
    with app.app_context():
        earlier = submitted(world.learner)
    page = mia.get(f"/evidence/{earlier.id}")
    address = f"{NEW}?from={earlier.id}"
    assert address in page.links
    page = mia.get(address)
    assert "Copied from E1" in page.text
    values = page.form(NEW).values
    assert values["handed_to"] == handover_content()["handed_to"]
    assert values["happened_at"] != handover_content()["happened_at"]
    assert [values[f"actions-{n}-task"] for n in (0, 1)] == ["Ring the depot", "Ring the customer"]
    assert values["actions-0-deadline"] == ""
    mia.submit({"handed_to": "Jo", "actions-1-task": "Ring the shop"}, action=NEW)
    kept = pieces(app, world.learner)[1].draft
    for name in ("setting", "scope", "responsibilities", "handed_by"):
        assert kept[name] == handover_content()[name]
    assert [(row["task"], row["owner"]) for row in kept["actions"]] == [
        ("Ring the depot", "Priya"),
        ("Ring the shop", "Priya"),
    ]
    ids = {row["id"] for row in earlier.latest.content["actions"]}
    assert not ids & {row["id"] for row in kept["actions"]}
    assert not kept.get("check_backs")
    assert not kept.get("customer_outcome")


def test_nobody_copies_what_is_not_theirs(app, mia, browse, world):
    with app.app_context():
        theirs = submitted(world.other_learner)
        account = draft(world.learner, "reflective_account")
    for source in (theirs.id, account.id, "nonsense", uuid.uuid4()):
        mia.get(f"{NEW}?from={source}", 404)
    mia.get(NEW)
    mia.post(NEW, QUICK | {"from": str(theirs.id)}, 404)
    for who in (world.assessor, world.iqa, world.administrator):
        browse(who).get(NEW, 404)
    browse(world.other_learner).get(f"/handovers/{account.id}/saved", 404)


def test_a_photo_of_the_log_comes_first_and_its_words_are_typed_beside_it(app, mia, world):
    mia.get(NEW)
    sent = {"files": [(io.BytesIO(made.jpeg()), "log.jpg")], "photo": "1"}
    page = mia.submit(sent, action=NEW, content_type="multipart/form-data")
    [piece] = pieces(app, world.learner)
    assert page.path == f"/evidence/{piece.id}/edit?stage=quick"
    [photo] = piece.live_attachments
    assert f'src="/attachments/{photo.id}"' in page.html
    page = mia.submit(QUICK, action="/edit")
    assert page.path.startswith(f"/handovers/{piece.id}/saved")
    [piece] = pieces(app, world.learner)
    assert piece.title == "Late parcel"
    assert piece.draft["actions"][0]["task"] == "Ring the depot"


def test_a_photo_that_cannot_be_read_makes_no_piece_and_loses_no_word(app, mia, world):
    mia.get(NEW)
    sent = QUICK | {"files": [(io.BytesIO(b"MZ\x90\x00rest"), "log.exe")]}
    page = mia.submit(sent, action=NEW, status=422, content_type="multipart/form-data")
    assert "“log.exe” was not added." in page.text
    assert page.form(NEW).values["title"] == "Late parcel"
    assert pieces(app, world.learner) == []


def test_one_stage_at_a_time_says_what_is_missing_in_the_units_words(app, mia, world):
    mia.get(NEW)
    mia.submit(QUICK, action=NEW)
    [piece] = pieces(app, world.learner)
    edit = f"/evidence/{piece.id}/edit"
    page = mia.get(edit)
    assert 'id="section-planning"' in page.html
    assert "Still missing here" in page.text
    assert "Write an answer to “What was the handover for?”." in page.text
    assert "A detailed handover plan" in page.text
    assert "Show what you prepared for your colleague." in page.text
    assert "Handing over so that it is received" not in page.text
    assert "method" not in page.form(edit).values
    page = mia.submit({"purpose": "The call at six.", "go_on": "1"}, action=edit)
    assert page.path == f"{edit}?stage=planning-2"
    page = mia.submit({"to_stage": "follow-up"}, action=edit)
    assert "You have not gone back yet to see about “Ring the depot”." in page.text
    page = mia.submit({"go_on": "1"}, action=edit)
    assert page.path == f"{edit}?stage=files"
    [piece] = pieces(app, world.learner)
    assert piece.draft["purpose"] == "The call at six."
    assert piece.draft["method"] == "face_to_face"
    assert piece.draft["actions"][0]["owner"] == QUICK["handed_to"]


def test_a_stage_that_saves_itself_drops_nothing_of_the_others(app, mia, world):
    with app.app_context():
        piece = draft(world.learner)
    edit = f"/evidence/{piece.id}/edit"
    for stage in ("planning", "planning-2", "handing-over", "follow-up", "files", "quick", "all"):
        page = mia.get(f"{edit}?stage={stage}")
        values = page.form(edit).values | {"unknown": "x"}
        mia.post(f"{edit}?stage={stage}", values, 200, headers={"X-Autosave": "1"})
        [now_kept] = pieces(app, world.learner)
        assert now_kept.draft == piece.draft, stage


OWN = [kind for kind in KINDS.values() if "learner" in kind.written_by]


@pytest.mark.parametrize("kind", OWN, ids=lambda kind: kind.id)
def test_every_stage_of_every_kind_leads_to_the_next(app, mia, world, kind):
    with app.app_context():
        piece = store.begin(world.learner, kind.id)
    edit = f"/evidence/{piece.id}/edit"
    names = [step.name for step in steps_of(kind)]
    page = mia.get(edit)
    for name in names:
        assert f'id="section-{name}"' in page.html
        page = mia.submit({"go_on": "1"}, action=edit)
    assert page.path == f"{edit}?stage=files"
    assert 'id="section-' not in page.html
    for name in ("all", "nonsense"):
        mia.get(f"{edit}?stage={name}")


def test_new_rows_learn_their_ids_so_that_a_check_back_can_name_them(app, mia, world):
    with app.app_context():
        piece = draft(world.learner, actions=[])
    edit = f"/evidence/{piece.id}/edit"
    values = mia.get(f"{edit}?stage=all").form(edit).values
    values |= {"actions-0-task": "", "actions-3-task": "Ring", "actions-3-id": ""}
    said = mia.post(edit, values, 200, headers={"X-Autosave": "1"}).response.json
    [kept] = pieces(app, world.learner)
    assert said["rows"]["actions-3"] == kept.draft["actions"][0]["id"]
    page = mia.get(f"{edit}?stage=follow-up")
    assert re.search(rf'<option value="{said["rows"]["actions-3"]}">Ring</option>', page.html)


def test_a_file_goes_up_alone_and_answers_its_card(app, mia, world):
    with app.app_context():
        piece = draft(world.learner)
    mia.get(f"/evidence/{piece.id}/edit?stage=files")
    where, script = f"/evidence/{piece.id}/files", {"X-Autosave": "1"}

    def send(data, name, status, **how):
        sent = {"files": [(io.BytesIO(data), name)]}
        return mia.post(where, sent, status, content_type="multipart/form-data", **how)

    answer = send(made.jpeg(), "sheet.jpg", 200, headers=script).response.json
    assert "What does “sheet.jpg” show?" in answer["card"]
    again = send(made.jpeg(), "sheet.jpg", 422, headers=script).response.json
    assert "attached already" in again["problem"]
    assert (
        "was not added" in send(b"MZ\x90", "run.exe", 422, headers=script).response.json["problem"]
    )
    assert (
        mia.post(where, {}, 422, headers=script).response.json["problem"] == "Choose a file first."
    )
    page = send(made.pdf(), "log.pdf", None)
    assert page.path == f"/evidence/{piece.id}/edit?stage=files#attachments"
    [kept] = pieces(app, world.learner)
    assert [attachment.filename for attachment in kept.live_attachments] == ["sheet.jpg", "log.pdf"]


def test_nobody_else_adds_files_or_reads_the_receipt(app, browse, world):
    with app.app_context():
        piece = draft(world.learner)
    for who in (world.other_learner, world.assessor):
        other = browse(who)
        other.get("/")
        other.post(f"/evidence/{piece.id}/files", {}, 404)
        other.get(f"/handovers/{piece.id}/saved", 404)


def test_a_later_check_back_before_the_handover_is_said_and_nothing_is_lost(app, mia, world):
    with app.app_context():
        piece = submitted(world.learner)
    mia.get(f"/evidence/{piece.id}")
    early = {"checked_on": "2026-10-01", "method": "By phone", "outcome": "It was done."}
    page = mia.submit(early, action="/check-backs", status=422)
    assert "This check-back is before the handover." in page.text
    assert page.form("/check-backs").values["outcome"] == "It was done."
