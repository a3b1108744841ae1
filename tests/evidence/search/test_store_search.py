"""Search on both engines: what is found, by whom, and that nothing replaced stays to be found."""

from datetime import timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, text

from portfolio.base import clock, schema
from portfolio.base.db import db, write
from portfolio.evidence.intake.accepted import Accepted
from portfolio.evidence.records import attachments, claims, store
from portfolio.evidence.records.model import Evidence, EvidenceWords
from portfolio.evidence.search import index as search
from portfolio.evidence.search.folding import asked, kept, words
from tests.evidence.examples import UNDERSTANDING, draft, handover_content, submitted


def numbers(learner, typed: str, *, own: bool = True) -> list[int]:
    """The numbers of the learner's pieces that are found and not withdrawn."""
    db.session.commit()
    mine = Evidence.learner_id == learner.id
    wanted = search.is_found(own=own), mine, Evidence.withdrawn_at.is_(None)
    rows = select(Evidence.number).where(*wanted)
    searched = search.parameters(asked(typed), learner.id, own=own)
    return list(db.session.scalars(rows.order_by(Evidence.number), searched))


@pytest.mark.parametrize(
    ("typed", "there"),
    [
        ("parcel", True),
        ("PARC", True),
        ("parcels", False),
        ("arcel", False),
        ("tracking depot", True),
        ("tracking elephant", False),
        ("Crème brulee", True),
        ("creme BRÛLÉE", True),
        ("customers", True),
        ("customer’s", True),
        ("half-past", True),
        ("half past 17:30", False),
        ('"parcel" OR NOT (depot*) AND col:own', False),
        ('parcel" OR 1=1 --', False),
        ("parcel' | '", True),
        ("parcel & !depot:*", True),
        ("own : parcel", True),
        ("NEAR(parcel, 3)", False),
        ("\x00parcel\x00", True),
        ("😀", False),
        ("?!", False),
        ("", False),
        ("parcel " * 1500, True),
        (" ".join(f"z{number}" for number in range(3000)), False),
        ("x" * 10_240, False),
    ],
)
def test_what_is_typed_finds_it_or_not_and_never_breaks(context, world, typed, there):
    draft(
        world.learner,
        purpose="The customer’s Crème brûlée: own near; half-past was said.",
    )
    assert numbers(world.learner, typed) == ([1] if there else [])


def test_drafts_are_found_by_their_learner_alone(context, world):
    piece = draft(world.learner, purpose="Marmalade")
    assert numbers(world.learner, "marmalade") == [1]
    assert numbers(world.learner, "marmalade", own=False) == []
    assert numbers(world.other_learner, "marmalade") == []
    store.submit(world.learner, piece.id)
    assert numbers(world.learner, "marmalade", own=False) == [1]
    store.revise(world.learner, piece.id)
    again = handover_content(purpose="Quince")
    revision = store.own(world.learner, piece.id).draft_revision
    store.save_draft(world.learner, piece.id, again, revision)
    assert numbers(world.learner, "quince") == [1]
    assert numbers(world.learner, "marmalade") == [1]
    assert numbers(world.learner, "quince", own=False) == []
    store.put_draft_away(world.learner, piece.id)
    assert numbers(world.learner, "quince") == []
    store.revise(world.learner, piece.id)
    revision = store.own(world.learner, piece.id).draft_revision
    store.save_draft(world.learner, piece.id, again, revision)
    store.submit(world.learner, piece.id)
    assert numbers(world.learner, "marmalade") == []
    assert numbers(world.learner, "quince", own=False) == [1]


def test_what_is_taken_out_is_not_found_until_it_is_brought_back(context, world):
    piece = submitted(world.learner)
    store.withdraw(world.learner, piece.id, "A mistake.")
    assert numbers(world.learner, "parcel") == []
    store.restore(world.learner, piece.id)
    assert numbers(world.learner, "parcel", own=False) == [1]


def test_what_is_appended_is_found(context, world):
    piece = submitted(world.learner)
    row = {
        "checked_on": "2026-10-08",
        "method": "Pigeon",
        "with_whom": "Ottoline",
        "outcome": "Fine",
    }
    store.add_check_back(world.learner, piece.id, action_id=None, row=row)
    assert numbers(world.learner, "pigeon ottoline", own=False) == [1]
    claim = claims.add(
        world.learner,
        piece.id,
        enrolment_id=world.enrolment.id,
        criterion="1",
        place_kind="quote",
        place=UNDERSTANDING,
        reason="Because of rhubarb.",
    )
    assert numbers(world.learner, "rhubarb", own=False) == [1]
    claims.take_back(world.learner, claim.id)
    assert numbers(world.learner, "rhubarb") == []


def test_a_photo_is_found_by_its_description_once_submitted(context, world):
    piece = draft(world.learner)
    taken = Accepted(b"bytes", "image/png", "board.png", None)
    file = attachments.add(world.learner, piece.id, taken, "The whiteboard")
    attachments.describe(world.learner, file.id, "The blackboard")
    assert numbers(world.learner, "blackboard") == [1]
    assert numbers(world.learner, "whiteboard") == []
    assert numbers(world.learner, "blackboard", own=False) == []
    store.submit(world.learner, piece.id)
    assert numbers(world.learner, "blackboard board.png", own=False) == [1]


def test_the_draft_of_somebody_else_is_not_the_learners_to_find(context, world):
    piece = draft(world.learner, purpose="Marmalade")
    with write() as session:
        session.get(Evidence, piece.id).writer_id = world.assessor.id
    assert numbers(world.learner, "marmalade") == []


