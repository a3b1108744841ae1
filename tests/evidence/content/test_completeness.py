"""What is missing or too much is said in a sentence, at its very place."""

from datetime import date

import pytest

from portfolio.evidence.content.completeness import lacks, row_lacks, too_much
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import DRAFT_LENGTH, DRAFT_ROWS, Shape
from tests.evidence.examples import handover_content, reflective_content

TODAY = date(2026, 10, 10)
HANDOVER = KINDS["handover_instance"]


@pytest.mark.parametrize(
    ("kind", "content"),
    [("handover_instance", handover_content()), ("reflective_account", reflective_content())],
)
def test_what_is_complete_lacks_nothing(kind, content):
    assert lacks(KINDS[kind], content, TODAY) == []
    assert too_much(KINDS[kind], content) == []


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_an_empty_piece_lacks_exactly_what_is_required(kind):
    found = lacks(kind, {}, TODAY)
    assert [lack.field for lack in found] == [field.name for field in kind.fields if field.required]
    assert all(lack.sentence.endswith(".") for lack in found)


def test_each_kind_of_white_space_is_no_answer():
    for nothing in ("", " ", "\n\t", None):
        assert [
            lack.field for lack in lacks(HANDOVER, handover_content(purpose=nothing), TODAY)
        ] == ["purpose"]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("soon", "must be a real date and time"),
        ("2026-10-05", "must be a real date and time"),
        ("2026-13-05T10:00", "must be a real date and time"),
        ("2026-10-05T24:00", "must be a real date and time"),
        ("2026-10-05T10:00:00+00:00", "must be a real date and time"),
        ("20261005T1000", "must be a real date and time"),
        ("2026-10-11T10:00", "is in the future"),
        ("1999-12-31T10:00", "is too long ago"),
    ],
)
def test_moments_that_are_not(value, words):
    [lack] = lacks(HANDOVER, handover_content(happened_at=value), TODAY)
    assert lack.field == "happened_at"
    assert words in lack.sentence


def test_a_row_says_which_and_what():
    rows = [{"id": "a", "task": "Ring", "owner": "", "deadline": "2026-10-05T18:00"}, {"id": "b", "task": "x", "owner": "y", "deadline": "2099-01-01T10:00"}]  # fmt: skip
    found = lacks(HANDOVER, handover_content(actions=rows), TODAY)
    assert [(lack.field, lack.row, lack.column) for lack in found] == [
        ("actions", 0, "owner"),
        ("actions", 1, "deadline"),
    ]
    assert found[0].sentence == "Action 1: Write an answer to “Who does it”."


def test_deadlines_may_lie_ahead_but_check_backs_may_not():
    ahead = [{"id": "a", "task": "Ring", "owner": "P", "deadline": "2026-12-01T10:00"}]
    assert lacks(HANDOVER, handover_content(actions=ahead), TODAY) == []
    later = {"checked_on": "2026-12-01", "method": "m", "outcome": "o"}
    assert [
        found_lack.field
        for found_lack in lacks(HANDOVER, handover_content(check_backs=[later]), TODAY)
    ] == ["check_backs"]
    [lack] = row_lacks(HANDOVER.field("check_backs"), later, TODAY)
    assert (lack.field, lack.row) == ("checked_on", None)


def test_an_unknown_choice_is_no_answer():
    [lack] = lacks(HANDOVER, handover_content(setting="dreamt"), TODAY)
    assert lack.sentence == "Choose an answer to “Was it real work?”."


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_every_field_has_a_limit_and_a_draft_keeps_what_is_over_it(kind):
    for field in kind.fields:
        if field.shape is Shape.ROWS:
            cells = {column.name: "x" * (column.limit + 1) for column in field.columns}
            found = [lack for lack in lacks(kind, {field.name: [cells]}, TODAY) if lack.row == 0]
            assert {column.name for column in field.columns} <= {lack.column for lack in found}
            [many] = [
                lack
                for lack in lacks(kind, {field.name: [{}] * 51}, TODAY)
                if lack.field == field.name
            ]
            assert f"There are 51 {field.row_word}s, and a piece may have 50." in many.sentence
            assert not too_much(kind, {field.name: [cells] * DRAFT_ROWS})
            [far] = too_much(kind, {field.name: [{}] * (DRAFT_ROWS + 1)})
            assert far.field == field.name
        else:
            over = {field.name: "x" * (field.limit + 1)}
            assert field.name in [lack.field for lack in lacks(kind, over, TODAY)]
            assert not too_much(kind, over)
            [far] = too_much(kind, {field.name: "x" * (DRAFT_LENGTH + 1)})
            assert far.field == field.name
