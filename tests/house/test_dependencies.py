"""What pyproject.toml declares and what the product imports are the same, or a reason says why not."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from tests.house.source import CODE, ROOT, every_source

UNIMPORTED = {
    "argon2-cffi": "Flask-Security hashes passwords by the name “argon2” (people/security.py)",
    "psycopg": "SQLAlchemy and Huey load it for an address that begins with postgresql",
    "tzdata": "zoneinfo reads it where the system has no time zones of its own",
}
"""Runtime dependencies that another library loads by name: each with who does."""


def normal(name: str) -> str:
    """Return a distribution's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared() -> set[str]:
    """Return the names of the runtime dependencies."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {normal(re.split(r"[\s\[<>=!~;]", line)[0]) for line in project["dependencies"]}


def modules_of(tree: ast.AST) -> Iterator[str]:
    """Yield what a file imports, by a statement or by `import_module("…")`."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (name.name for name in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module
            case ast.Call(
                func=ast.Name(id="import_module"), args=[ast.Constant(value=str(module)), *_]
            ):
                yield module


@cache
def imported() -> dict[str, str]:
    """Return the third-party packages that the product imports, each with one module that does."""
    found = {}
    for source in every_source():
        for module in modules_of(source.tree):
            top = module.partition(".")[0]
            if top not in sys.stdlib_module_names and top != CODE.name:
                found[top] = source.name
    return found


@cache
def installed() -> Mapping[str, list[str]]:
    """Return the installed distributions that hold each module."""
    return packages_distributions()


def distributions_of(module: str) -> set[str]:
    """Return the installed distributions that hold a module."""
    return {normal(name) for name in installed().get(module, [])}


@pytest.mark.parametrize("name", sorted(declared()))
def test_every_runtime_dependency_is_imported(name):
    used = set().union(*map(distributions_of, imported()))
    if name in UNIMPORTED:
        assert name not in used, f"{name} is imported now: take it out of UNIMPORTED in this test"
        return
    assert name in used, (
        f"Nothing in portfolio/ imports {name}. Take it out of `dependencies` in pyproject.toml, or move it "
        "to the group “dev” if only tests use it, then run scripts/lock. If a library loads it by name, "
        "say so in UNIMPORTED in this test."
    )


def test_every_import_is_a_runtime_dependency():
    undeclared = [
        f"{source} imports {module}, which is no runtime dependency. Declare what holds it "
        f"({', '.join(distributions_of(module)) or 'not installed'}) under `dependencies` in pyproject.toml, "
        "then run scripts/lock."
        for module, source in imported().items()
        if not distributions_of(module) & declared()
    ]
    assert undeclared == []


def test_what_is_excused_is_declared():
    assert set(UNIMPORTED) <= declared()


def pinned(name: str) -> dict[str, str]:
    """Return each line of a lock file that pins a version, by the distribution and where it is for."""
    lines = re.findall(r"^([\w.-]+)==([\w.]+)([^\\]*)", (ROOT / name).read_text(), re.MULTILINE)
    return {distribution + where.strip(): version for distribution, version, where in lines}


def test_the_tests_run_the_versions_that_an_installation_runs():
    runs, tests = pinned("requirements.lock"), pinned("requirements-dev.lock")
    apart = {name for name in runs.keys() & tests.keys() if runs[name] != tests[name]}
    assert not apart, "Run: scripts/lock " + " ".join(f"--upgrade-package {name}" for name in apart)
    assert len(runs.keys() & tests.keys()) > 50
