"""Beginning in a minute: what is asked, copied and offered with one tap."""

from datetime import datetime

import pytest

from portfolio.evidence.content.form_answers import part_from, with_taps
from portfolio.evidence.content.short_form import (
    CAPTURED,
    asked_quickly,
    completed,
    copy_of,
    says_something,
    times_to_choose,
    without_ids,
)
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Shape
from tests.evidence.examples import handover_content

EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)


def place(kind, name):
    """The field or column that a declaration names."""
    field, _dot, column = name.partition(".")
    return kind.field(field).column(column) if column else kind.field(field)


@EVERY
def test_declarations_name_what_is_there(kind):
    for quick_field in kind.quick:
        assert place(kind, f"{quick_field.name}.{quick_field.column}".rstrip("."))
        assert not quick_field.also or place(kind, quick_field.also)
    assert all(place(kind, name) for name in kind.copied)
    assert not kind.from_me or kind.field(kind.from_me).shape is Shape.LINE


def test_the_short_page_asks_who_what_when_how_and_next():
    asked = [
        (question.name, question.column)
        for group in asked_quickly(CAPTURED)
        for question in group.questions
    ]
    assert asked == [
        ("handed_to", ""), ("title", ""), ("happened_at", ""), ("method", ""),
        ("actions", "task"), ("actions", "deadline"),
    ]  # fmt: skip


def test_a_copy_has_the_people_and_the_way_but_nothing_that_came_of_it():
    copied = copy_of(CAPTURED, handover_content(actions=[{"id": "x", "task": "Ring", "owner": "Priya", "deadline": "2026-10-05T17:30"}]))  # fmt: skip
    for name in ("handed_by", "handed_to", "method", "setting", "scope", "title"):
        assert copied[name] == handover_content()[name]
    assert copied["actions"] == [{"id": "x", "task": "Ring", "owner": "Priya"}]
    for name in ("happened_at", "check_backs", "customer_outcome", "understanding", "questions"):
        assert name not in copied
    assert without_ids(CAPTURED, copied)["actions"][0]["id"] == ""


def test_what_follows_is_filled_in_and_nothing_is_written_over():
    rows = [{"id": "", "task": "Ring"}, {"id": "", "task": "Fax", "owner": "Sam"}]
    whole = completed(CAPTURED, {"handed_to": "Priya", "actions": rows}, "Mia", {})
    assert whole["handed_by"] == "Mia"
    assert [row["owner"] for row in whole["actions"]] == ["Priya", "Sam"]
    kept = completed(CAPTURED, {"handed_by": "Mia and Omar", "actions": []}, "Mia", {})
    assert kept["handed_by"] == "Mia and Omar"
    copied = {"handed_to": "Jo", "actions": [{"id": "", "task": "Ring", "owner": "priya"}]}
    assert completed(CAPTURED, copied, "Mia", {"handed_to": "Priya"})["actions"][0]["owner"] == "Jo"


def test_the_day_alone_says_nothing():
    assert not says_something(CAPTURED, {"happened_at": "2026-10-05T10:00", "actions": []})
    assert says_something(CAPTURED, {"title": "Night desk"})


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2026-10-06T07:10", ["Today 9:00", "Today 18:00", "Tomorrow 9:00", "Tomorrow 18:00"]),
        ("2026-10-06T16:45", ["Today 18:00", "Today 22:00", "Tomorrow 9:00", "Tomorrow 18:00"]),
        ("2026-10-06T22:30", ["Tomorrow 9:00", "Tomorrow 18:00"]),
        ("2026-10-09T22:30", ["Tomorrow 9:00", "Monday 9:00", "Tomorrow 18:00"]),
        ("2026-10-11T22:30", ["Tomorrow 9:00", "Tomorrow 18:00"]),
    ],
)
def test_deadlines_for_one_tap_lie_ahead(now, words):
    here = datetime.fromisoformat(now)
    offered = times_to_choose(here)
    assert [choice.words for choice in offered] == words
    assert all(datetime.fromisoformat(choice.value) > here for choice in offered)


def test_monday_is_the_coming_one():
    friday = datetime.fromisoformat("2026-10-09T22:30")
    assert times_to_choose(friday)[1].value == "2026-10-12T09:00"


def test_a_tap_counts_unless_it_says_another_time():
    typed = {"actions-0-task": "Ring", "actions-0-deadline": "6/10/2026 8:00"}
    tapped = with_taps(typed | {"actions-0-deadline-choice": "2026-10-06T09:00"})
    own = with_taps(typed | {"actions-0-deadline-choice": "own"})
    assert part_from(CAPTURED, tapped)["actions"][0]["deadline"] == "2026-10-06T09:00"
    assert part_from(CAPTURED, own)["actions"][0]["deadline"] == "2026-10-06T08:00"
