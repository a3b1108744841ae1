"""Names files that we don't take in, and says for each what the learner can do instead."""

from __future__ import annotations

import codecs
import io
import re
from typing import Final, NamedTuple, NoReturn

import olefile
import puremagic

from portfolio.evidence.intake.accepted import FileFormat, FileRefused

_AS_PDF: Final = "Open it, save it as PDF and add the PDF."
_AS_PHOTO: Final = "Take a screenshot of it, or save it as JPEG, and add that."


class Unwanted(NamedTuple):
    """A family of files that is refused: what a person calls it, how its names end, what to do."""

    words: str
    extensions: tuple[str, ...]
    instead: str


_OLD_WORD: Final = Unwanted("an old Word document (.doc)", ("doc", "dot"), _AS_PDF)
_OLD_EXCEL: Final = Unwanted("an old Excel workbook (.xls)", ("xls", "xlt"), _AS_PDF)
_SLIDES: Final = Unwanted("a slide show", ("ppt", "pptx", "pps", "ppsx", "key", "odp"), _AS_PDF)
_WEB: Final = Unwanted("a web page", ("html", "htm", "xhtml", "mht", "mhtml", "xml"), _AS_PDF)
_DRAWING: Final = Unwanted("an SVG drawing", ("svg", "svgz"), "Save it as PDF or PNG and add that.")
_SCRIPT: Final = Unwanted(
    "a script or program text",
    ("js", "mjs", "py", "sh", "bat", "cmd", "ps1", "vbs", "php", "pl", "rb", "reg", "hta", "url"),
    "If the words matter as evidence, copy them into a document and add that.",
)
_PROGRAM: Final = Unwanted(
    "a program",
    ("exe", "dll", "com", "scr", "msi", "apk", "jar", "dmg", "appimage", "elf", "lnk"),
    "Programs can't be evidence. Add a photo, a screenshot or a document instead.",
)
_ARCHIVE: Final = Unwanted(
    "an archive such as a ZIP",
    ("zip", "rar", "7z", "gz", "tar", "bz2", "xz"),
    "Unpack it first, then add the files inside one by one.",
)
_TEXT_OFFICE: Final = Unwanted(
    "a document that we can't open", ("rtf", "odt", "ods", "pages", "numbers", "wps"), _AS_PDF
)
_MACROS: Final = Unwanted(
    "a document with macros", ("docm", "xlsm", "dotm", "xltm", "xlsb"), _AS_PDF
)
_PICTURE: Final = Unwanted(
    "a kind of picture that we can't take", ("gif", "tif", "tiff", "bmp", "avif", "psd"), _AS_PHOTO
)
_FILM: Final = Unwanted(
    "a film or a recording of a kind",
    ("mov", "avi", "mkv", "aac", "amr", "flac", "wma", "aiff", "mpg", "mpeg", "wmv"),
    "Save the sound as MP3 or M4A and add that, or say in your account what is heard or seen.",
)
_PRINT: Final = Unwanted("a PostScript file", ("ps", "eps", "ai"), _AS_PDF)

UNWANTED: Final = (
    _OLD_WORD,
    _OLD_EXCEL,
    _SLIDES,
    _WEB,
    _DRAWING,
    _SCRIPT,
    _PROGRAM,
    _ARCHIVE,
    _TEXT_OFFICE,
    _MACROS,
    _PICTURE,
    _FILM,
    _PRINT,
)
KNOWN_EXTENSIONS: Final = frozenset(e for each in UNWANTED for e in each.extensions)

