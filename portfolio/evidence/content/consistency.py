"""What two answers can't both say: a deadline before its handover, a receiver who is the giver."""

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from portfolio.evidence.content.dates import day_of
from portfolio.evidence.kinds.fields import Kind, NotBefore, NotSame

Broken = tuple[str, int | None, str, str]
"""Where (field, row from 0, column) and the sentence that says what to do."""


def contradictions(
    kind: Kind, content: Mapping[str, Any], doubtful: Collection[str] = ()
) -> Iterator[Broken]:
    """Yield what the kind's rules forbid, with its place.

    An answer that can't be read breaks no rule, and nothing is measured by a `doubtful` one.
    """
    for rule in kind.rules:
        if isinstance(rule, NotSame):
            yield from _same(rule, content)
        elif rule.than not in doubtful:
            yield from _before(rule, content)


def row_contradictions(
    kind: Kind, field: str, row: Mapping[str, Any], content: Mapping[str, Any]
) -> Iterator[Broken]:
    """Yield what is wrong with one row of a field, beside what was answered before; its row is None."""
    for name, _row, column, sentence in contradictions(kind, {**content, field: [row]}):
        if name == field:
            yield name, None, column, sentence


def _before(rule: NotBefore, content: Mapping[str, Any]) -> Iterator[Broken]:
    earliest = str(content.get(rule.than) or "")
    if day_of(earliest) is None:
        return
    if not rule.column:
        if _is_before(content.get(rule.field), earliest):
            yield rule.field, None, "", rule.sentence
        return
    for number, row in enumerate(content.get(rule.field) or []):
        if _is_before(row.get(rule.column), earliest):
            yield rule.field, number, rule.column, rule.sentence


def _is_before(value: Any, earliest: str) -> bool:
    """Whether a kept day or moment is before another; a day alone is compared by the day."""
    said = str(value or "")
    if day_of(said) is None:
        return False
    both = min(len(said), len(earliest))
    return said[:both] < earliest[:both]


def _same(rule: NotSame, content: Mapping[str, Any]) -> Iterator[Broken]:
    one, other = (folded(str(content.get(name) or "")) for name in (rule.field, rule.other))
    if one and one == other:
        yield rule.field, None, "", rule.sentence


def folded(text: str) -> str:
    """Return words to compare: no case, accents' forms or punctuation, single spaces."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return " ".join("".join(c if c.isalnum() else " " for c in plain).split())
