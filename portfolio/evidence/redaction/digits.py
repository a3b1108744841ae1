"""Finds numbers that say who somebody is: telephones, cards, health service numbers, in any spacing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import phonenumbers
from stdnum import luhn
from stdnum.gb import nhs

Span = tuple[int, int]

_RUN = re.compile(r"(?<![^\W_])\d(?:[ \t\n.()\-]{0,3}\d)*(?!\d)")
_GROUP = re.compile(r"\d+")
_LONGEST = 19
_CARD_LENGTHS = range(13, 20)  # ISO/IEC 7812: up to 19 digits; none in use has fewer than 13
_NHS_LENGTH = 10
_BEFORE = 40
_NHS_WORDS = re.compile(r"\b(?:nhs|chi|h&c|health service)\b", re.IGNORECASE)
_DATE = re.compile(
    r"(?:0?[1-9]|[12]\d|3[01])([-. ])(?:0?[1-9]|1[0-2])\1(?:(?:19|20)\d\d|\d\d)(?!\d)"
    r"|(?:19|20)\d\d([-. ])(?:0[1-9]|1[0-2])\2(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
_TIME = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d(?!\d)")
_NATIONAL = re.compile(r"[1235789]\d{8,9}")  # after the 0 or +44; Ofcom's national numbering plan
_MOBILE = re.compile(r"7\d{9}")
_MOBILE_GROUPS = 3
_DIGIT_BY_DIGIT = 10
_SPELT_RUN = 24  # a number may be written digit by digit; a longer run is a table of figures
_MOST_GROUPS = 8


@dataclass(frozen=True)
class Number:
    """Some digit groups of a run: where they stand, as written, and the digits alone."""

    start: int
    end: int
    written: str
    digits: str
    groups: int


def numbers(text: str) -> Iterator[list[list[Number]]]:
    """Yield, for each run of digits, for each group in it, the numbers that begin there, longest first."""
    for run in _RUN.finditer(text):
        starts = _starts(run)
        most = _LONGEST if len(starts) <= _SPELT_RUN else _MOST_GROUPS
        yield [_from(text, run.end(), start, most) for start in starts]


def _starts(run: re.Match[str]) -> list[int]:
    return [run.start() + match.start() for match in _GROUP.finditer(run.group())]


def _from(text: str, run_end: int, start: int, most: int) -> list[Number]:
    found: list[Number] = []
    digits = ""
    for match in _GROUP.finditer(text, start, run_end):
        digits += match.group()
        if len(digits) > _LONGEST or len(found) == most:
            break
        number = Number(start, match.end(), text[start : match.end()], digits, len(found) + 1)
        found.append(number)
    return found[::-1]


def is_card(number: Number) -> bool:
    """Whether it could be a payment card: length, first digit (ISO/IEC 7812) and Luhn's check digit."""
    return (
        len(number.digits) in _CARD_LENGTHS
        and number.digits[0] in "23456"
        and len(set(number.digits)) > 1
        and bool(luhn.is_valid(number.digits))
    )


def is_nhs(number: Number, text: str) -> bool:
    """Whether it is an NHS number: ten digits that check, written 3 3 4 or after a word that says so."""
    if len(number.digits) != _NHS_LENGTH or not nhs.is_valid(number.digits):
        return False
    if _NHS_WORDS.search(text, max(0, number.start - _BEFORE), number.start):
        return True
    return [len(group) for group in _GROUP.findall(number.written)] == [3, 3, 4]


def phone_start(number: Number, text: str) -> int | None:
    """Return where the telephone number begins (its + or bracket too), or None when it is none."""
    if _DATE.match(number.written) or _TIME.match(number.written):
        return None
    start = number.start
    while start and text[start - 1] in ("(+" if ")" in number.written else "+"):
        start -= 1
    plus = "+" in text[start : number.start]
    return start if _is_phone(number, plus=plus) else None


def _is_phone(number: Number, *, plus: bool) -> bool:
    digits = number.digits
    if not plus and digits.startswith("00"):
        plus, digits = True, digits[2:]
    if plus and digits.startswith("44"):
        return bool(_NATIONAL.fullmatch(digits[2:].removeprefix("0")))
    if plus:
        return _is_foreign(digits)
    if digits.startswith("0"):
        return bool(_NATIONAL.fullmatch(digits[1:])) and number.groups != len(digits) // 2
    if digits.startswith("447"):
        return bool(_MOBILE.fullmatch(digits[2:]))
    grouped = number.groups <= _MOBILE_GROUPS or number.groups == _DIGIT_BY_DIGIT
    return grouped and bool(_MOBILE.fullmatch(digits)) and number.groups > 1


def _is_foreign(digits: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(f"+{digits}", "GB"))
    except phonenumbers.NumberParseException:
        return False
