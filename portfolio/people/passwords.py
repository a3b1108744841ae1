"""What a password must be, and how it is hashed: the same way wherever somebody chooses one."""

from flask import current_app
from flask_security.utils import hash_password

SHORTEST = 8
HINT = "8 characters or more. Three words that you remember are good."
TOO_SHORT = "Choose a password of 8 characters or more."


def hashed(password: str) -> str:
    """Return the argon2 hash of a password, in the Unicode form in which sign-in compares it.

    Takes a good part of a second on purpose: call it outside `write()`.
    """
    normal: str = current_app.extensions["people"].password_util.normalize(password)
    result: str = hash_password(normal)
    return result
