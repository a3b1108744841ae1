"""What a witness is told before they write: the unit's criteria as neutral questions, those asked about first."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.base.translation_marker import mark
from portfolio.criteria.model import Unit

ALWAYS = (
    (
        mark("Was it understood?"),
        mark("What did you see or hear that shows whether the other person had understood?"),
    ),
    (
        mark("Whose job was it?"),
        mark("Whose job was it before, and whose job was it after? How could you tell?"),
    ),
)
"""Two questions for every witness (the source: brief the witness above all on the confirmation of
understanding and the transfer of responsibility). They ask; they never say what was seen."""


@dataclass(frozen=True)
class Question:
    """One criterion as a witness reads it."""

    code: str
    title: str
    prompt: str
    first: bool
    """Whether the learner asked about it."""


def questions(unit: Unit, asked: Sequence[str]) -> list[Question]:
    """Return every criterion of the unit, those asked about first, each in the unit's order."""
    both = [
        Question(criterion.code, criterion.title, criterion.witness_prompt, criterion.code in asked)
        for criterion in unit.criteria
    ]
    return [question for question in both if question.first] + [
        question for question in both if not question.first
    ]
