"""The secret of a link that leaves the house: minted, and known to the database by its SHA-256 only."""

import hashlib
import secrets
from dataclasses import dataclass


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
