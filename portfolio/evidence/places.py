"""Places in a piece of evidence: whether a quote really stands in it, however spaces and quotes are typed."""

import re
from collections.abc import Mapping
from typing import Any

from portfolio.evidence.kinds.fields import Kind

SHORTEST_QUOTE = 3
_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " "})


def plain(text: str) -> str:
    """Return `text` with runs of white space as one space and typographic marks as plain ones."""
    return re.sub(r"\s+", " ", text.translate(_SAME)).strip().casefold()


def quote_occurs(quote: str, kind: Kind, content: Mapping[str, Any]) -> bool:
    """Whether `quote` stands in one of the answers of this content, letter for letter but for spacing."""
    wanted = plain(quote)
    return bool(wanted) and any(wanted in plain(text) for _field, text in kind.texts(content))


def time_of(text: str) -> str | None:
    """Return a time in a recording as m:ss or h:mm:ss, or None when it isn't one."""
    match = re.fullmatch(r"\s*(?:(\d{1,2}):)?(\d{1,2}):([0-5]\d)\s*", text)
    return text.strip() if match else None
