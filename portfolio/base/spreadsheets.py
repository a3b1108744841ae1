"""Tables as CSV that a spreadsheet opens as they are: any script, and nothing taken for a formula."""

import csv
import io
from collections.abc import Iterable, Sequence

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe(text: str) -> str:
    """Return a cell no spreadsheet takes for a formula: a quote goes before = + - @ tab return."""
    return "'" + text if text.startswith(_FORMULA) else text


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV, each cell made safe; UTF-8 with a byte order mark, which spreadsheets look for."""
    text = io.StringIO(newline="")
    csv.writer(text).writerows([safe(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
