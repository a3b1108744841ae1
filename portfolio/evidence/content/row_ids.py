"""Gives every row of an answer an id that stays its own, whatever a form sends back."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Shape

Content = dict[str, Any]
Row = dict[str, Any]


def with_row_ids(kind_id: str, content: Mapping[str, Any]) -> Content:
    """Return the content with an id on every row that lacks one; rows keep theirs for good."""
    return _filled(kind_id, content, lambda name: _numbered(content.get(name) or []))


def with_kept_row_ids(
    kind_id: str, content: Mapping[str, Any], draft: Mapping[str, Any], submitted: Sequence[Content]
) -> Content:
    """Return what a form sent with row ids that this piece knows; a foreign id is replaced.

    A row without an id takes that of the draft's row in its place, unless that row was submitted:
    a page that saves itself sends its new rows again and again before it learns their ids.
    """

    def rows_of(name: str) -> list[Row]:
        before = [row["id"] for row in draft.get(name) or []]
        frozen = {row["id"] for version in submitted for row in version.get(name) or []}
        return _matched(content.get(name) or [], before, frozen)

    return _filled(kind_id, content, rows_of)


def overlaid(kind_id: str, draft: Mapping[str, Any], sent: Mapping[str, Any]) -> Content:
    """Return a draft with what one page of its form sent; questions and columns it did not ask stay.

    A row is known by its id, or by its place while the page has not learnt its id. One that is no
    longer there, as it was removed in another window, has its other columns empty.
    """
    content = {**draft, **sent}
    for field in KINDS[kind_id].fields:
        if field.shape is Shape.ROWS and field.name in sent:
            blank = {column.name: "" for column in field.columns}
            rows = _with_columns(sent[field.name] or [], draft.get(field.name) or [])
            content[field.name] = [blank | row for row in rows]
    return content


def _with_columns(rows: Sequence[Row], before: Sequence[Row]) -> list[Row]:
    by_id = {row["id"]: row for row in before if row.get("id")}
    named = {row.get("id") for row in rows}
    there = [row if row.get("id") not in named else {} for row in before]
    there += [{}] * (len(rows) - len(there))
    return [
        {**by_id.get(row.get("id") or "", at_place if not row.get("id") else {}), **row}
        for row, at_place in zip(rows, there, strict=False)
    ]


def _filled(kind_id: str, content: Mapping[str, Any], rows_of: Any) -> Content:
    filled = dict(content)
    for field in KINDS[kind_id].fields:
        if field.shape is Shape.ROWS:
            blank = {column.name: "" for column in field.columns}
            filled[field.name] = [{"id": row["id"], **blank, **row} for row in rows_of(field.name)]
    return filled


def _numbered(rows: Sequence[Row]) -> list[Row]:
    used: set[str] = set()
    numbered = []
    for row in rows:
        own = str(row.get("id") or "")
        if not _is_id(own) or own in used:
            own = str(uuid4())
        used.add(own)
        numbered.append({**row, "id": own})
    return numbered


def _matched(rows: Sequence[Row], before: Sequence[str], frozen: set[str]) -> list[Row]:
    known = {*before, *frozen}
    sent = [row.get("id") if row.get("id") in known else "" for row in rows]
    matched = []
    for place, (row, own) in enumerate(zip(rows, sent, strict=True)):
        there = before[place] if place < len(before) else ""
        free = there and there not in sent and there not in frozen
        matched.append({**row, "id": own or (there if free else "")})
    return _numbered(matched)


def _is_id(text: str) -> bool:
    try:
        return str(UUID(text)) == text
    except ValueError:
        return False
