"""What can be done with a file that holds text: look for details in it, and make it anew without them."""

from collections.abc import Callable
from dataclasses import dataclass

from portfolio.evidence.redaction.replacing import Replacer, TextSpot


class CantReplace(Exception):
    """The details can't be taken out of this file; the sentence says what to do instead."""


@dataclass(frozen=True)
class Look:
    """What stands in a file: its texts with their places, and what we could not read, in sentences."""

    spots: tuple[TextSpot, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Document:
    """One family of formats: pure functions over bytes."""

    look: Callable[[bytes], Look]
    """(bytes) -> what stands in it. Never raises for bytes that intake took in."""
    replace: Callable[[bytes, Replacer], bytes]
    """(bytes, what by what) -> the file anew. Raises CantReplace."""
    lost: str = ""
    """What replacing takes out beside the details, for the preview."""
    holds: Callable[[bytes], tuple[str, ...]] = lambda _data: ()
    """(bytes) -> every text in every unpacked part, to search once more after replacing."""


INSTEAD = "Remove it, or attach a picture of it in which you have blacked the place out."
