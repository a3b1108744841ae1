"""What history is told about a kind of row: its name, whose chain it belongs in, what of it is recorded, what is undone."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Select, Uuid, literal, select
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.orm.util import identity_key

from portfolio.base.db import Model
from portfolio.history.model import CENTRE_CHAIN

Row = TypeVar("Row", bound=Model)
Content = dict[str, Any]
Check = Callable[[UUID], Iterable[str]]
Rows = Select[UUID, UUID]
"""Ids of rows, each with the id of the learner in whose chain its entry belongs."""


@dataclass(frozen=True)
class Switch:
    """Something that is done and undone: which action does it, which undo it, and of which rows it holds now."""

    on: str
    off: Collection[str]
    where: ColumnElement[bool]


@dataclass(frozen=True)
class Subject(Generic[Row]):
    """One kind of row that entries are about. Writer and verifier read it by the same declaration."""

    name: str
    """As entries of the chain call it; never changed, because entries are not."""
    model: type[Row]
    chain: tuple[InstrumentedAttribute[UUID], ...] = ()
    """The way from the row to its learner, foreign key by foreign key; none: it is the centre's."""
    content: Callable[[Row], Content | None] | None = None
    """What is recorded of a row, and read back; None where such a row has no such content.

    Without it nothing is read back: entries hold what was said when they were written.
    """
    where: tuple[ColumnElement[bool], ...] = ()
    """Which rows must have an entry that holds their content; all of them where it names no condition."""
    actions: Collection[str] = ()
    """The actions whose entries hold the content; none named: all."""
    version: Callable[[Row], int] = lambda _row: 1
    switches: tuple[Switch, ...] = ()
    checks: tuple[Check, ...] = ()
    """What else must agree: each takes a learner's id and yields a sentence for each fault."""

    def holds_content(self, action: str) -> bool:
        """Whether an entry of this action holds the content of its row."""
        return self.content is not None and (not self.actions or action in self.actions)

    def content_of(self, row: Row) -> Content:
        """Return what is recorded of a row; nothing where nothing is."""
        return (self.content(row) if self.content else None) or {}

    def chain_of(self, session: Session, row: Row) -> UUID:
        """Return the chain of a row: its learner's id, or the centre's chain."""
        if not self.chain:
            return CENTRE_CHAIN
        found: UUID = getattr(row, self.chain[0].key)
        for column in self.chain[1:]:
            found = getattr(held_row(session, _class_of(column), found), column.key)
        return found

    def rows(self, *conditions: ColumnElement[bool]) -> Rows:
        """Select the ids of this kind of row, each with its chain, as `chain_of` finds it."""
        owner = self.chain[-1] if self.chain else literal(CENTRE_CHAIN, Uuid()).label("chain")
        found = select(identity_of(self.model), owner).select_from(self.model)
        for key, column in pairwise(self.chain):
            found = found.join(_class_of(column), identity_of(_class_of(column)) == key)
        return found.where(*conditions)


def held_row(session: Session, model: type[Row], identity: UUID) -> Row | None:
    """Return a row as the session holds it, or read it, or None where there is none.

    Inside `write()` `get` reads afresh, and would unload the lists of whoever holds the row.
    """
    held = session.identity_map.get(identity_key(model, identity))
    return held if isinstance(held, model) else session.get(model, identity)


def identity_of(model: Any) -> InstrumentedAttribute[UUID]:
    """Return the column by which a model's rows are known; each has a UUID of this name."""
    found: InstrumentedAttribute[UUID] = model.id
    return found


def _class_of(column: InstrumentedAttribute[UUID]) -> type[Model]:
    found: type[Model] = column.property.parent.class_
    return found


def row_id(row: Any) -> UUID:
    """Return the id of a row."""
    found: UUID = row.id
    return found
