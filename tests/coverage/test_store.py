"""Coverage read from the database agrees with what was done, in a constant number of statements."""

from contextlib import contextmanager

from sqlalchemy import event

from portfolio.assessment import store as assessment
from portfolio.assessment.claim_status import ClaimState
from portfolio.base.db import db
from portfolio.coverage import store
from portfolio.coverage.criterion_states import State
from portfolio.criteria.model import Unit
from portfolio.enrolment import scope
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records import claims
from portfolio.evidence.records import store as evidence
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.replies.store import Point, reply_by_link
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from tests.assessment.examples import claimed, confirmed, revised, stated
from tests.evidence.examples import UNDERSTANDING, draft, submitted
from tests.handover.asked import asked, token_to

MOST = 8


@contextmanager
def counted():
    """Collect the statements that are sent to the database."""
    sent = []

    def note(_connection, _cursor, statement, *_more):
        if statement.lstrip().upper().startswith(("SELECT", "WITH")):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def states(enrolment):
    return {
        code: covered.state
        for code, covered in store.of_enrolment(enrolment).coverage.states.items()
    }


def achieve(world, criterion="6"):
    claim, version = claimed(world.learner, world.enrolment.id, criterion)
    assessment.assess(
        world.assessor,
        version.id,
        [assessment.Verdict(claim.id, True)],
        assessment.Soundness(True, True, True),
    )
    assessment.declare(world.assessor, world.enrolment.id, criterion, True)
    return claim


def test_a_walk_from_nothing_to_met(context, world):
    assert set(states(world.enrolment).values()) == {State.NOTHING}
    piece = draft(world.learner)
    claims.add(
        world.learner,
        piece.id,
        enrolment_id=world.enrolment.id,
        criterion="6",
        place_kind="quote",
        place=UNDERSTANDING,
        reason="So.",
    )
    assert states(world.enrolment)["6"] is State.DRAFT
    version = evidence.submit(world.learner, piece.id)
    assert states(world.enrolment)["6"] is State.CLAIMED
    claim = evidence.own(world.learner, piece.id).live_claims[0]
    assessment.decide(world.assessor, claim.id, version.id, False, "More.")
    assert states(world.enrolment)["6"] is State.MORE_NEEDED
    assessment.assess(
        world.assessor,
        version.id,
        [assessment.Verdict(claim.id, True)],
        assessment.Soundness(True, True, True),
    )
    assert states(world.enrolment)["6"] is State.CLAIMED
    assessment.declare(world.assessor, world.enrolment.id, "6", True)
    assert states(world.enrolment)["6"] is State.MET
    assert set(states(world.second_enrolment).values()) == {State.NOTHING}


def test_met_stays_met_but_says_that_its_evidence_was_revised(context, world):
    claim = achieve(world)
    revised(world.learner, claim.evidence_id, purpose="Another purpose.")
    grid = store.of_enrolment(world.enrolment)
    assert (grid.coverage.states["6"].state, grid.coverage.states["6"].stale) == (State.MET, True)
    assert grid.coverage.cells["6", claim.evidence_id].state is ClaimState.STALE


def test_a_statement_shows_as_not_yet_counted_until_confirmed(context, world):
    _, _, statement = stated(world.learner, world.enrolment.id, "7", level="W1")
    assert states(world.enrolment)["7"] is State.NOT_YET_COUNTED
    confirmed(statement, world.assessor)
    assert states(world.enrolment)["7"] is State.CLAIMED


def test_what_was_taken_back_or_withdrawn_is_gone(context, world):
    first, _ = claimed(world.learner, world.enrolment.id, "1")
    second, _ = claimed(world.learner, world.enrolment.id, "2")
    claims.take_back(world.learner, first.id)
    evidence.withdraw(world.learner, second.evidence_id, "Wrong customer.")
    assert set(states(world.enrolment).values()) == {State.NOTHING}
    assert [piece.reference for piece in store.of_enrolment(world.enrolment).unclaimed] == ["E1"]


