"""Finds names of people: after Mr, Ms and the like, after “customer”, before an address, and said again."""

import re
from collections.abc import Collection, Iterator

from portfolio.evidence.redaction.word_lists import EVERYDAY, NO_NAME, PARTICLES, SOFT_TITLES

Span = tuple[int, int]

_TITLES = (
    "mr|mrs|ms|miss|mx|dr|sir|madam|madame|mme|mlle|prof|professor|rev|revd|reverend|lord|lady|dame|"
    "messrs|mister|missus|master|cllr|councillor|capt|captain|sgt|sergeant|fr|sister|canon|pastor|imam|rabbi|hon"
)
_TITLE = re.compile(rf"(?<![^\W_])(?:{_TITLES})(?![^\W_])\.?", re.IGNORECASE)
_AND = re.compile(r"[ \t]{0,3}(?:and|&|\+|/|or)[ \t]{0,3}", re.IGNORECASE)
_GAP = re.compile(r"[ \t]{0,3}\n?[ \t]{0,3}")
_SPACE = re.compile(r"[ \t]{1,3}")
_WORD = re.compile(r"[^\W\d_]+(?:['\-][^\W\d_]+){0,3}")
_INITIAL = re.compile(r"[^\W\d_](?![^\W_'])\.?")
_ROLES = (
    "customers?|guests?|clients?|patients?|residents?|callers?|passengers?|tenants?|visitors?|shoppers?|diners?|"
    "buyers?|complainants?|householders?|service users?|subscribers?|account holders?|card ?holders?|callers?|lady|gentleman|contact|bride|groom"
)
_ROLE = re.compile(
    rf"(?<![^\W_])(?:{_ROLES})(?:'s)?(?:[ \t]{{1,3}}(?:full[ \t])?names?)?"
    r"(?P<link>[ \t]{0,3}(?::|=|,|-(?=[ \t]))|[ \t]{1,3}(?:is|was|called|named|by the name of|is called|was called))?[ \t]{1,3}",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?<![^\W_])(?:full[ \t])?(?:name|surname|first name|last name|attn|dear|fao|f\.a\.o\.|signed)[ \t]{0,3}(?P<link>:|=|,)?[ \t]{0,3}",
    re.IGNORECASE,
)
_BEFORE_ADDRESS = re.compile(r"[ \t\"']{0,3}<[^<>\s@]{1,64}@")
_COMMON_START = re.compile(r"(?:^|[.!?:;\n•*\-(\"“])[ \t]{0,3}$")
_SHORTEST_AGAIN = 3
_MOST_WORDS = 4
_LONGEST_SHORT = 4


def named(text: str) -> Iterator[Span]:
    """Yield names after titles, after words for customers, after labels, and before an address in <…>."""
    for match in _TITLE.finditer(text):
        end = _after_title(text, match)
        if end:
            yield match.start(), end
    for pattern in (_ROLE, _LABEL):
        for match in pattern.finditer(text):
            end = _after_role(text, match)
            if end:
                yield match.end(), end
    for match in _BEFORE_ADDRESS.finditer(text):
        start = _words_before(text, match.start())
        if start < match.start():
            yield start, match.start()


def name_words(name: str) -> frozenset[str]:
    """Return the words of a name that tell who it is: no title, particle or initial; in small letters."""
    words = (match.group() for match in _WORD.finditer(name.replace("’", "'")))
    return frozenset(
        low
        for word in words
        if len(low := word.casefold().removesuffix("'s")) >= _SHORTEST_AGAIN
        and not _TITLE.fullmatch(low)
        and low not in PARTICLES
        and low not in NO_NAME
    )


def named_again(text: str, known: Collection[str]) -> Iterator[Span]:
    """Yield runs of words that are parts of known names, written with a capital."""
    if not known:
        return
    start = end = -1
    for match in _WORD.finditer(text):
        word = _without_s(match.group())
        if not _is_known(word, known) or (end < 0 and _begins_sentence(text, match, word)):
            if end >= 0:
                yield start, end
            start = end = -1
            continue
        if end >= 0 and text[end : match.start()].strip(" \t.") == "" and match.start() - end <= 3:  # noqa: PLR2004 -- a dot and a space
            end = match.start() + len(word)
            continue
        if end >= 0:
            yield start, end
        start, end = match.start(), match.start() + len(word)
    if end >= 0:
        yield start, end


def _is_known(word: str, known: Collection[str]) -> bool:
    return word[:1].isupper() and word.casefold() in known


