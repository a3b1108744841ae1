"""Makes a file anew without the chosen details, and searches what came out once more, unpacked."""

from collections.abc import Collection

from portfolio.evidence.intake.accepted import Accepted, FileRefused
from portfolio.evidence.intake.door import accept
from portfolio.evidence.redaction.documents import DOCUMENTS
from portfolio.evidence.redaction.documents.document import INSTEAD, CantReplace, Look
from portfolio.evidence.redaction.replacing import Replacer

_UNREAD = Look(unread=("We can’t look inside this file. Look for yourself.",))
_PICTURE = Look(
    unread=("We can’t read pictures. Look for yourself, and black out what shows a customer.",)
)
_SHORTEST = 4


def look_into(data: bytes, media_type: str) -> Look:
    """Return what stands in a file, or that we can't tell."""
    document = DOCUMENTS.get(media_type)
    return document.look(data) if document else _UNREAD


def look_at_others(media_type: str) -> Look:
    """Return what we say of a file that holds no text for us."""
    return _PICTURE if media_type.startswith("image/") else _UNREAD


def cleaned(
    data: bytes, media_type: str, filename: str, replacer: Replacer, details: Collection[str]
) -> Accepted:
    """Return the file anew. `details` are the chosen details as they are written anywhere in the piece.

    Raises CantReplace when the format can't be written, when intake would not take what came out,
    or when a detail is still in any unpacked part of it.
    """
    document = DOCUMENTS.get(media_type)
    if document is None:
        raise CantReplace(f"We can’t take details out of this kind of file. {INSTEAD}")
    anew = document.replace(data, replacer)
    if any(replacer.changes(spot) for spot in document.look(anew).spots):
        raise CantReplace(f"A detail was left after replacing. {INSTEAD}")
    if _holds(document.holds(anew), details):
        raise CantReplace(f"A detail was left in a hidden part of the file. {INSTEAD}")
    try:
        return accept(anew, filename)
    except FileRefused as problem:
        raise CantReplace(f"What came out can’t be opened safely. {INSTEAD}") from problem


def _holds(texts: Collection[str], details: Collection[str]) -> bool:
    wanted = {detail.casefold() for detail in details if len(detail) >= _SHORTEST}
    return any(detail in text.casefold() for text in texts for detail in wanted)
