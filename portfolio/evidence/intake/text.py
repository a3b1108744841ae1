"""Plain text and CSV: kept as they came, if every character can be read and none is binary."""

from __future__ import annotations

import codecs
import csv
import io
import re
from typing import Final

from portfolio.evidence.intake.accepted import DecodedFile, FileFormat, FileRefused, IntakeLimits
from portfolio.evidence.intake.unwanted import opening_of

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY: Final = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")  # tab, line ends and form feed are text
_PDF_WITHIN: Final = 1024  # PDF readers look this far for a PDF's beginning


class NotText(ValueError):
    """The bytes are not text in UTF-8, marked UTF-16 or Windows-1252."""


def read_text(data: bytes) -> str:
    """Return the text: UTF-8, UTF-16 with its mark, else Windows-1252. Raises `NotText`."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), None)
    for encoding in [marked] if marked else ["utf-8", "cp1252"]:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _BINARY.search(text):
            break
        return text
    raise NotText("This is not plain text.")


def _is_text(data: bytes, _extension: str) -> bool:
    """Say whether this is plain text, and not a page, script or PDF that happens to be readable."""
    if b"%PDF-" in data[:_PDF_WITHIN]:
        return False
    try:
        return opening_of(read_text(data)) is None
    except NotText:
        return False


def _is_table(data: bytes, extension: str) -> bool:
    """Say whether this is text that its name calls CSV; content alone can't tell."""
    return extension == "csv" and _is_text(data, extension)


def _check_text(data: bytes, _limits: IntakeLimits) -> DecodedFile:
    """Keep the text as it is, unless there is nothing to read in it."""
    if not read_text(data).strip():
        raise FileRefused("There is nothing but blank space in this file. Choose another file.")
    return DecodedFile(data=data, media_type="text/plain", extension="txt")


def _check_table(data: bytes, limits: IntakeLimits) -> DecodedFile:
    """Keep the table as it is, if it can be read row by row."""
    _check_text(data, limits)
    try:
        for _row in csv.reader(io.StringIO(read_text(data), newline="")):
            pass
    except csv.Error as error:
        raise FileRefused(
            "This CSV file can't be read as a table. "
            "Save it again from your spreadsheet, or save it as PDF, and add that."
        ) from error
    return DecodedFile(data=data, media_type="text/csv", extension="csv")


TXT = FileFormat("plain text", "text", "text/plain", ("txt",), _is_text, _check_text)
CSV = FileFormat("CSV table", "text", "text/csv", ("csv",), _is_table, _check_table)
