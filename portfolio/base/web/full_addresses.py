"""Full addresses of pages, for mails and files: built from the configured address only, never from a request."""

from typing import Any

from flask import current_app


def public_url(path: str) -> str:
    """Return the full address of `path`, from PORTFOLIO_PUBLIC_URL and never from a request's Host."""
    return f"{current_app.config['PUBLIC_URL']}{path}"


def full_address(endpoint: str, **values: Any) -> str:
    """Return the full address of a page; also outside of a request, where `url_for` knows no host."""
    return public_url(current_app.url_map.bind("").build(endpoint, values))
