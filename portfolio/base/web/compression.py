"""Sends pages compressed where their length when compressed gives nothing away (the attack is called BREACH).

Whoever listens to the wire and can put words of their own into a page beside a secret finds the secret by length. So:
only for those who are signed in, never an outsider's page with the secret of its link; only an address without a query,
so that nothing of the request stands in the page; the form's token under a new mask each time; and a comment of random
length at the end.
"""

import gzip
import secrets
from collections.abc import Callable

import brotli
from flask import Response, g, request

from portfolio.base.web.csrf_masking import masked

FEWEST_BYTES = 1024
MOST_PADDING = 48
WAYS: dict[str, Callable[[bytes], bytes]] = {
    "br": lambda page: brotli.compress(page, quality=1),
    "gzip": lambda page: gzip.compress(page, compresslevel=3, mtime=0),
}
"""Best first. A page is compressed for one reader: a third of a millisecond for the largest, a sixteenth of its size."""


def gives_nothing_away(response: Response) -> bool:
    """Say whether nothing of the request can stand in this page; the guard of its view is asked beside this."""
    asked_plainly = request.method == "GET" and not request.query_string
    whole_page = response.status_code == 200 and not response.is_streamed  # noqa: PLR2004 -- a page that is there
    return asked_plainly and whole_page and response.mimetype == "text/html"


def compress(response: Response) -> None:
    """Replace the page by its compressed form, if the browser reads one."""
    response.vary.add("Accept-Encoding")
    way = request.accept_encodings.best_match(WAYS)
    page = response.get_data()
    if way is None or len(page) < FEWEST_BYTES:
        return
    response.set_data(WAYS[way](_padded(_with_masked_token(page))))
    response.content_encoding = way


def _with_masked_token(page: bytes) -> bytes:
    token = g.get("csrf_token")
    return page.replace(token.encode(), masked(token).encode()) if token else page


def _padded(page: bytes) -> bytes:
    return page + b"<!-- " + secrets.token_hex(secrets.randbelow(MOST_PADDING)).encode() + b" -->"
