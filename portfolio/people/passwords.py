"""What a password must be, and how it is hashed: the same way wherever somebody chooses one."""

import os
from threading import BoundedSemaphore

from flask import current_app
from flask_security.utils import hash_password

SHORTEST = 8
HINT = "8 characters or more. Three words that you remember are good."
TOO_SHORT = "Choose a password of 8 characters or more."

hashing = BoundedSemaphore(os.cpu_count() or 1)
"""A hash fills a processor and 64 MB: as many at once as there are processors, the others wait.

With a hundred at once, whoever then writes the sign-in would wait for a processor while holding
the one writer's lock, and the rest would give up after five seconds.
"""


def hashed(password: str) -> str:
    """Return the argon2 hash of a password, in the Unicode form in which sign-in compares it.

    Takes a good part of a second on purpose: call it outside `write()`.
    """
    normal: str = current_app.extensions["people"].password_util.normalize(password)
    with hashing:
        result: str = hash_password(normal)
    return result
