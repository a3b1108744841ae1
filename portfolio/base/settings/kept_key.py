"""The secret key that is kept in the home: made once, whole, and readable only by its owner."""

import os
import secrets
from contextlib import suppress
from pathlib import Path

SHORTEST_KEY = 16


class UnusableKey(ValueError):
    """The kept key can't be read, made or used; the sentence says what to do."""


def kept_key(home: Path) -> str:
    """Read the key kept in the home, or make one that only its owner can read. Raises UnusableKey."""
    place = home / "secret.key"
    try:
        if not place.exists():
            _make(place)
        key = place.read_text().strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise UnusableKey(
            f"The key {place} can't be read or made ({problem}). "
            "Change its owner, or set PORTFOLIO_SECRET_KEY."
        ) from problem
    if len(key) < SHORTEST_KEY:
        raise UnusableKey(
            f"The key {place} is damaged. Bring it back from a backup; without it, links sent "
            "earlier can't be opened. If there is no backup, delete it and a new one is made."
        )
    return key


def _make(place: Path) -> None:
    """Write a key whole beside its place and then link it there.

    Of two processes that start at once one wins, and neither reads half a key.
    """
    draft = place.with_name(f"{place.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48))
        file.flush()
        os.fsync(file.fileno())
    with suppress(FileExistsError):
        place.hardlink_to(draft)
    draft.unlink()
