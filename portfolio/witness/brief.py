"""What a witness is told before they write: the unit's criteria as neutral questions, those asked about first."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.criteria.model import Unit

ALWAYS = (
    (
        "Understanding",
        "What did you see or hear that shows whether the other person had understood?",
    ),
    (
        "Responsibility",
        "Who was responsible for what before, and who afterwards, as far as you could see?",
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
        Question(one.code, one.title, one.witness_prompt, one.code in asked)
        for one in unit.criteria
    ]
    return [one for one in both if one.first] + [one for one in both if not one.first]
