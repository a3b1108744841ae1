"""The product's modules as they are written, each read and parsed once for all tests of the house."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
CODE = ROOT / "portfolio"


@dataclass(frozen=True)
class Source:
    """A module: its name below `portfolio/`, its text, and what the parser made of it."""

    name: str
    text: str
    tree: ast.Module

    @property
    def strings(self) -> set[str]:
        """Every string of the module; what is put into an f-string when running becomes `*`."""
        names, inside = set(), set()
        for node in ast.walk(self.tree):  # an f-string comes before its parts
            if isinstance(node, ast.JoinedStr):
                inside |= {id(part) for part in node.values}
                parts = (
                    part.value if isinstance(part, ast.Constant) else "*" for part in node.values
                )
                names.add("".join(map(str, parts)))
            elif (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and id(node) not in inside
            ):
                names.add(node.value)
        return names


@cache
def every_source() -> tuple[Source, ...]:
    """Return every module of the product, in order of path."""
    return tuple(
        Source(str(path.relative_to(CODE)), text := path.read_text(), ast.parse(text))
        for path in sorted(CODE.rglob("*.py"))
    )


def sources() -> list[Source]:
    """Return every module of the product but the migrations, which Alembic wrote."""
    return [source for source in every_source() if "migrations/" not in source.name]
