"""Gives every detail one plain name for the whole piece: “Customer A”, “phone 1”; the same detail, the same name."""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import count

from portfolio.evidence.redaction.finding import DetailKind, Finding
from portfolio.evidence.redaction.names import words_of
from portfolio.evidence.redaction.normalising import seen

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NOT_SAID = re.compile(r"[\W_]+")
_SPELT_AT = re.compile(r"\s*[(\[{]\s*at\s*[)\]}]\s*|\s+at\s+", re.IGNORECASE)
_SPELT_DOT = re.compile(r"\s*[(\[{]\s*dot\s*[)\]}]\s*|\s+dot\s+", re.IGNORECASE)
_USED = re.compile(
    r"\bCustomer [A-Z]{1,2}\b|\b(?:"
    + "|".join(re.escape(kind.value) for kind in DetailKind if kind is not DetailKind.NAME)
    + r") \d{1,4}\b"
)


def key_of(kind: DetailKind, text: str) -> str:
    """Return what makes a detail the same detail: its kind and its text without case, spaces and signs."""
    plain = seen(text).text
    if kind is DetailKind.NAME:
        return f"{kind}:{' '.join(words_of(plain))}"
    if kind is DetailKind.PHONE:
        return f"{kind}:{phone_digits(plain)}"
    if kind is DetailKind.EMAIL:
        whole = _SPELT_DOT.sub(".", _SPELT_AT.sub("@", plain))
        return f"{kind}:{''.join(whole.split()).casefold()}"
    return f"{kind}:{_NOT_SAID.sub('', plain).casefold()}"


def phone_digits(text: str) -> str:
    """Return a telephone number as one dials it at home: +44 (0)7700 … and 0044 7700 … begin with 0."""
    digits = "".join(character for character in text if character.isdigit())
    abroad = digits.removeprefix("00") if digits.startswith("0044") else digits
    if abroad.startswith("44") and ("+" in text or digits.startswith("0044") or len(abroad) > 11):  # noqa: PLR2004 -- digits of a number at home
        return "0" + abroad[2:].removeprefix("0")
    return "0" + digits if len(digits) == 10 and digits.startswith("7") else digits  # noqa: PLR2004 -- a mobile without its 0


def is_kept(kind: DetailKind, text: str, kept: Collection[str]) -> bool:
    """Whether its writer said that this is no customer's detail; part of a name that is none is none either."""
    key = key_of(kind, text)
    if key in kept:
        return True
    if kind is not DetailKind.NAME:
        return False
    words = set(words_of(seen(text).text))
    start = f"{DetailKind.NAME}:"
    return any(
        words <= set(name.removeprefix(start).split()) for name in kept if name.startswith(start)
    )


def names_for(findings: Iterable[Finding], used: Collection[str] = ()) -> dict[str, str]:
    """Return the name of each detail by its key, in the order in which they are met.

    `used` are such names that stand in the text already; they are not given again.
    """
    found = list(findings)
    people = _people(finding.text for finding in found if finding.kind is DetailKind.NAME)
    customers = (letter for letter in _letters() if letter not in used)
    numbers = {kind: _numbered(kind, used) for kind in DetailKind}
    given: dict[str, str] = {}
    person_names: dict[int, str] = {}
    for finding in found:
        key = key_of(finding.kind, finding.text)
        if key in given:
            continue
        if finding.kind is DetailKind.NAME:
            person = people[key]
            if person not in person_names:
                person_names[person] = next(customers)
            given[key] = person_names[person]
        else:
            given[key] = next(numbers[finding.kind])
    return given


def used_in(texts: Iterable[str]) -> frozenset[str]:
    """Return the names of our making that stand in these texts."""
    return frozenset(match.group() for text in texts for match in _USED.finditer(text))


def _people(names: Iterable[str]) -> Mapping[str, int]:
    """Return who each name means: the same surname is the same customer, unless the first name is another."""
    keys = list(dict.fromkeys(key_of(DetailKind.NAME, name) for name in names))
    words = {key: key.partition(":")[2].split() for key in keys}
    people: list[set[str]] = []
    lasts: list[tuple[str, str]] = []
    whose: dict[str, int] = {}
    for key in sorted(keys, key=lambda key: -len(words[key])):
        mine = words[key]
        first, last = (mine[0] if len(mine) > 1 else ""), (mine[-1] if mine else "")
        for person, (other_first, other_last) in enumerate(lasts):
            same_last = last == other_last and (
                not first or not other_first or first == other_first
            )
            if same_last or (len(mine) == 1 and last in people[person]):
                people[person] |= set(mine)
                whose[key] = person
                break
        else:
            whose[key] = len(people)
            people.append(set(mine))
            lasts.append((first, last))
    return whose


def _letters() -> Iterator[str]:
    for letter in _ALPHABET:
        yield f"Customer {letter}"
    for first in _ALPHABET:
        for second in _ALPHABET:
            yield f"Customer {first}{second}"
    for number in count(1):
        yield f"Customer {number}"


def _numbered(kind: DetailKind, used: Collection[str]) -> Iterator[str]:
    return (name for number in count(1) if (name := f"{kind.value} {number}") not in used)
