"""The record of a piece: what was added later, what still stands of the replies, the learner's other handovers."""

from datetime import UTC, datetime

import pytest

from portfolio.base import clock
from portfolio.base.db import write
from portfolio.evidence.records import store
from portfolio.handover.parties.model import Participant, PartyRole, Reply
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.readiness.record_store import record_of
from tests.evidence.examples import draft, submitted


@pytest.fixture
def piece(context, world):
    return submitted(world.learner)


def replied(world, piece, *said):
    """Somebody who took over says these things, one after another."""
    with write() as session:
        asked = Participant(
            learner_id=world.learner.id, evidence_id=piece.id, part=PartyRole.RECEIVER, name="Priya"
        )
        session.add(asked)
        session.flush()
        for place, kind in enumerate(said):
            session.add(
                Reply(
                    participant_id=asked.id,
                    evidence_id=piece.id,
                    version=1,
                    sending=f"form {place}",
                    place=place,
                    said=kind,
                    by_name="Priya",
                    by_label="By their link",
                    at=datetime(2026, 10, 6, 9, place, tzinfo=UTC),
                )
            )


def test_what_was_taken_back_does_not_stand(world, piece):
    replied(world, piece, ReplyKind.UNDERSTOOD, ReplyKind.TAKEN_OVER, ReplyKind.NOT_UNDERSTOOD)
    replies = record_of(store.own(world.learner, piece.id)).replies
    assert sorted(reply.said for reply in replies) == ["not understood", "taken over"]


def test_the_other_handovers_are_the_newest_versions_of_the_newest(world, piece):
    for number in range(6):
        submitted(world.learner, method_reason=f"Reason {number}")
    gone = submitted(world.learner, method_reason="Taken out")
    store.withdraw(world.learner, gone.id, "Not mine")
    draft(world.learner, method_reason="Only a draft")
    others = record_of(piece).others
    assert [other.reason for other in others] == [f"Reason {n}" for n in (5, 4, 3, 2, 1)]
    assert {other.method for other in others} == {"face_to_face"}


def test_now_is_the_centres_time_in_summer_too(world, piece):
    with clock.at(datetime(2026, 7, 1, 12, 0, tzinfo=UTC)):
        assert record_of(piece).now == datetime(2026, 7, 1, 13, 0)
    with clock.at(datetime(2026, 12, 1, 12, 0, tzinfo=UTC)):
        assert record_of(piece).now == datetime(2026, 12, 1, 12, 0)


def test_the_draft_is_read_with_its_files(world, piece):
    revised = store.revise(world.learner, piece.id)
    record = record_of(store.own(world.learner, revised.id))
    assert record.content == revised.draft
    assert record.attachments == ()
