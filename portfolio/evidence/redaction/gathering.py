"""Every text of a piece in which a customer's details may stand, with its place in words; and its replacing."""

from collections.abc import Iterator, Mapping
from typing import Any

from portfolio.evidence.content.quotes import find
from portfolio.evidence.kinds.fields import Field, Kind, Shape
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.redaction.replacing import Replacer, TextSpot

Content = dict[str, Any]
_WORDS = (Shape.LINE, Shape.TEXT)


def spots_of(piece: Evidence) -> Iterator[TextSpot]:
    """Yield every text of a piece (whole): its draft, its versions, files' names and descriptions, claims, check-backs."""
    seen: set[str] = set()
    for spot in _all(piece):
        if spot.text.strip() and (spot.text not in seen or spot.id.startswith("draft")):
            seen.add(spot.text)
            yield spot


def _all(piece: Evidence) -> Iterator[TextSpot]:
    if piece.draft is not None:
        yield from _content("draft", "", piece.kind, piece.draft)
    for attachment in piece.live_attachments:
        yield TextSpot(
            f"name:{attachment.id}",
            f"name of the file “{attachment.filename}”",
            name_text(attachment.filename),
            is_filename=True,
        )
        yield TextSpot(
            f"alt:{attachment.id}", f"description of “{attachment.filename}”", attachment.alt_text
        )
    for claim in piece.live_claims:
        yield TextSpot(f"quote:{claim.id}", f"quote for criterion {claim.criterion}", claim.place)
        yield TextSpot(
            f"reason:{claim.id}", f"reason for criterion {claim.criterion}", claim.reason
        )
    for check_back in piece.check_backs:
        if check_back.later:
            for name in ("method", "with_whom", "outcome"):
                yield TextSpot(
                    f"later:{check_back.id}", "check-back added later", getattr(check_back, name)
                )
    for version in reversed(piece.versions):
        before = f"version {version.version}, "
        yield from _content(f"version {version.version}", before, piece.kind, version.content)
        for file in version.attachments:
            yield TextSpot(
                "name", f"{before}name of a file", name_text(file["filename"]), is_filename=True
            )
            yield TextSpot("alt", f"{before}description of a photo", file["alt_text"])


def _content(start: str, before: str, kind: Kind, content: Mapping[str, Any]) -> Iterator[TextSpot]:
    for field in kind.fields:
        value = content.get(field.name)
        if field.no_customer:
            continue
        if field.shape in _WORDS and value:
            yield TextSpot(f"{start}:{field.name}", f"{before}{field.label}", str(value))
        elif field.shape is Shape.ROWS:
            for number, row in enumerate(value or [], 1):
                for column in field.columns:
                    if column.shape in _WORDS and row.get(column.name):
                        place = f"{before}{field.row_word} {number}, {column.label}"
                        yield TextSpot(
                            f"{start}:{field.name}:{number}", place, str(row[column.name])
                        )


def name_text(filename: str) -> str:
    """Return a file's name as it is searched, letter for letter: “Mrs_Patel-note.docx” reads as words."""
    return filename.translate({ord("_"): " ", ord("-"): " "})


def renamed(filename: str, replacer: Replacer) -> str:
    """Return a file's name with its details replaced."""
    out, place = [], 0
    for change in replacer.changes(TextSpot("", "", name_text(filename), is_filename=True)):
        out += [filename[place : change.start], change.after]
        place = change.end
    return "".join([*out, filename[place:]])


def replaced(kind: Kind, content: Mapping[str, Any], replacer: Replacer) -> Content:
    """Return a content with the chosen details replaced in every line and text, rows too; ids stay."""
    changed = dict(content)
    for field in kind.fields:
        value = content.get(field.name)
        if field.no_customer:
            continue
        if field.shape in _WORDS and value:
            changed[field.name] = replacer.text(str(value))
        elif field.shape is Shape.ROWS and value:
            changed[field.name] = [_row(field, row, replacer) for row in value]
    return changed


def _row(field: Field, row: Mapping[str, Any], replacer: Replacer) -> Content:
    words = {column.name for column in field.columns if column.shape in _WORDS}
    return {
        name: replacer.text(str(value)) if name in words and value else value
        for name, value in row.items()
    }


def requoted(quote: str, kind: Kind, before: Mapping[str, Any], replacer: Replacer) -> str:
    """Return a quote as its text reads after replacing.

    A quote may begin in the middle of what is replaced, so that its own words tell less than its text.
    """
    for _one, text in kind.texts(before):
        span = find(quote, text)
        if span:
            return _cut(text, span, replacer)
    return replacer.text(quote)


def _cut(text: str, span: tuple[int, int], replacer: Replacer) -> str:
    first, last = span
    out, place = [], first
    for change in replacer.changes(TextSpot("", "", text)):
        if change.end <= first or change.start >= last:
            continue
        out += [text[place : max(place, change.start)], change.after]
        place = max(place, change.end)
    return "".join([*out, text[place:last]])
