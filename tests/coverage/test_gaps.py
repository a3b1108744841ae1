"""What the pages that ask a witness are told: every criterion, gaps first, in words."""

import pytest

from portfolio.coverage.gaps import gaps
from portfolio.evidence.records import claims
from tests.evidence.examples import UNDERSTANDING, submitted


@pytest.fixture
def claimed(context, world):
    piece = submitted(world.learner)
    return claims.add(
        world.learner,
        piece.id,
        enrolment_id=world.enrolment.id,
        criterion="1",
        place_kind="quote",
        place=UNDERSTANDING,
        reason="We agreed.",
    )


def test_gaps_come_first_each_with_words(claimed, world):
    found = gaps(world.enrolment)
    assert {gap.code for gap in found} == {
        criterion.code for criterion in world.enrolment.unit.criteria
    }
    assert found[0].words == "Nothing yet."
    assert found[0].open
    assert found[-1].code == "1"
    assert found[-1].words.startswith("Claimed.")


def test_a_criterion_that_takes_no_witness_is_never_suggested(context, world):
    takes = {
        criterion.code: "witness_statement" in criterion.accepts
        for criterion in world.enrolment.unit.criteria
    }
    assert {gap.code: gap.open for gap in gaps(world.enrolment)} == takes
