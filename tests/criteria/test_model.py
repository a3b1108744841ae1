"""A unit answers what stands where."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from portfolio.criteria.kinds import kind_words
from portfolio.criteria.loader import read
from portfolio.criteria.model import NoSuchCriterion, Unit
from portfolio.criteria.needed import needed


@pytest.fixture
def unit(small):
    return read(small.encode(), Path("small.yaml")).unit


def test_a_criterion_is_found_by_its_code(unit):
    assert unit.criterion("1.2").title == "Second"
    with pytest.raises(NoSuchCriterion, match=r"A small unit has no criterion 3\."):
        unit.criterion("3")


def test_a_stage_is_found_by_its_id(unit):
    assert unit.stage("planning").title == "Planning"
    assert unit.stage("later") is None


def test_criteria_come_by_stage(unit):
    grouped = [
        (stage.id, [criterion.code for criterion in criteria])
        for stage, criteria in unit.by_stage()
    ]
    assert grouped == [("planning", ["1"]), ("follow-up", ["1.2"])]


def test_tips_and_concepts_stand_beside_their_fields(unit):
    assert [tip.id for tip in unit.tips_beside("handover_instance", "purpose")] == ["one-tip"]
    assert [tip.id for tip in unit.tips_beside("reflective_account", "went_well")] == ["one-tip"]
    assert unit.tips_beside("handover_instance", "purpos") == ()
    assert [concept.id for concept in unit.concepts_beside("handover_instance", "purpose")] == [
        "one-idea"
    ]
    assert unit.concepts_beside("reflective_account", "went_well") == ()


def test_tips_and_mistakes_belong_to_criteria(unit):
    assert [tip.id for tip in unit.tips_of("1")] == ["one-tip"]
    assert unit.tips_of("1.2") == ()
    assert [pitfall.id for pitfall in unit.pitfalls_of("1.2")] == ["one-mistake"]
    assert unit.pitfalls_of("1") == ()


def test_a_unit_cannot_be_changed(unit):
    with pytest.raises(ValidationError, match="frozen"):
        unit.title = "Another"
    with pytest.raises(ValidationError, match="frozen"):
        unit.criteria[0].needs.pieces = 9


def test_a_snapshot_with_something_unknown_is_refused(unit):
    snapshot = unit.model_dump(mode="json") | {"colour": "red"}
    with pytest.raises(ValidationError, match="colour"):
        Unit.model_validate(snapshot)


def test_a_snapshot_keeps_a_kind_we_no_longer_know(unit):
    snapshot = unit.model_dump(mode="json")
    snapshot["criteria"][0]["accepts"] = ["stone_tablet"]
    assert Unit.model_validate(snapshot).criteria[0].accepts == ("stone_tablet",)
    assert kind_words(["stone_tablet", "witness_statement"]) == "stone tablet, witness statement"


def test_needs_are_said_in_words(unit):
    first, second = (criterion.needs for criterion in unit.criteria)
    assert needed(first) == (
        "2 pieces of evidence",
        "at least one witness statement",
        "somebody else confirms at least one piece",
        "real work only",
    )
    assert needed(second.model_copy(update={"pieces": 3, "distinct_dates": 2})) == (
        "3 pieces of evidence, from 2 different days",
        "simulation or role-play may count",
        "not older than 6 months",
    )
    assert needed(second.model_copy(update={"within_months": 1}))[::2] == (
        "1 piece of evidence",
        "not older than 1 month",
    )
