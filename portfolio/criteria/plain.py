"""Turns composed nodes into plain texts, lists and mappings, and remembers where each one stands.

Every value must be text: what YAML would read as something else (`no`, `1.10`, `12:30`) is refused
with the advice to quote it, and so is a key that stands twice.
"""

from dataclasses import dataclass, field
from typing import Any

from portfolio.criteria.compose import NULL, TEXT, TOLD, GroupNode, ListNode, Node, TextNode
from portfolio.criteria.text import Finding, Place

Path = tuple[str | int, ...]


@dataclass
class Plain:
    """Plain values with their places.

    `places` and `keys` hold where each value and its key begin; `told` holds the paths about which
    something was already said, so that nobody is told twice.
    """

    value: Any = None
    places: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)
    told: set[Path] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)

    def place(self, path: Path) -> Place:
        """Return where the value at `path` begins, or its nearest parent that exists."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def was_told(self, path: Path) -> bool:
        """Say whether something was already said about this value or one that holds it."""
        return any(path[:length] in self.told for length in range(len(path) + 1))

    def tell(self, path: Path, place: Place, sentence: str) -> None:
        """Note what is wrong with the value at `path`."""
        self.told.add(path)
        self.findings.append((place, sentence))


def plain(root: Node) -> Plain:
    """Return the plain values of a composed file (bounded depth, so recursion is safe)."""
    reading = Plain()
    reading.value = _value(root, (), reading)
    return reading


def _value(node: Node, path: Path, reading: Plain) -> Any:
    reading.places[path] = node.place
    if isinstance(node, GroupNode):
        return _mapping(node, path, reading)
    if isinstance(node, ListNode):
        return [_value(item, (*path, index), reading) for index, item in enumerate(node.items)]
    return _scalar(node, path, reading)


def _scalar(node: TextNode, path: Path, reading: Plain) -> str:
    value: str = node.value
    if node.tag == TOLD:
        reading.told.add(path)
    elif node.tag == NULL and not value:
        sentence = 'Write a text here, or "" to leave it empty.'
        reading.tell(path, reading.keys.get(path, node.place), sentence)
    elif node.tag != TEXT:
        reading.tell(path, node.place, f'Put this in quotes: "{value}". Every value is text.')
    return value


def _mapping(node: GroupNode, path: Path, reading: Plain) -> dict[str, Any]:
    values: dict[str, Any] = {}
    first_lines: dict[str, int] = {}
    for key, item in node.pairs:
        name = _key(key, reading)
        if name is None:
            continue
        if name in values:
            sentence = f"Take out one `{name}`: it already stands on line {first_lines[name]}."
            reading.findings.append((key.place, sentence))
            continue
        first_lines[name] = key.place[0]
        reading.keys[*path, name] = key.place
        values[name] = _value(item, (*path, name), reading)
    return values


def _key(key: Node, reading: Plain) -> str | None:
    """Return the key's name; a key that isn't text is noted and left out."""
    if isinstance(key, TextNode) and key.tag == TEXT:
        name: str = key.value
        return name
    if not isinstance(key, TextNode):
        reading.findings.append((key.place, "Use one word as the key here."))
    elif key.tag != TOLD:
        reading.findings.append(
            (key.place, f"`{key.value}` cannot be a key. docs/criteria.md lists the keys.")
        )
    return None
