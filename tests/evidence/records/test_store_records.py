"""What assessors write: theirs alone until submitted, claims from its rows, and nobody else's to change."""

import pytest

from portfolio.base.db import db
from portfolio.enrolment import store as enrolments
from portfolio.evidence.intake.accepted import Accepted
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.pages.page_access import names_of
from portfolio.evidence.records import attachments, claims, learner_list, store
from portfolio.evidence.records.row_claims import value_of
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.home.trail import HIDDEN
from portfolio.people import notices
from portfolio.people.roles import Author
from tests.evidence.examples import draft, recorded, submitted

pytestmark = pytest.mark.usefixtures("context")


def note(text="A note."):
    return Accepted(text.encode(), "text/plain", "note.txt", "text")


def test_a_record_is_its_writers_alone_until_it_is_submitted(world):
    piece = recorded(world.assessor, world.enrolment, submit=False)
    assert store.own(world.assessor, piece.id)
    for nobody in (world.learner, world.other_assessor, world.iqa, world.other_learner):
        assert store.for_reader(nobody, piece.id) is None
        assert store.own(nobody, piece.id) is None
        assert store.claimable(nobody, piece.id) is None
    assert store.of_learner(world.learner.id) == []
    assert learner_list.kept(world.learner.id, 0, 100) == []
    assert learner_list.choosable(world.learner.id, KINDS) == []
    assert store.by_name(world.learner.id, submitted_only=False) == []
    assert str(piece.id) not in names_of(world.learner.id)
    assert [record.evidence_id for record in store.written_by(world.assessor)] == [piece.id]
    assert store.written_by(world.other_assessor) == []


def test_once_submitted_it_is_read_by_all_who_read_the_portfolio_and_changed_by_none(world):
    piece = recorded(world.assessor, world.enrolment)
    for reader in (world.learner, world.iqa, world.assessor):
        assert store.for_reader(reader, piece.id)
    for nobody in (world.other_assessor, world.other_learner):
        assert store.for_reader(nobody, piece.id) is None
    assert [listed_piece.id for listed_piece in store.of_learner(world.learner.id)] == [piece.id]
    for forbidden in (
        lambda: store.withdraw(world.learner, piece.id, ""),
        lambda: store.revise(world.learner, piece.id),
        lambda: store.put_draft_away(world.learner, piece.id),
        lambda: store.save_draft(world.learner, piece.id, {}, 1),
        lambda: store.submit(world.learner, piece.id),
        lambda: attachments.add(world.learner, piece.id, note()),
    ):
        with pytest.raises(store.NotThere):
            forbidden()
    store.withdraw(world.assessor, piece.id, "The wrong learner.")
    assert store.of_learner(world.learner.id) == []
    with pytest.raises(store.NotThere):
        store.restore(world.learner, piece.id)
    store.restore(world.assessor, piece.id)
    told = notices.unread(world.learner.id)[0]
    assert told.sentence == f"Ann Assessor submitted {piece.reference}, an observation record about your work."  # fmt: skip
    assert history.verify_chain(world.learner.id) == []


def test_what_a_revision_changes_is_not_shown_before_it_is_submitted(world):
    piece = recorded(world.assessor, world.enrolment, feedback="You did well.")
    store.revise(world.assessor, piece.id)
    opened = store.own(world.assessor, piece.id)
    words = {**opened.draft, "feedback": "Not yet said to anybody."}
    store.save_draft(world.assessor, piece.id, words, opened.draft_revision)
    read = store.for_reader(world.learner, piece.id)
    assert read.current_for(world.learner.id)["feedback"] == "You did well."
    assert read.current_for(world.assessor.id)["feedback"] == "Not yet said to anybody."
    added = attachments.add(world.assessor, piece.id, note())
    assert attachments.for_reader(world.learner, added.id) is None
    assert attachments.for_reader(world.assessor, added.id)
    store.submit(world.assessor, piece.id)
    assert attachments.for_reader(world.learner, added.id)


