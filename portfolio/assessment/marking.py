"""Finds the words a claim points at in an answer, so that the page can mark them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

_ALIKE = ("'’‘", '"“”', "-–—")
"""Marks that `evidence.places` takes for the same."""


@dataclass(frozen=True)
class Stretch:
    """A run of an answer's text, with the claims (by key) that quote it."""

    text: str
    claims: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    """The claims whose quote begins here, for the anchor that a link leads to."""


def stretches(text: str, quotes: Mapping[str, str]) -> list[Stretch]:
    """Cut `text` where the quotes (claim key -> words) begin and end; together they are `text` again."""
    spans = {key: found.span() for key, quote in quotes.items() if (found := find(quote, text))}
    edges = sorted({0, len(text), *(edge for span in spans.values() for edge in span)})
    return [
        Stretch(
            text[start:end],
            tuple(key for key, span in spans.items() if span[0] <= start and end <= span[1]),
            tuple(key for key, span in spans.items() if span[0] == start),
        )
        for start, end in zip(edges, edges[1:], strict=False)
    ]


def find(quote: str, text: str) -> re.Match[str] | None:
    """Return where the quote stands in the text, however spaces and quotation marks are typed."""
    words = quote.split()
    if not words:
        return None
    pattern = r"\s+".join("".join(_letter(one) for one in word) for word in words)
    return re.search(pattern, text, re.IGNORECASE)


def _letter(one: str) -> str:
    for alike in _ALIKE:
        if one in alike:
            return f"[{re.escape(alike)}]"
    return re.escape(one)
