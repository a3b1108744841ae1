"""Places in a piece of evidence: whether and where a quote stands in it, however spaces are typed."""

import re
from array import array
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from portfolio.evidence.kinds.fields import Kind

SHORTEST_QUOTE = 3
LONGEST_KEPT = 20_000
"""Characters of a text that is kept folded: a page looks for each of its quotes in each of its answers."""
_SAME = {
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "–": "-",
    "—": "-",
    "‑": "-",
    "…": "...",
    "\u00ad": "",  # a soft hyphen, and what follows it: marks that nobody sees
    "\u200b": "",
    "\ufeff": "",
}


def folded(text: str) -> tuple[str, list[int]]:
    """Return `text` as it is compared, and for each of its characters where it stands in `text`.

    Runs of white space become one space, typographic marks plain ones, capitals small letters.
    """
    characters: list[str] = []
    positions: list[int] = []
    for position, character in enumerate(text):
        if character.isspace():
            if characters and characters[-1] != " ":
                characters.append(" ")
                positions.append(position)
            continue
        for same in _SAME.get(character, character).casefold():
            characters.append(same)
            positions.append(position)
    if characters and characters[-1] == " ":
        characters.pop()
        positions.pop()
    return "".join(characters), positions


def plain(text: str) -> str:
    """Return `text` as it is compared (see `folded`)."""
    return _compared(text)[0]


def _compared(text: str) -> tuple[str, Sequence[int]]:
    return _kept_folded(text) if len(text) <= LONGEST_KEPT else folded(text)


@lru_cache(maxsize=512)  # usual answers take some 3 MiB, the longest that are kept 70
def _kept_folded(text: str) -> tuple[str, Sequence[int]]:
    words, positions = folded(text)
    return words, array("I", positions)


def find(quote: str, text: str) -> tuple[int, int] | None:
    """Return where `quote` first stands in `text`, as start and end, or None."""
    wanted = plain(quote)
    if not wanted:
        return None
    there, positions = _compared(text)
    start = there.find(wanted)
    if start < 0:
        return None
    return positions[start], positions[start + len(wanted) - 1] + 1


def quote_occurs(quote: str, kind: Kind, content: Mapping[str, Any]) -> bool:
    """Whether `quote` stands in one of this content's answers, letter for letter but for spacing."""
    return kind.quotable and any(find(quote, text) for _field, text in kind.texts(content))


_CLOCK = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)", re.ASCII)


def seconds_of(text: str) -> int | None:
    """Return a time in a recording (4:05, 1:04:05) in seconds, or None when it isn't one."""
    match = _CLOCK.fullmatch(text.strip())
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return hours * 3600 + minutes * 60 + seconds


def clock_of(seconds: int) -> str:
    """Return seconds as people say a time in a recording: 4:05, from an hour on 1:04:05."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
