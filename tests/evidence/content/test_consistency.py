"""What two answers can't both say is said in a sentence at its place, and nothing else is."""

from datetime import date

import pytest

from portfolio.evidence.content.completeness import lacks
from portfolio.evidence.content.consistency import contradictions, folded, row_contradictions
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import NotSame
from tests.evidence.examples import handover_content

TODAY = date(2026, 10, 10)
HANDOVER = KINDS["handover_instance"]
ACTION = {"id": "a", "task": "Ring", "owner": "Priya"}
CHECK = {"id": "c", "action": "", "method": "In person", "with_whom": "", "outcome": "Done."}


@pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
def test_rules_name_fields_of_their_kind(kind):
    for rule in kind.rules:
        one = kind.field(rule.field)
        assert kind.field(rule.other if isinstance(rule, NotSame) else rule.than)
        assert isinstance(rule, NotSame) or not rule.column or one.column(rule.column)
        assert rule.sentence.endswith(".")


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        ("2026-10-05T16:44", 1),
        ("2026-10-05T16:45", 0),
        ("2026-10-05T17:00", 0),
        ("soon", 0),
        ("", 0),
    ],
)
def test_a_deadline_before_its_handover(deadline, said):
    found = list(
        contradictions(HANDOVER, handover_content(actions=[ACTION | {"deadline": deadline}]))
    )
    assert [(name, row, column) for name, row, column, _said in found] == [
        ("actions", 0, "deadline")
    ] * said


@pytest.mark.parametrize(("day", "said"), [("2026-10-04", 1), ("2026-10-05", 0), ("2026-10-06", 0)])
def test_a_check_back_before_the_handover_even_by_a_day(day, said):
    found = lacks(HANDOVER, handover_content(check_backs=[CHECK | {"checked_on": day}]), TODAY)
    assert len(found) == said
    row = list(
        row_contradictions(HANDOVER, "check_backs", CHECK | {"checked_on": day}, handover_content())
    )
    assert len(row) == said
    assert all(lack[:3] == ("check_backs", None, "checked_on") for lack in row)


@pytest.mark.parametrize(
    ("by", "to", "said"),
    [
        ("Mia", "  mia. ", 1),
        ("Mia", "Ｍia", 1),
        ("Mia", "Maia", 0),
        ("", "", 0),
        ("Mia", "Mia, night desk", 0),
    ],
)
def test_a_receiver_who_is_the_giver(by, to, said):
    found = [
        lack for lack in lacks(HANDOVER, handover_content(handed_by=by, handed_to=to), TODAY) if by
    ]
    assert [lack.field for lack in found] == ["handed_to"] * said


def test_what_is_wrong_in_itself_is_no_measure_for_others():
    future = handover_content(happened_at="2027-10-05T16:45")
    [lack] = lacks(HANDOVER, future, TODAY)
    assert lack.field == "happened_at"


def test_what_is_to_be_mended_comes_in_the_order_of_the_form():
    rows = [
        ACTION | {"deadline": "2026-10-01T10:00"},
        ACTION | {"owner": "", "deadline": "2026-10-06T10:00"},
    ]
    found = lacks(
        HANDOVER,
        handover_content(actions=rows, handed_to="mia", read_back="", understanding=""),
        TODAY,
    )
    assert [(lack.field, lack.row) for lack in found] == [
        ("handed_to", None), ("actions", 0), ("actions", 1), ("understanding", None),
    ]  # fmt: skip
    assert found[1].sentence.startswith("Action 1: This deadline is before the handover.")


def test_names_are_compared_without_case_and_points():
    assert folded(" J.  Smith ") == folded("j smith")
