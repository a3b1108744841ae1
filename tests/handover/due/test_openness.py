"""Which handovers are kept as open: the same as the rules say of their versions, whatever was done last."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from portfolio.base import clock
from portfolio.base.db import db, write
from portfolio.evidence.records import store
from portfolio.evidence.records.model import Evidence
from portfolio.handover.due import openness
from portfolio.handover.due import store as due
from portfolio.handover.due.model import Openness
from portfolio.handover.log import selection
from portfolio.handover.log.filters import Filters
from portfolio.handover.parties.model import Participant, PartyRole, Reply
from portfolio.handover.parties.reply_kinds import ReplyKind
from tests.evidence.examples import draft, handover_content, submitted
from tests.statements import counted

NOON = datetime(2026, 10, 7, 12, 0, tzinfo=UTC)
SEEN = {"checked_on": "2026-10-06", "method": "By phone", "outcome": "It was done.", "done": "yes"}


def kept(learner):
    """The handovers kept as open; each submitted one must be known."""
    db.session.commit()
    of_learner = {"learner_id": learner.id, "basis": f"{openness.RULES} {clock.zone().key}"}
    assert db.session.scalars(openness._unknown_of_learner(), of_learner).all() == []
    wanted = select(Openness.evidence_id).where(Openness.learner_id == learner.id, Openness.is_open)
    standing = Evidence.withdrawn_at.is_(None)
    return set(db.session.scalars(wanted.join(Evidence).where(standing)))


def worked_out(learner):
    """The handovers of which something is not settled, as read from their versions and all that was said since."""
    return {action.evidence_id for action in due.of_learner(learner.id)}


def listed(learner):
    return set(selection.find(learner.id, Filters(open_only=True), own=True).handovers)


def revised(learner, piece, **answers):
    store.revise(learner, piece.id)
    now = store.own(learner, piece.id)
    store.save_draft(learner, piece.id, now.draft | answers, now.draft_revision)
    store.submit(learner, piece.id)


def checked(learner, piece, after=0, **row):
    with clock.at(NOON + timedelta(minutes=after)):
        store.add_check_back(learner, piece.id, action_id=None, row=SEEN | row)


def replied(learner, piece, *said):
    """Let a receiver say of the whole handover, one after the other, whether it is done."""
    with write() as session:
        receiver = Participant(
            learner_id=learner.id, evidence_id=piece.id, part=PartyRole.RECEIVER, name="Priya"
        )
        session.add(receiver)
        session.flush()
        for place, word in enumerate(said):
            session.add(
                Reply(
                    participant_id=receiver.id,
                    evidence_id=piece.id,
                    version=1,
                    sending="of a test",
                    place=place,
                    said=word,
                    by_name="Priya",
                    by_label="by their link",
                    at=clock.now() + timedelta(minutes=place),
                )
            )


@pytest.fixture
def opened(context, world):
    """A handover with two open actions, and one with nothing open beside it."""
    with clock.at(NOON):
        submitted(world.learner)
        piece = submitted(world.learner, check_backs=[], customer_outcome="")
        assert kept(world.learner) == {piece.id}
        yield piece


ACTS = {
    "a check-back that says done": (checked, False),
    "one that says not yet": (lambda who, piece: checked(who, piece, done="no"), True),
    "done, and then not yet": (
        lambda who, piece: (checked(who, piece), checked(who, piece, after=5, done="no")),
        True,
    ),
    "a revision that takes its check-backs out again": (
        lambda who, piece: (
            revised(who, piece, check_backs=handover_content()["check_backs"]),
            revised(who, piece, check_backs=[]),
        ),
        True,
    ),
    "a revision that has been checked back on": (
        lambda who, piece: revised(who, piece, check_backs=handover_content()["check_backs"]),
        False,
    ),
    "a receiver who took over": (
        lambda who, piece: replied(who, piece, ReplyKind.TAKEN_OVER),
        True,
    ),
    "a receiver who says done": (lambda who, piece: replied(who, piece, ReplyKind.DONE), False),
    "a receiver who takes it back": (
        lambda who, piece: replied(who, piece, ReplyKind.DONE, ReplyKind.NOT_DONE),
        True,
    ),
    "a draft of a revision": (lambda who, piece: store.revise(who, piece.id), True),
    "withdrawn": (lambda who, piece: store.withdraw(who, piece.id, "A mistake."), False),
    "withdrawn and restored": (
        lambda who, piece: (
            store.withdraw(who, piece.id, "A mistake."),
            store.restore(who, piece.id),
        ),
        True,
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_is_kept_is_what_the_versions_say(world, opened, act):
    do, is_open = ACTS[act]
    do(world.learner, opened)
    expected = {opened.id} if is_open else set()
    assert kept(world.learner) == worked_out(world.learner) == listed(world.learner) == expected


def test_a_deadline_that_passes_changes_nothing(world, opened):
    for moment in (datetime(2026, 10, 5, 8, 0, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)):
        with clock.at(moment):
            assert kept(world.learner) == worked_out(world.learner) == {opened.id}


def test_a_draft_is_not_kept(context, world):
    draft(world.learner)
    assert db.session.scalars(select(Openness)).all() == []


def test_what_nothing_is_kept_of_is_worked_out_until_the_night(app, world, opened):
    """As of handovers from before anything was kept, and of a centre that changed its time zone, and by earlier rules."""
    for forget in (
        delete(Openness),
        update(Openness).values(basis=f"{openness.RULES} Pacific/Auckland"),
        update(Openness).values(is_open=False, basis=f"{openness.RULES - 1} {clock.zone().key}"),
    ):
        with write() as session:
            session.execute(forget)
        assert listed(world.learner) == {opened.id}
        openness.keep_unknown(None, day="2026-10-07")
        assert kept(world.learner) == {opened.id}
    with counted(app) as sent:
        assert listed(world.learner) == {opened.id}
    assert len(sent) == 2


def test_a_change_that_is_not_kept_leaves_what_was(world, opened):
    def breaks():
        with write():
            checked(world.learner, opened)
            raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"):
        breaks()
    submitted(world.other_learner)
    assert kept(world.learner) == worked_out(world.learner) == {opened.id}
