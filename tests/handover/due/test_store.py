"""What is due is read from what was submitted, for one learner or many, in one statement."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest

from portfolio.base import clock
from portfolio.base.db import write
from portfolio.evidence.records import store as evidence
from portfolio.handover.due import store as due
from portfolio.handover.due.rules import DueState
from portfolio.handover.parties.model import Participant, PartyRole, Reply
from portfolio.handover.parties.reply_kinds import ReplyKind
from tests.evidence.examples import draft, submitted
from tests.statements import counted

ROW = {"checked_on": "2026-10-06", "method": "In person", "outcome": "It was done."}


@pytest.fixture(autouse=True)
def _the_day_after():
    with clock.at(datetime.fromisoformat("2026-10-06T09:00+01:00")):
        yield


def handed_over(learner, **changes):
    return submitted(learner, **({"check_backs": []} | changes))


def tasks(learner, standing=DueState.OVERDUE):
    return [
        due_action.task
        for due_action in due.of_learner(learner.id)
        if due_action.standing is standing
    ]


def test_both_actions_of_yesterday_are_overdue_in_their_order(context, world):
    piece = handed_over(world.learner)
    first, second = due.of_learner(world.learner.id)
    assert (first.task, second.task) == ("Ring the depot", "Ring the customer")
    assert (first.reference, first.title, first.owner) == ("E1", piece.title, "Priya")
    assert first.due_at == datetime.fromisoformat("2026-10-05T16:30+00:00")
    assert first.action_id == piece.actions[0].id
    assert (first.version, first.evidence_id, first.learner_id) == (1, piece.id, world.learner.id)


def test_a_check_back_inside_the_piece_settles_all_of_it(context, world):
    submitted(world.learner)
    assert due.of_learner(world.learner.id) == []


def test_a_later_check_back_settles_its_action_alone(context, world):
    piece = handed_over(world.learner)
    evidence.add_check_back(world.learner, piece.id, action_id=piece.actions[0].id, row=ROW)
    assert tasks(world.learner) == ["Ring the customer"]
    evidence.add_check_back(world.learner, piece.id, action_id=None, row=ROW)
    assert tasks(world.learner) == []


def test_a_receivers_word_settles_it_until_they_take_it_back(context, world):
    piece = handed_over(world.learner)

    def says(said, minutes):
        with write() as session:
            receiver = Participant(
                learner_id=world.learner.id,
                evidence_id=piece.id,
                part=PartyRole.RECEIVER,
                name="Priya",
            )
            session.add(receiver)
            session.flush()
            session.add(
                Reply(
                    participant_id=receiver.id,
                    evidence_id=piece.id,
                    version=1,
                    sending=uuid4().hex,
                    place=0,
                    action_id=piece.actions[0].id,
                    said=said,
                    by_name="Priya",
                    by_label="by their link",
                    at=clock.now() + timedelta(minutes=minutes),
                )
            )

    says(ReplyKind.TAKEN_OVER, -90)
    assert len(tasks(world.learner)) == 2
    says(ReplyKind.DONE, -60)
    assert tasks(world.learner) == ["Ring the customer"]
    says(ReplyKind.NOT_DONE, -30)
    assert len(tasks(world.learner)) == 2


def test_drafts_pieces_taken_out_and_others_are_not_due(context, world):
    draft(world.learner)
    handed_over(world.other_learner)
    piece = handed_over(world.learner)
    submitted(world.learner, "reflective_account")
    assert len(tasks(world.learner)) == 2
    evidence.withdraw(world.learner, piece.id, "")
    assert due.of_learner(world.learner.id) == []
    evidence.restore(world.learner, piece.id)
    assert len(tasks(world.learner)) == 2


def test_a_revision_counts_once_it_is_submitted(context, world):
    piece = submitted(world.learner)
    evidence.revise(world.learner, piece.id)
    content = dict(evidence.own(world.learner, piece.id).draft)
    first, second = content["actions"]
    later = {**first, "deadline": "2026-10-06T18:00"}
    kept = {**second, "deadline": "2026-10-05T20:00"}
    changed = {**content, "actions": [later, kept], "check_backs": []}
    revision = evidence.own(world.learner, piece.id).draft_revision
    evidence.save_draft(world.learner, piece.id, changed, revision)
    assert due.of_learner(world.learner.id) == []
    evidence.submit(world.learner, piece.id)
    assert tasks(world.learner, DueState.DUE_TODAY) == ["Ring the depot"]
    assert tasks(world.learner) == ["Ring the customer"], "its check-back was left out"
    assert {due_action.version for due_action in due.of_learner(world.learner.id)} == {2}


def test_an_action_that_a_revision_left_out_is_not_due(context, world):
    piece = handed_over(world.learner)
    evidence.revise(world.learner, piece.id)
    draft = evidence.own(world.learner, piece.id)
    changed = {**draft.draft, "actions": draft.draft["actions"][:1]}
    evidence.save_draft(world.learner, piece.id, changed, draft.draft_revision)
    evidence.submit(world.learner, piece.id)
    assert tasks(world.learner) == ["Ring the depot"]


def test_many_learners_and_many_actions_take_one_statement(context, app, world):
    rows = [
        {"task": f"Task {number}", "owner": "Priya", "deadline": "2026-10-05T17:30"}
        for number in range(50)
    ]
    for learner, actions in ((world.learner, rows[:1]), (world.other_learner, rows)):
        handed_over(learner, actions=actions)
        with counted(app) as sent:
            assert len(due.of_learner(learner.id)) == len(actions)
        assert len(sent) == 1
    both = due.of_learners([world.learner.id, world.other_learner.id])
    assert [
        sum(due_action.learner_id == who.id for due_action in both)
        for who in (world.learner, world.other_learner)
    ] == [1, 50]
    assert due.of_learners([]) == []


def test_today_is_asked_of_the_clock(context, world):
    handed_over(world.learner)
    with clock.at(datetime.fromisoformat("2026-10-05T17:00+01:00")):
        found = [due_action.standing for due_action in due.of_learner(world.learner.id)]
        assert found == [DueState.DUE_TODAY] * 2
        assert clock.today() == date(2026, 10, 5)
