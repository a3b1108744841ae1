"""The kinds of evidence: `criteria/kinds.py` names them, the file with a kind's id declares it."""

from importlib import import_module

from portfolio.criteria.kinds import KIND_NAMES
from portfolio.evidence.kinds.fields import Kind


class KindNotDeclared(Exception):
    """A kind is named, but nothing says what it asks; the sentence says where to."""


def _declared(kind_id: str) -> Kind:
    place = f"{__name__}.{kind_id}"
    try:
        declared: Kind = getattr(import_module(place), kind_id.upper())
    except (ModuleNotFoundError, AttributeError) as problem:
        raise KindNotDeclared(
            f"portfolio/criteria/kinds.py names “{kind_id}”: "
            f"declare {kind_id.upper()} = Kind(…) in {place.replace('.', '/')}.py."
        ) from problem
    return declared


KINDS: dict[str, Kind] = {kind_id: _declared(kind_id) for kind_id in KIND_NAMES}