def _begins_sentence(text: str, match: re.Match[str], word: str) -> bool:
    """Whether the capital may only be that of a sentence, and the word an everyday one: “Price”, “Cook”."""
    if word.casefold() not in EVERYDAY:
        return False
    return bool(_COMMON_START.search(text[max(0, match.start() - 5) : match.start()]))


def _after_title(text: str, title: re.Match[str]) -> int | None:
    """Return where a name after a title ends; “Mr and Mrs Patel” and “Mr & Mrs J. Patel” are one."""
    word = title.group().rstrip(".")
    soft = word.casefold() in SOFT_TITLES
    if (soft and not word[0].isupper()) or _is_unit(text, title):
        return None
    place = title.end()
    joined = _AND.match(text, place)
    second = _TITLE.match(text, joined.end()) if joined else None
    if second:
        place = second.end()
    gap = _GAP.match(text, place)
    place = gap.end() if gap else place
    if place == title.end() and not title.group().endswith("."):
        return None
    return _name_from(text, place, lower=not soft)


def _is_unit(text: str, title: re.Match[str]) -> bool:
    """Whether “ms” stands after a number: milliseconds."""
    return title.group() == "ms" and bool(
        re.search(r"\d[ \t]?$", text[max(0, title.start() - 2) : title.start()])
    )


def _after_role(text: str, role: re.Match[str]) -> int | None:
    """Return where a name after “customer” ends; one word counts only when it can't be another thing."""
    said = bool(role.group("link")) or role.group().strip().casefold() in {"dear", "fao"}
    if role.re is _LABEL and not said:
        return None
    first = _WORD.match(text, role.end())
    if first is None or not first.group()[0].isupper() or first.group().casefold() in NO_NAME:
        return None
    if len(first.group()) <= _LONGEST_SHORT and first.group().isupper() and not said:
        return None  # “the patient’s NHS number”
    if not said and role.group()[0].isupper() and not _SPACE.match(text, first.end()):
        return None
    return _name_from(text, role.end(), lower=False, single=said or role.group()[0].islower())


def _name_from(text: str, place: int, *, lower: bool, single: bool = True) -> int | None:
    """Return where the name that begins at `place` ends, None when no name does.

    `lower`: a name in small letters counts, one word of it. `single`: one word is enough.
    """
    end, words, at = None, 0, place
    while words < _MOST_WORDS:
        at = _past_small_words(text, at)
        word = _WORD.match(text, at)
        if word is None:
            break
        if len(word.group()) == 1 and word.group().isupper():
            initial = _INITIAL.match(text, at)
            at = _skip(text, initial.end() if initial else word.end())
            continue
        if not _is_name(word.group(), lower=lower and words == 0):
            break
        end, words = word.start() + len(_without_s(word.group())), words + 1
        at = _skip(text, end)
        if end != word.end() or at == end or word.group()[0].islower():
            break
    return end if words >= (1 if single else 2) else None


def _past_small_words(text: str, place: int) -> int:
    """Return where the name goes on after “van der” and the like."""
    for _one in range(_MOST_WORDS):
        word = _WORD.match(text, place)
        if word is None or word.group().casefold() not in PARTICLES:
            break
        after = _skip(text, word.end())
        if not _WORD.match(text, after):
            break
        place = after
    return place


def _skip(text: str, place: int) -> int:
    gap = _SPACE.match(text, place)
    return gap.end() if gap else place


def _is_name(word: str, *, lower: bool) -> bool:
    low = _without_s(word).casefold()
    return (
        len(low) > 1 and low not in NO_NAME and (word[0].isupper() or (lower and word[0].islower()))
    )


def _without_s(word: str) -> str:
    """Return a word without the ’s of its owner."""
    return word[:-2] if word[-2:] in {"'s", "'S"} else word


def _words_before(text: str, end: int) -> int:
    """Return where up to four words with capitals before `end` begin."""
    room = text[max(0, end - 80) : end]
    found = re.search(r"(?:[^\W\d_][\w'\-.]*,?[ \t]){0,3}[^\W\d_][\w'\-.]*$", room)
    return end - len(found.group()) if found and found.group()[0].isupper() else end


def words_of(name: str) -> tuple[str, ...]:
    """Return the words of a name in small letters, without titles, joining words and initials."""
    plain = _AND.sub(" ", f" {_TITLE.sub(' ', name)} ").casefold()
    words = (_without_s(match.group()) for match in _WORD.finditer(plain))
    return tuple(word for word in words if len(word) > 1 or not word.isascii())
