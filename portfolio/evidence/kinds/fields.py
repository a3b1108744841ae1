"""How a kind of evidence declares itself: its fields, from which form, page, PDF, CSV and JSON follow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

LINE_LENGTH = 200
TEXT_LENGTH = 20_000
MOST_ROWS = 50


class Shape(StrEnum):
    """What sort of answer a field takes."""

    LINE = "line"
    TEXT = "text"
    DATE = "date"
    MOMENT = "datetime"
    CHOICE = "choice"
    ROWS = "rows"
    PIECE = "piece"
    """Another piece of the same portfolio, of the kind `of_kind`, by its id."""
    ACTION = "action"
    """One of this piece's own actions, by the id of its row."""


@dataclass(frozen=True)
class Choice:
    """One answer to choose: what is kept, and what is read."""

    value: str
    words: str


@dataclass(frozen=True)
class Field:
    """One question: its name in the content, its words on the page, and what answer it takes."""

    name: str
    label: str
    shape: Shape = Shape.TEXT
    hint: str = ""
    required: bool = True
    """Whether a piece can't be submitted without it; a draft may always lack it."""
    choices: tuple[Choice, ...] = ()
    columns: tuple["Field", ...] = ()
    longest: int = 0
    row_word: str = "row"
    of_kind: str = ""
    """For a field that names another piece: of which kind."""
    ours: bool = False
    """Whether the answer is filled in by us, so that nobody can quote it as a person's words."""

    @property
    def limit(self) -> int:
        """How many characters an answer may have."""
        return self.longest or (LINE_LENGTH if self.shape is Shape.LINE else TEXT_LENGTH)

    def words_of(self, value: str) -> str:
        """Return how a chosen value reads."""
        return next((c.words for c in self.choices if c.value == value), value)


@dataclass(frozen=True)
class Section:
    """Questions that stand together under one heading, at one stage of the handover cycle."""

    title: str
    fields: tuple[Field, ...]
    stage: str = ""
    intro: str = ""


@dataclass(frozen=True)
class Kind:
    """One kind of evidence."""

    id: str
    name: str
    plural: str
    purpose: str
    """One sentence for the page where a learner chooses what to add."""
    sections: tuple[Section, ...]
    date_field: str
    written_by: str = "learner"
    one: str = "a"
    fields: tuple[Field, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "fields", tuple(f for s in self.sections for f in s.fields))

    def field(self, name: str) -> Field:
        """Return a field by name. Raises KeyError."""
        for candidate in self.fields:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

    def happened_on(self, content: Mapping[str, Any]) -> date | None:
        """Return the day the evidence is about, or None while it isn't known."""
        text = str(content.get(self.date_field) or "")
        try:
            return datetime.fromisoformat(text).date() if text else None
        except ValueError:
            return None

    def title(self, content: Mapping[str, Any]) -> str:
        """Return what the learner calls this piece, or words in its place."""
        return str(content.get("title") or "").strip() or f"{self.name} without a title yet"

    def texts(self, content: Mapping[str, Any]) -> Iterator[tuple[Field, str]]:
        """Yield each answered line and text, rows included: what a quote may be taken from."""
        for one in self.fields:
            value = content.get(one.name)
            if one.shape is Shape.ROWS:
                for row in value or []:
                    for column in one.columns:
                        said = column.shape in (Shape.LINE, Shape.TEXT) and not column.ours
                        if said and row.get(column.name):
                            yield one, str(row[column.name])
            elif value and one.shape in (Shape.LINE, Shape.TEXT):
                yield one, str(value)
