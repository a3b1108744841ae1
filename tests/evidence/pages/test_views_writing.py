"""Writing a piece in the browser, without scripts: nothing typed is ever lost, and nobody else sees it."""

import re

import pytest

from portfolio.evidence.records import store
from tests.evidence.examples import draft, handover_content, reflective_content, submitted


@pytest.fixture
def mia(browse, world):
    return browse(world.learner)


@pytest.fixture
def piece(app, world):
    with app.app_context():
        return draft(world.learner)


def now_in(app, world, piece):
    """The piece as it is kept now."""
    with app.app_context():
        found = store.own(world.learner, piece.id)
        assert found
        return found


def begin(browser, kind="handover_instance"):
    """Begin a piece as a learner does; return the address of its form."""
    browser.get("/evidence/new")
    page = browser.submit(action=f"/evidence/new/{kind}")
    assert page.path.endswith("/edit")
    browser.get(f"{page.path}?stage=all")
    return page.path


def test_a_piece_is_begun_saved_and_found_again(mia):
    edit = begin(mia)
    page = mia.submit({"title": "Night desk", "scope": "Room 12 only", "save": "1"}, action=edit)
    assert "Your draft is saved" in page.text
    values = page.form(edit).values
    assert (values["title"], values["scope"]) == ("Night desk", "Room 12 only")
    assert "E1 Night desk" in mia.get("/evidence").text


@pytest.mark.parametrize("kind", ["witness_statement", "nonsense"])
def test_only_a_learners_own_kinds_can_be_begun(mia, kind):
    mia.get("/evidence/new")
    mia.post(f"/evidence/new/{kind}", status=404)


def test_every_answer_comes_back_as_it_was_typed(app, mia, world, piece):
    page = mia.get(f"/evidence/{piece.id}/edit?stage=all")
    kept = page.form("/edit").values
    for name, value in handover_content().items():
        if isinstance(value, str):
            assert (kept.get(name) or "") == value, name
    mia.submit({"save": "1"}, action="/edit")
    now = now_in(app, world, piece)
    assert {k: v for k, v in now.draft.items() if isinstance(v, str)} == {
        k: v for k, v in handover_content().items() if isinstance(v, str)
    }
    assert [row["id"] for row in now.draft["actions"]] == [
        row["id"] for row in piece.draft["actions"]
    ]


def test_a_row_is_added_and_removed_without_a_script(mia, piece):
    edit = f"/evidence/{piece.id}/edit"
    mia.get(f"{edit}?stage=all")
    page = mia.submit({"title": "Changed as well", "add_actions": "1"}, action=edit)
    values = page.form(edit).values
    assert values["title"] == "Changed as well"
    assert values["actions-2-task"] == ""
    page = mia.submit({"actions-2-task": "Third", "remove_actions-0": "1"}, action=edit)
    values = page.form(edit).values
    assert [values[f"actions-{row}-task"] for row in (0, 1)] == ["Ring the customer", "Third"]
    assert "actions-2-task" not in values


def test_the_script_saves_a_draft_and_learns_its_revision(mia, piece):
    edit = f"/evidence/{piece.id}/edit"
    values = mia.get(f"{edit}?stage=all").form(edit).values
    answer = mia.post(
        edit, values | {"title": "By itself"}, 200, headers={"X-Autosave": "1"}
    ).response
    assert re.fullmatch(r"\d\d:\d\d", answer.json["saved"])
    assert answer.json["revision"] == str(piece.draft_revision + 1)
    stale = mia.post(edit, values | {"title": "Stale"}, 409, headers={"X-Autosave": "1"})
    assert stale.response.is_json
    again = mia.post(edit, values | {"title": "By itself"}, 200, headers={"X-Autosave": "1"})
    assert again.response.json["revision"] == answer.json["revision"]


def test_a_row_that_saves_itself_keeps_one_id(app, mia, world):
    edit = begin(mia)
    values = mia.page.form(edit).values | {"actions-0-task": "Ring", "actions-0-id": ""}
    ids = []
    for words in ("Ring", "Ring the depot"):
        values["actions-0-task"] = words
        answer = mia.post(edit, values, 200, headers={"X-Autosave": "1"}).response.json
        values["seen_revision"] = answer["revision"]
        with app.app_context():
            ids.append(store.of_learner(world.learner.id)[0].draft["actions"][0]["id"])
    assert ids[0] == ids[1]


def test_a_signed_out_script_is_told_so(app, mia, piece):
    edit = f"/evidence/{piece.id}/edit"
    values = mia.get(f"{edit}?stage=all").form(edit).values
    with mia.client.session_transaction() as cookie:
        del cookie["browser"]
    mia.post(edit, values, 401, headers={"X-Autosave": "1"})


