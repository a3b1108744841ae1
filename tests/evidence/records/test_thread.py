"""One thread through the stores: a draft is saved, claimed, submitted, and recorded."""

from portfolio.evidence.records import claims, store
from portfolio.history import store as history
from tests.evidence.examples import UNDERSTANDING, draft


def test_a_draft_becomes_a_version_with_its_claim(context, world):
    evidence = draft(world.learner)
    claims.add(
        world.learner,
        evidence.id,
        enrolment_id=world.enrolment.id,
        criterion="1",
        place_kind="quote",
        place=UNDERSTANDING,
        reason="It shows that Priya understood.",
    )
    version = store.submit(world.learner, evidence.id)
    whole = store.own(world.learner, evidence.id)
    assert whole.reference == "E1"
    assert whole.latest.id == version.id
    assert whole.draft is None
    assert [claim.version for claim in whole.live_claims] == [1]
    assert history.verify() == []
