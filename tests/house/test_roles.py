"""A role is named in one place, so that who may do what can be read, and changed, there."""

import ast
from collections.abc import Iterator
from pathlib import Path

import portfolio
from portfolio.people.roles import Role

PACKAGE = Path(portfolio.__file__).parent
NAMES = {role.value for role in Role}
ROLES = "people/roles.py"
FROZEN = "base/migrations/versions/"
"""A migration says what was true when it was written."""
TABLES = ("exports/formats/sqlite_tables.py", "exports/formats/sqlite_rows.py")
"""Here the same words are the names of tables in a file that somebody reads with other tools."""
NAMING = {"label", "get", "argument", "counted"}
"""Calls whose argument names a column, a form's field, a command's argument, or what is counted."""


def name_of(function: ast.expr) -> str:
    """Return by which name a function is called."""
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def literals(tree: ast.AST) -> Iterator[ast.Constant]:
    """Yield each text that is a role's name and names no key, column, field or argument."""
    named: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Dict):
            named |= {id(key) for key in node.keys}
        elif isinstance(node, ast.Subscript):
            named.add(id(node.slice))
        elif isinstance(node, ast.Call) and name_of(node.func) in NAMING:
            named |= {id(argument) for argument in node.args}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and node.value in NAMES and id(node) not in named:
            yield node


def spelled(source: str) -> list[int]:
    """Return the lines on which a role is spelled."""
    return [node.lineno for node in literals(ast.parse(source))]


def test_no_other_module_spells_a_role():
    found = [
        f"{module}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not (module := path.relative_to(PACKAGE).as_posix()).startswith(FROZEN)
        and module not in (ROLES, *TABLES)
        for line in spelled(path.read_text(encoding="utf-8"))
    ]
    assert not found, (
        f"A role is spelled as text in {', '.join(found)}. Use a permission of portfolio/people/roles.py "
        "(@guarded(*READS_PORTFOLIOS), person.has(*DECIDES)), or Role where somebody's role itself is meant."
    )


def test_a_spelled_role_would_be_found():
    assert spelled('@guarded("learner")\ndef view(): ...') == [1]
    assert spelled('person.has("iqa") or role == "administrator"') == [1, 1]
    assert spelled('{"learner": row["assessor"], "a": request.args.get("learner", "")}') == []