def test_the_second_of_two_tabs_sees_both_versions_and_loses_nothing(app, mia, world, piece):
    edit = f"/evidence/{piece.id}/edit"
    tab = dict(mia.get(f"{edit}?stage=all").form(edit).values)
    mia.submit({"title": "From the first tab", "scope": "First scope", "save": "1"}, action=edit)
    mia.get(f"{edit}?stage=all")
    page = mia.post(edit, tab | {"title": "From the second tab", "scope": "Second scope"}, 409)
    for words in ("From the first tab", "From the second tab", "First scope", "Second scope"):
        assert words in page.text
    assert "What was the handover for?" not in page.text
    mia.submit({"keep-title": "saved", "keep-scope": "both"}, action="two-versions")
    now = now_in(app, world, piece)
    assert now.draft["title"] == "From the first tab"
    assert now.draft["scope"] == "First scope\n\nSecond scope"
    assert [row["id"] for row in now.draft["actions"]] == [
        row["id"] for row in piece.draft["actions"]
    ]


def test_rows_of_both_tabs_are_offered_together(app, mia, world, piece):
    edit = f"/evidence/{piece.id}/edit"
    tab = dict(mia.get(f"{edit}?stage=all").form(edit).values)
    mia.submit({"actions-2-task": "Third row", "save": "1"}, action=edit)
    mia.get(f"{edit}?stage=all")
    page = mia.post(edit, tab | {"scope": tab["scope"] + " And more."}, 409)
    chosen = page.form("two-versions").values
    assert (chosen["keep-actions"], chosen["keep-scope"]) == ("both", "mine")
    mia.submit(action="two-versions")
    now = now_in(app, world, piece)
    assert [row["task"] for row in now.draft["actions"]][2:] == ["Third row"]
    assert now.draft["scope"].endswith("And more.")


def test_a_part_of_a_row_that_was_removed_in_another_tab_is_shown_and_not_lost(
    app, mia, world, piece
):
    with app.app_context():
        row = store.own(world.learner, piece.id).draft["actions"][0]
        store.save_draft(world.learner, piece.id, {"actions": []}, 1)
    edit = f"/evidence/{piece.id}/edit"
    mia.get(edit)
    part = {"actions-0-id": row["id"], "actions-0-owner": "Somebody else now"}
    page = mia.post(edit, part | {"seen_revision": "1"}, 409)
    assert "Somebody else now" in page.text
    mia.post(edit, part | {"seen_revision": "1"}, 409, headers={"X-Autosave": "1"})


def test_a_third_tab_while_choosing_is_a_clash_again(mia, piece):
    edit = f"/evidence/{piece.id}/edit"
    tab = dict(mia.get(f"{edit}?stage=all").form(edit).values)
    mia.submit({"title": "First", "save": "1"}, action=edit)
    clash = mia.post(edit, tab | {"title": "Second"}, 409).form("two-versions").values
    mia.get(f"{edit}?stage=all")
    mia.submit({"title": "Third", "save": "1"}, action=edit)
    page = mia.post(f"/evidence/{piece.id}/two-versions", clash, 409)
    assert "Third" in page.text
    assert "Second" in page.text


def test_words_typed_after_another_tab_submitted_become_a_revision(app, mia, world, piece):
    edit = f"/evidence/{piece.id}/edit"
    tab = dict(mia.get(f"{edit}?stage=all").form(edit).values)
    with app.app_context():
        store.submit(world.learner, piece.id)
    page = mia.post(edit, tab | {"scope": "Typed too late"}, 409)
    assert "submitted in another window" in page.text
    mia.submit(action="two-versions")
    now = now_in(app, world, piece)
    assert now.draft["scope"] == "Typed too late"
    assert now.latest.content["scope"] != "Typed too late"


def test_a_damaged_choice_is_refused(mia, piece):
    mia.get(f"/evidence/{piece.id}/edit?stage=all")
    for mine in ("not json", "[]"):
        mia.post(f"/evidence/{piece.id}/two-versions", {"mine": mine, "revision": "1"}, 400)


def test_a_paragraph_that_is_too_long_is_kept_and_said_before_submitting(app, mia, world, piece):
    edit = f"/evidence/{piece.id}/edit"
    mia.get(f"{edit}?stage=all")
    long = ("word " * 20_000).strip()
    page = mia.submit({"scope": long, "check": "1"}, action=edit)
    assert page.path.endswith("/check")
    assert "may have 20,000 characters. Shorten it by 79,999" in page.text
    assert now_in(app, world, piece).draft["scope"] == long
    place = next(link for link in page.links if link.endswith("#scope"))
    assert mia.get(place).form(edit).values["scope"] == long
    assert "Shorten it by 79,999" in mia.page.text
    mia.post(f"/evidence/{piece.id}/submit", {"seen_revision": "2"})
    assert now_in(app, world, piece).latest is None


