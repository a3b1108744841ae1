"""What a line of the centre's witness list must say: pure rules, every problem as a sentence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from portfolio.outsiders.rules import (
    RequestProblem,
    problems_of_address,
    problems_of_line,
    problems_of_text,
)

LINES: Mapping[str, str] = {
    "name": "their name",
    "role": "their role",
    "employer": "whom they work for",
    "relationship": "how they know your learners",
}


@dataclass(frozen=True)
class Entry:
    """What a member of staff says about one witness."""

    name: str
    role: str
    employer: str
    relationship: str
    email: str
    expert: bool | None
    """None until it is said."""
    how: str
    """How they know that this is the person, and that the address is theirs."""


def problems_of(entry: Entry) -> list[RequestProblem]:
    """Return everything to mend before the line can be kept, except whose address it is."""
    return [
        *_of_lines(entry),
        *problems_of_address("email", entry.email, "their work e-mail address"),
        *_of_expert(entry.expert),
        *problems_of_reason("how", entry.how, "Say how you know, for example “I rang the firm”."),
    ]


def _of_lines(entry: Entry) -> Iterator[RequestProblem]:
    for name, words in LINES.items():
        yield from problems_of_line(name, str(getattr(entry, name)), words)


def _of_expert(expert: bool | None) -> Iterator[RequestProblem]:
    if expert is None:
        yield RequestProblem("expert", "Choose whether they are an expert witness.")


def problems_of_reason(field: str, text: str, sentence: str) -> Iterator[RequestProblem]:
    """Yield what is wrong with a text that must be given; `sentence` asks for it."""
    if not text.strip():
        yield RequestProblem(field, sentence)
    yield from problems_of_text(field, text)
