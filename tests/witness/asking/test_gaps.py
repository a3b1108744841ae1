"""What is chosen already when a witness is asked: the learner's gaps, of the chosen pieces first."""

from portfolio.witness.asking import gaps
from portfolio.witness.asking.gaps import Gap, gaps_of, suggested

FIVE = [Gap(code, "Nothing yet.", open=code != "3") for code in "12345"]


def test_the_first_open_gaps_are_suggested_and_never_all():
    assert suggested(FIVE) == ["1", "2", "4"]
    assert suggested([Gap("1", "Met already.", open=False)]) == []


def test_those_that_the_pieces_are_claimed_for_come_first():
    assert suggested(FIVE, {"5", "3"}) == ["5", "1", "2"]


def test_without_anybody_who_tells_the_unit_s_order_stands(world, monkeypatch):
    monkeypatch.setattr(gaps, "_telling", [])
    unit = world.enrolment.unit
    assert [gap.code for gap in gaps_of(world.enrolment)] == [
        criterion.code for criterion in unit.criteria
    ]
    assert suggested(gaps_of(world.enrolment)) == []
