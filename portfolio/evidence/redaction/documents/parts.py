"""Word and Excel files part by part: every text of every XML part, also what no program shows."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from lxml import etree

from portfolio.evidence.redaction.documents.document import INSTEAD, CantReplace
from portfolio.evidence.redaction.replacing import Change, Replacer, TextSpot

Element = Any
"""lxml's element; it comes without types."""

_MOST_XML = 30_000_000
_CONTAINERS = re.compile(
    r"\{http://(?:schemas\.openxmlformats\.org/(?:wordprocessingml/2006/main|drawingml/2006/main)|"
    r"purl\.oclc\.org/ooxml/(?:wordprocessingml|drawingml)/main)\}p"
    r"|\{http://(?:schemas\.openxmlformats\.org/spreadsheetml/2006/main|"
    r"purl\.oclc\.org/ooxml/spreadsheetml/main)\}(?:si|is|text)"
)
_JOINED = frozenset({"t", "delText"})
_CODES = frozenset({"instrText", "delInstrText"})
_BREAKS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TELLING = re.compile(
    r"@|^(?:mailto|tel|sms|callto|sip):|[^\W\d_][^\w]+\w|\+?\d[\d \-()]{8,}|%40", re.IGNORECASE
)
_XML = re.compile(r"\.(?:xml|rels|vml)$", re.IGNORECASE)
_THUMBNAIL = re.compile(r"^docProps/thumbnail\.|/thumbnail\.", re.IGNORECASE)
_PICTURE = re.compile(r"\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp|heic)$", re.IGNORECASE)


@dataclass
class TextRun:
    """A stretch of a text: an element whose text (or tail) it is, or a break that stands between."""

    element: Element
    text: str
    tail: bool = False

    def say(self, text: str) -> None:
        """Let the element hold this text instead."""
        self.text = text
        if self.element is None:
            return
        if self.tail:
            self.element.tail = text
        else:
            self.element.text = text


@dataclass
class TextBlock:
    """Runs that read as one text: a paragraph, a cell; and the element they stand in."""

    element: Element
    runs: list[TextRun] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What a reader reads."""
        return "".join(run.text for run in self.runs)

    def change(self, changes: list[Change]) -> None:
        """Put each change into the runs it covers: the first says it, the others lose what they said."""
        for change in reversed(changes):
            place, said = 0, False
            for run in self.runs:
                first, last = place, place + len(run.text)
                place = last
                if last <= change.start or first >= change.end:
                    continue
                before = run.text[: max(0, change.start - first)]
                after = run.text[max(0, change.end - first) :]
                run.say(before + ("" if said else change.after) + after)
                said = said or run.element is not None


def entries(data: bytes) -> dict[str, bytes]:
    """Return the parts of a package by name. Raises CantReplace when one is too large."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        if sum(entry.file_size for entry in package.infolist()) > _MOST_XML * 4:
            raise CantReplace(f"This file unpacks to too much for us to look inside. {INSTEAD}")
        return {
            entry.filename: package.read(entry)
            for entry in package.infolist()
            if not entry.is_dir()
        }


def packed(parts: dict[str, bytes]) -> bytes:
    """Return a package of these parts, in their order, with no dates, comments or other leftovers."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, data)
    return out.getvalue()


def is_xml(name: str) -> bool:
    """Whether a part is XML."""
    return bool(_XML.search(name))


def is_thumbnail(name: str) -> bool:
    """Whether a part is the small picture of the first page that office programs keep."""
    return bool(_THUMBNAIL.search(name))


def pictures_in(parts: dict[str, bytes]) -> int:
    """Return how many pictures a package holds."""
    return sum(1 for name in parts if _PICTURE.search(name) and not is_thumbnail(name))


def tree(data: bytes) -> Element:
    """Parse a part; nothing outside it is read. Raises CantReplace when it has a document type or is broken."""
    if len(data) > _MOST_XML or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise CantReplace(f"We can’t look inside this file safely. {INSTEAD}")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise CantReplace(f"A part of this file is broken. {INSTEAD}") from problem


def written(root: Element) -> bytes:
    """Return a part's bytes."""
    data: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return data


def local(element: Element) -> str:
    """Return an element's name without its namespace; nothing for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def blocks(root: Element) -> Iterator[TextBlock]:
    """Yield every text of a part once: paragraphs and cells whole, anything else by itself."""
    found: list[TextBlock] = []
    _visit(root, None, None, found)
    return (block for block in found if block.text.strip())


def _visit(
    element: Element, block: TextBlock | None, codes: TextBlock | None, found: list[TextBlock]
) -> None:
    name = local(element)
    if isinstance(element.tag, str) and _CONTAINERS.fullmatch(element.tag):
        block, codes = TextBlock(element), TextBlock(element)
        found += [block, codes]
    if block is not None and name in _BREAKS:
        block.runs.append(TextRun(None, _BREAKS[name]))
    elif element.text:
        home = block if name in _JOINED else codes if name in _CODES else None
        if home is None:
            home = TextBlock(element)
            found.append(home)
        home.runs.append(TextRun(element, element.text))
    for child in element:
        _visit(child, block, codes, found)
        if child.tail and child.tail.strip():
            found.append(TextBlock(element, [TextRun(child, child.tail, tail=True)]))


def attributes(root: Element) -> Iterator[tuple[Element, str, str]]:
    """Yield the attributes whose values may be words, numbers or addresses: (element, name, value)."""
    for element in root.iter():
        if isinstance(element.tag, str):
            for name, value in element.attrib.items():
                if _TELLING.search(value) and not value.startswith(
                    ("http://schemas.", "urn:schemas")
                ):
                    yield element, name, value


def attribute_text(value: str) -> str:
    """Return an attribute's value as it is searched: a link's target with its signs decoded."""
    return unquote(value) if "%" in value else value


def clean(root: Element, replacer: Replacer, labels: Callable[[Element], tuple[str, ...]]) -> bool:
    """Replace the chosen details in every text and attribute of a part; whether anything changed."""
    changed = False
    for block in blocks(root):
        changes = replacer.changes(TextSpot("", "", block.text, labels(block.element)))
        if changes:
            block.change(changes)
            changed = True
    for element, name, value in list(attributes(root)):
        said = replacer.text(attribute_text(value))
        if said != attribute_text(value):
            element.set(name, "about:blank" if local(element) == "Relationship" else said)
            changed = True
    return changed


def texts_of(parts: dict[str, bytes]) -> Iterator[str]:
    """Yield every part as text: XML with and without its tags, anything else in two encodings."""
    for name, data in parts.items():
        yield name
        if is_xml(name):
            text = data.decode("utf-8", "replace")
            yield text
            yield re.sub(r"<[^>]*>", "", text)
        else:
            yield data.decode("latin-1")
            yield data.decode("utf-16-le", "ignore")
