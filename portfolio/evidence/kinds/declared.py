"""Finds what a kind of evidence declares: in the file with its id, under its id in capitals."""

from importlib import import_module

from portfolio.evidence.kinds.fields import Kind

PACKAGE = "portfolio.evidence.kinds"


class KindNotDeclared(Exception):
    """A kind is named, but nothing says what it asks; the sentence says where to."""


def declared(kind_id: str) -> Kind:
    """Return the kind with this id. Raises KindNotDeclared."""
    place = f"{PACKAGE}.{kind_id}"
    try:
        kind: Kind = getattr(import_module(place), kind_id.upper())
    except (ModuleNotFoundError, AttributeError) as problem:
        raise KindNotDeclared(
            f"portfolio/criteria/kinds.py names “{kind_id}”: "
            f"declare {kind_id.upper()} = Kind(…) in {place.replace('.', '/')}.py."
        ) from problem
    return kind
