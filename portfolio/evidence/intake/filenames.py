"""Makes the name a file came with safe to show, to keep and to offer for download."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 100  # characters, so that the name fits a line of the PDF and any file system
LONGEST_BYTES: Final = 200  # in UTF-8, with room for what a browser adds
NAMELESS: Final = "attachment"

_EXTENSION: Final = re.compile(r"[a-z0-9]{1,8}", re.IGNORECASE)
_UNSAFE: Final = re.compile(r'[<>:"|?*;%\\/]')
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def extension_of(filename: str) -> str:
    """Return the extension in lower case without its dot, or "" when there is none."""
    stem, dot, extension = _last_part(filename).rpartition(".")
    return extension.lower() if dot and stem and _EXTENSION.fullmatch(extension) else ""


def safe_name(filename: str, allowed: tuple[str, ...], known: frozenset[str]) -> str:
    """Return `filename` without folders, control and direction characters, ending as its type does.

    `allowed` are the type's extensions, the usual one first; `known` are all extensions that mean a
    type, so that "photo.png" holding a JPEG becomes "photo.jpg" and "Shift 3.11" keeps its "11".
    """
    name = _last_part(filename)
    extension = extension_of(name)
    ending = extension if extension in allowed else allowed[0]
    while extension in known or extension in allowed:
        name = name[: -len(extension) - 1].rstrip(". ")
        extension = extension_of(name)
    stem = _shortened(name, len(ending) + 1).strip(" .") or NAMELESS
    if _DEVICES.fullmatch(stem):
        stem = f"_{stem}"
    return f"{stem}.{ending}"


def _last_part(filename: str) -> str:
    """Return the name without folders and without characters that nobody can see."""
    last = filename.replace("\\", "/").rpartition("/")[2]
    # Categories C* are control, direction and private characters, Zl and Zp line breaks.
    seen = "".join(
        character if unicodedata.category(character)[0] != "C" else ""
        for character in unicodedata.normalize("NFC", last.replace("\t", " "))
    )
    return " ".join(_UNSAFE.sub("-", seen).split()).strip(" .")


def _shortened(stem: str, room: int) -> str:
    """Return `stem` cut so that with `room` more characters it stays within both limits."""
    cut = stem[: LONGEST - room]
    while len(cut.encode()) > LONGEST_BYTES - room:
        cut = cut[:-1]
    return cut