def test_more_than_a_draft_holds_is_refused_with_every_word_kept(app, mia, world, piece):
    edit = f"/evidence/{piece.id}/edit"
    mia.get(f"{edit}?stage=all")
    long = "word " * 50_000
    page = mia.submit({"scope": long, "title": "Kept too"}, action=edit, status=422)
    assert "may have 200,000 characters. Shorten it by 49,999" in page.text
    values = page.form(edit).values
    assert values["scope"].strip() == long.strip()
    assert values["title"] == "Kept too"
    assert 'href="#scope"' in page.html
    assert now_in(app, world, piece).draft["scope"] == handover_content()["scope"]
    script = mia.post(edit, values | {"scope": long}, 422, headers={"X-Autosave": "1"})
    assert script.response.is_json


def test_a_hundred_actions_are_kept_shown_and_said(app, mia, world, piece):
    edit = f"/evidence/{piece.id}/edit"
    mia.get(f"{edit}?stage=planning-2")
    rows = {f"actions-{n}-{name}": f"{name} {n}" for n in range(100) for name in ("task", "owner")}
    page = mia.submit(rows, action=edit)
    assert len(now_in(app, world, piece).draft["actions"]) == 100
    assert page.form(edit).values["actions-99-task"] == "task 99"
    page = mia.get(f"/evidence/{piece.id}/check")
    assert "There are 100 actions, and a piece may have 50." in page.text


def test_words_pasted_from_word_are_kept_readable(app, mia, world, piece):
    edit = f"/evidence/{piece.id}/edit"
    mia.get(f"{edit}?stage=all")
    pasted = "“Hello” – it’s me\x0bnew line\r\nand\x00 more\x07"
    mia.submit({"scope": pasted, "save": "1"}, action=edit)
    assert now_in(app, world, piece).draft["scope"] == "“Hello” – it’s me\nnew line\nand more"


def test_a_date_that_cannot_be_read_is_shown_again_as_typed(mia, piece):
    edit = f"/evidence/{piece.id}/edit"
    mia.get(f"{edit}?stage=all")
    mia.submit({"happened_at": "last tuesday", "save": "1"}, action=edit)
    assert 'type="text" value="last tuesday"' in mia.get(f"{edit}?stage=all").html
    page = mia.get(f"{edit}?check=1&stage=all")
    assert "must be a real date and time, such as 3/11/2026 14:45" in page.text


@pytest.mark.parametrize(
    "odd", ["actions-99999999999-task", "actions--task", "actions-x-task", "actions-0-id"]
)
def test_odd_field_names_break_nothing(mia, piece, odd):
    edit = f"/evidence/{piece.id}/edit"
    mia.get(f"{edit}?stage=all")
    mia.submit({odd: "x" * 50, "seen_revision": "1", "save": "1"}, action=edit)


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 30, "٣"])
def test_an_odd_revision_is_a_clash_and_no_crash(mia, piece, revision):
    edit = f"/evidence/{piece.id}/edit"
    mia.get(f"{edit}?stage=all")
    mia.submit({"seen_revision": revision, "title": "Other"}, action=edit, status=409)


def test_tips_and_ideas_of_the_units_stand_beside_their_fields(mia, piece):
    page = mia.get(f"/evidence/{piece.id}/edit?stage=all")
    assert "LASS is a handy order" in page.text
    assert "say out loud who will do what" in page.text
    assert '<details class="govuk-details lp-notes" open' not in page.html


def test_checking_lists_what_is_missing_with_links_to_the_fields(mia):
    edit = begin(mia, "reflective_account")
    page = mia.submit({"title": "Short", "check": "1"}, action=edit)
    assert page.path.endswith("/check")
    assert "7 answers are missing" in page.text or "answers are missing" in page.text
    assert any(link.endswith("check=1#what_happened") for link in page.links)
    marked = mia.get(f"{edit}?check=1&stage=all")
    assert "Write an answer to “What happened?”." in marked.text
    with pytest.raises(AssertionError, match="no form"):
        mia.get(page.path).form("/submit")


def test_a_complete_piece_is_checked_submitted_and_confirmed(app, mia, world, piece):
    mia.get(f"/evidence/{piece.id}/check")
    page = mia.submit(action="/submit")
    assert page.path.endswith("/submitted")
    assert "E1 is submitted" in page.text
    assert "Ann Assessor has been told" in page.text
    assert now_in(app, world, piece).state == "submitted"
    again = mia.post(f"/evidence/{piece.id}/submit", {"seen_revision": "1"})
    assert again.path == f"/evidence/{piece.id}"
    assert len(now_in(app, world, piece).versions) == 1


