"""A pasted list of people: each line a name and an e-mail address, however a spreadsheet writes it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from portfolio.people.addresses import address_key, is_address

MOST_LINES = 300
LONGEST_NAME = 200
LONGEST_ADDRESS = 254
_ANGLED = re.compile(r"^(?P<name>.*?)<(?P<email>[^<>]*@[^<>]*)>\s*$")
_APART = re.compile(r"[,;\t]")


@dataclass(frozen=True)
class PastedPerson:
    """One person to invite."""

    line: int
    name: str
    email: str


@dataclass(frozen=True)
class BadLine:
    """One line that can't be used, with the sentence that says what to do."""

    line: int
    text: str
    sentence: str


@dataclass(frozen=True)
class Pasted:
    """What a pasted list holds."""

    people: tuple[PastedPerson, ...]
    bad: tuple[BadLine, ...]


def read(text: str, taken: Mapping[str, str] | None = None) -> Pasted:
    """Return the people of a pasted list, and each bad line with its sentence; empty lines are nothing.

    `taken` are the mailboxes (address keys) that somebody at the centre has, with that person's name.
    """
    people: list[PastedPerson] = []
    bad: list[BadLine] = []
    first: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, email = _parts(line)
        sentence = _problem(name, email, taken or {}, first)
        if len(people) >= MOST_LINES and not sentence:
            sentence = (
                f"Only {MOST_LINES} people can be invited at once. Invite the rest afterwards."
            )
        if sentence:
            bad.append(BadLine(number, line.strip(), sentence))
        else:
            first[address_key(email)] = number
            people.append(PastedPerson(number, name, email))
    return Pasted(tuple(people), tuple(bad))


def keys_in(text: str) -> set[str]:
    """Return the address keys that a pasted list names, to ask which of them are taken."""
    found = (_parts(line)[1] for line in text.splitlines())
    return {address_key(email) for email in found if email}


def _parts(line: str) -> tuple[str, str]:
    """Split a line into name and address; either is empty when it isn't there."""
    angled = _ANGLED.match(line)
    if angled:
        return _clean(angled["name"]), _clean(angled["email"])
    parts = [_clean(part) for part in _APART.split(line)]
    email = next((part for part in parts if "@" in part), "")
    name = " ".join(part for part in parts if part and part is not email)
    return name, email


def _clean(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip(" \"'“”,;")


def _problem(name: str, email: str, taken: Mapping[str, str], first: Mapping[str, int]) -> str:
    """Say what is wrong with a line, or nothing."""
    if not email or not name:
        missing = "e-mail address" if not email else "name"
        return f"There is no {missing}. Write the name, a comma, then the address."
    if not is_address(email) or len(email) > LONGEST_ADDRESS:
        return f"“{email}” is not an e-mail address. Write it such as name@example.org."
    if len(name) > LONGEST_NAME:
        return f"The name is longer than {LONGEST_NAME} characters. Shorten it."
    key = address_key(email)
    if key in first:
        return f"This is the same mailbox as in line {first[key]}. Leave one of them out."
    if key in taken:
        return f"{taken[key]} uses this address here already. Look for them in the list of people."
    return ""
