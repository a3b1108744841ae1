"""A row and its entry are written by one call, and every subject finds a row's chain as its rows do."""

import pytest
from sqlalchemy import select

from portfolio.base.db import NotWriting, db, write
from portfolio.enrolment.history_entries import ENROLMENT
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.records.history_entries import CLAIM, PIECE
from portfolio.evidence.records.model import Claim, Evidence
from portfolio.history import verification
from portfolio.history.chain import SYSTEM
from portfolio.history.store import (
    NotRecordable,
    keep,
    keep_what_is_left,
    note,
    of_learner,
    verify,
)
from portfolio.history.subjects import Subject
from portfolio.history.verification import TwoSubjects
from tests.assessment.examples import claimed


@pytest.fixture
def claim(context, world):
    return claimed(world.learner, world.enrolment.id)[0]


def test_a_changed_row_is_kept_with_its_entry_and_a_forged_one_is_found(world, claim):
    with write() as session:
        row = session.get_one(Claim, claim.id)
        row.reason = "It shows more than I said."
        entry = keep(session, row, CLAIM, by=SYSTEM, action="claimed")
        assert (entry.chain, entry.subject, entry.subject_id) == (world.learner.id, "claim", row.id)
    assert any("no longer what was recorded" in finding for finding in verify())


def test_what_is_left_takes_the_salt_from_what_was_recorded(world, claim):
    with write() as session:
        row = session.get_one(Claim, claim.id)
        row.reason = "Removed."
        keep_what_is_left(session, row, CLAIM, by=SYSTEM)
    mine = [entry for entry in of_learner(world.learner.id) if entry.subject_id == claim.id]
    assert [entry.salt is None for entry in mine] == [True, False]
    assert verify() == []


def test_a_row_is_not_kept_outside_a_change(claim):
    with pytest.raises(NotWriting):
        keep(db.session, claim, CLAIM, by=SYSTEM, action="claimed")
    with pytest.raises(NotWriting):
        keep_what_is_left(db.session, claim, CLAIM, by=SYSTEM)


def test_words_beside_a_row_never_pass_for_its_content(world, claim):
    enrolment = db.session.get(Enrolment, world.enrolment.id)
    with pytest.raises(NotRecordable, match="keep"), write() as session:
        note(session, claim, CLAIM, by=SYSTEM, action="claimed", content={})
    with pytest.raises(NotRecordable, match="note"), write() as session:
        keep(session, enrolment, ENROLMENT, by=SYSTEM, action="withdrawn")
    piece = db.session.get(Evidence, claim.evidence_id)
    with pytest.raises(NotRecordable, match="note"), write() as session:
        keep(session, piece, PIECE, by=SYSTEM, action="withdrawn")


def test_a_subject_that_verify_does_not_know_is_not_kept(claim):
    stranger = Subject("stranger", Claim, content=lambda _claim: {})
    with pytest.raises(NotRecordable, match="SUBJECTS"), write() as session:
        keep(session, claim, stranger, by=SYSTEM, action="claimed")


def test_two_subjects_of_one_name_are_refused(context):
    with pytest.raises(TwoSubjects, match="claim"):
        verification.know([Subject("claim", Claim)])


def test_the_writer_and_the_verifier_find_the_same_chain(world, claim):
    seen = 0
    for subject in verification.known():
        for identity, chain in db.session.execute(subject.rows()):
            row = db.session.scalars(select(subject.model).filter_by(id=identity)).unique().one()
            assert subject.chain_of(db.session, row) == chain, subject.name
            seen += 1
    assert seen > len(("learner", "enrolment", "piece", "version", "claim"))
