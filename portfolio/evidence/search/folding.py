"""Words as they are searched: folded alike on every engine, and the words found marked in a text."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

LONGEST_WORD = 60
"""Characters; what is longer is kept in pieces of this length, which are found like words."""
MOST_WORDS = 30
"""So many different words of a question are searched; nobody who looks for something needs more."""
MOST_KEPT = 400_000
"""Characters of different words kept of one piece: far more than its answers can hold."""
AROUND = 70
"""Characters shown before and after the first word that was found."""

_APOSTROPHES = frozenset("'’‘ʼ＇`´")
_JOINING = re.compile(r"(?<=[^ '])'(?=[^ '])")


class _Folds(dict[int, str]):
    """How each character is folded, found once: letters and digits without case and accents, else a space."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold(chr(code))
        return folded


def _fold(character: str) -> str:
    text = character
    for _twice in range(2):  # folding case may leave something to decompose (Unicode 3.13, D146)
        text = unicodedata.normalize("NFKD", text).casefold()
    return "".join(_folded(character) for character in unicodedata.normalize("NFKD", text))


def _folded(character: str) -> str:
    """Return a decomposed character as it is kept; marks (M) and unseen ones (Cf) leave nothing."""
    if character in _APOSTROPHES:
        return "'"
    kind = unicodedata.category(character)
    if kind[0] == "M" or kind == "Cf":
        return ""
    return character if character.isalnum() else " "


_FOLDS = _Folds()


def words(text: str) -> Iterator[str]:
    """Yield the words of a text, folded: `Café’s No. 2` has cafes, no and 2; hyphens part words."""
    folded = _JOINING.sub("", text.translate(_FOLDS))
    for word in folded.replace("'", " ").split():
        for start in range(0, len(word), LONGEST_WORD):
            yield word[start : start + LONGEST_WORD]


def kept(texts: Iterable[str]) -> str:
    """Return the different words of these texts, separated by spaces, as they are kept for searching."""
    different: dict[str, None] = {}
    room = MOST_KEPT
    for text in texts:
        for word in words(text):
            if word not in different and room > len(word):
                different[word] = None
                room -= len(word) + 1
    return " ".join(sorted(different))


@dataclass(frozen=True)
class SearchQuery:
    """What somebody searches for: words that must all begin a word of what is found."""

    text: str
    words: tuple[str, ...]
    left_out: bool = False
    """Whether there were more words than are searched."""

    @property
    def is_asked(self) -> bool:
        """Whether anything was typed; `words` may be empty all the same, as of “?!”."""
        return bool(self.text)


def asked(typed: str) -> SearchQuery:
    """Return what was typed into a search box as words to search; any text will do."""
    text = " ".join(
        "".join(character if character.isprintable() else " " for character in typed).split()
    )
    every = list(dict.fromkeys(words(text)))
    return SearchQuery(text[:200], tuple(every[:MOST_WORDS]), left_out=len(every) > MOST_WORDS)


def found_in(text: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Return where words that begin with one of `wanted` stand in `text`, as start and end."""
    starts = tuple(wanted)
    return [
        (start, end)
        for start, end in _places(text)
        if any(word.startswith(starts) for word in words(text[start:end]))
    ]


_WORD = re.compile(r"[^ ']+(?:'[^ ']+)*")


def _places(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each word stands in the text as it was written, with its accents."""
    folds = [_FOLDS[ord(character)] for character in text]
    at = [place for place, fold in enumerate(folds) for _one in fold]
    for match in _WORD.finditer("".join(folds)):
        end = at[match.end() - 1] + 1
        while end < len(text) and not folds[end]:
            end += 1
        yield at[match.start()], end


@dataclass(frozen=True)
class Run:
    """A stretch of an excerpt, and whether it was searched for."""

    text: str
    marked: bool


def excerpt(texts: Iterable[str], wanted: Sequence[str]) -> tuple[Run, ...]:
    """Return a short stretch of the text that has most of the words, in runs; empty when none has any."""
    best: tuple[int, str, list[tuple[int, int]]] = (0, "", [])
    for text in texts:
        places = found_in(text, wanted)
        here = [word for start, end in places for word in words(text[start:end])]
        score = sum(any(word.startswith(beginning) for word in here) for beginning in wanted)
        best = max(best, (score, text, places), key=lambda scored: scored[0])
    return _runs(best[1], best[2]) if best[0] else ()


def _runs(text: str, places: Sequence[tuple[int, int]]) -> tuple[Run, ...]:
    start, end = _window(text, places[0])
    inside = [place for place in places if place[0] >= start and place[1] <= end]
    cuts = sorted({start, end, *(edge for place in inside for edge in place)})
    marked = {first for first, _last in inside}
    runs = [Run(text[first:last], first in marked) for first, last in pairwise(cuts)]
    before = [Run("… ", marked=False)] if start > 0 else []
    after = [Run(" …", marked=False)] if end < len(text) else []
    return (*before, *runs, *after)


def _window(text: str, place: tuple[int, int]) -> tuple[int, int]:
    """Return where to cut before and after a found word, at spaces where there are any."""
    start, end = max(0, place[0] - AROUND), min(len(text), place[1] + AROUND)
    if start > 0:
        start = max(start, text.find(" ", start, place[0]) + 1)
    if end < len(text):
        cut = text.rfind(" ", place[1], end)
        end = cut if cut > 0 else end
    return start, end
