"""Beginning a piece in a minute: what is copied, filled in and offered with one tap; pure rules."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from portfolio.evidence.content.consistency import folded
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Choice, Field, Kind, Quick, Shape

Content = dict[str, Any]

CAPTURED: Kind = next(kind for kind in KINDS.values() if kind.quick)
"""The kind that is begun in a minute."""
AN_HOUR = timedelta(hours=1)
FRIDAY, SUNDAY = 4, 6
MORNING, EVENING, NIGHT = time(9), time(18), time(22)


@dataclass(frozen=True)
class QuestionGroup:
    """Questions of the short page that stand together: one field, or some columns of its rows."""

    field: Field
    questions: tuple[Quick, ...]


def asked_quickly(kind: Kind) -> tuple[QuestionGroup, ...]:
    """Return the questions of the short page, columns of one field together, in order."""
    names = dict.fromkeys(quick.name for quick in kind.quick)
    return tuple(
        QuestionGroup(kind.field(name), tuple(quick for quick in kind.quick if quick.name == name))
        for name in names
    )


def copy_of(kind: Kind, content: Mapping[str, Any]) -> Content:
    """Return what another piece like this one begins with; rows keep their ids, to know them by."""
    copied: Content = {}
    for name in kind.copied:
        field, _dot, column = name.partition(".")
        if not column:
            copied[field] = content.get(field) or ""
            continue
        rows = content.get(field) or []
        made = copied.setdefault(field, [{"id": row.get("id") or ""} for row in rows])
        for row, new in zip(rows, made, strict=True):
            new[column] = row.get(column) or ""
    return copied


def completed(
    kind: Kind, content: Mapping[str, Any], me: str, before: Mapping[str, Any]
) -> Content:
    """Return the content with what follows from it: who writes, and who does what was handed over.

    `before` is the piece it was copied from: an answer that followed from another there follows here.
    """
    whole = dict(content)
    if kind.from_me and not whole.get(kind.from_me):
        whole[kind.from_me] = me
    for quick in kind.quick:
        field, _dot, column = quick.also.partition(".")
        for row in whole.get(field) or [] if column else []:
            said = str(row.get(column) or "")
            if not said or folded(said) == folded(str(before.get(quick.name) or "")):
                row[column] = whole.get(quick.name) or ""
    return whole


def without_ids(kind: Kind, content: Mapping[str, Any]) -> Content:
    """Return the content with rows that nobody knows yet."""
    new = dict(content)
    for field in kind.fields:
        if field.shape is Shape.ROWS and field.name in new:
            new[field.name] = [{**row, "id": ""} for row in new[field.name]]
    return new


def says_something(kind: Kind, part: Mapping[str, Any]) -> bool:
    """Whether the short page holds a word of its writer's: the day alone, filled in by us, is none."""
    ours = {kind.date_field, kind.from_me}
    return any(part.get(quick.name) for quick in kind.quick if quick.name not in ours)


def times_to_choose(local_now: datetime) -> list[Choice]:
    """Return deadlines for one tap, the next first, as the centre's clock says them."""
    return [
        Choice(f"{moment:%Y-%m-%dT%H:%M}", f"{day} {moment.hour}:{moment:%M}")
        for day, moment in _moments(local_now.replace(tzinfo=None))
        if moment >= local_now.replace(tzinfo=None) + AN_HOUR
    ][:4]


def _moments(here: datetime) -> Iterator[tuple[str, datetime]]:
    today, tomorrow = here.date(), here.date() + timedelta(days=1)
    yield "Today", datetime.combine(today, MORNING)
    yield "Today", datetime.combine(today, EVENING)
    if here.time() >= time(15):
        yield "Today", datetime.combine(today, NIGHT)
    yield "Tomorrow", datetime.combine(tomorrow, MORNING)
    if FRIDAY <= here.weekday() < SUNDAY:
        monday = today + timedelta(days=7 - here.weekday())
        yield "Monday", datetime.combine(monday, MORNING)
    yield "Tomorrow", datetime.combine(tomorrow, EVENING)
