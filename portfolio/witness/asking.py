"""What a request to a witness must say before it is sent: pure rules, every problem as a sentence."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from email_validator import EmailNotValidError, validate_email

from portfolio.base.mail import one_line

LONGEST_LINE = 200
LONGEST_ADDRESS = 255
LONGEST_TEXT = 2000
LINES: Mapping[str, str] = {
    "witness_name": "the witness’s name",
    "witness_role": "their role",
    "relationship": "how they know you",
    "witness_email": "their work e-mail address",
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


@dataclass(frozen=True)
class Problem:
    """One thing to mend before the request can be sent: the field and the sentence."""

    field: str
    sentence: str


def problems_of(asking: Asking, known_codes: Sequence[str]) -> list[Problem]:
    """Return everything that keeps a request from being sent, except whose address it is."""
    return [
        *_of_lines(asking),
        *_of_address(asking.witness_email),
        *_of_text(asking.what_they_saw),
        *_of_criteria(asking.criteria, known_codes),
    ]


def _of_lines(asking: Asking) -> Iterator[Problem]:
    for name, words in LINES.items():
        value = str(getattr(asking, name))
        longest = LONGEST_ADDRESS if name == "witness_email" else LONGEST_LINE
        if not value.strip():
            yield Problem(name, f"Enter {words}.")
        elif one_line(value) != value.strip():
            yield Problem(name, f"Write {words} on one line, without line breaks.")
        elif len(value) > longest:
            yield Problem(name, f"Shorten {words} to {longest} characters.")


def _of_address(address: str) -> Iterator[Problem]:
    if not address.strip() or one_line(address) != address.strip():
        return
    try:
        validate_email(address.strip(), check_deliverability=False)
    except EmailNotValidError:
        yield Problem("witness_email", "Enter one e-mail address, such as name@company.co.uk.")


def _of_text(text: str) -> Iterator[Problem]:
    if not text.strip():
        yield Problem("what_they_saw", "Say what they saw, so that they know what you ask about.")
    elif len(text) > LONGEST_TEXT:
        yield Problem("what_they_saw", f"Keep to {LONGEST_TEXT:,} characters.")


def _of_criteria(codes: Sequence[str], known: Sequence[str]) -> Iterator[Problem]:
    if not codes:
        yield Problem("criteria", "Choose at least one criterion to ask about first.")
    elif set(codes) - set(known):
        yield Problem("criteria", "Choose criteria of this unit only.")
