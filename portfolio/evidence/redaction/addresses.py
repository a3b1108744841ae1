"""Finds e-mail addresses, also when they are spelt out: “name at example dot com”."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

_LONGEST_NAME = 64  # RFC 5321, 4.5.3.1.1
_SIGNS = frozenset(".!#$%&'*+/=?^_`{|}~-")
_HOST = re.compile(r"[ \t]?[^\W_][\w\-]{0,62}(?:\.[^\W_][\w\-]{0,62}){1,8}")
_SPELT = re.compile(
    r"[ \t]{0,2}(?:[(\[{][ \t]?at[ \t]?[)\]}]|(?<=[ \t])at(?=[ \t]))[ \t]{0,2}"
    r"[^\W_][\w\-]{0,62}(?:[ \t]{0,2}(?:[(\[{][ \t]?dot[ \t]?[)\]}]|(?<=[ \t])dot(?=[ \t])|(?<=\w)\.(?=\w))[ \t]{0,2}[^\W_][\w\-]{0,62}){1,4}",
    re.IGNORECASE,
)


def emails(text: str) -> Iterator[Span]:
    """Yield the e-mail addresses in `text`, with and without an @."""
    at = text.find("@")
    while at >= 0:
        start, host = _begins(text, at), _HOST.match(text, at + 1)
        if host and start < at:
            yield start, host.end()
        at = text.find("@", at + 1)
    for match in _SPELT.finditer(text):
        start = _begins(text, match.start())
        if start < match.start() and re.search(r"dot|[(\[{]", match.group(), re.IGNORECASE):
            yield start, match.end()


def _begins(text: str, end: int) -> int:
    """Return where the name before `end` begins; `end` itself when there is none."""
    if end and text[end - 1] == " " and text[end : end + 1] == "@":
        end -= 1
    start = end
    while start and end - start < _LONGEST_NAME and _is_part(text[start - 1]):
        start -= 1
    while start < end and text[start] in _SIGNS:
        start += 1
    return start


def _is_part(character: str) -> bool:
    return character.isalnum() or character in _SIGNS
