"""Answers with the places that claims point at, for the templates of every feature."""

from collections.abc import Iterable, Mapping
from typing import Any

from portfolio.evidence.content.answers import ShownSection, shown
from portfolio.evidence.content.highlighting import Quote
from portfolio.evidence.kinds.fields import Kind
from portfolio.evidence.records.model import Claim, PlaceKind


def answers_in_words(
    kind: Kind,
    content: Mapping[str, Any],
    claims: Iterable[Claim] = (),
    names: Mapping[str, str] | None = None,
) -> tuple[ShownSection, ...]:
    """Return a piece's sections with the quotes of `claims` marked; give only claims one may see."""
    places = [
        Quote(str(claim.id), claim.place, f"criterion {claim.criterion}")
        for claim in claims
        if claim.place_kind == PlaceKind.QUOTE
    ]
    return shown(kind, content, places, names)
