"""The queue holds what nobody has decided on in its newest version, and nothing else."""

from datetime import UTC, datetime, timedelta

import pytest

from portfolio.assessment import store
from portfolio.assessment.queue import narrowed, queue
from portfolio.base import clock
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records import claims
from portfolio.evidence.records import store as evidence
from portfolio.history.chain import SYSTEM
from tests.assessment.examples import claimed, revised
from tests.evidence.examples import draft, submitted

pytestmark = pytest.mark.usefixtures("context")
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


def references(person):
    return [waiting.reference for waiting in queue(person.id)]


def test_a_piece_waits_until_every_claim_of_mine_is_decided(world):
    claim, version = claimed(world.learner, world.enrolment.id, "1")
    piece = evidence.own(world.learner, claim.evidence_id)
    other, _ = claimed(world.learner, world.enrolment.id, "2", piece)
    assert [(waiting.claims, waiting.revised) for waiting in queue(world.assessor.id)] == [
        (2, False)
    ]
    store.decide(world.assessor, claim.id, version.id, True)
    assert [waiting.claims for waiting in queue(world.assessor.id)] == [1]
    store.decide(world.assessor, other.id, version.id, False, "More.")
    assert references(world.assessor) == []
    revised(world.learner, piece.id, purpose="Another purpose.")
    assert [(waiting.claims, waiting.revised) for waiting in queue(world.assessor.id)] == [
        (2, True)
    ]


def test_drafts_and_what_was_taken_back_or_withdrawn_do_not_wait(world):
    claimed(world.learner, world.enrolment.id, "1", draft(world.learner))
    taken, _ = claimed(world.learner, world.enrolment.id)
    gone, _ = claimed(world.learner, world.enrolment.id)
    submitted(world.learner)
    claims.take_back(world.learner, taken.id)
    evidence.withdraw(world.learner, gone.evidence_id, "Wrong customer.")
    assert references(world.assessor) == []


def test_only_open_enrolments_of_the_assessor_wait(world):
    claimed(world.learner, world.enrolment.id)
    claimed(world.other_learner, world.other_enrolment.id)
    assert [waiting.learner for waiting in queue(world.assessor.id)] == ["Mia Learner"]
    assert [waiting.learner for waiting in queue(world.other_assessor.id)] == ["Omar Other"]
    enrolments.withdraw(world.enrolment.id, SYSTEM, "Left.")
    assert references(world.assessor) == []


def test_the_longest_waiting_comes_first_and_a_revision_waits_anew(world):
    with clock.at(MONDAY):
        first, _ = claimed(world.learner, world.enrolment.id, happened_at="2026-10-05T16:45")
    with clock.at(MONDAY + timedelta(days=1)):
        claimed(world.learner, world.second_enrolment.id)
    found = queue(world.assessor.id)
    assert [waiting.reference for waiting in found] == ["E1", "E2"]
    assert found[0].since == MONDAY
    with clock.at(MONDAY + timedelta(days=2)):
        revised(world.learner, first.evidence_id)
    assert references(world.assessor) == ["E2", "E1"]


def test_the_queue_is_narrowed_by_learner_and_unit(world):
    claimed(world.learner, world.enrolment.id)
    claimed(world.learner, world.second_enrolment.id)
    found = queue(world.assessor.id)
    unit = world.second_enrolment.unit_id
    assert [waiting.reference for waiting in narrowed(found, "", unit)] == ["E2"]
    assert len(narrowed(found, str(world.learner.id), "")) == 2
    assert narrowed(found, str(world.other_learner.id), "") == []
