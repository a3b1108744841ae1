"""The shape and the word of a statement, for each who reads it."""

import pytest

from portfolio.witness.assurance import Assurance, Standing
from portfolio.witness.standing_marks import Mark, at_desk, on_paper, to_learner, to_staff


def standing(*, counts: bool = False, disputed: bool = False) -> Standing:
    return Standing(Assurance.W2, "", counts=counts, disputed=disputed, reasons=())


COUNTS, DISPUTED, NOT_YET = standing(counts=True), standing(disputed=True), standing()


def test_staff_read_whether_it_counts_and_that_it_is_disputed():
    assert to_staff(COUNTS, is_newest=True) == Mark("valid", "Counts as evidence")
    assert to_staff(DISPUTED, is_newest=True) == Mark("not_valid", "Disputed: does not count")
    assert to_staff(NOT_YET, is_newest=True) == Mark("not_yet_counted", "Does not count yet")


@pytest.mark.parametrize("how", [COUNTS, DISPUTED, NOT_YET])
def test_an_earlier_version_never_counts(how):
    assert to_staff(how, is_newest=False).state == "withdrawn"


def test_the_desk_reads_the_level_too():
    assert at_desk(COUNTS) == Mark("valid", "W2: counts")
    assert at_desk(DISPUTED) == Mark("not_valid", "W2: disputed")
    assert at_desk(NOT_YET) == Mark("not_yet_counted", "W2: does not count yet")


def test_a_learner_reads_nothing_of_a_dispute():
    assert to_learner(DISPUTED) == Mark("waiting", "Does not count for now")
    assert to_learner(COUNTS) == Mark("valid", "Counts")
    assert to_learner(NOT_YET) == Mark("not_yet_counted")


def test_a_learner_reads_that_their_own_paper_is_disputed():
    assert on_paper(DISPUTED) == Mark("not_valid", "Disputed")
    assert on_paper(COUNTS) == Mark("valid", "Counts")
    assert on_paper(NOT_YET) == Mark("not_yet_counted")
