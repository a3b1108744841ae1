"""What a piece still lacks before it can be submitted: pure rules over its kind's declaration."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portfolio.evidence.kinds.fields import MOST_ROWS, Field, Kind, Shape

EARLIEST = date(2000, 1, 1)


@dataclass(frozen=True)
class Lack:
    """One thing to mend: where (field name, row from 0) and the sentence that says what to do."""

    field: str
    sentence: str
    row: int | None = None
    column: str = ""


def lacks(kind: Kind, content: Mapping[str, Any], today: date) -> list[Lack]:
    """Return everything that keeps this content from being submitted, in the order of the form."""
    return [lack for one in kind.fields for lack in _of_field(one, content.get(one.name), today)]


def too_much(kind: Kind, content: Mapping[str, Any]) -> list[Lack]:
    """Return what not even a draft may hold: answers that are longer than their limit, too many rows."""
    return [lack for one in kind.fields for lack in _too_much(one, content.get(one.name))]


def _too_much(one: Field, value: Any) -> Iterator[Lack]:
    if one.shape is Shape.ROWS:
        rows = value or []
        if len(rows) > MOST_ROWS:
            yield Lack(
                one.name, f"Keep to {MOST_ROWS} rows; put the rest into another piece of evidence."
            )
        for index, row in enumerate(rows):
            for column in one.columns:
                if len(str(row.get(column.name) or "")) > column.limit:
                    yield Lack(
                        one.name,
                        f"“{column.label}” may have {column.limit:,} characters. Shorten it.",
                        index,
                        column.name,
                    )
    elif len(str(value or "")) > one.limit:
        over = len(str(value)) - one.limit
        yield Lack(
            one.name, f"“{one.label}” may have {one.limit:,} characters. Shorten it by {over:,}."
        )


def _of_field(one: Field, value: Any, today: date) -> Iterator[Lack]:
    yield from _too_much(one, value)
    if one.shape is Shape.ROWS:
        yield from _of_rows(one, value or [], today)
    elif not str(value or "").strip():
        if one.required:
            yield Lack(one.name, _ask_for(one))
    else:
        yield from _of_value(one, str(value), today)


def _ask_for(one: Field) -> str:
    if one.shape is Shape.CHOICE:
        return f"Choose an answer to “{one.label}”."
    if one.shape in (Shape.DATE, Shape.MOMENT):
        return f"Enter a date for “{one.label}”."
    return f"Write an answer to “{one.label}”."


def _of_rows(one: Field, rows: list[dict[str, Any]], today: date) -> Iterator[Lack]:
    if one.required and not rows:
        yield Lack(one.name, f"Add at least one {one.row_word}.")
    for index, row in enumerate(rows):
        for column in one.columns:
            limit = today if column.shape is Shape.DATE else today + timedelta(days=3650)
            for lack in _of_field(column, row.get(column.name), limit):
                words = f"{one.row_word.capitalize()} {index + 1}: {lack.sentence}"
                yield Lack(one.name, words, index, column.name)


def _of_value(one: Field, value: str, latest: date) -> Iterator[Lack]:
    if one.shape is Shape.CHOICE and value not in {choice.value for choice in one.choices}:
        yield Lack(one.name, _ask_for(one))
    if one.shape in (Shape.DATE, Shape.MOMENT):
        day = _day(value)
        if day is None:
            yield Lack(one.name, f"“{one.label}” must be a real date, such as 2026-11-03.")
        elif day < EARLIEST:
            yield Lack(one.name, f"“{one.label}” is too long ago. Check the year.")
        elif day > latest:
            yield Lack(one.name, f"“{one.label}” is in the future. Check the date.")


def _day(value: str) -> date | None:
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None
