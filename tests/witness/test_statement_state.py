"""Whether a statement counts, as one state that staff and its learner read in the same word."""

from portfolio.base.states import STATES
from portfolio.witness.assurance import Assurance, Standing, StatementState


def standing(*, counts: bool = False, disputed: bool = False) -> Standing:
    return Standing(Assurance.W2, "", counts=counts, disputed=disputed, reasons=())


def test_it_counts_or_not_yet_or_is_in_question():
    assert standing(counts=True).state is StatementState.COUNTS
    assert standing().state is StatementState.NOT_YET_COUNTED
    assert standing(disputed=True).state is StatementState.DISPUTED


def test_its_word_says_nothing_of_who_disputes_it_to_its_learner():
    marker = STATES["statement"][standing(disputed=True).state]
    assert marker.word == "In question"
    assert "witness" not in marker.sentence


def test_its_sentence_says_whether_it_counts():
    for state in (StatementState.DISPUTED, StatementState.NOT_YET_COUNTED, StatementState.EARLIER):
        assert "not" in STATES["statement"][state].sentence
    assert STATES["statement"]["counts"].sentence == "This statement counts as evidence."
