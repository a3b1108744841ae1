"""When two names are written for one person: titles, accents, initials and the order left out."""

import re
import unicodedata

_TITLES = frozenset(
    ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "rev", "sir", "dame"]
)
_PART = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
ENOUGH = 2
"""Parts that a name must have before it says who somebody is."""


def folded_name(name: str) -> frozenset[str]:
    """Return the parts of a name to compare; empty when there are too few to tell anybody by."""
    apart = unicodedata.normalize("NFKD", name)
    bare = "".join(
        character for character in apart if not unicodedata.combining(character)
    ).casefold()
    parts = {re.sub(r"['’-]", "", part) for part in _PART.findall(bare)} - _TITLES
    kept = frozenset(part for part in parts if len(part) > 1)
    return kept if len(kept) >= ENOUGH else frozenset()


def same_name(one: str, other: str) -> bool:
    """Whether two names are written for one person, as far as names can tell."""
    folded = folded_name(one)
    return bool(folded) and folded == folded_name(other)
