"""What everybody who asks an outsider by mail must mend first: pure rules, every problem as a sentence."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from portfolio.base.mail import one_line
from portfolio.people.addresses import is_address

LONGEST_LINE = 200
LONGEST_ADDRESS = 255
LONGEST_TEXT = 2000
LONGEST_NAME_IN_MAIL = 80
_ADDRESS = re.compile(r"://|@|^www\.|^(?:https?|mailto|tel|data|javascript):", re.IGNORECASE)
_DOTS = str.maketrans("\u3002\uff61\u2024", "...")
"""What stands for a dot in an address (RFC 3490, 3.1) and is one to whoever reads it."""


class NotOpen(Exception):
    """It was answered, declined or cancelled, so nothing more can be done with it."""


class TooMany(Exception):
    """A learner asks more people than may be asked at once; the sentence says what to do."""


@dataclass(frozen=True)
class Problem:
    """One thing to mend before somebody can be asked: the field and the sentence."""

    field: str
    sentence: str


@dataclass
class Refused(Exception):
    """It can't be sent as it is; `problems` says everything to mend."""

    problems: list[Problem]

    def __str__(self) -> str:
        """Say the first thing to mend."""
        return self.problems[0].sentence


def problems_of_line(
    field: str, value: str, words: str, longest: int = LONGEST_LINE
) -> Iterator[Problem]:
    """Yield what is wrong with one line that must be filled in; `words` name it."""
    if not one_line(value):
        yield Problem(field, f"Enter {words}.")
    elif one_line(value) != value.strip():
        yield Problem(field, f"Write {words} on one line, without line breaks.")
    elif len(value) > longest:
        yield Problem(field, f"Shorten {words} to {longest} characters.")


def problems_of_address(field: str, address: str, words: str) -> Iterator[Problem]:
    """Yield what is wrong with an e-mail address; whose it is, is asked elsewhere."""
    yield from problems_of_line(field, address, words, LONGEST_ADDRESS)
    if one_line(address) and one_line(address) == address.strip() and not is_address(address):
        yield Problem(field, "Enter one e-mail address, such as name@company.co.uk.")


def problems_of_text(field: str, text: str) -> Iterator[Problem]:
    """Yield what is wrong with a text that may be left empty."""
    if len(text) > LONGEST_TEXT:
        yield Problem(field, f"Keep to {LONGEST_TEXT:,} characters.")


def has_address(text: str) -> bool:
    """Whether a text holds a link or an e-mail address, so that a mail program would make it one to press."""
    words = unicodedata.normalize("NFKC", text).translate(_DOTS).split()
    return any(_ADDRESS.search(word.lstrip("(<[\"'")) for word in words)


def plain_name(name: str, instead: str = "somebody") -> str:
    """Return a name fit for a mail: no line breaks, links, addresses or placeholders, and not long.

    Whoever typed it can't make our mail say “click here”: what looks like an address is left out, and
    a dot between words gets a space, so that no mail program takes them for one. `instead` is
    returned when nothing is left.
    """
    line = unicodedata.normalize("NFKC", one_line(name)).translate(_DOTS)
    seen = "".join(one for one in line if unicodedata.category(one) not in ("Cf", "Co", "Cn"))
    words = [word for word in seen.split() if not _ADDRESS.search(word.lstrip("(<[\"'"))]
    quiet = re.sub(r"[<>{}\[\]|\\/:;=%]+", " ", " ".join(words))
    apart = re.sub(r"\.(?=\w{2})", ". ", quiet)
    kept = " ".join(apart.split())[:LONGEST_NAME_IN_MAIL].strip()
    return kept if any(one.isalnum() for one in kept) else instead
