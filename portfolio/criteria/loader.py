"""Reads one unit file strictly, telling every problem at once and never raising for its content."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from portfolio.criteria.compose import compose
from portfolio.criteria.model import Unit
from portfolio.criteria.plain import Path as KeyPath
from portfolio.criteria.plain import Plain, plain
from portfolio.criteria.problem import Problem
from portfolio.criteria.references import complaints
from portfolio.criteria.text import MAX_BYTES, Finding
from portfolio.criteria.wording import sentence

SUFFIX = ".yaml"
LONGEST_SENTENCE = 400


@dataclass(frozen=True)
class Loaded:
    """What became of one file: a unit, or the problems that stop it (never both)."""

    unit: Unit | None
    problems: tuple[Problem, ...]


def load(file: Path) -> Loaded:
    """Read a unit file; what cannot be opened is a problem too."""
    try:
        with file.open("rb") as opened:
            data = opened.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        said = getattr(error, "strerror", None) or error
        return _stopped(file, [((1, 1), f"This file cannot be opened ({said}).")])
    return read(data, file)


def read(data: bytes, file: Path) -> Loaded:
    """Read the bytes of a unit file; `file` is only named in the problems."""
    composed = compose(data)
    if composed.root is None:
        return _stopped(file, composed.findings)
    reading = plain(composed.root)
    reading.findings += composed.findings
    unit = _validated(reading, file)
    if unit is None or reading.findings:
        return _stopped(file, reading.findings)
    return Loaded(unit, ())


def _stopped(file: Path, findings: list[Finding]) -> Loaded:
    problems = {Problem(file, *place, _one_line(said)) for place, said in findings}
    return Loaded(None, tuple(sorted(problems)))


def _one_line(said: str) -> str:
    """Keep a sentence to one line of bearable length, whatever names from the file are in it."""
    line = " ".join(said.split())
    return line if len(line) <= LONGEST_SENTENCE else f"{line[:LONGEST_SENTENCE]}…"


def _validated(reading: Plain, file: Path) -> Unit | None:
    """Return the unit if pydantic takes it; notes everything wrong with shapes and names."""
    unit = None
    told_before = set(reading.told)
    try:
        unit = Unit.model_validate(reading.value)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            path = tuple(detail["loc"])
            if not reading.was_told(path):
                unknown = detail["type"] == "extra_forbidden"
                place = reading.keys[path] if unknown else reading.place(path)
                reading.findings.append((place, sentence(detail, _keys(path))))
                told_before.add(path)
    reading.told = told_before
    if not isinstance(reading.value, dict):
        return None
    for path, said in [*complaints(reading.value), *_misnamed(reading.value, file)]:
        if not reading.was_told(path):
            reading.findings.append((reading.place(path), said))
    return unit


def _misnamed(value: dict[str, Any], file: Path) -> list[tuple[KeyPath, str]]:
    name = value.get("unit")
    if not isinstance(name, str) or file.name == f"{name}{SUFFIX}":
        return []
    return [(("unit",), f"Call the file {name}{SUFFIX}, or the unit {file.stem}.")]


def _keys(path: KeyPath) -> dict[str, Any]:
    """Return the keys that belong where the last step of `path` stands."""
    here: Any = Unit
    for step in path[:-1]:
        if isinstance(step, str) and step in here.model_fields:
            here = _model_in(here.model_fields[step].annotation)
    return dict(here.model_fields)


def _model_in(annotation: Any) -> Any:
    """Return the model in `Source`, `tuple[Tip, ...]` and the like; the unit if there is none."""
    for argument in (annotation, *get_args(annotation)):
        if isinstance(argument, type) and issubclass(argument, BaseModel):
            return argument
    return Unit
