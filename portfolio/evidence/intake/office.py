"""Word (.docx) and Excel (.xlsx): the package is checked part by part and kept as it came."""

from __future__ import annotations

import functools
import io
import re
import struct
import zipfile
import zlib
from typing import Final
from xml.parsers import expat

from portfolio.evidence.intake.accepted import (
    MEGABYTE,
    DecodedFile,
    FileFormat,
    FileRefused,
    IntakeLimits,
)

_AS_PDF: Final = "Open it, save it as PDF and add the PDF."
_DAMAGED: Final = "This {words} is damaged or cut short. Save it once more, then add it again."
_BOMB: Final = "This {words} unpacks to far too much. " + _AS_PDF
_MACROS: Final = "This {words} contains macros or other programs. " + _AS_PDF
_REMOTE: Final = "This {words} loads parts from somewhere else when it is opened. " + _AS_PDF
_LOCKED: Final = "This {words} is locked. Take the password off, or save it as PDF, and add that."

_FOLDER: Final = re.compile(rb"PK\x03\x04.{26}(word|xl|ppt)/", re.DOTALL)
_END: Final = b"PK\x05\x06"
_END_SIZE: Final = 22
_ENTRY_SIZE: Final = 400  # bytes of listing per entry that we allow for on average
_SMALL: Final = MEGABYTE  # small parts may compress as well as they like
_MOST_XML: Final = 4 * MEGABYTE
_ENCRYPTED: Final = 0x1
_METHODS: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_TYPES: Final = "[Content_Types].xml"
_MAIN: Final = "application/vnd.openxmlformats-officedocument.{}+xml"
_PROGRAM_PARTS: Final = re.compile(
    r"vbaproject\.bin|vbadata\.xml|activex/|embeddings/[^/]*\.(bin|exe|js|vbs)$|macrosheets/",
    re.IGNORECASE,
)
_PROGRAM_TYPES: Final = re.compile(r"macroenabled|vbaproject|activex|ms-office\.vba", re.IGNORECASE)
# Links that nothing follows until a person asks for it; ECMA-376 part 1, 15.3 and 18.14.
_QUIET: Final = {"hyperlink", "externalLinkPath", "xlPathMissing", "xlExternalLinkPath"}
_OWN_DISK: Final = re.compile(r"(file:///)?([a-z]:[\\/]|/?Users/|/?Applications/)", re.IGNORECASE)
_DAMAGE: Final = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    NotImplementedError,
    RuntimeError,
    expat.ExpatError,
)


def _looks_like(data: bytes, _extension: str, *, folder: bytes) -> bool:
    """Say whether this is a package whose first folder is Word's or Excel's."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    first = _FOLDER.search(data)
    return first is not None and first[1] == folder


def _check(
    data: bytes, limits: IntakeLimits, *, words: str, part: str, extension: str
) -> DecodedFile:
    """Check listing, sizes, parts and links; `part` names the main part's content type."""
    try:
        _check_listing(data, limits, words)
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check_entries(package, len(data), limits, words)
            _check_types(package, _MAIN.format(part), words)
            _check_links(package, words)
            broken = package.testzip()
    except _DAMAGE as error:
        raise FileRefused(_DAMAGED.format(words=words)) from error
    if broken is not None:
        raise FileRefused(_DAMAGED.format(words=words))
    return DecodedFile(data=data, media_type=_MEDIA_TYPES[extension], extension=extension)


def _check_listing(data: bytes, limits: IntakeLimits, words: str) -> None:
    """Refuse by the end record alone, before the listing is read: too much, cut short, appended."""
    end = data.rfind(_END)
    if end < 0 or len(data) - end < _END_SIZE:
        raise FileRefused(_DAMAGED.format(words=words))
    entries, size, start, comment = struct.unpack("<HIIH", data[end + 10 : end + _END_SIZE])
    if entries > limits.zip_entries or size > limits.zip_entries * _ENTRY_SIZE:
        raise FileRefused(_BOMB.format(words=words))
    if start + size != end or end + _END_SIZE + comment != len(data) or b"%PDF-" in data[:1024]:
        raise FileRefused(_DAMAGED.format(words=words))


