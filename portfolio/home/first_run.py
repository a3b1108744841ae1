"""The first run: the set-up code, and making the centre with its first administrator.

The code proves that whoever sets the centre up can see the server's terminal.
"""

import hashlib
import hmac

from flask import current_app

from portfolio.base.db import write
from portfolio.history.chain import SYSTEM
from portfolio.people import guesses
from portfolio.people import store as people
from portfolio.people.model import Account
from portfolio.people.roles import Role

GUESSED = "set-up code"


def set_up_code() -> str:
    """Return this installation's code, eight characters that follow from its secret key."""
    key = current_app.config["SECRET_KEY"].encode()
    return hmac.new(key, b"first run", hashlib.sha256).hexdigest()[:8]


def code_matches(text: str) -> bool:
    """Whether `text` is the code, however it is spaced or written; a wrong one is counted."""
    given = "".join(text.split()).casefold().encode()
    if hmac.compare_digest(given, set_up_code().encode()):
        return True
    guesses.count_guess(GUESSED)
    return False


def too_many_tries() -> bool:
    """Whether the code was guessed so often that it must wait a quarter of an hour."""
    return guesses.too_many_guesses(GUESSED)


def set_up(*, centre: str, name: str, email: str, password: str) -> Account:
    """Make the centre and its first administrator, or nothing. Raises CentreThere."""
    with write():
        people.found_centre(centre, name, email)
        return people.add(
            name=name,
            email=email,
            role_names=[Role.ADMINISTRATOR],
            by=SYSTEM,
            password=password,
        )
