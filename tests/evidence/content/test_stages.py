"""A long form comes page by page: all questions once, in order, never too many at once."""

from dataclasses import replace

import pytest

from portfolio.evidence.content.completeness import Lack
from portfolio.evidence.content.stages import (
    MOST_ASKED,
    first_unfinished,
    lacks_here,
    not_gone_back_to,
    step_named,
    step_of,
    steps_of,
)
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Field, Section
from tests.evidence.examples import handover_content

EVERY = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.id)
HANDOVER = KINDS["handover_instance"]


@EVERY
def test_every_question_is_asked_once_and_in_order(kind):
    steps = steps_of(kind)
    assert tuple(field for step in steps for field in step.fields) == kind.fields
    assert len({step.name for step in steps}) == len(steps)
    assert {"all", "files", "quick"}.isdisjoint(step.name for step in steps)
    for field in kind.fields:
        assert step_of(kind, field.name) == step_named(kind, step_of(kind, field.name).name)
    assert {field_name for section in kind.sections for field_name in section.breaks} <= {
        f.name for f in kind.fields
    }


@EVERY
def test_no_page_asks_too_much_at_once(kind):
    assert (
        max(sum(field.required for field in step.fields) for step in steps_of(kind)) <= MOST_ASKED
    )


def test_a_section_that_says_nothing_is_broken_evenly():
    fields = tuple(Field(f"q{n}", f"Question {n}?") for n in range(20))
    kind = replace(HANDOVER, sections=(Section("Long one", fields),))
    assert [len(step.fields) for step in steps_of(kind)] == [7, 6, 7]
    assert [step.title for step in steps_of(kind)][:2] == ["Long one (1 of 3)", "Long one (2 of 3)"]
    assert [step.name for step in steps_of(kind)] == ["long-one", "long-one-2", "long-one-3"]


def test_the_first_unfinished_page_and_what_it_lacks():
    found = [Lack("method", "Choose."), Lack("title", "Write.")]
    assert first_unfinished(HANDOVER, found).name == "planning"
    assert first_unfinished(HANDOVER, found[:1]).name == "handing-over"
    assert first_unfinished(HANDOVER, [Lack("claims", "Elsewhere.")]).name == "planning"
    assert lacks_here(step_named(HANDOVER, "handing-over"), found) == found[:1]
    assert step_named(HANDOVER, "nonsense") is None


def test_follow_up_names_the_actions_nobody_went_back_to():
    step = step_named(HANDOVER, "follow-up")
    actions = [{"id": "a", "task": "Ring the depot"}, {"id": "b", "task": "Ring the customer"}]
    content = handover_content(actions=actions, check_backs=[{"action": "a"}])
    assert not_gone_back_to(step, content) == ["Ring the customer"]
    assert not_gone_back_to(step, content | {"check_backs": [{"action": ""}]}) == []
    assert not_gone_back_to(step, content | {"check_backs": []}) == [
        "Ring the depot",
        "Ring the customer",
    ]
    assert not_gone_back_to(step_named(HANDOVER, "planning"), content) == []
