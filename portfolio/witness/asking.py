"""What a request to a witness must say before it is sent: pure rules, every problem as a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from portfolio.people.asking import Problem, problems_of_address, problems_of_line, problems_of_text

LINES: Mapping[str, str] = {
    "witness_name": "the witness’s name",
    "witness_role": "their role",
    "relationship": "how they know you",
}


@dataclass(frozen=True)
class Asking:
    """What a learner says about one witness and what they saw."""

    witness_name: str
    witness_role: str
    relationship: str
    witness_email: str
    what_they_saw: str
    criteria: Sequence[str] = field(default=())


def problems_of(asking: Asking, known_codes: Sequence[str]) -> list[Problem]:
    """Return everything that keeps a request from being sent, except whose address it is."""
    return [
        *_of_lines(asking),
        *problems_of_address("witness_email", asking.witness_email, "their work e-mail address"),
        *_of_text(asking.what_they_saw),
        *_of_criteria(asking.criteria, known_codes),
    ]


def _of_lines(asking: Asking) -> Iterator[Problem]:
    for name, words in LINES.items():
        yield from problems_of_line(name, str(getattr(asking, name)), words)


def _of_text(text: str) -> Iterator[Problem]:
    if not text.strip():
        yield Problem("what_they_saw", "Say what they saw, so that they know what you ask about.")
    yield from problems_of_text("what_they_saw", text)


def _of_criteria(codes: Sequence[str], known: Sequence[str]) -> Iterator[Problem]:
    if not codes:
        yield Problem("criteria", "Choose at least one criterion to ask about first.")
    elif set(codes) - set(known):
        yield Problem("criteria", "Choose criteria of this unit only.")