_REFUSED_AS_TEXT: Final = (_WEB, _DRAWING, _SCRIPT, _PROGRAM)
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS: Final = (
    ("WordDocument", _OLD_WORD),
    ("Workbook", _OLD_EXCEL),
    ("Book", _OLD_EXCEL),
    ("PowerPoint Document", _SLIDES),
)
_OPENINGS: Final = (
    (re.compile(r"<\?xml[^>]*>.{0,2000}?<svg[\s>]|<svg[\s>]", re.DOTALL | re.IGNORECASE), _DRAWING),
    (
        re.compile(
            r"(<!--.*?-->\s*)?<(!doctype\s+html|html|head|body|script|iframe|meta|table|div|p)\b",
            re.DOTALL | re.IGNORECASE,
        ),
        _WEB,
    ),
    (re.compile(r"<\?php|#!|@echo\s+off", re.IGNORECASE), _SCRIPT),
    (re.compile(r"<\?xml|<!doctype|<!entity|from:\s*<saved by", re.IGNORECASE), _WEB),
    (re.compile(r"\{\\rtf", re.IGNORECASE), _TEXT_OFFICE),
    (re.compile(r"%!PS"), _PRINT),
)


def opening_of(text: str) -> Unwanted | None:
    """Return what a text really is when it opens like a page, drawing, script or print file."""
    start = text[:4096].lstrip("\ufeff \t\r\n\f")
    return next((unwanted for pattern, unwanted in _OPENINGS if pattern.match(start)), None)


def refuse_by_name(extension: str, found: FileFormat) -> None:
    """Refuse plain text whose name says that it would be run or shown as a page if opened."""
    if found.kind not in {"text", "mail"}:
        return
    for each in _REFUSED_AS_TEXT:
        if extension in each.extensions:
            raise FileRefused(_sentence(each))


def refuse_unknown(data: bytes, extension: str) -> NoReturn:
    """Refuse content that is none of our formats, naming it where it can be told."""
    if data.startswith(_OLE):
        raise FileRefused(_office_sentence(data))
    content = _content(data, extension)
    if content is None:
        raise FileRefused(
            f"We can't tell what this file is{_named(extension)}. It may be damaged. "
            "Try to open it; if it opens, save it as PDF and add the PDF."
        )
    if extension and extension not in content.extensions:
        raise FileRefused(
            f"The name ends in .{extension}, but inside this is {content.words}, "
            f"which we can't take. {content.instead}"
        )
    raise FileRefused(_sentence(content))


def _content(data: bytes, extension: str) -> Unwanted | None:
    """Return what the content is, as far as its first bytes tell."""
    if data.startswith(b"PK\x03\x04"):
        return _package(data, extension)
    opening = opening_of(data[:8192].removeprefix(codecs.BOM_UTF8).decode("latin-1"))
    if opening is not None:
        return opening
    try:
        matches = puremagic.magic_string(data)
    except (puremagic.PureError, ValueError):
        return None
    for match in matches:
        ending = match.extension.lstrip(".").lower()
        if "executable" in match.name.lower():
            return _PROGRAM
        for each in UNWANTED:
            if ending in each.extensions:
                return each
    return None


def _package(data: bytes, extension: str) -> Unwanted:
    """Return what a ZIP is: slides and some documents are ZIPs too, and their name says so."""
    if re.search(rb"PK\x03\x04.{26}ppt/", data, re.DOTALL):
        return _SLIDES
    named = (each for each in (_SLIDES, _TEXT_OFFICE, _PROGRAM) if extension in each.extensions)
    return next(named, _ARCHIVE)


def _office_sentence(data: bytes) -> str:
    """Return the sentence for a compound file that isn't an Outlook message."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as compound:
            if compound.exists("EncryptedPackage"):
                return (
                    "This document is protected with a password. "
                    "Take the password off, or save it as PDF, and add it again."
                )
            for stream, unwanted in _OLE_STREAMS:
                if compound.exists(stream):
                    return _sentence(unwanted)
    except (OSError, ValueError, IndexError, KeyError, TypeError, RecursionError, MemoryError):
        return "This file is damaged. Open it where it came from, save it as PDF and add the PDF."
    return f"This is an old office file that we can't take. {_AS_PDF}"


def _named(extension: str) -> str:
    """Return the words for the name's ending, if it has one."""
    return f" (its name ends in .{extension})" if extension else ""


def _sentence(unwanted: Unwanted) -> str:
    """Return the sentence for one family."""
    return f"This is {unwanted.words}, which we can't take. {unwanted.instead}"
