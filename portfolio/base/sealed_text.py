"""Text sealed by the installation's key, so that a database or a page may carry it."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app

from portfolio.base.clock import now


class BadSeal(Exception):
    """A sealed text was changed, is too old, or was sealed by another key."""


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


def _box() -> Fernet:
    key = hashlib.sha256(b"seal:" + current_app.config["SECRET_KEY"].encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
