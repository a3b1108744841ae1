"""An assessor decides, judges and declares; the rest is refused with a sentence."""

import pytest
from sqlalchemy import select

from portfolio.assessment import queries, store
from portfolio.assessment.model import Decision
from portfolio.assessment.problems import (
    FeedbackMissing,
    NotEnough,
    NotTheirsToAssess,
    OwnStatement,
    ReasonMissing,
    StaleEvidence,
)
from portfolio.base.db import db, write
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.scope import one_enrolment
from portfolio.evidence.records import claims as claim_store
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.people import notices
from tests.assessment.examples import claimed, confirmed, newest, revised, stated

pytestmark = pytest.mark.usefixtures("context")


def found(world, claim):
    known = queries.facts(one_enrolment(claim.enrolment_id))
    return next(fact for fact in known if fact.claim_id == claim.id)


def solid(world, criterion="1", enrolment=None, **changes):
    """A valid claim on a version judged authentic, current and reliable."""
    claim, version = claimed(world.learner, (enrolment or world.enrolment).id, criterion, **changes)
    sound = store.Soundness(True, True, True)
    store.assess(world.assessor, version.id, [store.Verdict(claim.id, True)], sound)
    return claim, version


def test_a_decision_is_kept_with_its_version_and_history(world):
    claim, version = claimed(world.learner, world.enrolment.id)
    before, _ = history.head_of(world.learner.id)
    made = store.decide(world.assessor, claim.id, version.id, False, " Say who agreed. ")
    assert (made.valid, made.feedback, made.by_name) == (False, "Say who agreed.", "Ann Assessor")
    assert made.version_id == version.id
    assert history.head_of(world.learner.id)[0] == before + 1
    assert history.verify() == []


def test_a_changed_decision_is_another_row(world):
    claim, version = claimed(world.learner, world.enrolment.id)
    store.decide(world.assessor, claim.id, version.id, False, "More.")
    store.decide(world.assessor, claim.id, version.id, True, "Thank you.")
    assert [decision.valid for decision in queries.decisions_on([claim.id])[claim.id]] == [
        False,
        True,
    ]
    assert queries.decisions_of([claim.id])[claim.id].valid


def test_the_same_page_sent_twice_is_kept_once_and_told_once(world):
    claim, version = claimed(world.learner, world.enrolment.id)
    page = version.id, [store.Verdict(claim.id, True)], store.Soundness(True, True, True)
    told = notices.how_many_unread(world.learner.id)
    assert store.assess(world.assessor, *page) == 2
    assert store.assess(world.assessor, *page) == 0
    assert notices.how_many_unread(world.learner.id) == told + 1


def test_the_notice_names_the_piece_and_leads_to_the_feedback(world):
    claim, version = claimed(world.learner, world.enrolment.id)
    other, _ = claimed(world.learner, world.enrolment.id, "2", evidence=None)
    store.assess(world.assessor, version.id, [store.Verdict(claim.id, False, "When?")])
    newest_notice = notices.unread(world.learner.id)[0]
    assert newest_notice.sentence == "Ann Assessor looked at E1: 1 not yet."
    assert newest_notice.endpoint == "assessment.feedback"
    assert newest_notice.values == {"evidence_id": str(claim.evidence_id)}
    assert other.evidence_id != claim.evidence_id


@pytest.mark.parametrize(
    "who", ["other_assessor", "iqa", "administrator", "learner", "other_learner"]
)
def test_nobody_but_the_enrolments_assessor_decides(world, who):
    claim, version = claimed(world.learner, world.enrolment.id)
    person = getattr(world, who)
    with pytest.raises(NotTheirsToAssess):
        store.decide(person, claim.id, version.id, True)
    with pytest.raises(NotTheirsToAssess):
        store.judge(person, version.id, True, True, True)
    with pytest.raises(NotTheirsToAssess):
        store.declare(person, world.enrolment.id, "1", False, "No.")


def test_an_assessor_of_another_unit_of_the_learner_does_not_decide(world):
    claim, version = claimed(world.learner, world.enrolment.id)
    enrolments.reassign(world.second_enrolment.id, world.other_assessor, SYSTEM)
    with pytest.raises(NotTheirsToAssess):
        store.decide(world.other_assessor, claim.id, version.id, True)


def test_a_claim_taken_back_or_of_another_piece_is_not_decided(world):
    claim, version = claimed(world.learner, world.enrolment.id)
    _, elsewhere = claimed(world.learner, world.enrolment.id, "2")
    with pytest.raises(NotTheirsToAssess):
        store.decide(world.assessor, claim.id, elsewhere.id, True)
    claim_store.take_back(world.learner, claim.id)
    with pytest.raises(NotTheirsToAssess):
        store.decide(world.assessor, claim.id, version.id, True)


def test_a_revised_piece_is_not_decided_on_its_old_version(world):
    claim, version = claimed(world.learner, world.enrolment.id)
    later = revised(world.learner, claim.evidence_id, purpose="Because my shift ended.")
    with pytest.raises(StaleEvidence, match="version 2 is shown now") as problem:
        store.decide(world.assessor, claim.id, version.id, True)
    assert problem.value.newest.id == later.id
    assert db.session.scalars(select(Decision)).all() == []


