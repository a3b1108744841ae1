"""Marks, inside a learner's escaped words, the places their claims point to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup, escape

from portfolio.evidence.content.quotes import find

_BREAK = re.compile(r"[ \t\r]*\n(?:[ \t\r]*\n)+\s*")


@dataclass(frozen=True)
class QuoteMark:
    """A quote to mark: its anchor, and the marker (label, address) that leads to the criterion."""

    anchor: str
    label: str
    href: str
    quote: str


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of marked text, with its direction (ltr or rtl)."""

    markup: Markup
    direction: str


def mark(text: str, places: Sequence[QuoteMark]) -> tuple[list[Paragraph], set[str]]:
    """Return the text as escaped paragraphs with its quotes marked, and the anchors that were set.

    Quotes may overlap, nest, repeat or run over paragraphs. A quote's anchor is set once, where it
    begins; its marker stands where it ends. Nothing is ever inserted unescaped.
    """
    spans = [(*span, place) for place in places if (span := find(place.quote, text))]
    paragraphs = [
        Paragraph(_marked(text, start, end, spans), direction(text[start:end]))
        for start, end in _paragraphs(text)
    ]
    return paragraphs, {place.anchor for _, _, place in spans}


def direction(text: str) -> str:
    """Return rtl or ltr, by the first letter that has a direction (Unicode's rule P2)."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the (start, end) of each paragraph; empty lines part them."""
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    for gap in _BREAK.finditer(text, start, end):
        yield start, gap.start()
        start = gap.end()
    if start < end:
        yield start, end


def _marked(text: str, start: int, end: int, spans: Sequence[tuple[int, int, QuoteMark]]) -> Markup:
    """One paragraph: cut at every beginning and end, each cut piece escaped on its own."""
    cuts = {start, end} | {cut for a, b, _ in spans for cut in (a, b) if start < cut < end}
    edges = sorted(cuts)
    out = Markup()
    for a, b in pairwise(edges):
        out += _piece(text, a, b, spans)
    return out


def _piece(text: str, start: int, end: int, spans: Sequence[tuple[int, int, QuoteMark]]) -> Markup:
    """Escape the stretch between two cuts; anchors go around it, markers after it."""
    piece = escape(text[start:end])
    if any(a <= start and end <= b for a, b, _ in spans):
        piece = Markup('<span class="marked">{}</span>').format(piece)
    for a, _, place in spans:
        if a == start:
            piece = Markup('<span id="{}">{}</span>').format(place.anchor, piece)
    for _, b, place in spans:
        if b == end:
            piece += Markup('<sup><a href="{}">[{}]</a></sup>').format(place.href, place.label)
    return piece
