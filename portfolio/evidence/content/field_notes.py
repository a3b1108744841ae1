"""Tips and key ideas of a learner's units that stand beside the field where they help."""

from collections.abc import Iterable
from dataclasses import dataclass

from portfolio.criteria.model import Unit
from portfolio.evidence.kinds.fields import Kind


@dataclass(frozen=True)
class Note:
    """A tip, or a key idea with its title."""

    text: str
    title: str = ""


def notes_beside(kind: Kind, units: Iterable[Unit]) -> dict[str, tuple[Note, ...]]:
    """Return the notes of each field by its name, tips first; one that two units share stands once."""
    read = tuple(units)
    return {
        field.name: tuple(
            dict.fromkeys([*_tips(read, kind, field.name), *_ideas(read, kind, field.name)])
        )
        for field in kind.fields
    }


def _tips(units: tuple[Unit, ...], kind: Kind, field: str) -> Iterable[Note]:
    return (Note(tip.text) for unit in units for tip in unit.tips_beside(kind.id, field))


def _ideas(units: tuple[Unit, ...], kind: Kind, field: str) -> Iterable[Note]:
    ideas = (idea for unit in units for idea in unit.concepts_beside(kind.id, field))
    return (Note(idea.text, idea.title) for idea in ideas)