def test_a_revision_makes_a_decision_stale_until_the_new_version_is_decided(world):
    claim, _ = solid(world)
    assert found(world, claim).solid
    later = revised(world.learner, claim.evidence_id, purpose="Because my shift ended.")
    fact = found(world, claim)
    assert (fact.valid, fact.stale, fact.sound, fact.waiting) == (True, True, None, True)
    store.decide(world.assessor, claim.id, later.id, True)
    assert not found(world, claim).stale


def test_not_yet_needs_feedback_and_nothing_of_the_page_is_kept_without(world):
    claim, version = claimed(world.learner, world.enrolment.id)
    page = [store.Verdict(claim.id, False, "  ")]
    with pytest.raises(FeedbackMissing, match="Criterion 1"):
        store.assess(world.assessor, version.id, page, store.Soundness(True, True, True))
    with pytest.raises(FeedbackMissing, match="authentic, current or reliable"):
        store.judge(world.assessor, version.id, True, False, True)
    assert queries.judgements_of([version.id]) == {}


def test_nobody_decides_on_a_statement_they_wrote(world):
    address = world.assessor.email.replace("@", "+work@")
    claim, version, _ = stated(world.learner, world.enrolment.id, email=address)
    with pytest.raises(OwnStatement, match="another assessor"):
        store.decide(world.assessor, claim.id, version.id, True)


def test_a_statement_counts_from_the_centres_level_or_when_confirmed(world):
    weak, _, statement = stated(world.learner, world.enrolment.id, level="W1")
    strong, _, _ = stated(world.learner, world.enrolment.id, level="W2")
    assert (found(world, weak).counts, found(world, strong).counts) == (False, True)
    confirmed(statement, world.assessor)
    assert found(world, weak).counts
    confirmed(statement, world.assessor, it_was_them=False)
    assert not found(world, weak).counts


def test_a_criterion_without_a_solid_claim_is_not_achieved(world):
    with pytest.raises(NotEnough, match="at least one valid claim"):
        store.declare(world.assessor, world.enrolment.id, "1", True, "I am sure.")
    claim, version = claimed(world.learner, world.enrolment.id)
    store.decide(world.assessor, claim.id, version.id, True)
    with pytest.raises(NotEnough, match="authentic"):
        store.declare(world.assessor, world.enrolment.id, "1", True, "I am sure.")


def test_a_statement_that_does_not_count_is_not_enough(world):
    claim, version, statement = stated(world.learner, world.enrolment.id, "6", level="W1")
    store.assess(
        world.assessor,
        version.id,
        [store.Verdict(claim.id, True)],
        store.Soundness(True, True, True),
    )
    with pytest.raises(NotEnough):
        store.declare(world.assessor, world.enrolment.id, "6", True)
    confirmed(statement, world.assessor)
    assert store.declare(world.assessor, world.enrolment.id, "6", True).achieved


def test_less_than_we_suggest_needs_a_reason_that_is_kept(world):
    solid(world)
    with pytest.raises(
        ReasonMissing, match="1 more piece of evidence and somebody else who confirms it"
    ):
        store.declare(world.assessor, world.enrolment.id, "1", True)
    made = store.declare(
        world.assessor, world.enrolment.id, "1", True, "I saw the second one myself."
    )
    assert (made.achieved, made.reason) == (True, "I saw the second one myself.")
    assert store.declare(world.assessor, world.enrolment.id, "1", True, made.reason).id == made.id
    notice = notices.unread(world.learner.id)[0]
    assert notice.sentence.startswith("Criterion 1 of")
    assert notice.sentence.endswith("is achieved.")
    assert history.verify() == []


def test_enough_needs_no_reason(world):
    solid(world, "6")
    assert store.declare(world.assessor, world.enrolment.id, "6", True).achieved


def test_not_yet_needs_a_reason_and_the_latest_counts(world):
    solid(world, "6")
    with pytest.raises(ReasonMissing, match="still missing"):
        store.declare(world.assessor, world.enrolment.id, "6", False)
    store.declare(world.assessor, world.enrolment.id, "6", True)
    store.declare(
        world.assessor, world.enrolment.id, "6", False, "Say why it matters to the customer."
    )
    declared = queries.achievements_of(world.enrolment.id)["6"]
    assert [achievement.achieved for achievement in declared] == [True, False]


def test_a_criterion_of_another_unit_is_not_there(world):
    with pytest.raises(NotTheirsToAssess):
        store.declare(world.assessor, world.enrolment.id, "99", False, "No.")


def test_tampering_with_a_decision_is_named(world):
    claim, version = claimed(world.learner, world.enrolment.id)
    made = store.decide(world.assessor, claim.id, version.id, False, "More.")
    judged = store.judge(world.assessor, version.id, True, True, True)
    with write() as session:
        session.get(Decision, made.id).valid = True
        session.delete(session.get(type(judged), judged.id))
    changed = history.verify()
    assert len(changed) == 2
    assert any("decided" in finding and finding.startswith("Changed") for finding in changed)
    assert any("judged" in finding and finding.startswith("Missing") for finding in changed)


def test_newest_is_the_newest(world):
    claim, version = claimed(world.learner, world.enrolment.id)
    later = revised(world.learner, claim.evidence_id)
    assert newest(claim.evidence_id).id == later.id != version.id