def test_what_a_failed_write_changed_is_not_kept(context, world):
    with pytest.raises(ZeroDivisionError), write() as session:
        piece = draft(world.learner, purpose="Marmalade")
        session.flush()
        raise ZeroDivisionError
    assert search.CHANGED not in db.session.info
    draft(world.learner, purpose="Quince")
    assert db.session.get(Evidence, piece.id) is None
    assert numbers(world.learner, "marmalade") == []
    assert numbers(world.learner, "quince") == [1]


def kept_words():
    return [row.own for row in db.session.scalars(select(EvidenceWords))]


def test_a_draft_is_found_while_it_is_written_and_its_words_are_kept_once_it_rests(context, world):
    piece = draft(world.learner, purpose="Marmalade")
    assert kept_words() == [], "nothing is written for each save"
    assert numbers(world.learner, "marmalade") == [1]
    assert numbers(world.learner, "marmalade", own=False) == []
    assert numbers(world.other_learner, "marmalade") == []
    store.save_draft(world.learner, piece.id, {"purpose": "Quince"}, 1)
    assert numbers(world.learner, "marmalade") == []
    assert numbers(world.learner, "quin") == [1]
    search.keep_words_of_drafts(None, day="")
    assert kept_words() == [], "it was written on a moment ago"
    with clock.at(clock.now() + search.RESTS_AFTER + timedelta(minutes=1)):
        search.keep_words_of_drafts(None, day="")
    assert ["quince" in said for said in kept_words()] == [True]
    assert numbers(world.learner, "quince") == [1]
    store.save_draft(world.learner, piece.id, {"purpose": "Damson"}, 2)
    assert kept_words() == []
    assert numbers(world.learner, "damson") == [1]


def test_while_a_piece_is_revised_others_find_what_was_submitted(context, world):
    piece = submitted(world.learner, purpose="Marmalade")
    revised = store.revise(world.learner, piece.id)
    store.save_draft(world.learner, piece.id, {"purpose": "Quince"}, revised.draft_revision)
    assert numbers(world.learner, "marmalade", own=False) == [1]
    assert numbers(world.learner, "quince", own=False) == []
    assert numbers(world.learner, "quince") == [1]
    store.put_draft_away(world.learner, piece.id)
    assert numbers(world.learner, "quince") == []
    assert numbers(world.learner, "marmalade", own=False) == [1]


WORDS = st.sampled_from(
    ["Café", "cafe", "CAFÉ’s", "hand-over", "handover", "don't", "dont", "Straße", "10:30", "a_b"]
)
TYPED = st.one_of(WORDS, st.lists(WORDS, max_size=3).map(" ".join), st.text(max_size=12))
TEXTS = st.lists(
    st.one_of(st.text(max_size=40), st.lists(WORDS, max_size=4).map(" ".join)), max_size=4
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=TEXTS, typed=TYPED)
def test_it_finds_what_a_plain_search_finds(context, world, texts, typed):
    """The rows are written as they are kept, past the pieces' pages, so that many can be tried."""
    every = db.session.scalars(select(Evidence).order_by(Evidence.number)).all()
    while len(every) < 4:
        draft(world.learner)
        every = db.session.scalars(select(Evidence).order_by(Evidence.number)).all()
    with write() as session:
        search.keep_words(session, [piece.id for piece in every])
        for piece, said in zip(every, [*texts, "", "", "", ""], strict=False):
            row = session.get(EvidenceWords, _row_of(piece.id))
            row.own = kept([said])
    wanted = asked(typed).words
    plainly = [
        piece.number
        for piece, said in zip(every, texts, strict=False)
        if wanted and all(any(w.startswith(word) for w in words(said)) for word in wanted)
    ]
    assert numbers(world.learner, typed) == plainly


def _row_of(evidence_id: UUID) -> int:
    return db.session.scalar(
        select(EvidenceWords.id).where(EvidenceWords.evidence_id == evidence_id)
    )


def test_older_pieces_catch_up_when_the_schema_is_brought_up_to_date(context, world):
    submitted(world.learner)
    with write() as session:
        session.execute(delete(EvidenceWords))
    assert numbers(world.learner, "parcel") == []
    db.session.commit()
    schema.upgrade(db.engine.url.render_as_string(hide_password=False))
    assert numbers(world.learner, "parcel", own=False) == [1]


def test_replaced_words_leave_the_index(context, world):
    piece = draft(world.learner, purpose="Zanzibarquux")
    _save(world.learner, piece.id, "Customer A")
    search.purge_deleted()
    assert numbers(world.learner, "zanzibarquux") == []
    assert numbers(world.learner, "customer") == [1]


def _save(learner, evidence_id, purpose):
    revision = store.own(learner, evidence_id).draft_revision
    store.save_draft(learner, evidence_id, handover_content(purpose=purpose), revision)


def test_the_engines_own_index_is_used(context, world, engine):
    for number in range(3):
        draft(world.learner, purpose=f"Marmalade {number}")
    db.session.commit()
    if engine == "sqlite":
        with write() as session:  # an error when index and table disagree
            check = (
                f"INSERT INTO {search.INDEX} ({search.INDEX}, rank) VALUES ('integrity-check', 1)"
            )
            session.execute(text(check))
        plan = f"EXPLAIN QUERY PLAN SELECT rowid FROM {search.INDEX} WHERE {search.INDEX} MATCH 'a'"
        expected = "VIRTUAL TABLE INDEX"
    else:
        db.session.execute(text("SET enable_seqscan = off"))
        condition = f"{search._vector('own')} @@ CAST('marmalade' AS tsquery)"
        plan, expected = f"EXPLAIN SELECT id FROM evidence_words WHERE {condition}", "own_words"
    assert expected in "\n".join(str(row) for row in db.session.execute(text(plan)))