def _check_entries(package: zipfile.ZipFile, size: int, limits: IntakeLimits, words: str) -> None:
    """Refuse bombs, locked parts, names that lead elsewhere and names that stand twice."""
    entries = package.infolist()
    if len(entries) > limits.zip_entries or sum(e.file_size for e in entries) > limits.zip_bytes:
        raise FileRefused(_BOMB.format(words=words))
    if sum(e.compress_size for e in entries) > size:  # parts that overlap
        raise FileRefused(_BOMB.format(words=words))
    for entry in entries:
        if entry.file_size > max(_SMALL, entry.compress_size * limits.zip_ratio):
            raise FileRefused(_BOMB.format(words=words))
        if entry.flag_bits & _ENCRYPTED:
            raise FileRefused(_LOCKED.format(words=words))
        if entry.compress_type not in _METHODS or _leads_elsewhere(entry.filename):
            raise FileRefused(_DAMAGED.format(words=words))
        if _PROGRAM_PARTS.search(entry.filename):
            raise FileRefused(_MACROS.format(words=words))
    if len({e.filename.lower() for e in entries}) != len(entries):
        raise FileRefused(_DAMAGED.format(words=words))


def _leads_elsewhere(name: str) -> bool:
    """Say whether a part's name isn't a plain path inside the package."""
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/")


def _check_types(package: zipfile.ZipFile, main: str, words: str) -> None:
    """Refuse a package whose content types lack the main part or name programs."""
    parts = set(package.namelist())
    found = False
    for tag, attributes in _elements(package.read(_TYPES)):
        if tag not in {"Override", "Default"}:
            continue
        content_type = attributes.get("ContentType", "")
        if _PROGRAM_TYPES.search(content_type):
            raise FileRefused(_MACROS.format(words=words))
        if content_type == main and attributes.get("PartName", "").lstrip("/") in parts:
            found = True
    if not found:
        raise FileRefused(_DAMAGED.format(words=words))


def _check_links(package: zipfile.ZipFile, words: str) -> None:
    """Refuse links out of the package that an office program follows by itself."""
    for name in package.namelist():
        if not name.lower().endswith(".rels"):
            continue
        for tag, attributes in _elements(package.read(name)):
            if tag != "Relationship" or attributes.get("TargetMode", "").lower() != "external":
                continue
            kind = attributes.get("Type", "").rpartition("/")[2]
            target = attributes.get("Target", "")
            own_template = kind == "attachedTemplate" and _OWN_DISK.match(target)
            if kind not in _QUIET and not own_template:
                raise FileRefused(_REMOTE.format(words=words))


def _elements(document: bytes) -> list[tuple[str, dict[str, str]]]:
    """Return each element's name (without namespace) and attributes. Raises `ValueError`."""
    if len(document) > _MOST_XML:
        raise ValueError("too much XML")
    found: list[tuple[str, dict[str, str]]] = []
    # Document types are refused below, so no entity can expand.
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_arguments: object) -> None:
        raise ValueError("no document type is allowed in a package")

    def start(name: str, attributes: dict[str, str]) -> None:
        found.append((name.rpartition(" ")[2], attributes))

    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = start
    parser.Parse(document, True)
    return found


_MEDIA_TYPES: Final = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def _format(words: str, extension: str, folder: bytes, part: str) -> FileFormat:
    """Return the format of one office program."""
    return FileFormat(
        words,
        "document",
        _MEDIA_TYPES[extension],
        (extension,),
        functools.partial(_looks_like, folder=folder),
        functools.partial(_check, words=words, part=part, extension=extension),
    )


DOCX = _format("Word document", "docx", b"word", "wordprocessingml.document.main")
XLSX = _format("Excel workbook", "xlsx", b"xl", "spreadsheetml.sheet.main")
