"""Finds what words announce: account, booking and card numbers, sort codes; and codes that show themselves."""

import re
from collections.abc import Iterator

from stdnum import iban

from portfolio.evidence.redaction.word_lists import AFTER_A_DIGIT, POSTCODE_AREAS

Span = tuple[int, int]

_I = re.IGNORECASE
_POSTCODE = re.compile(
    r"(?<![^\W_])(?:GIR[ \-]{0,2}0AA|([A-PR-UWYZ][A-HK-Y]?)(?:\d[A-HJKPSTUW\dABEHMNPRV-Y]?)"
    r"[ \t\n\-]{0,3}(\d)([ABD-HJLNP-UW-Z]{2}))(?![^\W_])",
    _I,
)
"""The format of a UK postcode: BS 7666, and the inward letters that the Royal Mail never uses."""
_NINO = re.compile(
    r"(?<![^\W_])((?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])"
    r"[ \-]?\d\d[ \-]?\d\d[ \-]?\d\d[ \-]?[A-D](?![^\W_])",
    _I,
)
"""HMRC, National Insurance Manual NIM39110: two letters (no D F I Q U V, no O second, seven pairs
never given), six digits, a letter A to D."""
_NINO_SAID = re.compile(
    r"\b(?:national insurance|nino|n\.?i\.?)(?:[ \t]{0,3}(?:number|no\.?|num))?[ \t]{0,3}(?:is|was|:|=|-)?[ \t]{0,3}"
    r"([A-Z]{2}[ \-]?\d\d[ \-]?\d\d[ \-]?\d\d(?:[ \-]?[A-D](?![^\W_]))?)(?![^\W_])",
    _I,
)
_IBAN = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}(?:[ \-]?[A-Z0-9]{1,4}){3,9}(?![^\W_])", _I)
_IBAN_ROOM = 42
_IBAN_PART = re.compile(r"[^\W_]+")
_SORT_CODE = r"\d\d[- ]?\d\d[- ]?\d\d"
_SORT_SAID = re.compile(
    rf"\b(?:sort[ \-]?code|s/c)[ \t]{{0,3}}(?:number|no\.?)?[ \t]{{0,3}}(?:is|was|:|=|-)?[ \t]{{0,3}}({_SORT_CODE})(?!\d)",
    _I,
)
_SORT_BESIDE = re.compile(rf"(?<![\d\-])({_SORT_CODE})[ \t,;/]{{1,4}}(\d{{8}})(?![\d\-])")
_BANK_SAID = re.compile(
    r"\b(?:bank|account|acct|acc|a/c)\b[^\d\n]{0,24}?(?<![^\W_])(\d{2}[ \-]?\d{2}[ \-]?\d{2}[ \-]?\d{2}|\d{8})(?![\d\-])",
    _I,
)
_OWNER = (
    r"account|acct|acc|a/c|customer|client|guest|patient|member|membership|loyalty|booking|reservation|"
    r"order|purchase|policy|claim|case|ticket|complaint|invoice|contract|tracking|consignment|parcel|"
    r"delivery|confirmation|passport|licence|license|meter|hospital|tenancy|reg(?:istration)?|card|crn|imei"
)
_NUMBER_WORD = r"(?:number|numbers|num|no\.?|nr\.?|reference|ref\.?|id|code|#|№)"
_CODE = r"([^\W_](?:[\-/.]?[^\W_]){3,31}|[A-Z]{1,4}[ \-]?\d{3,12}|\d{2,6}(?:[ \-]\d{2,6}){1,5})"
_IS = r"[ \t]{0,3}(?:is|was|:|=|-|–)?[ \t]{0,3}"
_REFERENCE = re.compile(
    rf"\b(?:{_OWNER})(?:['’]?s)?[ \t]{{0,3}}{_NUMBER_WORD}{_IS}#?{_CODE}(?![^\W_])", _I
)
_SHORT_REFERENCE = re.compile(
    rf"\b(?:ref|reference|{_OWNER}){_IS}[#№]?([A-Z]{{0,4}}-?\d{{5,12}}[A-Z]?)(?![^\W_])", _I
)
_REF = re.compile(
    rf"\b(?:ref|reference)(?:[ \t]{{0,3}}(?:number|num|no))?\.?{_IS}#?{_CODE}(?![^\W_])", _I
)
_CALLED = re.compile(
    r"\b(?:tel|telephone|phone|mobile|mob|landline|whatsapp|fax|extension)\b[^\d\n]{0,16}?(?<![^\W_])"
    r"(\+?\d(?:[ \-]?\d){4,14})(?!\d)",
    _I,
)
_LEAST_DIGITS = 3
_DATED = re.compile(
    r"(?:19|20)\d\d[-./]\d\d|\d{1,2}[-./]\d{1,2}[-./](?:\d\d){1,2}(?!\d)|\d{1,2}[.:]\d\d(?!\d)"
)
_PRICED = re.compile(r"[£$€]\s?$")


def postcodes(text: str) -> Iterator[Span]:
    """Yield UK postcodes of areas that exist; “E1 2nd page” is none."""
    for match in _POSTCODE.finditer(text):
        area, inward = match.group(1), match.group(3)
        if area and area.upper() not in POSTCODE_AREAS:
            continue
        if inward and inward in AFTER_A_DIGIT:
            continue
        yield match.span()


def insurance_numbers(text: str) -> Iterator[Span]:
    """Yield National Insurance numbers; after the words, also one with letters that are never given."""
    for match in _NINO.finditer(text):
        yield match.span()
    for match in _NINO_SAID.finditer(text):
        yield match.span(1)


def ibans(text: str) -> Iterator[Span]:
    """Yield international bank account numbers whose check digits are right."""
    for match in _IBAN.finditer(text):
        ends = [part.end() for part in _IBAN_PART.finditer(match.group()[:_IBAN_ROOM])]
        for end in reversed(ends):
            if iban.is_valid(match.group()[:end], check_country=False):
                yield match.start(), match.start() + end
                break


def bank_details(text: str) -> Iterator[Span]:
    """Yield sort codes and account numbers that a word, or one beside the other, gives away."""
    for match in _SORT_SAID.finditer(text):
        yield match.span(1)
    for match in _SORT_BESIDE.finditer(text):
        yield match.span(1)
        yield match.span(2)
    for match in _BANK_SAID.finditer(text):
        if not _DATED.match(match.group(1)):
            yield match.span(1)


def references(text: str) -> Iterator[Span]:
    """Yield account, booking, order and such numbers that stand after their words."""
    for pattern in (_REFERENCE, _SHORT_REFERENCE, _REF):
        for match in pattern.finditer(text):
            if _tells(match.group(1)):
                yield match.span(1)


def called(text: str) -> Iterator[Span]:
    """Yield numbers that the word before them calls a telephone number, whatever their shape."""
    for match in _CALLED.finditer(text):
        words = text[match.start() : match.start(1)]
        if not _DATED.match(match.group(1)) and not _PRICED.search(words):
            yield match.span(1)


def _tells(code: str) -> bool:
    digits = sum(1 for character in code if character.isdigit())
    return digits >= _LEAST_DIGITS and not _DATED.match(code)
