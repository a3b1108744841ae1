"""Says with which headers a kept file leaves the house, so that nothing in it can act."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import quote

# What browsers need to show a picture or their own PDF viewer, and nothing that could run.
_INLINE: Final = {
    "image/jpeg": "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox",
    "image/png": "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox",
    # Only intake makes this type, anew; opened by itself, it is a player and nothing else.
    "audio/mp4": "default-src 'none'; media-src 'self'; style-src 'unsafe-inline'; sandbox",
    # Chromium's PDF viewer doesn't start in a sandboxed page, so a PDF gets everything but that.
    "application/pdf": (
        "default-src 'none'; object-src 'self'; img-src 'self' data:; style-src 'unsafe-inline'; "
        "form-action 'none'; base-uri 'none'"
    ),
}
_CLOSED: Final = "default-src 'none'; sandbox; form-action 'none'; base-uri 'none'"
_FRAMED: Final = "; frame-ancestors 'self'"
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9][a-z0-9.+-]*")
_ATTR_CHAR: Final = "!#$&+-.^_`|~"  # RFC 8187, 3.2.1: what stands for itself


def serve_headers(media_type: str, filename: str, inline: bool) -> dict[str, str]:
    """Return the headers for one kept file.

    `filename` may be any text. `inline` is what intake said; it holds only for types that a
    browser shows safely. Sources: RFC 6266, RFC 8187, CSP level 3.
    """
    policy = _INLINE.get(media_type) if inline else None
    disposition = "inline" if policy else "attachment"
    return {
        "Content-Type": _content_type(media_type),
        "Content-Disposition": f"{disposition}; {_filename(filename)}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": (policy or _CLOSED) + _FRAMED,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Referrer-Policy": "no-referrer",
        "Cache-Control": "private, no-cache",
    }


def _content_type(media_type: str) -> str:
    """Return the type, if it is one; anything odd becomes plain bytes."""
    return media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream"


def _filename(filename: str) -> str:
    """Return both forms of the name: plain ASCII for old programs, UTF-8 for all others."""
    visible = "".join(each for each in filename if each.isprintable()) or "attachment"
    plain = "".join(each if each.isascii() and each not in '"\\%;' else "_" for each in visible)
    encoded = quote(visible, safe=_ATTR_CHAR, encoding="utf-8", errors="replace")
    return f"filename=\"{plain}\"; filename*=UTF-8''{encoded}"
