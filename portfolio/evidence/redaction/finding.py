"""Finds customer details in a text: names, ways to reach them, and numbers that say who they are."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from portfolio.evidence.redaction import announced_numbers
from portfolio.evidence.redaction.addresses import emails
from portfolio.evidence.redaction.digits import Number, is_card, is_nhs, numbers, phone_start
from portfolio.evidence.redaction.names import name_words, named, named_again
from portfolio.evidence.redaction.normalising import seen

Span = tuple[int, int]


class DetailKind(StrEnum):
    """What a detail is; its value is the word a learner reads."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "e-mail"
    POSTCODE = "postcode"
    CARD = "card"
    IBAN = "IBAN"
    BANK = "bank detail"
    NHS = "NHS number"
    INSURANCE = "National Insurance number"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Finding:
    """One detail: what it is, as it is written, and where it stands in the text."""

    kind: DetailKind
    text: str
    start: int
    end: int


Rule = Callable[[str], Iterable[tuple[DetailKind, int, int]]]


def find(text: str, known: Collection[str] = (), again: Rule | None = None) -> tuple[Finding, ...]:
    """Return the details in `text` in their order, none overlapping.

    `known` are words of names found elsewhere; `again` yields other details found elsewhere.

    Full-width digits, zero-width and non-breaking characters, and line breaks inside a number hide
    nothing. The time grows with the length of the text only, whatever stands in it.
    """
    plain = seen(text)
    taken = bytearray(len(plain.text))
    found: list[Finding] = []

    def take(kind: DetailKind, start: int, end: int) -> None:
        if end > start and not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            first, last = plain.span(start, end)
            found.append(Finding(kind, text[first:last], first, last))

    for rule in (*_RULES, again) if again else _RULES:
        for kind, start, end in rule(plain.text):
            take(kind, start, end)
    for start, end in named_again(plain.text, {*known, *words_known(found)}):
        take(DetailKind.NAME, start, end)
    return tuple(sorted(found, key=lambda finding: finding.start))


def words_known(findings: Iterable[Finding]) -> frozenset[str]:
    """Return the words of the names among these findings, to look for them elsewhere too."""
    return frozenset(
        word
        for finding in findings
        if finding.kind is DetailKind.NAME
        for word in name_words(finding.text)
    )


def _each(kind: DetailKind, spans: Callable[[str], Iterable[Span]]) -> Rule:
    return lambda text: ((kind, start, end) for start, end in spans(text))


def _numbers(text: str) -> Iterator[tuple[DetailKind, int, int]]:
    """Yield cards, NHS and telephone numbers; the longest reading of a run of digits wins."""
    for run in numbers(text):
        free_from = -1
        for beginning in run:
            for number in beginning:
                if number.start < free_from:
                    break
                known = _number(number, text)
                if known:
                    kind, start = known
                    free_from = number.end
                    yield kind, start, number.end
                    break


def _number(number: Number, text: str) -> tuple[DetailKind, int] | None:
    if is_card(number):
        return DetailKind.CARD, number.start
    if is_nhs(number, text):
        return DetailKind.NHS, number.start
    start = phone_start(number, text)
    return None if start is None else (DetailKind.PHONE, start)


_RULES: tuple[Rule, ...] = (
    _each(DetailKind.EMAIL, emails),
    _each(DetailKind.IBAN, announced_numbers.ibans),
    _each(DetailKind.INSURANCE, announced_numbers.insurance_numbers),
    _numbers,
    _each(DetailKind.BANK, announced_numbers.bank_details),
    _each(DetailKind.PHONE, announced_numbers.called),
    _each(DetailKind.REFERENCE, announced_numbers.references),
    _each(DetailKind.POSTCODE, announced_numbers.postcodes),
    _each(DetailKind.NAME, named),
)
"""In the order in which they win where they overlap."""
