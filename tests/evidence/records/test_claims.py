"""Claims point at a place that is really there, for a criterion that is really the learner's."""

import pytest

from portfolio.base.clock import now
from portfolio.base.db import write
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records import claims, store
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from tests.evidence.examples import UNDERSTANDING, draft, handover_content, submitted


def add(world, piece, **changes):
    asked = {
        "enrolment_id": world.enrolment.id, "criterion": "1", "place_kind": "quote",
        "place": UNDERSTANDING, "reason": "It shows it.",
    } | changes  # fmt: skip
    return claims.add(
        changes.pop("by", world.learner), piece.id, **{k: v for k, v in asked.items() if k != "by"}
    )


def test_one_piece_serves_criteria_of_both_units(context, world):
    piece = submitted(world.learner)
    add(world, piece)
    add(world, piece, enrolment_id=world.second_enrolment.id)
    add(world, piece, criterion="2")
    whole = store.own(world.learner, piece.id)
    assert [claim.version for claim in whole.live_claims] == [1, 1, 1]
    assert history.verify() == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"place": "never written"}, "These words are not in your text"),
        ({"place": "  "}, "Copy the words"),
        ({"place_kind": "page", "place": "1"}, "Say which attached file"),
        ({"place_kind": "time", "place": "1:00"}, "Say which attached file"),
        ({"place_kind": "elsewhere", "place": "1"}, "Say which attached file"),
    ],
)
def test_a_place_that_is_not_there_is_refused(context, world, changes, sentence):
    piece = draft(world.learner)
    with pytest.raises(claims.WrongPlace, match=sentence):
        add(world, piece, **changes)
    assert store.own(world.learner, piece.id).claims == []


def test_whose_and_which_is_checked(context, world):
    piece = draft(world.learner)
    for changes in (
        {"enrolment_id": world.other_enrolment.id},
        {"criterion": "99"},
        {"by": world.other_learner},
    ):
        with pytest.raises(store.NotThere):
            add(world, piece, **changes)
    enrolments.withdraw(world.enrolment.id, SYSTEM, "Left")
    with pytest.raises(store.NotThere):
        add(world, piece)


def test_words_only_in_a_revision_wait_for_it_and_others_never_see_them(context, world):
    piece = submitted(world.learner)
    opened = store.revise(world.learner, piece.id)
    changed = handover_content(scope="Only in the revision")
    store.save_draft(world.learner, piece.id, changed, opened.draft_revision)
    both, only = add(world, piece), add(world, piece, place="Only in the revision", criterion="2")
    assert (both.version, only.version) == (1, None)
    whole = store.own(world.learner, piece.id)
    assert [claim.id for claim in whole.submitted_claims] == [both.id]
    with pytest.raises(claims.WrongPlace):
        add(world, piece, place=handover_content()["scope"])
    store.submit(world.learner, piece.id)
    assert [claim.version for claim in store.own(world.learner, piece.id).submitted_claims] == [
        2,
        2,
    ]


def test_taking_back_and_making_again_are_recorded(context, world):
    piece = submitted(world.learner)
    one = add(world, piece)
    for _ in range(2):
        claims.take_back(world.learner, one.id)
    assert store.own(world.learner, piece.id).live_claims == []
    assert store.claims_on([world.enrolment.id]) == []
    claims.restore(world.learner, one.id)
    assert [claim.id for claim in store.claims_on([world.enrolment.id])] == [one.id]
    told = [
        entry.action for entry in history.of_learner(world.learner.id) if entry.subject == "claim"
    ]
    assert told == ["claimed", "claim taken back", "claimed again"]
    assert history.verify() == []
    for verb in (claims.take_back, claims.restore):
        with pytest.raises(store.NotThere):
            verb(world.other_learner, one.id)
        with pytest.raises(store.NotThere):
            verb(world.learner, piece.id)


def test_what_was_claimed_anew_meanwhile_is_not_made_again(context, world):
    piece = submitted(world.learner)
    one = add(world, piece)
    claims.take_back(world.learner, one.id)
    add(world, piece)
    with pytest.raises(claims.SameClaim):
        claims.restore(world.learner, one.id)


def test_a_quote_that_is_gone_is_not_claimed_again(context, world):
    piece = draft(world.learner)
    one = add(world, piece)
    claims.take_back(world.learner, one.id)
    store.save_draft(world.learner, piece.id, handover_content(understanding="Other."), 1)
    with pytest.raises(claims.WrongPlace):
        claims.restore(world.learner, one.id)


def test_a_reason_is_never_cut_short(context, world):
    piece = draft(world.learner)
    with pytest.raises(claims.LongReason):
        add(world, piece, reason="x" * 2001)
    assert add(world, piece, reason="x" * 2000).reason == "x" * 2000


def test_a_forged_claim_is_named(context, world):
    piece = submitted(world.learner)
    one = add(world, piece)
    with write() as session:
        session.get(type(one), one.id).reason = f"Forged {now():%Y}"
    assert history.verify()
