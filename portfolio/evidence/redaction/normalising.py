"""Makes text plain enough to search: full-width digits, marks that nobody sees and odd dashes hide nothing."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_KNOWN = dict.fromkeys("‐‑‒–—―−﹣－⁃", "-") | dict.fromkeys("’‘ʼ＇´", "'")
_INSTEAD = {"Cf": "", "Mn": "", "Me": "", "Zs": " ", "Zl": "\n", "Zp": "\n"}
"""By the character's category: marks that nobody sees, and white space."""


@dataclass(frozen=True)
class NormalisedText:
    """Text as it is searched, and where each of its characters stands in what was written."""

    text: str
    places: Sequence[int]
    """One longer than `text`: the last is where what was written ends."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where these characters stand in what was written, marks between them included."""
        return self.places[start], self.places[end - 1] + 1


def seen(written: str) -> NormalisedText:
    """Return `written` as a reader sees it: each character alone, in its plainest form. Linear."""
    if written.isascii():
        return NormalisedText(written, range(len(written) + 1))
    characters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(written):
        plain = character if character.isascii() else _plain(character)
        if plain:
            characters.append(plain)
            places.append(place)
    places.append(len(written))
    return NormalisedText("".join(characters), places)


def _plain(character: str) -> str:
    """Return one character for one, or none for what nobody sees."""
    if character in _KNOWN:
        return _KNOWN[character]
    category = unicodedata.category(character)
    if category in _INSTEAD:
        return _INSTEAD[category]
    same = unicodedata.normalize("NFKC", character)
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return same if len(same) == 1 else character