def test_nobody_begins_a_record_about_somebody_they_do_not_assess(world):
    for writer, learner in (
        (world.assessor, world.other_learner),
        (world.other_assessor, world.learner),
        (world.other_learner, world.learner),
        (world.iqa, world.learner),
        (world.administrator, world.learner),
    ):
        with pytest.raises(store.NotThere):
            store.begin(writer, "observation_record", {}, learner_id=learner.id)
    with pytest.raises(store.NotThere):
        store.begin(world.learner, "observation_record")
    with pytest.raises(store.NotThere):
        store.begin(world.assessor, "handover_instance", {}, learner_id=world.learner.id)


def test_an_assessor_who_no_longer_assesses_reads_and_writes_nothing(world):
    piece = recorded(world.assessor, world.enrolment, submit=False)
    for enrolment in (world.enrolment, world.second_enrolment):
        enrolments.reassign(enrolment.id, world.other_assessor, by=SYSTEM)
    assert store.own(world.assessor, piece.id) is None
    assert store.written_by(world.assessor) == []
    with pytest.raises(store.NotThere):
        store.submit(world.assessor, piece.id)


def test_ticked_rows_become_the_assessors_claims_and_follow_a_revision(world):
    def row(code, words, enrolment=world.enrolment):
        return {"criterion": value_of(enrolment.id, code), "words": words}

    seen = "She asked Priya to say it back."
    piece = recorded(
        world.assessor, world.enrolment, criteria=[row("1", seen), row("2", "She noted the time.")]
    )
    made = {
        (claim.criterion, claim.place, claim.made_by, claim.version) for claim in piece.live_claims
    }
    assert made == {
        ("1", seen, Author.ASSESSOR, 1),
        ("2", "She noted the time.", Author.ASSESSOR, 1),
    }
    opened = store.revise(world.assessor, piece.id)
    rows = [row("1", seen), row("3", "She rang back at six.")]
    content = {**opened.draft, "criteria": rows}
    store.save_draft(world.assessor, piece.id, content, opened.draft_revision)
    store.submit(world.assessor, piece.id)
    again = store.own(world.assessor, piece.id)
    assert {(claim.criterion, claim.version) for claim in again.live_claims} == {("1", 2), ("3", 2)}
    assert len(again.claims) == 3
    [first] = [claim for claim in again.live_claims if claim.criterion == "1"]
    for person in (world.learner, world.assessor):
        with pytest.raises(store.NotThere):
            claims.take_back(person, first.id)
    assert history.verify_chain(world.learner.id) == []


@pytest.mark.parametrize("code", ["99", ""])
def test_a_criterion_must_be_one_that_the_assessor_assesses(world, code):
    with pytest.raises(store.Incomplete):
        recorded(world.assessor, world.enrolment, code=code)
    with pytest.raises(store.Incomplete, match="choose the criterion again"):
        foreign = value_of(world.other_enrolment.id, "1")
        recorded(world.assessor, world.enrolment, criteria=[{"criterion": foreign, "words": "I saw it."}])  # fmt: skip


def test_the_handover_named_must_be_submitted_for_an_assessor(world):
    theirs = draft(world.learner)
    with pytest.raises(store.Incomplete, match="that piece is not there"):
        recorded(world.assessor, world.enrolment, about_handover=str(theirs.id))
    store.submit(world.learner, theirs.id)
    assert recorded(world.assessor, world.enrolment, about_handover=str(theirs.id)).latest


def test_a_learner_claims_with_what_was_recorded_and_takes_only_their_own_claim_back(world):
    piece = recorded(world.assessor, world.enrolment, feedback="You asked Priya to say it back.")
    mine = claims.add(
        world.learner, piece.id, enrolment_id=world.enrolment.id, criterion="2",
        place_kind="quote", place="You asked Priya", reason="It shows that I checked.",
    )  # fmt: skip
    assert mine.made_by == Author.LEARNER
    with pytest.raises(store.NotThere):
        claims.take_back(world.assessor, mine.id)
    claims.take_back(world.learner, mine.id)


