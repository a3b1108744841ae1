"""The whole portfolio as JSON, with a version of its shape; it reads back value for value."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from portfolio.exports.dossier import Dossier
from portfolio.exports.formats.format import ExportProblem, Format, Progress, silent

SCHEMA = "learner-portfolio/1"
"""Names the shape; the number goes up when an older reader could misread a newer file."""

_DOSSIER = TypeAdapter(Dossier)


class NotAPortfolio(ExportProblem):
    """The file is not a portfolio this version can read."""


def write(
    dossier: Dossier,
    out: Path,
    progress: Progress = silent,
    designs: Sequence[Path] = (),  # noqa: ARG001 every format is called alike
) -> None:
    """Write the dossier with sorted names; photos are base64, times carry their offset."""
    content = {"schema": SCHEMA, "portfolio": _DOSSIER.dump_python(dossier, mode="json")}
    part = out.with_name(out.name + ".part")
    part.write_text(
        json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
    )
    part.replace(out)
    progress(1, 1, "Finished")


def read(path: Path) -> Dossier:
    """Read a portfolio back. Raises NotAPortfolio when the file is another thing or of another version."""
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as problem:
        raise NotAPortfolio(
            f"{path.name} is not JSON: {problem}. Choose a file this product exported."
        ) from problem
    found = content.get("schema") if isinstance(content, dict) else None
    if found != SCHEMA:
        raise NotAPortfolio(
            f"{path.name} says its shape is {found!r}; this version reads {SCHEMA!r}. "
            "Export it again with the same version of the product."
        )
    try:
        return _DOSSIER.validate_json(json.dumps(content.get("portfolio")))
    except ValidationError as problem:
        first = problem.errors()[0]
        where = ".".join(str(step) for step in first["loc"])
        raise NotAPortfolio(
            f"{path.name} is damaged at {where}: {first['msg']}. Export it again."
        ) from problem


FORMAT = Format("json", "Everything, for another program", "application/json", ".json", write)
