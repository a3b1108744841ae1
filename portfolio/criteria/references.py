"""The rule that everything named in a unit file exists in it, and that nothing is named twice.

Works on plain values that may still be wrong in other ways, so that all errors are told at once.
"""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from portfolio.criteria.kinds import UNIT_KINDS
from portfolio.criteria.plain import Path
from portfolio.criteria.readiness_checks import CHECKS

Complaint = tuple[Path, str]


def complaints(unit: Any) -> Iterator[Complaint]:
    """Yield the path and a sentence for each name that is unknown or used twice."""
    codes = _named(unit, "criteria", "code")
    stages = _named(unit, "stages", "id")
    yield from _twice(unit, "criteria", "code", "code")
    for part in ("stages", "concepts", "tips", "pitfalls"):
        yield from _twice(unit, part, "id", "id")
    for path, criterion in _items(unit, ("criteria",)):
        yield from _of_criterion(path, criterion, codes, stages)
    for path, tip in _items(unit, ("tips",)):
        yield from _known((*path, "stages"), tip, stages, "stage")
        yield from _known((*path, "criteria"), tip, codes, "criterion")
        yield from _beside(path, tip)
    for path, concept in _items(unit, ("concepts",)):
        yield from _beside(path, concept)
    for path, pitfall in _items(unit, ("pitfalls",)):
        yield from _known((*path, "harms"), pitfall, codes, "criterion")
        check = pitfall.get("check")
        if isinstance(check, str) and check not in CHECKS:
            yield (*path, "check"), _unknown("check", check, list(CHECKS))


def _of_criterion(
    path: Path, criterion: dict[str, Any], codes: list[str], stages: list[str]
) -> Iterator[Complaint]:
    stage = criterion.get("stage")
    if isinstance(stage, str) and stage not in stages:
        yield (*path, "stage"), _unknown("stage", stage, stages)
    yield from _known((*path, "accepts"), criterion, UNIT_KINDS, "kind")
    needs = criterion.get("needs")
    if isinstance(needs, dict):
        yield from _known((*path, "needs", "kinds"), needs, UNIT_KINDS, "kind")
        yield from _not_accepted((*path, "needs", "kinds"), needs, criterion)
    seen: list[str] = []
    for where, overlap in _items(criterion, ("overlaps",), path):
        code = overlap.get("criterion")
        if not isinstance(code, str):
            continue
        if code == criterion.get("code"):
            yield (*where, "criterion"), "Name another criterion: this one cannot overlap itself."
        elif code in seen:
            yield (*where, "criterion"), f"Take out one of the two overlaps with {code}."
        elif code not in codes:
            yield (*where, "criterion"), _unknown("criterion", code, codes)
        seen.append(code)


def _not_accepted(
    path: Path, needs: dict[str, Any], criterion: dict[str, Any]
) -> Iterator[Complaint]:
    accepts = criterion.get("accepts")
    for index, kind in _texts(needs.get("kinds")):
        if isinstance(accepts, list) and kind in UNIT_KINDS and kind not in accepts:
            yield (*path, index), f"Add {kind} to `accepts`, or do not need it."


def _known(
    path: Path, holder: dict[str, Any], known: Sequence[str], noun: str
) -> Iterator[Complaint]:
    """Check the list of names at the end of `path`."""
    seen: list[str] = []
    for index, name in _texts(holder.get(str(path[-1]))):
        if name not in known:
            yield (*path, index), _unknown(noun, name, known)
        elif name in seen:
            yield (*path, index), f"Take out this second {name}."
        seen.append(name)


def _beside(path: Path, holder: dict[str, Any]) -> Iterator[Complaint]:
    for index, field in _texts(holder.get("beside")):
        kind, dot, _name = field.partition(".")
        if dot and kind not in UNIT_KINDS:
            yield (*path, "beside", index), _unknown("kind", kind, UNIT_KINDS)


def _twice(unit: Any, part: str, key: str, noun: str) -> Iterator[Complaint]:
    seen: list[str] = []
    for path, item in _items(unit, (part,)):
        name = item.get(key)
        if isinstance(name, str) and name in seen:
            yield (*path, key), f"Choose another {noun}: {name} is already used in {part}."
        elif isinstance(name, str):
            seen.append(name)


def _unknown(noun: str, name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name, known, n=1)
    if near:
        return f"There is no {noun} {name}. Did you mean {near[0]}?"
    return (
        f"There is no {noun} {name}. Use one of: {', '.join(dict.fromkeys(known)) or 'none yet'}."
    )


def _named(unit: Any, part: str, key: str) -> list[str]:
    names = (item.get(key) for _path, item in _items(unit, (part,)))
    return [name for name in names if isinstance(name, str)]


def _items(holder: Any, key: Path, above: Path = ()) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield the path and value of each mapping in the list under `key`."""
    values = holder.get(key[0]) if isinstance(holder, dict) else None
    for index, item in enumerate(values if isinstance(values, list) else []):
        if isinstance(item, dict):
            yield (*above, *key, index), item


def _texts(values: Any) -> Iterator[tuple[int, str]]:
    for index, value in enumerate(values if isinstance(values, list) else []):
        if isinstance(value, str):
            yield index, value
