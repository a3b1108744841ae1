"""How the checks read what people type: folded, with slips of the pen allowed, and without cleverness.

`plain` makes "It's the EASIEST!" into "its the easiest", so that a rule needs one spelling only.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_APOSTROPHES = str.maketrans("", "", "'’‘`")
_WORD = re.compile(r"[a-z0-9£%]+(?:[.:][0-9]+)*")


def listed(text: str, between: str = " ") -> frozenset[str]:
    """Return the words (or, with a sign between them, the phrases) that stand in one text."""
    return frozenset(text.split(between))


NOTHING = listed(
    "|na|n a|none|no|nope|nothing|nil|x|xx|tbc|tba|idk|dont know|not sure|not applicable|unknown|ok|okay|yes|yes ok"
    "|done|fine|ditto|same|same again|same as above|the same as above|as above|see above|above|see below|as before"
    "|as usual|usual|the usual|all|everything|all of it|the lot|anything|something|handover|the handover|hand over"
    "|nothing yet|nothing else|not really|help|n a really|normal|standard",
    "|",
)
"""Answers that stand for no answer, folded."""

SMALL = listed(
    "a an and any are as at be been but by do does did for from get go had has have he her him his how i if im in into is it"
    " its me my no not of off on or our out over she so some than that the their them then there they this to too up us"
    " was we were what when which who will with would you your just really very also only"
)
"""Words that say nothing by themselves."""

EMPTY = listed(
    "customer customers client guest caller query issue issues problem problems thing things stuff need needs needed"
    " want wants wanted help dealing deal dealt sort sorted sorting etc ect usual bits bobs pieces handover handed hand"
    " pass passed passing someone somebody something normal standard new"
)
"""Words that name no fact of the matter: every handover has a customer with a need."""


LONGEST_KEPT = 20_000
"""Characters of a text that is kept folded: each check of a piece reads the same answers."""


def plain(text: str) -> str:
    """Return the words of a text, folded: lower case, no apostrophes, one space between."""
    return _kept_plain(text) if len(text) <= LONGEST_KEPT else _plain(text)


@lru_cache(maxsize=512)
def _kept_plain(text: str) -> str:
    return _plain(text)


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold().translate(_APOSTROPHES)))


def words(text: str) -> list[str]:
    """Return the words and numbers of a text in their order, folded."""
    return plain(text).split()


def says_nothing(text: str) -> bool:
    """Whether an answer stands for no answer: empty, "n/a", "same as above", "the usual"."""
    return plain(text) in NOTHING


def facts(text: str, besides: Iterable[str] = ()) -> list[str]:
    """Return the words of a text that may name a fact of the matter, without `besides`."""
    left_out = SMALL | EMPTY | frozenset(besides)
    return [] if says_nothing(text) else [word for word in words(text) if word not in left_out]


def pattern(*alternatives: str) -> re.Pattern[str]:
    """Return a pattern for folded text: any of the alternatives, beginning and ending at a word's edge.

    `~` at the end of one allows any ending ("agree~": agreed, agreement).
    """
    ended = (
        f"{alternative[:-1]}[a-z]*" if alternative.endswith("~") else alternative
        for alternative in alternatives
    )
    return re.compile(rf"\b(?:{'|'.join(ended)})\b")


CUSTOMER = pattern(
    "customers?", "guests?", "callers?", "clients?", "patients?", "residents?", "tenants?", "passengers?", "visitors?", "members?", "users?",
    "famil(?:y|ies)", "owners?", "parents?", "children", "child", "daughter", "son", "students?", "pupils?", "shoppers?", "buyers?", "public",
    "couple", "people",
)  # fmt: skip
"""What customers are called where apprentices work."""

_REFUSED = r"\b(?:not|instead of|rather than|never|nobody|no one|no|without|didnt|dont|doesnt|hasnt|havent|wasnt|isnt|wont)\s+(?:\w+\s+){0,2}$"


def affirmed(found: re.Pattern[str], text: str) -> bool:
    """Whether a folded text has a match that isn't denied just before it ("did not reply")."""
    return any(
        not re.search(_REFUSED, text[: match.start()][-40:]) for match in found.finditer(text)
    )


def quoted(text: str, found: re.Pattern[str]) -> str:
    """Return the sentence of a text in which the pattern is found first, or its beginning; for showing."""
    for sentence in re.split(r"(?<=[.!?;\n])\s+", text):
        if found.search(plain(sentence)):
            return shortened(sentence)
    return shortened(text)


def shortened(text: str, longest: int = 120) -> str:
    """Return the beginning of a text in one line, cut at a word."""
    line = " ".join(text.split())
    return line if len(line) <= longest else f"{line[:longest].rsplit(' ', 1)[0]} …"
