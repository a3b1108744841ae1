"""Counts failed guesses (sign-in, links), so that guessing grows slow; apart from the portfolio's own records."""

import hashlib
from datetime import timedelta

from sqlalchemy import delete, func, select

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.people.model import Guess

GUESSING_WINDOW = timedelta(minutes=15)
GUESSES_PER_WINDOW = 10
KEPT = timedelta(days=1)


def count_guess(key: str) -> None:
    """Count a failed guess under `key` (an address, a network), in a short transaction of its own."""
    with write() as session:
        session.execute(delete(Guess).where(Guess.at < now() - KEPT))
        session.add(Guess(key=_digest(key)))


def too_many_guesses(key: str, most: int = GUESSES_PER_WINDOW) -> bool:
    """Whether `key` failed `most` times within a quarter of an hour."""
    recent = Guess.key == _digest(key), Guess.at > now() - GUESSING_WINDOW
    return (db.session.scalar(select(func.count()).where(*recent)) or 0) >= most


def _digest(key: str) -> str:
    return hashlib.sha256(key.casefold().encode()).hexdigest()
