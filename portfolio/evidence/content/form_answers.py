"""Answers as a form sends them, as content a piece keeps; and two versions of them brought together."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portfolio.evidence.content.answers import shown_answers
from portfolio.evidence.content.dates import as_day, as_moment, is_moment
from portfolio.evidence.content.quotes import clock_of, seconds_of
from portfolio.evidence.content.text_cleaning import tidy_line, tidy_text
from portfolio.evidence.kinds.fields import DRAFT_ROWS, Field, Kind, Shape

Content = dict[str, Any]
MOST_READ = DRAFT_ROWS + 1
"""Rows beyond these are not read: they are too many already, and the page says so."""
TAPPED = "-choice"
"""Ends the name of the radios beside a box for a date and time."""
_INDEX = re.compile(r"\d{1,6}", re.ASCII)


def content_from(kind: Kind, sent: Mapping[str, str], without_row: str = "") -> Content:
    """Return the content a form sent: a value for each declared field, nothing else.

    Rows come as `actions-0-task`; empty ones are dropped, and so is `without_row` (`actions-0`).
    More than `MOST_READ` are not read, so that what is shown again stays a page.
    """
    blank = {field.name: [] if field.shape is Shape.ROWS else "" for field in kind.fields}
    rows = {
        f"{field.name}-{index}-{column.name}": ""
        for field in kind.fields
        if field.shape is Shape.ROWS
        for index in _indices(field.name, sent)
        for column in field.columns
    }
    return blank | part_from(kind, {**rows, **sent}, without_row)


def part_from(kind: Kind, sent: Mapping[str, str], without_row: str = "") -> Content:
    """Return only what one page of a form sent: what it did not ask is not in it, columns of rows neither."""
    return {
        field.name: _value(field, sent, without_row)
        for field in kind.fields
        if _was_asked(field, sent)
    }


def with_taps(sent: Mapping[str, str]) -> dict[str, str]:
    """Return what a form sent, a time chosen with one tap (`actions-0-deadline-choice`) in its own place."""
    taps = {
        key.removesuffix(TAPPED): value
        for key, value in sent.items()
        if key.endswith(TAPPED) and is_moment(value)
    }
    return {**sent, **taps}


def _was_asked(field: Field, sent: Mapping[str, str]) -> bool:
    return bool(_indices(field.name, sent)) if field.shape is Shape.ROWS else field.name in sent


def places_of_rows(field: Field, sent: Mapping[str, str], without_row: str = "") -> list[str]:
    """Return where on the page (`actions-3`) each row stands that `part_from` reads, in its order."""
    return [place for place, _row in _rows(field, sent, without_row)]


def content_of_json(kind: Kind, kept: Mapping[str, Any]) -> Content:
    """Return content that came back from a page as JSON, cleaned like content from a form."""
    sent: dict[str, str] = {}
    for field in kind.fields:
        value = kept.get(field.name)
        if field.shape is not Shape.ROWS:
            sent[field.name] = value if isinstance(value, str) else ""
            continue
        rows = value if isinstance(value, list) else []
        for index, row in enumerate(row for row in rows if isinstance(row, dict)):
            for name in ("id", *(column.name for column in field.columns)):
                sent[f"{field.name}-{index}-{name}"] = str(row.get(name) or "")
    return content_from(kind, sent)


def _value(field: Field, sent: Mapping[str, str], without_row: str) -> Any:
    if field.shape is not Shape.ROWS:
        return _clean(field, sent.get(field.name, ""))
    return [row for _place, row in _rows(field, sent, without_row)]


def _rows(
    field: Field, sent: Mapping[str, str], without_row: str
) -> list[tuple[str, dict[str, str]]]:
    rows = []
    for index in sorted(_indices(field.name, sent), key=int):
        prefix = f"{field.name}-{index}"
        row = {
            column.name: _clean(column, sent[f"{prefix}-{column.name}"])
            for column in field.columns
            if f"{prefix}-{column.name}" in sent
        }
        if prefix != without_row and any(row.values()):
            rows.append((prefix, {"id": tidy_line(sent.get(f"{prefix}-id", "")), **row}))
        if len(rows) == MOST_READ:
            break
    return rows


def _indices(name: str, sent: Mapping[str, str]) -> set[str]:
    parts = (key[len(name) + 1 :].split("-")[0] for key in sent if key.startswith(f"{name}-"))
    return {part for part in parts if _INDEX.fullmatch(part)}


def _clean(field: Field, typed: str) -> str:
    if field.shape is Shape.TEXT:
        return tidy_text(typed)
    line = tidy_line(typed)
    if field.shape is Shape.DATE:
        return as_day(line)
    if field.shape is Shape.MOMENT:
        return as_moment(line)
    if field.shape is Shape.TIME and (seconds := seconds_of(line)) is not None:
        return clock_of(seconds)
    if field.shape is Shape.CHOICE and line not in {choice.value for choice in field.choices}:
        return ""
    return line


def same(kind: Kind, mapping: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two contents say the same, whatever the ids of their rows."""
    return not any(differences(kind, mapping, other))


@dataclass(frozen=True)
class Difference:
    """A field that two versions answer differently, in words."""

    field: Field
    mine: str
    saved: str

    @property
    def can_join(self) -> bool:
        """Whether both answers can be kept, one after the other."""
        return bool(self.mine and self.saved) and self.field.shape in (Shape.TEXT, Shape.ROWS)

    @property
    def suggested(self) -> str:
        """Which answer to offer first, so that nothing goes that nobody chose to drop.

        All rows of both; the longer of two texts when it holds the other; else mine.
        """
        if self.field.shape is Shape.ROWS and self.can_join:
            return "both"
        return "saved" if self.mine in self.saved else "mine"


def differences(
    kind: Kind, mine: Mapping[str, Any], saved: Mapping[str, Any]
) -> Iterator[Difference]:
    """Yield each field that is answered differently, in the order of the form."""
    pairs = zip(kind.fields, shown_answers(kind, mine), shown_answers(kind, saved), strict=True)
    for shown_answer, left, right in pairs:
        if _compared(shown_answer, mine) != _compared(shown_answer, saved):
            yield Difference(shown_answer, left.words, right.words)


def _compared(field: Field, content: Mapping[str, Any]) -> Any:
    value = content.get(field.name)
    if field.shape is Shape.ROWS:
        return [[row.get(column.name) or "" for column in field.columns] for row in value or []]
    return value or ""


def joined(
    kind: Kind, mine: Mapping[str, Any], saved: Mapping[str, Any], choices: Mapping[str, str]
) -> Content:
    """Return one content: for each field the answer chosen ("mine", "saved" or "both")."""
    content = {field.name: saved.get(field.name) for field in kind.fields}
    for difference in differences(kind, mine, saved):
        one = difference.field
        chosen = choices.get(one.name, difference.suggested)
        if chosen == "both" and difference.can_join:
            content[one.name] = _both(one, mine[one.name], saved[one.name])
        elif chosen != "saved":
            content[one.name] = mine.get(one.name)
    return content


def _both(field: Field, mine: Any, saved: Any) -> Any:
    if field.shape is not Shape.ROWS:
        return f"{saved}\n\n{mine}"
    there = _compared(field, {field.name: saved})
    more = [row for row in mine if _compared(field, {field.name: [row]})[0] not in there]
    ids = {row.get("id") for row in saved}
    return [*saved, *({**row, "id": "" if row.get("id") in ids else row.get("id")} for row in more)]
