"""What a learner does next when they read the feedback on a piece."""

import pytest

from portfolio.assessment.feedback_page import AfterFeedback, next_step

HERE: dict[str, object] = {"evidence_id": "1"}


def after(*states: str, doubted: bool = False, may_revise: bool = True) -> AfterFeedback:
    return next_step(
        list(states), doubted=doubted, may_revise=may_revise, reference="E3", here=HERE
    )


def test_what_is_claimed_for_nothing_is_claimed_first():
    found = after()
    assert found.way
    assert (found.title, found.way.endpoint) == ("", "evidence.claims")


@pytest.mark.parametrize(
    "found",
    [after("valid", "not_valid"), after("valid", doubted=True), after("claimed", "not_valid")],
)
def test_a_no_is_answered_by_a_revision(found):
    assert found.title == "Answer the feedback"
    assert found.way.words == "Open E3 to revise it"


def test_what_somebody_else_wrote_is_answered_with_another_piece():
    found = after("not_valid", may_revise=False)
    assert (found.title, found.way.endpoint) == ("Claim another piece", "evidence.portfolio")


def test_when_all_is_valid_there_is_nothing_to_do():
    found = after("valid", "valid")
    assert found.text.startswith("Every claim on this piece is valid.")
    assert found.way is None


@pytest.mark.parametrize("state", ["claimed", "stale"])
def test_what_is_not_decided_is_waited_for(state):
    found = after("valid", state)
    assert found.text.startswith("Your assessor has not decided on all of it yet.")
    assert found.way is None