def test_an_assessor_claims_with_a_discussion_for_the_units_they_assess(world):
    piece = recorded(world.assessor, world.enrolment, "professional_discussion", submit=False)
    quote = {"place_kind": "quote", "place": "Answered at length", "reason": "She explained why."}
    made = claims.add(world.assessor, piece.id, enrolment_id=world.enrolment.id, criterion="1", **quote)  # fmt: skip
    assert made.made_by == Author.ASSESSOR
    with pytest.raises(store.NotThere):
        claims.add(
            world.assessor,
            piece.id,
            enrolment_id=world.other_enrolment.id,
            criterion="1",
            **quote,
        )
    store.submit(world.assessor, piece.id)
    with pytest.raises(store.NotThere):
        claims.take_back(world.learner, made.id)


def hidden_from(reader, learner_id):
    whose = {"reader_id": reader.id, "learner_id": learner_id}
    return set(db.session.scalars(HIDDEN, whose))


def test_the_history_hides_what_another_never_submitted(world):
    record = recorded(world.assessor, world.enrolment, "professional_discussion", submit=False)
    mine = draft(world.learner)
    assert record.id in hidden_from(world.learner, world.learner.id)
    assert mine.id not in hidden_from(world.learner, world.learner.id)
    assert mine.id in hidden_from(world.assessor, world.learner.id)
    assert record.id not in hidden_from(world.assessor, world.learner.id)


def test_a_kind_says_which_files_it_needs_and_takes(world):
    piece = store.begin(world.learner, "work_product", {"title": "Log"})
    lacking = store.lacks_of(store.own(world.learner, piece.id))
    assert "Add the document itself, or a photo of it." in [lack.sentence for lack in lacking]
    place = store.begin(world.learner, "seen_in_place", {"title": "Complaints book"})
    with pytest.raises(attachments.NoFilesHere, match="not copied"):
        attachments.add(world.learner, place.id, note())
    assert submitted(world.learner, "work_product").latest.attachments


def test_times_lie_within_the_one_recording(world):
    def lacking(*files, time="0:05"):
        rows = [{"question": "Why so?", "answer": "Because.", "time": time}]
        piece = draft(world.learner, "professional_discussion", questions=rows)
        for number, seconds in enumerate(files):
            sound = Accepted(b"%d" % number, "audio/mp4", f"{number}.m4a", "sound", seconds=seconds)
            attachments.add(world.learner, piece.id, sound)
        whole = store.own(world.learner, piece.id)
        return [lack.sentence for lack in store.lacks_of(whole)]

    assert lacking(90) == []
    assert lacking(90, time="1:30") == []
    assert lacking(90, time="") == []
    assert lacking(90, time="1:31") == ["Question 1: the recording is 1:30 long. Enter a time within it."]  # fmt: skip
    assert "there is no recording yet" in lacking()[0]
    assert "there are several recordings" in lacking(90, 80)[0]
    assert "must be minutes and seconds" in lacking(90, time="half past")[0]


def test_a_claim_at_a_time_lies_within_its_recording(world):
    piece = draft(world.learner, "professional_discussion")
    sound = attachments.add(world.learner, piece.id, Accepted(b"1", "audio/mp4", "talk.m4a", "sound", seconds=90))  # fmt: skip
    page = attachments.add(world.learner, piece.id, note())

    def claim(place, file=sound):
        return claims.add(
            world.learner, piece.id, enrolment_id=world.enrolment.id, criterion="1",
            place_kind="time", place=place, reason="It is said there.", attachment_id=file.id,
        )  # fmt: skip

    assert claim(" 01:05 ").place == "1:05"
    for wrong, sentence in (("1:31", "is 1:30 long"), ("5", "minutes and seconds")):
        with pytest.raises(claims.WrongPlace, match=sentence):
            claim(wrong)
    with pytest.raises(claims.WrongPlace, match="is not a recording"):
        claim("0:05", page)
