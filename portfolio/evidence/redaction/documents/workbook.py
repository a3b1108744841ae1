"""Excel workbooks: cells, hidden sheets, comments, names of sheets and ranges, headers, properties."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from portfolio.evidence.redaction.documents import parts
from portfolio.evidence.redaction.documents.document import INSTEAD, CantReplace, Document, Look
from portfolio.evidence.redaction.documents.parts import Element
from portfolio.evidence.redaction.documents.word import holds, pictures_unread, without_thumbnail
from portfolio.evidence.redaction.replacing import Replacer, TextSpot

_LONGEST_LABEL = 40
_STRINGS = "xl/sharedStrings.xml"
_BOOK = "xl/workbook.xml"
_PLACES = {
    "comment": "comment",
    "threadedComment": "comment",
    "drawing": "drawing",
    "chart": "chart",
    "docProps": "properties",
    "customXml": "properties",
    ".rels": "link",
    "persons": "comment",
    "pivot": "summary table",
    "table": "table",
}


@dataclass
class _Grid:
    """Where each shared string stands, and what stands above and left of each cell."""

    strings: list[str]
    places: dict[int, str] = field(default_factory=dict)
    labels: dict[int, list[str]] = field(default_factory=dict)
    inline: dict[Element, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    """Place and labels of each cell that holds its own words."""

    def labels_of(self, element: Element) -> tuple[str, ...]:
        """Return what stands beside the cells that show this string."""
        if parts.local(element) == "si":
            return tuple(self.labels.get(element.getparent().index(element), ()))
        return self.inline.get(element.getparent(), ("", ()))[1]


def look(data: bytes) -> Look:
    """Return every text of a workbook."""
    try:
        whole = parts.entries(data)
        spots = tuple(_spots(whole))
    except CantReplace as problem:
        return Look(unread=(str(problem),))
    return Look(spots, pictures_unread(whole))


def _spots(whole: dict[str, bytes]) -> Iterator[TextSpot]:
    trees = {name: parts.tree(data) for name, data in whole.items() if _is_searched(name)}
    grid = _grid(trees)
    for name, root in trees.items():
        if _is_sheet(name):
            yield from _cell_spots(name, root, grid)
        number = -1
        for block in parts.blocks(root):
            if _is_value(block.element):
                continue
            if name == _STRINGS and parts.local(block.element) == "si":
                number = block.element.getparent().index(block.element)
                place = grid.places.get(number, "a cell that was changed")
                yield TextSpot(
                    f"{name}:{number}", place, block.text, tuple(grid.labels.get(number, ()))
                )
            elif held := grid.inline.get(block.element.getparent()):
                yield TextSpot(name, held[0], block.text, held[1])
            else:
                yield TextSpot(name, _place(name, block.element), block.text)
        for element, _key, value in parts.attributes(root):
            yield TextSpot(f"{name}@", _place(name, element), parts.attribute_text(value))


def _is_searched(name: str) -> bool:
    return parts.is_xml(name) and name != "[Content_Types].xml" and "/theme/" not in name


def _is_sheet(name: str) -> bool:
    return name.startswith("xl/worksheets/") and name.endswith(".xml")


def _is_value(element: Element) -> bool:
    return parts.local(element) == "v" and parts.local(element.getparent()) == "c"


def _place(name: str, element: Element) -> str:
    known = parts.local(element)
    if name == _BOOK:
        return "name of a sheet" if known == "sheet" else "name of a range"
    if known in {
        "oddHeader",
        "evenHeader",
        "firstHeader",
        "oddFooter",
        "evenFooter",
        "firstFooter",
    }:
        return "page header"
    return next(
        (words for part, words in _PLACES.items() if part in name), "a cell or its settings"
    )


def _grid(trees: dict[str, Element]) -> _Grid:
    strings = trees.get(_STRINGS)
    texts = (
        []
        if strings is None
        else ["".join(b.text for b in parts.blocks(string)) for string in strings]
    )
    grid = _Grid(texts)
    for name, root in trees.items():
        if _is_sheet(name):
            for cell, value, labels in _cells(root, grid):
                grid.inline[cell] = _cell_place(name, cell), tuple(labels)
                if cell.get("t") == "s" and value.isdigit():
                    grid.places.setdefault(int(value), _cell_place(name, cell))
                    kept = grid.labels.setdefault(int(value), [])
                    kept += [label for label in labels if label not in kept]
    return grid


def _cell_place(name: str, cell: Element) -> str:
    sheet = name.rpartition("/")[2].removesuffix(".xml").removeprefix("sheet")
    return f"sheet {sheet}, cell {cell.get('r', '')}".rstrip()


def _cells(root: Element, grid: _Grid) -> Iterator[tuple[Element, str, list[str]]]:
    """Yield each cell of a sheet, its raw value, and its labels: the top of its column, its left neighbour."""
    top: dict[str, str] = {}
    for row in (element for element in root.iter() if parts.local(element) == "row"):
        left = ""
        for cell in (element for element in row if parts.local(element) == "c"):
            column = cell.get("r", "").rstrip("0123456789")
            value = next(
                (element.text or "" for element in cell if parts.local(element) == "v"), ""
            )
            shown = _shown(cell, value, grid)
            above = top.get(column, "")
            yield cell, value, [label for label in (above, left) if label]
            if column not in top and shown:
                top[column] = shown
            left = shown


def _shown(cell: Element, value: str, grid: _Grid) -> str:
    if cell.get("t") == "s" and value.isdigit() and int(value) < len(grid.strings):
        text = grid.strings[int(value)]
    elif cell.get("t") == "inlineStr":
        text = "".join(block.text for block in parts.blocks(cell))
    else:
        text = ""
    return text.strip() if len(text) <= _LONGEST_LABEL else ""


def _cell_spots(name: str, root: Element, grid: _Grid) -> Iterator[TextSpot]:
    for cell, value, labels in _cells(root, grid):
        if cell.get("t") != "s" and value:
            yield TextSpot(f"{name}:{cell.get('r')}", _cell_place(name, cell), value, tuple(labels))


def replace(data: bytes, replacer: Replacer) -> bytes:
    """Return the workbook with the details replaced; a number that is one becomes words."""
    whole = parts.entries(data)
    trees = {name: parts.tree(part) for name, part in whole.items() if _is_searched(name)}
    grid = _grid(trees)
    for name, root in trees.items():
        changed = _is_sheet(name) and _clean_values(root, grid, replacer)
        if parts.clean(root, replacer, grid.labels_of) or changed:
            whole[name] = parts.written(root)
    _refuse_same_names(trees)
    return parts.packed(without_thumbnail(whole))


def _clean_values(root: Element, grid: _Grid, replacer: Replacer) -> bool:
    changed = False
    for cell, value, labels in list(_cells(root, grid)):
        if cell.get("t") == "s" or not value:
            continue
        said = replacer.text(value, tuple(labels))
        if said == value:
            continue
        changed = True
        held = next(element for element in cell if parts.local(element) == "v")
        held.text = said
        if cell.get("t") != "inlineStr":
            cell.set("t", "str")
    return changed


def _refuse_same_names(trees: dict[str, Element]) -> None:
    """Refuse a workbook in which two sheets would have one name: no program opens it."""
    sheets = [
        element.get("name", "").casefold()
        for element in trees[_BOOK].iter()
        if parts.local(element) == "sheet"
    ]
    if len(set(sheets)) != len(sheets):
        raise CantReplace(f"Two sheets of this workbook would get the same name. {INSTEAD}")


WORKBOOK = Document(look, replace, "The small preview picture inside the file is taken out.", holds)
