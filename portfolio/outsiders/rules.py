"""What everybody who asks an outsider by mail must mend first: pure rules, every problem as a sentence."""

from collections.abc import Iterator
from dataclasses import dataclass

from portfolio.base.formatting import spoken_number
from portfolio.base.mailing.mail import one_line
from portfolio.people.addresses import is_address

LONGEST_LINE = 200
LONGEST_ADDRESS = 255
LONGEST_TEXT = 2000


class NotOpen(Exception):
    """It was answered, declined or cancelled, so nothing more can be done with it."""


class TooMany(Exception):
    """A learner asks more people than may be asked at once; the sentence says what to do."""


@dataclass(frozen=True)
class RequestProblem:
    """One thing to mend before somebody can be asked: the field and the sentence."""

    field: str
    sentence: str


@dataclass
class RequestRefused(Exception):
    """It can't be sent as it is; `problems` says everything to mend."""

    problems: list[RequestProblem]

    def __str__(self) -> str:
        """Say the first thing to mend."""
        return self.problems[0].sentence


def problems_of_line(
    field: str, value: str, words: str, longest: int = LONGEST_LINE
) -> Iterator[RequestProblem]:
    """Yield what is wrong with one line that must be filled in; `words` name it."""
    if not one_line(value):
        yield RequestProblem(field, f"Enter {words}.")
    elif one_line(value) != value.strip():
        yield RequestProblem(field, f"Write {words} on one line, without line breaks.")
    elif len(value) > longest:
        yield RequestProblem(field, f"Shorten {words} to {longest} characters.")


def problems_of_address(field: str, address: str, words: str) -> Iterator[RequestProblem]:
    """Yield what is wrong with an e-mail address; whose it is, is asked elsewhere."""
    yield from problems_of_line(field, address, words, LONGEST_ADDRESS)
    if one_line(address) and one_line(address) == address.strip() and not is_address(address):
        yield RequestProblem(field, "Enter one e-mail address, such as name@company.co.uk.")


def problems_of_text(field: str, text: str) -> Iterator[RequestProblem]:
    """Yield what is wrong with a text that may be left empty."""
    if len(text) > LONGEST_TEXT:
        yield RequestProblem(field, f"Keep to {spoken_number(LONGEST_TEXT)} characters.")
