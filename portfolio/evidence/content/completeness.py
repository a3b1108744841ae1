"""What a piece still lacks before it can be submitted: pure rules over its kind's declaration."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portfolio.base.formatting import spoken_number
from portfolio.evidence.content.consistency import contradictions
from portfolio.evidence.content.dates import day_of, is_moment
from portfolio.evidence.content.quotes import seconds_of
from portfolio.evidence.content.result_cache import KeptResults, digest_of
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import DRAFT_LENGTH, DRAFT_ROWS, MOST_ROWS, Field, Kind, Shape

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


_KEPT: KeptResults[tuple[Lack, ...]] = KeptResults()


def lacks(kind: Kind, content: Mapping[str, Any], today: date) -> list[Lack]:
    """Return everything that keeps this content from being submitted, in the order of the form."""
    if KINDS.get(kind.id) is not kind:  # only a declared kind is known by its id
        return _lacks(kind, content, today)
    key = kind.id, digest_of(content), today
    return list(_KEPT.get(key, lambda: tuple(_lacks(kind, content, today))))


def _lacks(kind: Kind, content: Mapping[str, Any], today: date) -> list[Lack]:
    found = [
        lack for field in kind.fields for lack in _of_field(field, content.get(field.name), today)
    ]
    found += list(_contradicting(kind, content, found))
    order = {field.name: number for number, field in enumerate(kind.fields)}
    return sorted(found, key=lambda lack: (order[lack.field], lack.row or 0))


def _contradicting(kind: Kind, content: Mapping[str, Any], found: Iterable[Lack]) -> Iterator[Lack]:
    """Yield what two answers can't both say, unless one of them is to be mended anyway."""
    wrong = {(lack.field, lack.row, lack.column) for lack in found}
    doubtful = {name for name, row, _column in wrong if row is None}
    for name, row, column, sentence in contradictions(kind, content, doubtful):
        if (name, row, column) in wrong or name in doubtful:
            continue
        one = kind.field(name)
        lack = Lack(name, sentence)
        yield lack if row is None else _in_row(one, row, one.column(column), lack)


def row_lacks(field: Field, row: Mapping[str, Any], today: date) -> list[Lack]:
    """Return what is wrong with a single row of a field of rows; `field` names its column."""
    return [
        lack
        for column in field.columns
        for lack in _of_field(column, row.get(column.name), _latest(column, today))
    ]


def too_much(kind: Kind, content: Mapping[str, Any]) -> list[Lack]:
    """Return what not even a draft may hold; all else is kept, and mended before it is submitted."""
    return [lack for field in kind.fields for lack in _too_much(field, content.get(field.name))]


def _too_much(field: Field, value: Any) -> Iterator[Lack]:
    if field.shape is Shape.ROWS and len(value or []) > DRAFT_ROWS:
        yield Lack(
            field.name,
            f"Even a draft keeps only {DRAFT_ROWS} {field.row_word}s. Put the rest into another piece of evidence.",
        )
    else:
        yield from _too_long(field, value, DRAFT_LENGTH)


def _too_long(field: Field, value: Any, most: int) -> Iterator[Lack]:
    if field.shape is Shape.ROWS:
        for index, row in enumerate(value or []):
            for column in field.columns:
                for lack in _too_long(column, row.get(column.name), most):
                    yield _in_row(field, index, column, lack)
    elif (length := len(str(value or ""))) > most:
        yield Lack(
            field.name,
            f"“{field.label}” may have {spoken_number(most)} characters. Shorten it by {spoken_number(length - most)}.",
        )


def _in_row(field: Field, index: int, column: Field, lack: Lack) -> Lack:
    words = f"{field.row_word.capitalize()} {index + 1}: {lack.sentence}"
    return Lack(field.name, words, index, column.name)


def _of_field(field: Field, value: Any, latest: date) -> Iterator[Lack]:
    if field.shape is Shape.ROWS:
        yield from _of_rows(field, value or [], latest)
        return
    yield from _too_long(field, value, field.limit)
    if str(value or "").strip():
        yield from _of_value(field, str(value), latest)
    elif field.required:
        yield Lack(field.name, _ask_for(field))


def _ask_for(field: Field) -> str:
    if field.shape in (Shape.CHOICE, Shape.PIECE, Shape.CRITERION):
        return f"Choose an answer to “{field.label}”."
    if field.shape is Shape.DATE:
        return f"Enter a date for “{field.label}”."
    if field.shape is Shape.MOMENT:
        return f"Enter a date and a time for “{field.label}”."
    return f"Write an answer to “{field.label}”."


def _of_rows(field: Field, rows: list[dict[str, Any]], today: date) -> Iterator[Lack]:
    if field.required and not rows:
        yield Lack(field.name, f"Add at least one {field.row_word}.")
    if len(rows) > MOST_ROWS:
        yield Lack(
            field.name,
            f"There are {len(rows)} {field.row_word}s, and a piece may have {MOST_ROWS}. Put the rest into another piece of evidence.",
        )
        return
    for index, row in enumerate(rows):
        for column in field.columns:
            for lack in _of_field(column, row.get(column.name), _latest(column, today)):
                yield _in_row(field, index, column, lack)


def _latest(column: Field, today: date) -> date:
    """Return the last day for a row: a moment is a deadline, which may lie ahead; a day is not."""
    return today + FURTHEST if column.shape is Shape.MOMENT else today


def _of_value(field: Field, value: str, latest: date) -> Iterator[Lack]:
    if field.shape is Shape.CHOICE and value not in {choice.value for choice in field.choices}:
        yield Lack(field.name, _ask_for(field))
    if field.shape in (Shape.DATE, Shape.MOMENT):
        yield from _of_day(field, value, latest)
    if field.shape is Shape.TIME and seconds_of(value) is None:
        yield Lack(field.name, f"“{field.label}” must be minutes and seconds, such as 4:05.")


def _of_day(field: Field, value: str, latest: date) -> Iterator[Lack]:
    day = day_of(value)
    if day is None or is_moment(value) != (field.shape is Shape.MOMENT):
        example = "3/11/2026 14:45" if field.shape is Shape.MOMENT else "3/11/2026"
        part = "date and time" if field.shape is Shape.MOMENT else "date"
        yield Lack(field.name, f"“{field.label}” must be a real {part}, such as {example}.")
    elif day < EARLIEST:
        yield Lack(field.name, f"“{field.label}” is too long ago. Check the year.")
    elif day > latest:
        yield Lack(field.name, f"“{field.label}” is in the future. Check the date.")
