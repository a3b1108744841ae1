"""Plain text and CSV tables."""

import csv
import io

from portfolio.evidence.intake.text import NotText, read_text
from portfolio.evidence.redaction.documents.document import Document, Look
from portfolio.evidence.redaction.replacing import Replacer, TextSpot

_LONGEST_LABEL = 40
_UNREAD = "We can’t read this file as text. Look for yourself."
_LINES = 400


def look(data: bytes) -> Look:
    """Return a text in stretches of lines."""
    try:
        text = read_text(data)
    except NotText:
        return Look(unread=(_UNREAD,))
    lines = text.splitlines(keepends=True)
    return Look(
        tuple(
            TextSpot(
                f"line {start + 1}",
                f"from line {start + 1}",
                "".join(lines[start : start + _LINES]),
            )
            for start in range(0, len(lines), _LINES)
        )
    )


def replace(data: bytes, replacer: Replacer) -> bytes:
    """Return the text with the details replaced, in UTF-8."""
    lines = read_text(data).splitlines(keepends=True)
    stretches = ("".join(lines[at : at + _LINES]) for at in range(0, len(lines), _LINES))
    return "".join(replacer.text(stretch) for stretch in stretches).encode()


def look_at_table(data: bytes) -> Look:
    """Return the cells of a table, each with the head of its column."""
    try:
        rows = _rows(read_text(data))[0]
    except (NotText, csv.Error):
        return Look(unread=(_UNREAD,))
    return Look(
        tuple(
            TextSpot(
                f"{line}:{column}",
                f"line {line}, column {column + 1}",
                cell,
                _labels(rows, line, column),
            )
            for line, row in enumerate(rows, 1)
            for column, cell in enumerate(row)
            if cell.strip()
        )
    )


def replace_in_table(data: bytes, replacer: Replacer) -> bytes:
    """Return the table with the details replaced, in UTF-8."""
    rows, delimiter = _rows(read_text(data))
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter)
    for line, row in enumerate(rows, 1):
        writer.writerow(
            [replacer.text(cell, _labels(rows, line, column)) for column, cell in enumerate(row)]
        )
    return out.getvalue().encode()


def _rows(text: str) -> tuple[list[list[str]], str]:
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)), delimiter


def _labels(rows: list[list[str]], line: int, column: int) -> tuple[str, ...]:
    above = rows[0][column] if line > 1 and column < len(rows[0]) else ""
    left = rows[line - 1][column - 1] if column else ""
    return tuple(label for label in (above, left) if label.strip() and len(label) <= _LONGEST_LABEL)


def holds(data: bytes) -> tuple[str, ...]:
    """Return the whole text."""
    return (read_text(data),)


TEXT = Document(look, replace, "", holds)
TABLE = Document(look_at_table, replace_in_table, "", holds)