def test_where_simulation_is_not_allowed_the_newest_version_says_what_it_was(context, world):
    unit = world.enrolment.unit.model_dump(mode="json")
    unit |= {"unit": "real-work-only"}
    for criterion in unit["criteria"]:
        criterion["needs"]["simulated_allowed"] = False
    strict = enrolments.enrol(
        learner=world.learner, unit=Unit.model_validate(unit), assessor=world.assessor, by=SYSTEM
    )
    claim, version = claimed(world.learner, strict.id, "6", setting="simulated")
    assessment.decide(world.assessor, claim.id, version.id, True)
    found = store.of_enrolment(strict).coverage.states["6"]
    assert found.state is State.MORE_NEEDED
    assert "real work" in found.reason
    version = revised(world.learner, claim.evidence_id, setting="real")
    assessment.decide(world.assessor, claim.id, version.id, True)
    assert store.of_enrolment(strict).coverage.states["6"].state is State.CLAIMED


def test_one_enrolment_and_many_agree(context, world):
    achieve(world)
    claimed(world.learner, world.enrolment.id, "1")
    cohort = store.of_many(scope.of_assessor(world.assessor.id))
    assert [line.learner for line in cohort.lines] == ["Mia Learner", "Mia Learner"]
    line = next(line for line in cohort.lines if line.enrolment_id == world.enrolment.id)
    assert line.coverage.states == store.of_enrolment(world.enrolment).coverage.states
    assert line.coverage.cells == store.of_enrolment(world.enrolment).coverage.cells
    assert cohort.lines[0].enrolment_id == world.enrolment.id, "who waits comes first"


def test_a_version_is_shown_in_the_words_of_its_newest_enrolment(context, world):
    before = world.second_enrolment.unit
    key, now = (before.unit, before.version), before.model_copy(update={"title": "As it reads now"})
    newest = enrolments.enrol(
        learner=world.other_learner, unit=now, assessor=world.assessor, by=SYSTEM
    )
    assert store.of_many(scope.in_centre()).units[key].title == "As it reads now"
    enrolments.withdraw(newest.id, SYSTEM, "Left.")
    assert store.of_many(scope.in_centre()).units[key].title == before.title


def test_an_assessor_sees_their_own_and_the_centre_sees_all(context, world):
    assert len(store.of_many(scope.in_centre()).lines) == 3
    enrolments.withdraw(world.enrolment.id, SYSTEM, "Left.")
    assert len(store.of_many(scope.of_assessor(world.assessor.id)).lines) == 1


def test_the_number_of_statements_does_not_grow(context, world):
    submitted(world.learner)
    with counted() as few:
        store.of_many(scope.in_centre())
    for number in range(10):
        person = people.add(
            name=f"Learner {number}",
            email=f"l{number}@fellside.example",
            role_names=["learner"],
            by=SYSTEM,
        )
        enrolment = enrolments.enrol(
            learner=person, unit=world.enrolment.unit, assessor=world.assessor, by=SYSTEM
        )
        claimed(person, enrolment.id, "1")
        stated(person, enrolment.id, "2")
    db.session.expunge_all()
    with counted() as many:
        found = store.of_many(scope.in_centre())
    assert len(found.lines) == 13
    assert len(few) == len(many) <= MOST
    with counted() as one:
        store.of_enrolment(world.enrolment)
    assert len(one) <= MOST


def test_who_waits_comes_before_who_has_more_gaps(context, world):
    claimed(world.learner, world.second_enrolment.id, "1")
    lines = store.of_many(scope.of_assessor(world.assessor.id)).lines
    assert lines[0].enrolment_id == world.second_enrolment.id
    assert lines[0].coverage.gaps < lines[1].coverage.gaps


def test_a_receiver_s_confirmation_is_somebody_else_s_word(context, world):
    def lacking():
        found = store.of_enrolment(world.enrolment).coverage.states["4"].lacking
        return "somebody else who confirms it" in found

    claim, _version = claimed(world.learner, world.enrolment.id, "4")
    assert lacking()
    piece = evidence.own(world.learner, claim.evidence_id)
    asked(world.learner, piece)
    first, second = (action.id for action in piece.live_actions)
    reply_by_link(token_to(), 1, "a form", [Point(ReplyKind.NOT_TAKEN_OVER, first)])
    assert lacking(), "a denial confirms nothing"
    reply_by_link(token_to(), 1, "another", [Point(ReplyKind.DONE, second)])
    assert not lacking()
