"""Says what taking in a file means: the limits, what comes out, and what a format is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["photo", "document", "text", "mail", "sound"]

MEGABYTE: Final = 1024 * 1024


class FileRefused(Exception):
    """The file is not taken in; `str()` is the sentence that tells the learner what to do.

    `reason` is one word for whoever says it in other words: “silent”, “long”, “hard”.
    """

    def __init__(self, sentence: str, reason: str = "") -> None:
        super().__init__(sentence)
        self.reason = reason


@dataclass(frozen=True)
class IntakeLimits:
    """How big a file may be. Sizes in bytes or pixels; all of them are our own choice."""

    file_bytes: int = 25 * MEGABYTE
    sound_bytes: int = 60 * MEGABYTE  # an hour as a browser records it
    sound_seconds: int = 60 * 60
    sound_heard: bool = False  # whether a recording must hold something that can be heard
    photo_pixels: int = 52_000_000  # a "50 megapixel" phone camera takes up to 51.4 million
    photo_edge: int = 1600
    thumbnail_edge: int = 480
    pdf_pages: int = 500
    pdf_objects: int = 200_000
    zip_entries: int = 5_000
    zip_bytes: int = 200 * MEGABYTE
    zip_ratio: int = 200
    mail_parts: int = 200


LIMITS: Final = IntakeLimits()


@dataclass(frozen=True)
class DecodedFile:
    """What a format found: the bytes to keep and what is known about them."""

    data: bytes
    media_type: str
    extension: str
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    inline: bool = False
    thumbnail: bytes | None = None
    seconds: int | None = None


@dataclass(frozen=True)
class Accepted:
    """A file that was taken in.

    `data` is what to keep (photos are made anew); `filename` is safe to show and to offer;
    `inline` says that a browser may show it in the page; `thumbnail` is a JPEG of a photo.
    """

    data: bytes
    media_type: str
    filename: str
    kind: Kind
    width: int | None = None
    height: int | None = None
    pages: int | None = None
    inline: bool = False
    thumbnail: bytes | None = None
    seconds: int | None = None


@dataclass(frozen=True)
class FileFormat:
    """One format that we take in.

    `extensions` without dots, the usual one first. `looks_like(data, extension)` recognises it
    by its content; the extension (lower case, of the name it came with) only helps where content
    alone can't tell, as with CSV. `check` raises `FileRefused`.
    """

    words: str
    kind: Kind
    media_type: str
    extensions: tuple[str, ...]
    looks_like: Callable[[bytes, str], bool]
    check: Callable[[bytes, IntakeLimits], DecodedFile]
