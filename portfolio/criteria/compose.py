"""Turns YAML text into nodes with places, within limits, without ever following an alias or a tag.

PyYAML's event stream is read one event at a time, so depth and number of nodes are bounded before
anything is built and nothing here recurses.
"""

from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml import events as ev

from portfolio.criteria.text import HIDDEN, Finding, Place, hidden_words, text_of

MAX_DEPTH = 8
MAX_NODES = 10_000

TEXT = "tag:yaml.org,2002:str"
NULL = "tag:yaml.org,2002:null"
TOLD = "told"  # not a YAML tag: something was already said about this value
EMPTY = "This file is empty. Begin with `unit:` and its name; docs/criteria.md shows how."


@dataclass
class TextNode:
    """One value; `tag` says what YAML would make of it."""

    place: Place
    value: str
    tag: str


@dataclass
class ListNode:
    """A list of values."""

    place: Place
    items: list["Node"] = field(default_factory=list)


@dataclass
class GroupNode:
    """A group of keys with their values, in the file's order, twins included."""

    place: Place
    pairs: list[tuple["Node", "Node"]] = field(default_factory=list)


Node = TextNode | ListNode | GroupNode


@dataclass
class Composed:
    """The root node (None when the text could not be read to its end) and what is wrong with it."""

    root: Node | None = None
    findings: list[Finding] = field(default_factory=list)


class _LimitPassed(Exception):
    """Reading stops here; the finding is already noted."""


def compose(data: bytes) -> Composed:
    """Read the bytes of one YAML file; never raises for anything the bytes may hold."""
    findings: list[Finding] = []
    text = text_of(data, findings)
    if text is None:
        return Composed(None, findings)
    builder = _Builder(findings)
    reader = yaml.SafeLoader(text)
    try:
        while reader.check_event():
            builder.take(reader.get_event())  # type: ignore[no-untyped-call]
    except yaml.MarkedYAMLError as error:
        findings.append(_syntax(error))
    except _LimitPassed:
        pass
    except (ValueError, OverflowError):  # PyYAML's own slip on an escape such as "\UFFFFFFFF"
        place = (reader.line + 1, reader.column + 1)
        findings.append((place, "Write the character itself instead of this escape or number."))
    else:
        if _is_nothing(builder.root):
            findings.append(((1, 1), EMPTY))
            return Composed(None, findings)
        return Composed(builder.root, findings)
    return Composed(None, findings)


def _is_nothing(root: Node | None) -> bool:
    return root is None or (isinstance(root, TextNode) and root.tag == NULL and not root.value)


def _syntax(error: yaml.MarkedYAMLError) -> Finding:
    mark = error.problem_mark or error.context_mark
    said = " ".join(part for part in (error.context, error.problem) if part)
    return _place(mark), (
        "YAML cannot be read from here on. Look for a missing quote, colon, dash or indentation"
        f" at or just above this place ({said})."
    )


def _place(mark: Any) -> Place:
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _Builder:
    """Stacks events into nodes."""

    def __init__(self, findings: list[Finding]) -> None:
        self.findings = findings
        self.root: Node | None = None
        self.resolver: Any = yaml.resolver.Resolver()
        self.open: list[ListNode | GroupNode] = []
        self.keys: list[Node | None] = []  # for each open node, the key that waits for its value
        self.documents = 0
        self.nodes = 0

    def take(self, event: ev.Event) -> None:
        """Take the next event; raises _LimitPassed after noting why."""
        place = _place(event.start_mark)
        if isinstance(event, ev.DocumentStartEvent):
            self._document(event, place)
        elif isinstance(event, ev.AliasEvent):
            said = f"Write the text out here instead of the alias `*{event.anchor}`."
            self.findings.append((place, said))
            self._add(TextNode(place, "", TOLD))
        elif isinstance(event, (ev.ScalarEvent, ev.CollectionStartEvent)):
            self._node(event, place)
        elif isinstance(event, ev.CollectionEndEvent):
            self.open.pop()
            self.keys.pop()

    def _document(self, event: ev.DocumentStartEvent, place: Place) -> None:
        self.documents += 1
        if self.documents > 1:
            self._stop(place, "Keep one unit to a file: take out this `---` and what follows it.")
        if event.version or event.tags:
            self.findings.append((place, "Take out the line that begins with `%`."))

    def _stop(self, place: Place, sentence: str) -> None:
        self.findings.append((place, sentence))
        raise _LimitPassed

    def _node(self, event: ev.ScalarEvent | ev.CollectionStartEvent, place: Place) -> None:
        if event.anchor:
            self.findings.append((place, f"Take out the anchor `&{event.anchor}`."))
        if event.tag:
            short = event.tag.replace("tag:yaml.org,2002:", "!!")
            self.findings.append((place, f"Take out the tag `{short}`: every value is text."))
        if isinstance(event, ev.ScalarEvent):
            self._text(event, place)
        else:
            group = isinstance(event, ev.MappingStartEvent)
            self._open(GroupNode(place) if group else ListNode(place))

    def _text(self, event: ev.ScalarEvent, place: Place) -> None:
        tag = TEXT
        hidden = HIDDEN.search(event.value)
        if hidden:
            self.findings.append((place, f"{hidden_words(hidden.group())} in this text."))
            tag = TOLD
        elif not event.tag:
            tag = self.resolver.resolve(yaml.ScalarNode, event.value, event.implicit)
        self._add(TextNode(place, event.value, tag))

    def _open(self, node: ListNode | GroupNode) -> None:
        if len(self.open) >= MAX_DEPTH:
            self._stop(node.place, f"Take a level out: this is nested more than {MAX_DEPTH} deep.")
        self._add(node)
        self.open.append(node)
        self.keys.append(None)

    def _add(self, node: Node) -> None:
        self.nodes += 1
        if self.nodes > MAX_NODES:
            self._stop(node.place, f"Shorten this file: it has more than {MAX_NODES} values.")
        if not self.open:
            self.root = node
            return
        parent, key = self.open[-1], self.keys[-1]
        if isinstance(parent, ListNode):
            parent.items.append(node)
        elif key is None:
            self.keys[-1] = node
        else:
            parent.pairs.append((key, node))
            self.keys[-1] = None
