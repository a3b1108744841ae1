"""Names and words that somebody typed, made fit for our mail: nobody makes it say what they want."""

import re
import unicodedata

from portfolio.base.mailing.mail import one_line

LONGEST_NAME_IN_MAIL = 80
_ADDRESS = re.compile(r"://|@|^www\.|^(?:https?|mailto|tel|data|javascript):", re.IGNORECASE)
_DOTS = str.maketrans("\u3002\uff61\u2024", "...")
"""What stands for a dot in an address (RFC 3490, 3.1) and is one to whoever reads it."""


def has_address(text: str) -> bool:
    """Whether a text holds a link or an e-mail address, so that a mail program would make it one to press."""
    words = unicodedata.normalize("NFKC", text).translate(_DOTS).split()
    return any(_ADDRESS.search(word.lstrip("(<[\"'")) for word in words)


def plain_name(name: str, instead: str = "somebody") -> str:
    """Return a name fit for a mail: no line breaks, links, addresses or placeholders, and not long.

    Whoever typed it can't make our mail say “click here”: what looks like an address is left out, and
    a dot between words gets a space, so that no mail program takes them for one. `instead` is
    returned when nothing is left.
    """
    line = unicodedata.normalize("NFKC", one_line(name)).translate(_DOTS)
    seen = "".join(
        character for character in line if unicodedata.category(character) not in ("Cf", "Co", "Cn")
    )
    words = [word for word in seen.split() if not _ADDRESS.search(word.lstrip("(<[\"'"))]
    quiet = re.sub(r"[<>{}\[\]|\\/:;=%]+", " ", " ".join(words))
    apart = re.sub(r"\.(?=\w{2})", ". ", quiet)
    kept = " ".join(apart.split())[:LONGEST_NAME_IN_MAIL].strip()
    return kept if any(character.isalnum() for character in kept) else instead
