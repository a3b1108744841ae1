"""What a password must be, and how it is hashed: the same way wherever somebody chooses one."""

import os
from dataclasses import dataclass
from threading import BoundedSemaphore

from flask import current_app
from flask_security.utils import hash_password

SHORTEST = 8
HINT = "8 characters or more. Three words that you remember are good."
TOO_SHORT = "Choose a password of 8 characters or more."


@dataclass(frozen=True)
class HashCost:
    """What argon2 spends on each password; unless told otherwise, what RFC 9106 recommends (section 4).

    No setting changes it, so that no installation is weakened by accident; tests pay less. Raises
    ValueError for what argon2 can't do.
    """

    passes: int = 3
    memory_kib: int = 64 * 1024
    lanes: int = 4

    def __post_init__(self) -> None:
        if self.passes < 1 or self.lanes < 1 or self.memory_kib < 8 * self.lanes:
            raise ValueError(
                "A password’s hash needs a pass or more, a lane or more, and 8 KiB for each lane."
            )


FULL_STRENGTH = HashCost()

hashing = BoundedSemaphore(os.cpu_count() or 1)
"""A hash fills a processor and 64 MB: as many at once as there are processors, the others wait.

With a hundred at once, whoever then writes the sign-in would wait for a processor while holding
the one writer's lock, and the rest would give up (`base.db.LONGEST_WAIT`).
"""


def hashed(password: str) -> str:
    """Return the argon2 hash of a password, in the Unicode form in which sign-in compares it.

    Takes a good part of a second on purpose: call it outside `write()`.
    """
    normal: str = current_app.extensions["people"].password_util.normalize(password)
    with hashing:
        result: str = hash_password(normal)
    return result