def test_what_changed_after_checking_is_not_submitted(app, mia, world, piece):
    check = mia.get(f"/evidence/{piece.id}/check").form("/submit").values
    with app.app_context():
        store.save_draft(
            world.learner, piece.id, handover_content(scope="Newer"), piece.draft_revision
        )
    mia.get(f"/evidence/{piece.id}/check")
    page = mia.post(f"/evidence/{piece.id}/submit", check)
    assert "changed after you checked it" in page.text
    assert now_in(app, world, piece).latest is None


def test_an_incomplete_piece_cannot_be_submitted_by_address(app, mia, world):
    edit = begin(mia)
    page = mia.post(edit.replace("/edit", "/submit"), {"seen_revision": "1"})
    assert page.path.endswith("/check")


def test_a_revision_can_be_thrown_away_and_the_submitted_stays(app, mia, world):
    with app.app_context():
        piece = submitted(world.learner)
    mia.get(f"/evidence/{piece.id}")
    page = mia.submit(action="/revise")
    assert "Revision of version 1" in page.text
    mia.submit({"title": "Second thoughts", "save": "1"}, action="/edit")
    mia.get(f"/evidence/{piece.id}/put-away")
    page = mia.submit(action="/put-away")
    assert "as it was" in page.text
    now = now_in(app, world, piece)
    assert now.draft is None
    assert now.title == handover_content()["title"]


def test_a_piece_is_taken_out_and_brought_back(app, mia, world):
    with app.app_context():
        piece = submitted(world.learner)
    mia.get(f"/evidence/{piece.id}/withdraw")
    page = mia.submit({"reason": "x" * 1001}, action="/withdraw", status=422)
    assert "1,000 characters" in page.text
    page = mia.submit({"reason": "Written twice"}, action="/withdraw")
    assert "Taken out of the portfolio (1)" in page.text
    mia.get(f"/evidence/{piece.id}/edit", 404)
    mia.get("/evidence")
    page = mia.submit(action="/restore")
    assert "E1 is back" in page.text


def test_an_unsubmitted_draft_is_thrown_away_through_the_same_page(mia, piece):
    page = mia.get(f"/evidence/{piece.id}/put-away")
    assert "Throw this draft away?" in page.text
    mia.submit(action="/withdraw")
    mia.get(f"/evidence/{piece.id}/check", 404)


def test_an_account_may_be_about_one_of_the_learners_handovers(app, mia, world, piece):
    edit = begin(mia, "reflective_account")
    assert f'<option value="{piece.id}">E1 Late parcel' in mia.page.html
    mia.submit(reflective_content(about_handover=str(piece.id)) | {"check": "1"}, action=edit)
    assert "E1 Late parcel" in mia.page.text


def test_looking_writes_nothing(app, mia, world, piece):
    before = now_in(app, world, piece)
    for page in ("edit", "edit?check=1", "check", "claims", "withdraw", "put-away", ""):
        mia.get(f"/evidence/{piece.id}/{page}".rstrip("/"))
    after = now_in(app, world, piece)
    assert (after.draft, after.draft_revision) == (before.draft, before.draft_revision)


LEARNER_PAGES = ("edit", "check", "claims", "withdraw", "put-away", "submitted", "")
WRITES = (
    "edit", "submit", "withdraw", "restore", "revise", "put-away", "two-versions", "check-backs",
)  # fmt: skip
OTHERS = ("other_learner", "assessor", "iqa", "administrator", "other_assessor")


@pytest.mark.parametrize("who", OTHERS)
def test_a_draft_is_its_learners_alone(browse, world, piece, who):
    browser = browse(getattr(world, who))
    for page in LEARNER_PAGES:
        browser.get(f"/evidence/{piece.id}/{page}".rstrip("/"), 404)


def test_nobody_else_can_write_to_it(browse, app, world, piece):
    browser = browse(world.other_learner)
    for action in WRITES:
        browser.get("/evidence/new")
        sent = {"seen_revision": "1", "mine": "{}"}
        browser.post(f"/evidence/{piece.id}/{action}", sent, 404)
    assert now_in(app, world, piece).draft_revision == piece.draft_revision


def test_ten_thousand_rows_are_refused_without_showing_them_all(app, mia, world, piece):
    path = f"/evidence/{piece.id}/edit"
    mia.get(f"{path}?stage=all")
    rows = {f"actions-{number}-task": f"Task {number}." for number in range(10_000)}
    form = "application/x-www-form-urlencoded"
    page = mia.submit(rows, action="/edit", status=422, content_type=form)
    assert "Even a draft keeps only 200 actions" in page.text
    assert "Task 200." in page.html
    assert "Task 201." not in page.html
    assert now_in(app, world, piece).draft == piece.draft
