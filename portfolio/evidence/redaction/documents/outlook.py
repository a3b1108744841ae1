"""Messages saved from Outlook: looked into, never written anew."""

import io
import re

import olefile

from portfolio.evidence.redaction.documents.document import CantReplace, Document, Look
from portfolio.evidence.redaction.replacing import Replacer, TextSpot

_TEXT = re.compile(r"__substg1\.0_[0-9A-F]{4}(001F|001E)$", re.IGNORECASE)  # [MS-OXMSG] 2.1.3
_DAMAGE = (OSError, ValueError, IndexError, KeyError, TypeError, RecursionError, MemoryError)
_INSTEAD = "We can’t take details out of Outlook messages. Save it as .eml, or remove it here."
_MOST_BYTES = 2_000_000


def look(data: bytes) -> Look:
    """Return the texts of a message's properties; its attachments stay unread."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            spots = tuple(
                TextSpot(
                    "/".join(path),
                    "message",
                    _decoded(kind, compound.openstream(path).read(_MOST_BYTES)),
                )
                for path in compound.listdir()
                if (found := _TEXT.search(path[-1])) and (kind := found.group(1).upper())
            )
    except _DAMAGE:
        return Look(unread=("We can’t look inside this file. Look for yourself.",))
    return Look(spots, ("We can’t look into what is attached to this message. Look for yourself.",))


def _decoded(kind: str, data: bytes) -> str:
    return data.decode("utf-16-le" if kind == "001F" else "cp1252", "replace")


def replace(_data: bytes, _replacer: Replacer) -> bytes:
    """Refuse: the format is not ours to write."""
    raise CantReplace(_INSTEAD)


OUTLOOK = Document(look, replace)
