"""The pages of a form, one stage at a time, and what each of them still lacks: pure rules."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from portfolio.evidence.content.completeness import Lack
from portfolio.evidence.kinds.fields import Field, Kind, Section, Shape

MOST_ASKED = 8
"""Questions that a page of a form may ask, unless its kind says where to break."""


@dataclass(frozen=True)
class FormStep:
    """One page of a form."""

    name: str
    """In addresses."""
    title: str
    stage: str
    """Of the handover cycle; empty for a kind that has none."""
    intro: str
    fields: tuple[Field, ...]
    first: bool = True
    """Whether a section begins with it."""

    def holds(self, field: str) -> bool:
        """Whether a question is asked here."""
        return any(declared.name == field for declared in self.fields)


@cache
def steps_of(kind: Kind) -> tuple[FormStep, ...]:
    """Return the pages of a kind's form, in order; a long section has several."""
    return tuple(step for section in kind.sections for step in _steps(section))


def _steps(section: Section) -> Iterator[FormStep]:
    parts = list(_parts(section))
    base = re.sub(r"[^a-z0-9]+", "-", section.title.lower()).strip("-")
    for number, fields in enumerate(parts, 1):
        several = f" ({number} of {len(parts)})" if len(parts) > 1 else ""
        yield FormStep(
            name=base if number == 1 else f"{base}-{number}",
            title=section.title + several,
            stage=section.stage,
            intro=section.intro if number == 1 else "",
            fields=fields,
            first=number == 1,
        )


def _parts(section: Section) -> Iterator[tuple[Field, ...]]:
    """Yield the questions page by page: where the section says, else in even parts."""
    asked = section.fields
    if section.breaks:
        starts = [0, *(n for n, field in enumerate(asked) if field.name in section.breaks)]
    else:
        pages = -(-len(asked) // MOST_ASKED)
        starts = [round(n * len(asked) / pages) for n in range(pages)]
    for start, end in zip(starts, [*starts[1:], len(asked)], strict=True):
        if start < end:
            yield asked[start:end]


def step_named(kind: Kind, name: str) -> FormStep | None:
    """Return the page of this name, or None."""
    return next((step for step in steps_of(kind) if step.name == name), None)


def step_of(kind: Kind, field: str) -> FormStep | None:
    """Return the page on which a question is asked, or None."""
    return next((step for step in steps_of(kind) if step.holds(field)), None)


def lacks_here(step: FormStep, found: Iterable[Lack]) -> list[Lack]:
    """Return what is to be mended on this page."""
    return [lack for lack in found if step.holds(lack.field)]


def first_unfinished(kind: Kind, found: Iterable[Lack]) -> FormStep:
    """Return the first page that lacks something; the first of all when none does."""
    lacking = {lack.field for lack in found}
    steps = steps_of(kind)
    return next((step for step in steps if any(step.holds(name) for name in lacking)), steps[0])


def not_gone_back_to(step: FormStep, content: Mapping[str, Any]) -> list[str]:
    """Return the actions that nobody went back to see, when this page asks about that.

    A row that names no action is about all of them.
    """
    for field in step.fields:
        column = next((c.name for c in field.columns if c.shape is Shape.ACTION), "")
        if column:
            named = {row.get(column) or "" for row in content.get(field.name) or []}
            actions = content.get("actions") or []
            return [
                str(row.get("task") or "")
                for row in actions
                if row.get("task") and not named & {"", row.get("id")}
            ]
    return []
