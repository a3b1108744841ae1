"""What a check looks at: one piece and what is known around it, as frozen plain values."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from portfolio.evidence.content.dates import day_of, is_moment
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Field, Shape

HANDOVER = "handover_instance"
ACCOUNT = "reflective_account"


@dataclass(frozen=True)
class Place:
    """Where something stands: a field, and in rows the row (from 0) and its column."""

    field: str
    row: int | None = None
    column: str = ""


@dataclass(frozen=True)
class RecordedAction:
    """One thing that was handed over to be done."""

    row: int
    id: str
    task: str
    owner: str
    deadline: str

    @property
    def due(self) -> datetime | None:
        """Its deadline in the centre's local time, or None while it is no real moment."""
        return datetime.fromisoformat(self.deadline) if is_moment(self.deadline) else None


@dataclass(frozen=True)
class RecordedCheckBack:
    """One time somebody went back; `row` is None for one that was added after submitting."""

    row: int | None
    on: date | None
    action: str
    method: str
    outcome: str


@dataclass(frozen=True)
class RecordedReply:
    """What somebody who took part said, of one action or of all."""

    said: str
    action: str = ""


@dataclass(frozen=True)
class OtherHandover:
    """How and why another of the learner's handovers was done in its way."""

    method: str
    reason: str


@dataclass(frozen=True)
class Record:
    """One piece of evidence with what is known around it. `now` is the centre's local time, naive."""

    kind: str
    content: Mapping[str, Any]
    now: datetime
    later: tuple[RecordedCheckBack, ...] = ()
    """Check-backs that were added after submitting."""
    attachments: tuple[str, ...] = ()
    """The names of the files."""
    replies: tuple[RecordedReply, ...] = ()
    others: tuple[OtherHandover, ...] = ()
    """The learner's other handovers, newest first."""
    kept: tuple[str, ...] = ()
    """What its writer said is no customer's detail, as the details' own pages keep it."""

    def text(self, name: str) -> str:
        """Return an answer as text, trimmed."""
        return str(self.content.get(name) or "").strip()

    def rows(self, name: str) -> Sequence[Mapping[str, Any]]:
        """Return the rows of an answer."""
        return self.content.get(name) or ()

    @property
    def actions(self) -> tuple[RecordedAction, ...]:
        """The actions that say something; an empty row is none."""
        return tuple(
            RecordedAction(
                row,
                _of(answers, "id"),
                _of(answers, "task"),
                _of(answers, "owner"),
                _of(answers, "deadline"),
            )
            for row, answers in enumerate(self.rows("actions"))
            if _of(answers, "task")
        )

    @property
    def checks(self) -> tuple[RecordedCheckBack, ...]:
        """The check-backs that tell something, those of the form first."""
        told = tuple(
            RecordedCheckBack(
                row,
                day_of(_of(answers, "checked_on")),
                _of(answers, "action"),
                _of(answers, "method"),
                _of(answers, "outcome"),
            )
            for row, answers in enumerate(self.rows("check_backs"))
            if _of(answers, "outcome") or _of(answers, "checked_on")
        )
        return told + self.later

    def checks_of(self, action: RecordedAction) -> tuple[RecordedCheckBack, ...]:
        """Return the check-backs that are about this action, or about all."""
        only = len(self.actions) == 1
        return tuple(check for check in self.checks if only or check.action in ("", action.id))

    def said(self, *words: str, action: str = "") -> bool:
        """Whether a reply says one of these words, of this action or of the whole."""
        return any(reply.said in words and reply.action in ("", action) for reply in self.replies)

    def is_due(self, action: RecordedAction) -> bool:
        """Whether the time of an action has passed."""
        return action.due is not None and action.due < self.now

    @property
    def known_at(self) -> datetime:
        """The first moment at which all that depends on the time was as it is `now`: the day, and what is due."""
        midnight = datetime.combine(self.now.date(), time.min, self.now.tzinfo)
        passed = (action.due for action in self.actions if self.is_due(action))
        return max([midnight, *(due + _AFTER for due in passed if due is not None)])

    def texts(self) -> Iterator[tuple[Place, Field, str]]:
        """Yield each answered line and text with its place, rows included."""
        for field in KINDS[self.kind].fields:
            if field.shape is Shape.ROWS:
                yield from self._texts_of_rows(field)
            elif field.shape in _WRITTEN and (text := self.text(field.name)):
                yield Place(field.name), field, text

    def _texts_of_rows(self, field: Field) -> Iterator[tuple[Place, Field, str]]:
        written = [column for column in field.columns if column.shape in _WRITTEN]
        for row, answers in enumerate(self.rows(field.name)):
            for column in written:
                if text := _of(answers, column.name):
                    yield Place(field.name, row, column.name), column, text


_AFTER = timedelta(microseconds=1)
_WRITTEN = (Shape.LINE, Shape.TEXT)


def _of(row: Mapping[str, Any], name: str) -> str:
    return str(row.get(name) or "").strip()
