"""Splits a text where quoted places begin and end, so that a page can mark them and escape everything."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from portfolio.evidence.content.quotes import find


@dataclass(frozen=True)
class Quote:
    """A quote that somebody points at: who points (an id for the page), the words, and for what."""

    id: str
    quote: str
    label: str = ""


@dataclass(frozen=True)
class Segment:
    """A run of text, with the places it belongs to and those that begin and end with it."""

    text: str
    places: tuple[Quote, ...] = ()
    begins: tuple[Quote, ...] = ()
    ends: tuple[Quote, ...] = ()

    @property
    def marked(self) -> bool:
        """Whether somebody points at these words."""
        return bool(self.places)


def segments(text: str, places: Sequence[Quote]) -> tuple[Segment, ...]:
    """Return `text` in runs; joined, they are `text` again. A place that isn't in it is left out.

    Only the first occurrence of a quote is marked. Places may overlap.
    """
    spans = [(span, place) for place in places if (span := find(place.quote, text))]
    cuts = sorted({0, len(text), *(edge for span, _place in spans for edge in span)})
    return tuple(
        Segment(
            text[start:end],
            tuple(place for (first, last), place in spans if first <= start and end <= last),
            tuple(place for (first, _last), place in spans if first == start),
            tuple(place for (_first, last), place in spans if last == end),
        )
        for start, end in pairwise(cuts)
    )
