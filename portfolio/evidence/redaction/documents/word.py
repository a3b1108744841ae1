"""Word documents: body, tables, headers, notes, comments, tracked deletions, text boxes, links, properties."""

import re
from collections.abc import Iterator
from functools import partial

from portfolio.base.formatting import plural
from portfolio.evidence.redaction.documents import parts
from portfolio.evidence.redaction.documents.document import CantReplace, Document, Look
from portfolio.evidence.redaction.documents.parts import Element
from portfolio.evidence.redaction.replacing import Replacer, TextSpot

_LONGEST_LABEL = 40
_PLACES = (
    (re.compile(r"header\d*\.xml$"), "page header"),
    (re.compile(r"footer\d*\.xml$"), "page footer"),
    (re.compile(r"comments\w*\.xml$|people\.xml$"), "comment"),
    (re.compile(r"(?:foot|end)notes\.xml$"), "footnote"),
    (re.compile(r"^docProps/|^customXml/"), "properties"),
    (re.compile(r"\.rels$"), "link"),
    (re.compile(r"^word/charts/|^word/diagrams/"), "drawing"),
)
_AROUND = {
    "txbxContent": "text box",
    "del": "deleted text",
    "moveFrom": "deleted text",
    "tc": "table",
}


def look(data: bytes) -> Look:
    """Return every text of a Word document."""
    try:
        whole = parts.entries(data)
        spots = tuple(_spots(whole))
    except CantReplace as problem:
        return Look(unread=(str(problem),))
    return Look(spots, pictures_unread(whole) + _packed_unread(whole))


def _spots(whole: dict[str, bytes]) -> Iterator[TextSpot]:
    for name, data in whole.items():
        if parts.is_xml(name) and name != "[Content_Types].xml":
            root = parts.tree(data)
            labels = _labels(root)
            for number, block in enumerate(parts.blocks(root)):
                place = _place(name, block.element)
                yield TextSpot(
                    f"{name}:{number}", place, block.text, labels.get(_home(block.element), ())
                )
            for number, (element, key, value) in enumerate(parts.attributes(root)):
                yield TextSpot(
                    f"{name}@{number}",
                    _attribute_place(name, element, key),
                    parts.attribute_text(value),
                )


def _place(name: str, element: Element) -> str:
    for pattern, words in _PLACES:
        if pattern.search(name):
            return words
    for ancestor in (element, *element.iterancestors()):
        if around := _AROUND.get(parts.local(ancestor)):
            return around
    if any(parts.local(inner) == "delText" for inner in element.iter()):
        return "deleted text"
    return "text"


def _attribute_place(name: str, element: Element, key: str) -> str:
    if parts.local(element) == "Relationship":
        return "link"
    if key.rpartition("}")[2] in {"descr", "title", "alt"}:
        return "description of a picture"
    return _place(name, element)


def _labels(root: Element) -> dict[Element, tuple[str, ...]]:
    """Return, for each cell of a table, what stands left of it and at the top of its column."""
    found: dict[Element, tuple[str, ...]] = {}
    for table in (element for element in root.iter() if parts.local(element) == "tbl"):
        rows = [
            [cell for cell in row if parts.local(cell) == "tc"]
            for row in table
            if parts.local(row) == "tr"
        ]
        top = [_words(cell) for cell in rows[0]] if rows else []
        for row in rows:
            left = ""
            for column, cell in enumerate(row):
                above = top[column] if row is not rows[0] and column < len(top) else ""
                found[cell] = tuple(dict.fromkeys(label for label in (left, above) if label))
                left = _words(cell)
    return found


def _words(cell: Element) -> str:
    text = " ".join(block.text for block in parts.blocks(cell)).strip()
    return text if len(text) <= _LONGEST_LABEL else ""


def _home(element: Element) -> Element:
    """Return the cell an element stands in, or the element."""
    for ancestor in element.iterancestors():
        if parts.local(ancestor) == "tc":
            return ancestor
    return element


def pictures_unread(whole: dict[str, bytes]) -> tuple[str, ...]:
    """Return a sentence about pictures inside, which we can't read."""
    count = parts.pictures_in(whole)
    if not count:
        return ()
    return (
        f"There {plural(count, 'is a picture', 'are {} pictures')} inside. We can’t read pictures: look for yourself.",
    )


def _packed_unread(whole: dict[str, bytes]) -> tuple[str, ...]:
    count = sum(1 for name in whole if "/embeddings/" in name)
    return (
        (
            f"{count} other file{'s are' if count > 1 else ' is'} packed inside. We can’t look there.",
        )
        if count
        else ()
    )


def replace(data: bytes, replacer: Replacer) -> bytes:
    """Return the document with the details replaced and the picture of its first page gone."""
    whole = parts.entries(data)
    for name, part in whole.items():
        if parts.is_xml(name) and name != "[Content_Types].xml":
            root = parts.tree(part)
            labels_of = partial(_labels_of, _labels(root))
            if parts.clean(root, replacer, labels_of):
                whole[name] = parts.written(root)
    return parts.packed(without_thumbnail(whole))


def _labels_of(known: dict[Element, tuple[str, ...]], element: Element) -> tuple[str, ...]:
    return known.get(_home(element), ())


def without_thumbnail(whole: dict[str, bytes]) -> dict[str, bytes]:
    """Return a package without the small picture of its first page, and without the link to it."""
    if not any(parts.is_thumbnail(name) for name in whole):
        return whole
    left = {name: data for name, data in whole.items() if not parts.is_thumbnail(name)}
    root = parts.tree(left["_rels/.rels"])
    for relation in list(root):
        if parts.is_thumbnail(relation.get("Target", "").lstrip("/")):
            root.remove(relation)
    left["_rels/.rels"] = parts.written(root)
    return left


def holds(data: bytes) -> tuple[str, ...]:
    """Return every text of every part, unpacked."""
    return tuple(parts.texts_of(parts.entries(data)))


WORD = Document(look, replace, "The small preview picture inside the file is taken out.", holds)
