"""What an ask must say before it is sent, and whom it may go to: pure rules, every problem as a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from portfolio.base.mail import one_line
from portfolio.people.addresses import is_address

LONGEST_LINE = 200
LONGEST_ADDRESS = 255
LONGEST_TEXT = 2000


@dataclass(frozen=True)
class Inviting:
    """Whom a learner asks: their name, their address, and a few words to them."""

    name: str
    email: str
    message: str = ""


@dataclass(frozen=True)
class Problem:
    """One thing to mend: the field and the sentence."""

    field: str
    sentence: str


def problems_of(inviting: Inviting) -> list[Problem]:
    """Return everything that keeps an ask from being sent, except whose address it is."""
    return [
        *_of_line("name", inviting.name, "their name", LONGEST_LINE),
        *_of_line("email", inviting.email, "their e-mail address", LONGEST_ADDRESS),
        *_of_address(inviting.email),
        *_of_message(inviting.message),
    ]


def _of_line(field: str, value: str, words: str, longest: int) -> Iterator[Problem]:
    if not one_line(value):
        yield Problem(field, f"Enter {words}.")
    elif one_line(value) != value.strip():
        yield Problem(field, f"Write {words} on one line, without line breaks.")
    elif len(value) > longest:
        yield Problem(field, f"Shorten {words} to {longest} characters.")


def _of_address(address: str) -> Iterator[Problem]:
    if one_line(address) and one_line(address) == address.strip() and not is_address(address):
        yield Problem("email", "Enter one e-mail address, such as name@company.co.uk.")


def _of_message(text: str) -> Iterator[Problem]:
    if len(text) > LONGEST_TEXT:
        yield Problem("message", f"Keep to {LONGEST_TEXT:,} characters.")
