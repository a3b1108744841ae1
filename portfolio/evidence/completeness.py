"""What a piece still lacks before it can be submitted: pure rules over its kind's declaration."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portfolio.evidence.dates import day_of, is_moment
from portfolio.evidence.kinds.fields import MOST_ROWS, Field, Kind, Shape

EARLIEST = date(2000, 1, 1)
FURTHEST = timedelta(days=3650)
"""How far ahead a deadline may lie."""


@dataclass(frozen=True)
class Lack:
    """One thing to mend: where (field, row from 0, column) and the sentence that says what to do."""

    field: str
    sentence: str
    row: int | None = None
    column: str = ""


def lacks(kind: Kind, content: Mapping[str, Any], today: date) -> list[Lack]:
    """Return everything that keeps this content from being submitted, in the order of the form."""
    return [lack for one in kind.fields for lack in _of_field(one, content.get(one.name), today)]


def row_lacks(one: Field, row: Mapping[str, Any], today: date) -> list[Lack]:
    """Return what is wrong with a single row of a field of rows; `field` names its column."""
    return [
        lack
        for column in one.columns
        for lack in _of_field(column, row.get(column.name), _latest(column, today))
    ]


def too_much(kind: Kind, content: Mapping[str, Any]) -> list[Lack]:
    """Return what not even a draft may hold: answers over their limit, too many rows."""
    return [lack for one in kind.fields for lack in _too_much(one, content.get(one.name))]


def _too_much(one: Field, value: Any) -> Iterator[Lack]:
    if one.shape is Shape.ROWS:
        yield from _too_much_in_rows(one, value or [])
    elif (length := len(str(value or ""))) > one.limit:
        yield Lack(
            one.name,
            f"“{one.label}” may have {one.limit:,} characters. Shorten it by {length - one.limit:,}.",
        )


def _too_much_in_rows(one: Field, rows: list[dict[str, Any]]) -> Iterator[Lack]:
    if len(rows) > MOST_ROWS:
        yield Lack(
            one.name, f"Keep to {MOST_ROWS} rows; put the rest into another piece of evidence."
        )
    for index, row in enumerate(rows):
        for column in one.columns:
            for lack in _too_much(column, row.get(column.name)):
                yield _in_row(one, index, column, lack)


def _in_row(one: Field, index: int, column: Field, lack: Lack) -> Lack:
    words = f"{one.row_word.capitalize()} {index + 1}: {lack.sentence}"
    return Lack(one.name, words, index, column.name)


def _of_field(one: Field, value: Any, latest: date) -> Iterator[Lack]:
    if one.shape is Shape.ROWS:
        yield from _of_rows(one, value or [], latest)
        return
    yield from _too_much(one, value)
    if str(value or "").strip():
        yield from _of_value(one, str(value), latest)
    elif one.required:
        yield Lack(one.name, _ask_for(one))


def _ask_for(one: Field) -> str:
    if one.shape is Shape.CHOICE:
        return f"Choose an answer to “{one.label}”."
    if one.shape is Shape.DATE:
        return f"Enter a date for “{one.label}”."
    if one.shape is Shape.MOMENT:
        return f"Enter a date and a time for “{one.label}”."
    return f"Write an answer to “{one.label}”."


def _of_rows(one: Field, rows: list[dict[str, Any]], today: date) -> Iterator[Lack]:
    if one.required and not rows:
        yield Lack(one.name, f"Add at least one {one.row_word}.")
    if len(rows) > MOST_ROWS:
        yield from _too_much_in_rows(one, rows)
        return
    for index, row in enumerate(rows):
        for column in one.columns:
            for lack in _of_field(column, row.get(column.name), _latest(column, today)):
                yield _in_row(one, index, column, lack)


def _latest(column: Field, today: date) -> date:
    """Return the last day for a row: a moment is a deadline, which may lie ahead; a day is not."""
    return today + FURTHEST if column.shape is Shape.MOMENT else today


def _of_value(one: Field, value: str, latest: date) -> Iterator[Lack]:
    if one.shape is Shape.CHOICE and value not in {choice.value for choice in one.choices}:
        yield Lack(one.name, _ask_for(one))
    if one.shape in (Shape.DATE, Shape.MOMENT):
        yield from _of_day(one, value, latest)


def _of_day(one: Field, value: str, latest: date) -> Iterator[Lack]:
    day = day_of(value)
    if day is None or is_moment(value) != (one.shape is Shape.MOMENT):
        example = "3/11/2026 14:45" if one.shape is Shape.MOMENT else "3/11/2026"
        part = "date and time" if one.shape is Shape.MOMENT else "date"
        yield Lack(one.name, f"“{one.label}” must be a real {part}, such as {example}.")
    elif day < EARLIEST:
        yield Lack(one.name, f"“{one.label}” is too long ago. Check the year.")
    elif day > latest:
        yield Lack(one.name, f"“{one.label}” is in the future. Check the date.")
