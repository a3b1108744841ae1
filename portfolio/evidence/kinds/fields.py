"""How a kind of evidence declares itself: its fields, from which form, page, PDF, CSV and JSON follow."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from portfolio.criteria.kinds import name_of
from portfolio.people.roles import Author

LINE_LENGTH = 200
TEXT_LENGTH = 20_000
MOST_ROWS = 50
"""Rows that may be submitted; a draft keeps more, and says so."""
DRAFT_ROWS = 200
DRAFT_LENGTH = 200_000
"""Characters of one answer that a draft keeps, however long an answer may be when it is submitted."""
LONGEST_MOMENT = 25
"""Characters of a moment as it is written: YYYY-MM-DDTHH:MM, and some to spare."""


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
    CRITERION = "criterion"
    """A criterion of one of the learner's units: `enrolment id:code`. Its row is claimed for it."""
    TIME = "time"
    """A time in the piece's recording: 4:05."""


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
    """How many characters an answer may have; 0: as many as its shape allows."""
    row_word: str = "row"
    of_kind: str = ""
    """For a field that names another piece: of which kind."""
    ours: bool = False
    """Whether the answer is filled in by us, so that nobody can quote it as a person's words."""
    no_customer: bool = False
    """Whether it is asked to name somebody who is no customer, so that nobody is asked to replace it."""

    @property
    def offer(self) -> str:
        """Under which name the page knows what there is to choose, where that depends on the learner."""
        return self.shape.value if self.shape is Shape.CRITERION else self.of_kind

    @property
    def limit(self) -> int:
        """How many characters an answer may have."""
        return self.longest or (TEXT_LENGTH if self.shape is Shape.TEXT else LINE_LENGTH)

    def column(self, name: str) -> "Field":
        """Return a column of a field of rows. Raises KeyError."""
        for candidate in self.columns:
            if candidate.name == name:
                return candidate
        raise KeyError(name)

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
    breaks: tuple[str, ...] = ()
    """Names of fields with which another page begins, so that nobody meets all boxes at once."""


@dataclass(frozen=True)
class NotBefore:
    """A day or moment (of a row, when `column` is given) that can't be before another answer."""

    field: str
    column: str
    than: str
    sentence: str


@dataclass(frozen=True)
class NotSame:
    """Two answers that can't be the same person or thing."""

    field: str
    other: str
    sentence: str


@dataclass(frozen=True)
class Quick:
    """One question of the short page on which a piece is begun in a minute; of the first row, given a column."""

    name: str
    column: str = ""
    label: str = ""
    """In fewer words than on the long form; its own label otherwise."""
    hint: str = ""
    also: str = ""
    """Another answer (“actions.owner”) that is the same while it is empty."""


@dataclass(
    frozen=True, eq=False
)  # there is one of each; hashing all that it asks would take longer than what is cached for it
class Kind:
    """One kind of evidence."""

    id: str
    plural: str
    purpose: str
    """One sentence for the page where a learner chooses what to add."""
    sections: tuple[Section, ...]
    date_field: str
    purpose_to_assessor: str = ""
    """The same sentence for an assessor who may write one; empty: it reads well for both."""
    written_by: tuple[Author, ...] = (Author.LEARNER,)
    """The roles that may write one: learner, assessor; a witness does it by their link."""
    one: str = "a"
    group: str = "Your own work"
    """Under which heading it stands where somebody chooses what to add."""
    takes_files: bool = True
    needs_files: int = 0
    """How many files it can't be submitted without."""
    files_title: str = "Photos and documents"
    files_label: str = "Add photos or documents"
    files_hint: str = "For example a photo of the handover sheet. Cover names and numbers first."
    files_missing: str = ""
    """The sentence when there are fewer files than it needs, or any where it takes none."""
    files_of: tuple[str, ...] = ()
    """The media types it takes, or how they begin; none: all that we take."""
    files_wrong: str = ""
    """The sentence when a file is of another type."""
    quotable: bool = True
    """Whether a claim may quote its answers; else only its files say something, and claims point at a page."""
    submitting: str = "this is your own account and that it is true"
    """What somebody says by submitting one."""
    testimony: bool = False
    """Whether somebody from outside says it, so that it counts by how far they are known."""
    corroborates: bool = False
    """Whether it is somebody else who confirms what the learner did."""
    part: str = ""
    """What somebody is in it whom its learner may ask to confirm it: receiver or party; empty: nobody is asked."""
    in_place: bool = False
    """Whether it records where something is kept, so that no copy of it is needed."""
    verified_by: str = ""
    """The field that names the handover whose later check-backs verify this one."""
    rules: tuple[NotBefore | NotSame, ...] = ()
    """What its answers can't say together."""
    quick: tuple[Quick, ...] = ()
    """The questions of the short page on which it is begun; none: it has no such page."""
    from_me: str = ""
    """The line that is the writer's own name when it is begun."""
    copied: tuple[str, ...] = ()
    """Answers that a copy begins with, columns of rows as `actions.task`."""
    name: str = field(init=False)
    """Its words in `criteria/kinds.py`, as a heading begins."""
    fields: tuple[Field, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", name_of(self.id).words.capitalize())
        object.__setattr__(self, "fields", tuple(f for s in self.sections for f in s.fields))

    @property
    def learners_write_it(self) -> bool:
        """Whether a learner may begin one."""
        return Author.LEARNER in self.written_by

    @property
    def counted_as(self) -> str:
        """The id of the kind as which units, and the rules of what is enough, know it. They ask nothing else."""
        return name_of(self.id).counts_as or self.id

    def takes_type(self, media_type: str) -> bool:
        """Whether a file of this media type may be attached."""
        return not self.files_of or media_type.startswith(self.files_of)

    @property
    def ticks(self) -> Field | None:
        """The rows that each tick a criterion, and so are claims of whoever writes this kind."""
        return next(
            (f for f in self.fields if any(c.shape is Shape.CRITERION for c in f.columns)), None
        )

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

    def happened_at(self, content: Mapping[str, Any]) -> str | None:
        """Return the moment as it was written, by which pieces of one day are put in order; None without one."""
        written = content.get("happened_at")
        return None if written is None else str(written)[:LONGEST_MOMENT]

    def title(self, content: Mapping[str, Any]) -> str:
        """Return what the learner calls this piece, or words in its place."""
        return str(content.get("title") or "").strip() or f"{self.name} without a title yet"

    def texts(self, content: Mapping[str, Any]) -> Iterator[tuple[Field, str]]:
        """Yield each answered line and text, rows included: what a quote may be taken from."""
        for declared in self.fields:
            value = content.get(declared.name)
            if declared.shape is Shape.ROWS:
                for row in value or []:
                    for column in declared.columns:
                        said = column.shape in (Shape.LINE, Shape.TEXT) and not column.ours
                        if said and row.get(column.name):
                            yield declared, str(row[column.name])
            elif value and declared.shape in (Shape.LINE, Shape.TEXT):
                yield declared, str(value)
