"""Claiming criteria in the browser: refusals keep what was typed, overlaps are only a hint, undo works."""

import pytest

from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import attachments, store
from tests.evidence import intake_files
from tests.evidence.examples import UNDERSTANDING, draft, submitted


@pytest.fixture
def mia(browse, world):
    return browse(world.learner)


@pytest.fixture
def piece(app, world):
    with app.app_context():
        return submitted(world.learner)


def live(app, world, piece):
    with app.app_context():
        return store.own(world.learner, piece.id).live_claims


def address(piece, enrolment, code):
    return f"/evidence/{piece.id}/claims/{enrolment.id}/{code}"


def test_the_criteria_of_every_unit_stand_there_by_stage(mia, world, piece):
    page = mia.get(f"/evidence/{piece.id}/claims")
    for enrolment in (world.enrolment, world.second_enrolment):
        for _stage, criteria in enrolment.unit.by_stage():
            for criterion in criteria:
                assert f"{criterion.code}. {criterion.title}" in page.text
                assert address(piece, enrolment, criterion.code) in page.links


def test_a_claim_is_made_shown_and_marked_in_the_text(app, mia, world, piece):
    form_at = address(piece, world.second_enrolment, "3")
    mia.get(form_at)
    page = mia.submit({"quote": UNDERSTANDING, "reason": "Priya repeated it."}, action=form_at)
    assert "E1 is claimed for criterion 3." in page.text
    assert "Criterion 4 is close to this one: Receipt and understanding" in page.text
    [claim] = live(app, world, piece)
    read = mia.get(f"/evidence/{piece.id}")
    assert f'<mark class="lp-place" id="claim-{claim.id}">{UNDERSTANDING}</mark>' in read.html
    assert "Priya repeated it." in read.text


def test_the_hint_offers_the_same_words_and_claims_nothing_by_itself(app, mia, world, piece):
    mia.get(address(piece, world.second_enrolment, "3"))
    page = mia.submit({"quote": UNDERSTANDING, "reason": "Yes."}, action="/3")
    hint = next(link for link in page.links if "like=" in link)
    values = mia.get(hint).form("/claims/").values
    assert (values["quote"], values["reason"]) == (UNDERSTANDING, "")
    assert len(live(app, world, piece)) == 1


REFUSED = [
    ("Words I never wrote", "Because.", "These words are not in your text"),
    ("", "Because.", "Copy the words from your text"),
    (".", "Because.", "Copy the words from your text"),
    (UNDERSTANDING, "", "Say in a sentence why"),
    (UNDERSTANDING, "x" * 2001, "2,000 characters"),
]


@pytest.mark.parametrize(("quote", "reason", "sentence"), REFUSED)
def test_a_refusal_keeps_what_was_typed(app, mia, world, piece, quote, reason, sentence):
    form_at = address(piece, world.enrolment, "1")
    mia.get(form_at)
    page = mia.submit({"quote": quote, "reason": reason}, action=form_at, status=422)
    assert sentence in page.text
    values = page.form(form_at).values
    assert (values["quote"], values["reason"]) == (quote, reason)
    assert live(app, world, piece) == []


def test_the_same_words_twice_for_one_criterion_are_refused(mia, world, piece):
    form_at = address(piece, world.enrolment, "1")
    for status in (303, 422):
        mia.get(form_at)
        typed = {"quote": UNDERSTANDING.upper(), "reason": "Once."}
        page = mia.submit(typed, action=form_at, status=status)
    assert "claimed this place for criterion 1 already" in page.text


def test_a_claim_is_taken_back_and_the_undo_brings_it_again(app, mia, world, piece):
    mia.get(address(piece, world.enrolment, "1"))
    mia.submit({"quote": UNDERSTANDING, "reason": "So."}, action="/1")
    page = mia.submit(action="/take-back")
    assert "Your claim for criterion 1 is taken back." in page.text
    assert live(app, world, piece) == []
    page = mia.submit(action="/again")
    assert "The claim for criterion 1 is back." in page.text
    assert len(live(app, world, piece)) == 1


def test_only_own_units_and_real_criteria_can_be_claimed(mia, world, piece):
    for form_at in (
        address(piece, world.other_enrolment, "1"),
        address(piece, world.enrolment, "99"),
    ):
        mia.get(f"/evidence/{piece.id}/claims")
        mia.post(form_at, {"quote": UNDERSTANDING, "reason": "So.", "place_kind": "quote"}, 404)
        mia.get(form_at, 404)


def test_somebody_elses_piece_can_neither_be_claimed_nor_taken_back(app, browse, mia, world, piece):
    mia.get(address(piece, world.enrolment, "1"))
    mia.submit({"quote": UNDERSTANDING, "reason": "So."}, action="/1")
    [claim] = live(app, world, piece)
    omar = browse(world.other_learner)
    omar.get(f"/evidence/{piece.id}/claims", 404)
    omar.get("/evidence/new")
    omar.post(f"/claims/{claim.id}/take-back", status=404)
    omar.get("/evidence/new")
    omar.post(
        address(piece, world.other_enrolment, "1"), {"quote": UNDERSTANDING, "reason": "So."}, 404
    )
    assert len(live(app, world, piece)) == 1


def test_a_quote_that_left_the_draft_stops_submitting_with_a_link_to_the_claims(app, mia, world):
    with app.app_context():
        piece = draft(world.learner)
    mia.get(address(piece, world.enrolment, "1"))
    mia.submit({"quote": UNDERSTANDING, "reason": "So."}, action="/1")
    mia.get(f"/evidence/{piece.id}/edit?stage=all")
    page = mia.submit({"understanding": "Rewritten.", "check": "1"}, action="/edit")
    assert "quoted for criterion 1 are no longer in your text" in page.text
    assert f"/evidence/{piece.id}/claims" in page.links


def test_without_files_only_words_can_be_claimed(mia, world, piece):
    page = mia.get(address(piece, world.enrolment, "1"))
    assert "which one?" not in page.text


def test_a_photo_needs_no_page(app, mia, world):
    with app.app_context():
        piece = draft(world.learner)
        photo = attachments.add(
            world.learner, piece.id, accept(intake_files.jpeg(), "board.jpg"), "The board"
        )
    mia.get(address(piece, world.enrolment, "1"))
    shown = {"place_kind": "page", "attachment": str(photo.id), "page": "", "reason": "See it."}
    mia.submit(shown, action="/1")
    [claim] = live(app, world, piece)
    assert (claim.attachment_id, claim.place) == (photo.id, "1")
