"""Whether a statement's words are too like another text: taken from it, or lightly reworded.

Windows of ten words that say something are looked for in the other text, in their order; two people who
saw the same thing share names and terms, but hardly six words in ten in one order. The numbers are our
suggestion, chosen and then measured on texts of our own (`tests/witness/test_likeness.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from portfolio.witness.flags.stems import Words

WINDOW = 10
"""Words that are looked for together."""
STEP = 3
SHORTEST = 7
"""Words that say something; fewer are no text to compare."""
LIKE = 62.0
"""From 0 to 100: twice the words that both have in one order, of the words of both (Indel similarity)."""
SHARE = 0.2
"""Of the statement's words that lie in such windows: from here on it is too like."""
LONGEST_PASSAGE = 280
"""Characters that are quoted."""


@dataclass(frozen=True)
class Text:
    """A text that a statement is compared with, and how to name it to an assessor."""

    source: str
    text: str
    may_be_quoted: bool = True
    """Not what its writer has not submitted."""


@dataclass(frozen=True)
class Likeness:
    """How much of a statement is in another text, and the longest passage of it, there and here."""

    share: float
    passage: str
    other: Text
    other_passage: str


def most_alike(
    statement: str, others: Sequence[Text], names: Sequence[str] = ()
) -> Likeness | None:
    """Return which of the others the statement is too like, the one that shares most; None when none is.

    `names` of people say nothing: who did it is told differently by everybody.
    """
    words = Words(names)
    mine = words.read(statement)
    if len(mine) < SHORTEST:
        return None
    best, found = SHARE, None
    for other in others:
        theirs = words.read(other.text)
        marked = _marked(mine, theirs) if len(theirs) >= SHORTEST else set()
        if len(marked) / len(mine) >= best:
            best, found = len(marked) / len(mine), (other, theirs, marked)
    if found is None:
        return None
    other, theirs, marked = found
    here, there = _where(mine, theirs, *_longest_run(marked))
    return Likeness(
        best,
        _quoted(statement, words.places(statement), *here),
        other,
        _quoted(other.text, words.places(other.text), *there) if other.may_be_quoted else "",
    )


def _marked(mine: str, theirs: str) -> set[int]:
    """Return the places of the words of `mine` that lie in windows which `theirs` has too."""
    marked: set[int] = set()
    there = set(theirs)
    for start in range(0, max(1, len(mine) - WINDOW + STEP), STEP):
        window = mine[start : start + WINDOW]
        shared = sum(position in there for position in window)
        if len(window) < SHORTEST or 100 * shared < LIKE * len(window):
            continue
        if fuzz.partial_ratio(window, theirs, score_cutoff=LIKE):
            marked.update(range(start, start + len(window)))
    return marked


def _longest_run(marked: set[int]) -> tuple[int, int]:
    best, start = (0, 0), None
    for place in range(max(marked) + 2):
        if place in marked:
            start = place if start is None else start
        elif start is not None:
            best = max(best, (start, place), key=lambda run: run[1] - run[0])
            start = None
    return best


def _where(mine: str, theirs: str, start: int, end: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where the words from `start` to before `end` stand in both, from the first to the last that both have."""
    run = mine[start:end]
    there = fuzz.partial_ratio_alignment(run, theirs)
    first, last = (there.dest_start, there.dest_end) if there else (0, 0)
    same = [opcode for opcode in Indel.opcodes(run, theirs[first:last]) if opcode.tag == "equal"]
    if not same:
        return (start, end), (first, last)
    return (
        (start + same[0].src_start, start + same[-1].src_end),
        (first + same[0].dest_start, first + same[-1].dest_end),
    )


def _quoted(text: str, places: Sequence[tuple[int, int]], start: int, end: int) -> str:
    """Return the text from word `start` to before word `end`, on one line, and not too long."""
    if not places[start:end]:
        return ""
    whole = " ".join(text[places[start][0] : places[min(end, len(places)) - 1][1]].split())
    if len(whole) <= LONGEST_PASSAGE:
        return whole
    return whole[:LONGEST_PASSAGE].rpartition(" ")[0] + " …"
