"""A unit file chooses and words its checks; several units make one list."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.criteria.library import unit_files
from portfolio.criteria.loader import load
from portfolio.criteria.model import Unit
from portfolio.handover.readiness.checks import CHECKS
from portfolio.handover.readiness.choosing import told
from portfolio.handover.readiness.record import RecordedCheckBack, RecordedReply
from tests.handover.readiness.test_checks import EXAMPLES, handover

UNITS = [load(file).unit for file in unit_files(Path(__file__).parents[3] / "criteria")]
NAME = "understanding_not_confirmed"
BAD, MENDED, _PLACE = EXAMPLES[NAME]


def test_the_words_and_criteria_are_the_units():
    for unit in UNITS:
        (one,) = told(BAD, [unit])
        (pitfall,) = [each for each in unit.pitfalls if each.check == NAME]
        assert (one.text, one.instead) == (pitfall.text, pitfall.instead)
        assert [each.code for each in one.weakens] == list(pitfall.harms)
        assert {each.unit for each in one.weakens} == {unit.title}
        assert one.weakens[0].title == unit.criterion(pitfall.harms[0]).title


def test_two_units_make_one_list():
    (one,) = told(BAD, UNITS)
    assert len(one.places) == 1
    assert {each.unit for each in one.weakens} == {unit.title for unit in UNITS}
    assert told(MENDED, UNITS) == []


def test_what_no_unit_chooses_is_not_said():
    silent = [without(unit, NAME) for unit in UNITS]
    assert told(BAD, silent) == []
    assert told(BAD, []) == []


def test_a_mistake_that_weakens_nothing_of_this_kind_is_not_said():
    bad, _mended, _place = EXAMPLES["vague_text"]
    only = [
        unit.model_copy(
            update={
                "criteria": tuple(
                    criterion.model_copy(update={"accepts": ("reflective_account",)})
                    for criterion in unit.criteria
                )
            }
        )
        for unit in UNITS
    ]
    assert told(bad, only) == []


def test_a_pinned_unit_may_name_a_check_that_is_gone():
    unit = UNITS[0]
    old = unit.pitfalls[0].model_copy(update={"check": "a_check_of_old"})
    assert told(BAD, [unit.model_copy(update={"pitfalls": (old,)})]) == []


def without(unit: Unit, name: str) -> Unit:
    kept = tuple(pitfall for pitfall in unit.pitfalls if pitfall.check != name)
    return unit.model_copy(update={"pitfalls": kept})


@pytest.mark.parametrize("name", CHECKS)
def test_every_check_is_chosen_by_a_shipped_unit_where_it_can_speak(name):
    bad, _mended, _place = EXAMPLES[name]
    assert name in [advised.check for advised in told(bad, UNITS)]


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.unit)
def test_every_mistake_of_a_shipped_unit_weakens_something_that_its_check_can_see(unit):
    for pitfall in unit.pitfalls:
        bad, _mended, _place = EXAMPLES[pitfall.check]
        accepted = [bad.kind in unit.criterion(code).accepts for code in pitfall.harms]
        assert any(accepted), pitfall.id


DUE = datetime(2026, 10, 5, 17, 30)
JUST_AFTER = DUE + timedelta(microseconds=1)


def checks_of(record):
    return {said.check for said in told(record, UNITS)}


def test_advice_follows_the_clock_to_the_moment():
    unchecked = handover(check_backs=[])
    for now, is_asked in [(DUE, False), (JUST_AFTER, True), (DUE, False)]:
        assert ("no_check_back" in checks_of(replace(unchecked, now=now))) is is_asked


def test_each_thing_around_a_piece_is_looked_at_again():
    unchecked = handover(check_backs=[])
    assert "no_check_back" in checks_of(unchecked)
    later = RecordedCheckBack(None, date(2026, 10, 8), "", "By phone", "Both were rung.")
    assert "no_check_back" not in checks_of(replace(unchecked, later=(later,)))
    unsure = BAD
    assert NAME in checks_of(unsure)
    assert NAME not in checks_of(replace(unsure, replies=(RecordedReply("understood"),)))
    assert NAME in checks_of(unsure)


@given(st.datetimes(datetime(2026, 10, 4), datetime(2026, 10, 7)))
def test_nothing_that_depends_on_the_time_changed_since(now):
    record = replace(handover(), now=now)
    since = replace(record, now=record.known_at)
    assert since.now <= now
    assert since.now.date() == now.date()
    assert [since.is_due(action) for action in since.actions] == [
        record.is_due(action) for action in record.actions
    ]
