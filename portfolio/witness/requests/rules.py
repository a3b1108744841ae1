"""What a request to a witness must say before it is sent: pure rules, every problem as a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from portfolio.outsiders.plain_names import has_address
from portfolio.outsiders.rules import RequestProblem, problems_of_address, problems_of_line

LINES: Mapping[str, str] = {
    "witness_name": "the witness’s name",
    "witness_role": "their role",
    "relationship": "how they know you",
}
LONGEST_MESSAGE = 600
"""In characters: a witness reads it on a phone before anything else."""
MOST_PIECES = 20
"""More pieces than anybody remembers of one occasion."""


@dataclass(frozen=True)
class Asking:
    """What a learner says about one witness and what they saw."""

    witness_name: str
    witness_role: str
    relationship: str
    witness_email: str
    what_they_saw: str
    criteria: Sequence[str] = field(default=())
    employer: str = ""
    how_many_pieces: int = 0


def problems_of(asking: Asking, known_codes: Sequence[str]) -> list[RequestProblem]:
    """Return everything that keeps a request from being sent, except whose address it is."""
    return [
        *_of_lines(asking),
        *_of_employer(asking.employer),
        *problems_of_address("witness_email", asking.witness_email, "their work e-mail address"),
        *_of_text(asking.what_they_saw),
        *_of_pieces(asking.how_many_pieces),
        *_of_criteria(asking.criteria, known_codes),
    ]


def _of_lines(asking: Asking) -> Iterator[RequestProblem]:
    for name, words in LINES.items():
        value = str(getattr(asking, name))
        yield from list(problems_of_line(name, value, words)) or _of_addresses(name, value, words)


def _of_employer(employer: str) -> Iterator[RequestProblem]:
    if employer.strip():
        words = "who they work for"
        problems = list(problems_of_line("employer", employer, words))
        yield from problems or _of_addresses("employer", employer, words)


def _of_addresses(name: str, value: str, words: str) -> Iterator[RequestProblem]:
    if has_address(value):
        yield RequestProblem(name, f"Leave links and e-mail addresses out of {words}.")


def _of_text(text: str) -> Iterator[RequestProblem]:
    if not text.strip():
        yield RequestProblem(
            "what_they_saw", "Say what they saw, so that they know what you ask about."
        )
    if len(text) > LONGEST_MESSAGE:
        yield RequestProblem(
            "what_they_saw",
            f"Keep to {LONGEST_MESSAGE} characters. One or two sentences are enough.",
        )
    if has_address(text):
        yield RequestProblem(
            "what_they_saw", "Leave out links and e-mail addresses: say in words what they saw."
        )


def _of_pieces(how_many: int) -> Iterator[RequestProblem]:
    if how_many > MOST_PIECES:
        yield RequestProblem(
            "about",
            f"Choose {MOST_PIECES} pieces at most. For more than that, ask twice.",
        )


def _of_criteria(codes: Sequence[str], known: Sequence[str]) -> Iterator[RequestProblem]:
    if not codes:
        yield RequestProblem("criteria", "Choose at least one criterion to ask about first.")
    elif set(codes) - set(known):
        yield RequestProblem("criteria", "Choose criteria of this unit only.")
