"""Files in the browser: the good are kept, each refused one gets its sentence, nobody else sees them."""

import io

import pytest

from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import attachments, store
from tests.evidence import intake_files as made
from tests.evidence.examples import draft


@pytest.fixture
def mia(browse, world):
    return browse(world.learner)


@pytest.fixture
def piece(app, world):
    with app.app_context():
        return draft(world.learner)


def files_of(app, world, piece):
    with app.app_context():
        return store.own(world.learner, piece.id).live_attachments


def photo(app, world, piece, alt_text=""):
    with app.app_context():
        return attachments.add(world.learner, piece.id, accept(made.jpeg(), "sheet.jpg"), alt_text)


def upload(browser, piece, *files, **more):
    browser.get(f"/evidence/{piece.id}/edit?stage=all")
    sent = {"files": [(io.BytesIO(data), name) for data, name in files], "upload": "1", **more}
    return browser.submit(sent, action="/edit", content_type="multipart/form-data")


def test_good_files_are_kept_bad_ones_get_a_sentence_and_no_word_is_lost(app, mia, world, piece):
    page = upload(
        mia, piece, (made.jpeg(), "sheet.jpg"), (b"MZ\x90\x00rest", "run.exe"), (b"", "empty.txt"),
        (made.pdf(), "log.pdf"), title="Typed while adding",
    )  # fmt: skip
    assert page.status == 422
    assert "“run.exe” was not added." in page.text
    assert "“empty.txt” was not added. This file is empty." in page.text
    assert sorted(attachment.filename for attachment in files_of(app, world, piece)) == [
        "log.pdf",
        "sheet.jpg",
    ]
    assert page.form("/edit").values["title"] == "Typed while adding"
    assert "What does “sheet.jpg” show?" in page.text


def test_the_same_file_twice_and_too_many_files_are_refused(app, mia, world, piece, monkeypatch):
    monkeypatch.setattr(attachments, "MOST_FILES", 2)
    text = [(f"line {n}\n".encode(), f"{n}.txt") for n in range(3)]
    page = upload(mia, piece, text[0], text[0], text[1], text[2])
    assert "“0.txt” is attached already." in page.text
    assert "A piece may have 2 files." in page.text
    assert len(files_of(app, world, piece)) == 2


def test_a_photo_needs_words_before_submitting(app, mia, world, piece):
    one = photo(app, world, piece)
    page = mia.get(f"/evidence/{piece.id}/check")
    assert "Describe the photo “sheet.jpg”" in page.text
    assert f"/evidence/{piece.id}/edit?stage=files&check=1#alt-{one.id}" in page.links
    mia.get(f"/evidence/{piece.id}/edit?stage=all")
    mia.submit({f"alt-{one.id}": "The sheet with two lines ticked", "check": "1"}, action="/edit")
    assert "is missing" not in mia.page.text
    assert "The sheet with two lines ticked" in mia.page.html


def test_a_description_that_is_too_long_is_refused(app, mia, world, piece):
    one = photo(app, world, piece)
    mia.get(f"/evidence/{piece.id}/edit?stage=all")
    page = mia.submit({f"alt-{one.id}": "x" * 501}, action="/edit", status=422)
    assert "A description may have 500 characters" in page.text


def test_a_file_is_removed_and_put_back(app, mia, world, piece):
    one = photo(app, world, piece, "The sheet")
    mia.get(f"/evidence/{piece.id}/edit?stage=all")
    page = mia.submit({"take_away": str(one.id)}, action="/edit")
    assert "Removed files (1)" in page.text
    assert files_of(app, world, piece) == []
    mia.submit({"put_back": str(one.id)}, action="/edit")
    assert [each.id for each in files_of(app, world, piece)] == [one.id]


def test_files_are_served_so_that_nothing_in_them_can_act(app, mia, world, piece):
    one = photo(app, world, piece, "The sheet")
    with app.app_context():
        page = attachments.add(world.learner, piece.id, accept(made.pdf(), 'my "log".pdf'))
    for address, kind, disposition in (
        (f"/attachments/{one.id}", "image/jpeg", "inline"),
        (f"/attachments/{one.id}/small", "image/jpeg", "inline"),
        (f"/attachments/{page.id}", "application/pdf", "attachment"),
    ):
        answer = mia.get(address).response
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["Content-Disposition"].startswith(disposition)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    tag = mia.get(f"/attachments/{one.id}").response.headers["ETag"]
    mia.get(f"/attachments/{one.id}", 304, headers={"If-None-Match": tag})
    mia.get(f"/attachments/{page.id}/small", 404)


