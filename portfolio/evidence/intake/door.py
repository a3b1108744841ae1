"""Decides about one file: what it is by its content, and whether we take it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from portfolio.evidence.intake import FORMATS
from portfolio.evidence.intake.accepted import (
    LIMITS,
    MEGABYTE,
    Accepted,
    FileFormat,
    FileRefused,
    IntakeLimits,
)
from portfolio.evidence.intake.filenames import extension_of, safe_name
from portfolio.evidence.intake.unwanted import KNOWN_EXTENSIONS, refuse_by_name, refuse_unknown

_KNOWN: Final = KNOWN_EXTENSIONS | {e for each in FORMATS for e in each.extensions}

ACCEPTED_WORDS: Final = (
    "You can add photos (JPEG, PNG, WebP or HEIC), PDF, Word (.docx), Excel (.xlsx), CSV and "
    "plain text files, and saved emails (.eml or .msg), "
    f"up to {LIMITS.file_bytes // MEGABYTE} MB each; and recordings (MP3, M4A, WebM, Ogg or WAV), "
    f"up to {LIMITS.sound_seconds // 60} minutes and {LIMITS.sound_bytes // MEGABYTE} MB."
)


def accept_attribute(takes: Callable[[str], bool] = lambda _media_type: True) -> str:
    """Return what a file field offers first: the formats whose media type `takes` says yes to."""
    chosen = [each for each in FORMATS if takes(each.media_type)]
    return ",".join(
        dict.fromkeys(
            [f".{e}" for each in chosen for e in each.extensions]
            + [each.media_type for each in chosen if each.kind in ("photo", "sound")]
        )
    )


def sounds_attribute() -> str:
    """Return what a field for a recording offers first; browsers call a WebM or MP4 with sound alone either name."""
    return accept_attribute(lambda media_type: media_type.startswith("audio/")) + ",audio/*"


ACCEPT_ATTRIBUTE: Final = accept_attribute()


def accept(data: bytes, filename: str, limits: IntakeLimits = LIMITS) -> Accepted:
    """Take in one file: `data` as it arrived, `filename` as the browser named it.

    Pure: nothing is written, nothing is fetched. Decoding a large photo takes up to two seconds,
    so call it outside `with write():`. Raises `FileRefused` with a sentence for the learner.
    """
    if not data:
        raise FileRefused("This file is empty. Choose the file again, or save it once more first.")
    extension = extension_of(filename)
    found = recognise(data, extension)
    most = limits.sound_bytes if found and found.kind == "sound" else limits.file_bytes
    if len(data) > most:
        raise FileRefused(_too_big(len(data), most))
    if found is None:
        refuse_unknown(data, extension)
    else:
        refuse_by_name(extension, found)
    checked = found.check(data, limits)
    return Accepted(
        data=checked.data,
        media_type=checked.media_type,
        filename=safe_name(filename, _endings(found, checked.extension), _KNOWN),
        kind=found.kind,
        width=checked.width,
        height=checked.height,
        pages=checked.pages,
        inline=checked.inline,
        thumbnail=checked.thumbnail,
        seconds=checked.seconds,
    )


def recognise(data: bytes, extension: str) -> FileFormat | None:
    """Return the format whose content `data` has, or None. Nothing is decoded in full yet."""
    return next((each for each in FORMATS if each.looks_like(data, extension)), None)


def _endings(found: FileFormat, extension: str) -> tuple[str, ...]:
    """Return the extensions the name may end in: the format's own, unless it was made anew."""
    made_anew = found.kind == "sound" or extension not in found.extensions
    return (extension,) if made_anew else found.extensions


def _too_big(size: int, most: int) -> str:
    """Return the sentence for a file over the limit."""
    return (
        f"This file is {size / MEGABYTE:.1f} MB. The most we can take is "
        f"{most / MEGABYTE:g} MB. Make it smaller, or add it in parts."
    )
