"""Links that leave the house: minted, hashed, sealed, and built from the configured address only."""

import base64
import hashlib
import secrets
from dataclasses import dataclass
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

from portfolio.base.clock import now


class BadSeal(Exception):
    """A sealed text was changed, is too old, or was sealed by another key."""


@dataclass(frozen=True)
class Token:
    """A secret of 256 bits for a link, and the only thing of it that the database may keep."""

    text: str
    digest: str


def mint() -> Token:
    """Make a new secret for a link."""
    text = secrets.token_urlsafe(32)
    return Token(text, digest_of(text))


def digest_of(text: str) -> str:
    """Return the SHA-256 (hex) by which a link's secret is known to the database."""
    return hashlib.sha256(text.encode()).hexdigest()


def seal(text: str) -> str:
    """Encrypt `text` with the installation's key, so that a database or page may carry it."""
    return _box().encrypt_at_time(text.encode(), int(now().timestamp())).decode()


def unseal(sealed: str, max_age: int | None = None) -> str:
    """Open what `seal` made; `max_age` in seconds. Raises BadSeal."""
    try:
        moment = int(now().timestamp())
        if max_age is None:
            return _box().decrypt(sealed.encode()).decode()
        return _box().decrypt_at_time(sealed.encode(), max_age, moment).decode()
    except (InvalidToken, ValueError) as problem:
        raise BadSeal("This form is too old or was changed. Open the link again.") from problem


def public_url(path: str) -> str:
    """Return the full address of `path`, from PORTFOLIO_PUBLIC_URL and never from a request's Host."""
    return f"{current_app.config['PUBLIC_URL']}{path}"


def full_address(endpoint: str, **values: Any) -> str:
    """Return the full address of a page; also outside of a request, where `url_for` knows no host."""
    return public_url(current_app.url_map.bind("").build(endpoint, values))


def _box() -> Fernet:
    key = hashlib.sha256(b"seal:" + current_app.config["SECRET_KEY"].encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
