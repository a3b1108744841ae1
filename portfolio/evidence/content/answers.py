"""A piece of evidence as its pages show it: sections of answers in words, with quoted places marked."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from portfolio.evidence.content.dates import spoken
from portfolio.evidence.content.highlighting import Quote, Segment, segments
from portfolio.evidence.content.quotes import find, seconds_of
from portfolio.evidence.kinds.fields import Field, Kind, Shape


@dataclass(frozen=True)
class ShownAnswer:
    """One answer: in runs of text (empty when nothing was answered), or in rows of answers."""

    name: str
    label: str
    runs: tuple[Segment, ...] = ()
    rows: tuple[tuple["ShownAnswer", ...], ...] = ()
    row_word: str = ""
    long: bool = False
    """Whether it needs the whole width: several lines, or rows."""
    seconds: int | None = None
    """For a time in the recording: how far in it is."""

    @property
    def given(self) -> bool:
        """Whether there is an answer."""
        return bool(self.runs or self.rows)

    @property
    def words(self) -> str:
        """The answer as plain text, rows one a line."""
        if self.rows:
            return "\n".join(
                f"{number}. {_in_a_line(row)}" for number, row in enumerate(self.rows, 1)
            )
        return "".join(run.text for run in self.runs)


def _in_a_line(row: tuple[ShownAnswer, ...]) -> str:
    """Return a row in words: its first answer, then the others with their labels."""
    given = [cell for cell in row if cell.given]
    more = [f"{cell.label.rstrip('?')}: {cell.words}" for cell in given[1:]]
    return "\n".join([*(cell.words for cell in given[:1]), *more])


@dataclass(frozen=True)
class ShownSection:
    """Answers under one heading."""

    title: str
    answers: tuple[ShownAnswer, ...]

    @property
    def runs(self) -> tuple[tuple[bool, tuple[ShownAnswer, ...]], ...]:
        """The answers that were given, in stretches of short and long ones (long, answers)."""
        stretches: list[tuple[bool, list[ShownAnswer]]] = []
        for answer in self.answers:
            if not answer.given:
                continue
            if not stretches or stretches[-1][0] != answer.long:
                stretches.append((answer.long, []))
            stretches[-1][1].append(answer)
        return tuple((long, tuple(answers)) for long, answers in stretches)

    @property
    def left_empty(self) -> tuple[str, ...]:
        """The labels of the questions without an answer."""
        return tuple(answer.label for answer in self.answers if not answer.given)


def shown(
    kind: Kind,
    content: Mapping[str, Any],
    places: Sequence[Quote] = (),
    names: Mapping[str, str] | None = None,
) -> tuple[ShownSection, ...]:
    """Return a piece's sections; each place is marked in the first answer that holds its words.

    `names` says how another piece ("E3 Late delivery") or a criterion reads, by its id.
    """
    waiting = list(places)
    actions = {row["id"]: row["task"] for row in content.get("actions") or [] if row.get("id")}
    known = {**actions, **(names or {})}
    return tuple(
        ShownSection(
            section.title,
            tuple(
                _answer(field, content.get(field.name), waiting, known) for field in section.fields
            ),
        )
        for section in kind.sections
    )


def shown_answers(kind: Kind, content: Mapping[str, Any]) -> Iterator[ShownAnswer]:
    """Yield every answer of a piece in the order of its form, nothing marked."""
    for section in shown(kind, content):
        yield from section.answers


def _answer(
    field: Field, value: Any, waiting: list[Quote], names: Mapping[str, str]
) -> ShownAnswer:
    if field.shape is Shape.ROWS:
        rows = tuple(
            tuple(_answer(column, row.get(column.name), waiting, names) for column in field.columns)
            for row in value or []
        )
        return ShownAnswer(field.name, field.label, rows=rows, row_word=field.row_word, long=True)
    text = str(value or "")
    long = field.shape is Shape.TEXT
    if not text.strip():
        return ShownAnswer(field.name, field.label, long=long)
    if field.shape in (Shape.LINE, Shape.TEXT):
        return ShownAnswer(field.name, field.label, _marked(text, waiting), long=long)
    seconds = seconds_of(text) if field.shape is Shape.TIME else None
    return ShownAnswer(
        field.name, field.label, (Segment(_words(field, text, names)),), seconds=seconds
    )


def _marked(text: str, waiting: list[Quote]) -> tuple[Segment, ...]:
    here = [place for place in waiting if find(place.quote, text)]
    for place in here:
        waiting.remove(place)
    return segments(text, here)


def _words(field: Field, text: str, names: Mapping[str, str]) -> str:
    if field.shape is Shape.CHOICE:
        return field.words_of(text)
    if field.shape is Shape.PIECE:
        return names.get(text, "Another piece of this portfolio")
    if field.shape is Shape.ACTION:
        return names.get(text, "An action that was taken out")
    if field.shape is Shape.CRITERION:
        return names.get(text, f"Criterion {text.rpartition(':')[2]}")
    if field.shape is Shape.TIME:
        return text
    return spoken(text)