def test_only_submitted_files_reach_assessor_and_iqa_and_nobody_else(app, browse, world, piece):
    one = photo(app, world, piece, "The sheet")
    names = ("assessor", "iqa", "other_learner", "other_assessor", "administrator")
    people = {who: browse(getattr(world, who)) for who in names}
    for browser in people.values():
        browser.get(f"/attachments/{one.id}", 404)
        browser.get(f"/attachments/{one.id}/small", 404)
    with app.app_context():
        store.submit(world.learner, piece.id)
        store.revise(world.learner, piece.id)
        late = attachments.add(world.learner, piece.id, accept(made.png(), "late.png"))
        attachments.take_away(world.learner, one.id)
    for who, browser in people.items():
        browser.get(f"/attachments/{one.id}", 200 if who in ("assessor", "iqa") else 404)
        browser.get(f"/attachments/{late.id}", 404)
    page = people["assessor"].get(f"/evidence/{piece.id}")
    assert 'alt="The sheet"' in page.html
    assert "late.png" not in page.html


def test_a_page_of_a_file_can_be_claimed(app, mia, world, piece):
    with app.app_context():
        document = attachments.add(world.learner, piece.id, accept(made.pdf(), "log.pdf"))
    form_at = f"/evidence/{piece.id}/claims/{world.enrolment.id}/2"
    for number in ("", "0", "-1", "two", "٣", "1e3", "99999"):
        mia.get(form_at)
        sent = {
            "place_kind": "page",
            "attachment": str(document.id),
            "page": number,
            "reason": "So.",
        }
        page = mia.submit(sent, action=form_at, status=422)
        assert "Enter the page as a number" in page.text
        assert page.form(form_at).values["page"] == number
    page = mia.submit({"page": "02"}, action=form_at)
    assert "log.pdf, page 2" in page.text


def test_bytes_that_are_gone_are_a_sentence(app, mia, world, piece):
    one = photo(app, world, piece)
    with app.app_context():
        app.extensions["blobs"].delete(one.sha256)
    assert "is not in the store" in mia.get(f"/attachments/{one.id}", 410).text


def test_files_sent_with_a_stale_draft_are_kept_too(app, mia, world, piece):
    mia.get(f"/evidence/{piece.id}/edit?stage=all")
    sent = {"seen_revision": "0", "title": "Other", "files": [(io.BytesIO(made.png()), "x.png")]}
    page = mia.submit(sent, action="/edit", status=409, content_type="multipart/form-data")
    assert "two versions" in page.text
    assert [attachment.filename for attachment in files_of(app, world, piece)] == ["x.png"]


def test_a_description_is_kept_when_the_words_are_too_long_or_saved_elsewhere(
    app, mia, world, piece
):
    one = photo(app, world, piece)
    mia.get(f"/evidence/{piece.id}/edit?stage=all")
    form = mia.page.form("/edit").values
    page = mia.submit({f"alt-{one.id}": "A sheet", "purpose": "x" * 200_001}, action="/edit")
    assert page.status == 422
    assert files_of(app, world, piece)[0].alt_text == "A sheet"
    mia.post(f"/evidence/{piece.id}/edit", form | {"purpose": "Another tab"})
    stale = form | {"purpose": "This tab", f"alt-{one.id}": "A sheet with names"}
    assert mia.post(f"/evidence/{piece.id}/edit", stale).status == 409
    assert files_of(app, world, piece)[0].alt_text == "A sheet with names"


def test_a_file_that_comes_after_submission_is_refused_in_words(app, mia, world, piece):
    mia.get(f"/evidence/{piece.id}/edit?stage=all")
    form = mia.page.form("/edit").values
    with app.app_context():
        store.submit(world.learner, piece.id)
    sent = form | {"purpose": "Changed", "files": (io.BytesIO(b"a line\n"), "late.txt")}
    page = mia.post(
        f"/evidence/{piece.id}/edit", sent, status=409, content_type="multipart/form-data"
    )
    assert "“late.txt” was not added." in page.text


def test_a_piece_that_went_meanwhile_is_not_there(app, mia, world, piece, monkeypatch):
    mia.get(f"/evidence/{piece.id}/edit?stage=all")
    keep = store.save_draft

    def late(learner, evidence_id, *rest):
        store.withdraw(learner, evidence_id, "In another tab.")
        return keep(learner, evidence_id, *rest)

    monkeypatch.setattr(store, "save_draft", late)
    assert mia.submit({"purpose": "Changed"}, action="/edit").status == 404


def test_a_page_that_came_back_too_deep_is_a_sentence(mia, piece):
    mia.get(f"/evidence/{piece.id}/edit?stage=all")
    page = mia.post(f"/evidence/{piece.id}/two-versions", {"mine": "[" * 100_000}, status=400)
    assert "The page came back damaged." in page.text
