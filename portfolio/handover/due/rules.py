"""Which handed-over actions are open, due today, overdue or settled: pure rules over plain values.

The rule, in words:

1. An action is **settled** when the last word about it says so. A word is a check-back or a reply
   of a receiver that says “done” or “not done”, whenever it was said, or a check-back since the
   deadline that says neither; the newest of them counts. A check-back or a reply about the whole
   handover is about each of its actions.
2. A check-back is *since the deadline* when it was made on a later day, or on the deadline's own
   day and written down once the deadline had passed. An earlier one that doesn't say “done” settles
   nothing: what was promised for six o'clock can't be seen at noon.
3. What isn't settled is **overdue** once its deadline has passed, **due today** while the deadline
   lies ahead on the centre's own day, and **open** before that.
4. A deadline is the centre's local time (`wall_time` says what moment that is when clocks change).
   An action without one is open until somebody checks back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from portfolio.base.wall_time import moment_of
from portfolio.evidence.content.dates import is_moment

DONE = {"yes": True, "no": False, "": None}
"""What an answer to “Was it done?” says."""
NEVER = datetime.max.replace(tzinfo=UTC)


class DueState(StrEnum):
    """How it is with an action."""

    OVERDUE = "overdue"
    DUE_TODAY = "due today"
    OPEN = "open"
    SETTLED = "settled"


URGENCY = (DueState.OVERDUE, DueState.DUE_TODAY, DueState.OPEN, DueState.SETTLED)
_PLACE = {state: place for place, state in enumerate(URGENCY)}


@dataclass(frozen=True)
class NotedCheckBack:
    """A check-back: about which action (None: all of them), on which day, and when it was written down."""

    about: UUID | None
    on: date
    noted_at: datetime
    done: bool | None = None
    """Whether it says that the action was done; None when it doesn't say."""
    outcome: str = ""
    """What it found, as far as it was read."""


@dataclass(frozen=True)
class ReceiverReport:
    """What a receiver said of an action (None: of all): whether it is done."""

    about: UUID | None
    done: bool
    at: datetime


@dataclass(frozen=True)
class Since:
    """What was said of one handover since it was made."""

    checks: Sequence[NotedCheckBack] = ()
    replies: Sequence[ReceiverReport] = ()


class Due(NamedTuple):
    """One action of a submitted handover, and how it is with it (a tuple: a learner has hundreds)."""

    action_id: UUID
    learner_id: UUID
    evidence_id: UUID
    reference: str
    title: str
    task: str
    owner: str
    deadline: str
    """As written: the centre's local time, YYYY-MM-DDTHH:MM."""
    due_at: datetime | None
    """The moment of the deadline; None when it can't be read."""
    standing: DueState
    version: int
    """The version of its piece that says it."""
    said_at: datetime
    """When that version was submitted."""


@lru_cache(maxsize=4096)  # a log reads the same deadlines each time, and each costs 30 µs
def due_at(deadline: str, zone: ZoneInfo) -> datetime | None:
    """Return the moment of a deadline as it is kept, or None when it isn't a date and time."""
    return moment_of(datetime.fromisoformat(deadline), zone) if is_moment(deadline) else None


def standing_of(
    action_id: UUID,
    deadline: datetime | None,
    checks: Iterable[NotedCheckBack],
    replies: Iterable[ReceiverReport],
    *,
    moment: datetime,
    zone: ZoneInfo,
) -> DueState:
    """Return how it is with one action at `moment`; `checks` and `replies` are its handover's."""
    if is_settled(action_id, deadline, checks, replies, zone=zone):
        return DueState.SETTLED
    if deadline is None:
        return DueState.OPEN
    if deadline <= moment:
        return DueState.OVERDUE
    today = moment.astimezone(zone).date()
    return DueState.DUE_TODAY if deadline.astimezone(zone).date() == today else DueState.OPEN


def is_settled(
    action_id: UUID,
    deadline: datetime | None,
    checks: Iterable[NotedCheckBack],
    replies: Iterable[ReceiverReport],
    *,
    zone: ZoneInfo,
) -> bool:
    """Whether the last word about one action says so; the time of day doesn't matter."""
    words = [
        (check.noted_at, check.done is not False)
        for check in checks
        if check.about in (None, action_id)
        and (check.done is not None or _is_since(check, deadline, zone))
    ]
    words += [(reply.at, reply.done) for reply in replies if reply.about in (None, action_id)]
    return bool(words) and max(words)[1]


def has_open_action(actions: Sequence[Mapping[str, Any]], since: Since, zone: ZoneInfo) -> bool:
    """Whether any of a handover's actions (rows of its answers) isn't settled; the time of day doesn't matter."""
    if not since.checks and not since.replies:
        return bool(actions)
    return any(
        not is_settled(
            UUID(action["id"]),
            due_at(action.get("deadline") or "", zone),
            since.checks,
            since.replies,
            zone=zone,
        )
        for action in actions
    )


def _is_since(checked: NotedCheckBack, deadline: datetime | None, zone: ZoneInfo) -> bool:
    """Whether a check-back was made when there was something to see."""
    if deadline is None:
        return True
    day = deadline.astimezone(zone).date()
    return checked.on > day or (checked.on == day and checked.noted_at >= deadline)


def most_urgent_first(found: Iterable[Due]) -> list[Due]:
    """Return actions in the order in which to see to them: by how they stand, then by deadline."""
    return sorted(
        found,
        key=lambda due: (_PLACE[due.standing], due.due_at or NEVER, due.reference, due.task),
    )
