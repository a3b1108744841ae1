"""Makes pasted words fit to keep: one kind of line break, no characters that nobody can see."""

import re
import unicodedata

_BREAKS = re.compile(r"\r\n?|[\v\f\u0085\u2028\u2029]")
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069]"
)


def tidy(text: str) -> str:
    """Return what was typed or pasted without control and direction characters, composed (NFC).

    Word's line breaks become ordinary ones; typographic quotes and dashes stay as they are.
    """
    return unicodedata.normalize("NFC", _UNSEEN.sub("", _BREAKS.sub("\n", text)))


def tidy_line(text: str) -> str:
    """Return one line of it: breaks and tabs become spaces, none are left at the ends."""
    return " ".join(tidy(text).split())


def tidy_text(text: str) -> str:
    """Return several lines of it, without white space at the end."""
    return tidy(text).rstrip()
