"""PDF documents: opened strictly, every object looked at, refused if they run, hide or lock."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import Final

import pikepdf
from pikepdf import settings

from portfolio.evidence.intake.accepted import (
    MEGABYTE,
    DecodedFile,
    FileFormat,
    FileRefused,
    IntakeLimits,
)

_PRINT: Final = 'Open it, choose Print, then "Save as PDF", and add the new file.'
_DAMAGED: Final = f"This PDF is damaged or cut short. {_PRINT}"
_ACTIVE: Final = f"This PDF contains a program or action that would run by itself. {_PRINT}"
_FILES: Final = (
    f"This PDF has other files packed inside it. {_PRINT} Add the packed files one by one."
)
_HIDDEN: Final = f"This PDF has another file hidden in it. {_PRINT}"
_LOCKED: Final = (
    "This PDF is locked with a password or with restrictions. "
    'Take the lock off, or open it, choose Print, then "Save as PDF", and add the new file.'
)
_MENDED: Final = "; repairing"  # qpdf's words where a page lacks its resources: nothing is lost
_TAIL: Final = 2048  # after the end mark only a few line ends are usual
_DEEPEST: Final = 200

# ISO 32000-2: 12.6.4 action types that run, start or send something; 12.6.4.17 JavaScript.
_ACTIONS: Final = frozenset(
    f"/{name}"
    for name in (
        "JavaScript",
        "Launch",
        "ImportData",
        "SubmitForm",
        "GoToE",
        "GoTo3DView",
        "Rendition",
        "RichMediaExecute",
        "Movie",
        "Sound",
        "SetOCGState",
        "Trans",
    )
)
_OPENING: Final = frozenset({"/GoTo"})
_RUNNING_KEYS: Final = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent"})
_FILE_KEYS: Final = frozenset({"/EmbeddedFiles", "/EF"})
_FILE_TYPES: Final = frozenset({"/EmbeddedFile"})

# Process-wide by qpdf's nature: a stream that unpacks to more than this is never unpacked.
settings.set_qpdf_limits(
    flate_max_memory=128 * MEGABYTE, run_length_max_memory=128 * MEGABYTE, max_stream_filters=8
)


def _looks_like_pdf(data: bytes, _extension: str) -> bool:
    """Say whether this begins as a PDF; one that begins later is a file in disguise."""
    return data.startswith(b"%PDF-")


def _check(data: bytes, limits: IntakeLimits) -> DecodedFile:
    """Open without repairing, count the pages and look at every object; kept byte for byte."""
    if b"%%EOF" not in data[-_TAIL:]:
        raise FileRefused(_DAMAGED)
    if _holds_archive(data):
        raise FileRefused(_HIDDEN)
    try:
        # Repairing would silently lose pages, so a damaged file is refused instead.
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            pages = _inspected(pdf, limits)
            damaged = any(not str(each).endswith(_MENDED) for each in pdf.get_warnings())
    except pikepdf.PasswordError as error:
        raise FileRefused(_LOCKED) from error
    except (
        pikepdf.PdfError,
        pikepdf.DataDecodingError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        RuntimeError,
        OverflowError,
    ) as error:
        raise FileRefused(_DAMAGED) from error
    if damaged:
        raise FileRefused(_DAMAGED)
    return DecodedFile(
        data=data, media_type="application/pdf", extension="pdf", pages=pages, inline=True
    )


def _holds_archive(data: bytes) -> bool:
    """Say whether the same bytes also open as a ZIP with files in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, IndexError):
        return False


def _inspected(pdf: pikepdf.Pdf, limits: IntakeLimits) -> int:
    """Return the number of pages after looking at everything that could act. Raises `FileRefused`."""
    if pdf.is_encrypted:
        raise FileRefused(_LOCKED)
    if len(pdf.objects) > limits.pdf_objects:
        raise FileRefused(f"This PDF is too complicated for us to check. {_PRINT}")
    pages = len(pdf.pages)
    if pages == 0:
        raise FileRefused("This PDF has no pages. Choose another file.")
    if pages > limits.pdf_pages:
        raise FileRefused(
            f"This PDF has {pages} pages; the most we can take is {limits.pdf_pages}. "
            "Add only the pages that show your evidence."
        )
    _inspect_opening(pdf.Root)
    for each in pdf.objects:
        _inspect(each)
    return pages


def _inspect_opening(root: pikepdf.Object) -> None:
    """Refuse an action on opening other than going to a page."""
    opening = root.get("/OpenAction")
    if isinstance(opening, pikepdf.Dictionary) and str(opening.get("/S")) not in _OPENING:
        raise FileRefused(_ACTIVE)


def _inspect(whole: pikepdf.Object) -> None:
    """Look at one indirect object and all that lies directly inside it."""
    waiting: list[tuple[pikepdf.Object, int]] = [(whole, 0)]
    while waiting:
        each, depth = waiting.pop()
        if depth > _DEEPEST:
            raise FileRefused(_DAMAGED)
        inside: Iterable[object] = ()
        if isinstance(each, pikepdf.Stream):
            inside = (each.stream_dict,)
        elif isinstance(each, pikepdf.Dictionary):
            _inspect_dictionary(each)
            inside = [value for _key, value in each.items()]
        elif isinstance(each, pikepdf.Array):
            inside = list(each)
        waiting.extend(
            (value, depth + 1)
            for value in inside
            # What is indirect comes by itself, as one of the file's objects.
            if isinstance(value, pikepdf.Object) and not value.is_indirect
        )


def _inspect_dictionary(found: pikepdf.Dictionary) -> None:
    """Refuse a dictionary that is an action, a program or a file."""
    keys = set(found.keys())
    if keys & _RUNNING_KEYS or _named(found, "/S") in _ACTIONS:
        raise FileRefused(_ACTIVE)
    if keys & _FILE_KEYS or _named(found, "/Type") in _FILE_TYPES:
        raise FileRefused(_FILES)


def _named(found: pikepdf.Dictionary, key: str) -> str:
    """Return the name under `key`, or "" when there is none."""
    value = found.get(key)
    return str(value) if isinstance(value, pikepdf.Name) else ""


PDF = FileFormat("PDF", "document", "application/pdf", ("pdf",), _looks_like_pdf, _check)
