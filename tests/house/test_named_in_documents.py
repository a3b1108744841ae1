"""What documents name in code type exists: paths, modules and what stands in them, words of the code."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from portfolio.exports.formats import FORMATS
from portfolio.outsiders import link_guesses

ROOT = Path(__file__).parents[2]
WRITTEN = {"settings.md"}
"""Made by a command from the code itself, which a test compares."""
DOCUMENTS = sorted(
    [ROOT / "README.md", ROOT / "CONTRIBUTING.md"]
    + [path for path in (ROOT / "docs").glob("*.md") if path.name not in WRITTEN]
)
HOMES = ("", "portfolio", "templates", "tests")
"""Where a path may begin."""
MADE = re.compile(
    r"^(\./portfolio-home|portfolio/shipped|translations/$|Europe/|demo-home|HOME|translations/LANGUAGE|messages|\.venv|/|portfolio\.db|secret\.key|finished)"
)
"""How the name of something begins that only a home, or a machine, has."""
FROM_ELSEWHERE = {"govuk-frontend", "pdf/ua-1", "application/pdf"}


def named(document: Path) -> list[str]:
    """Return what a document sets in code type, blocks left out."""
    words = re.sub(r"^```.*?^```", "", document.read_text(), flags=re.MULTILINE | re.DOTALL)
    return re.findall(r"`([^`\n]+)`", words)


def is_path(name: str) -> bool:
    return bool(
        re.fullmatch(
            r"[\w.*-]+(/[\w.*{},-]*)+(\([^)]*\))?|[\w-]+\.(py|html|md|toml|yaml|svg|txt|lock)", name
        )
    )


@cache
def names_in(module: Path) -> frozenset[str]:
    """Return the names that a module defines or imports, in classes too."""
    tree = ast.parse(module.read_text())
    found: set[str] = set()
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                found.add(name)
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case ast.Attribute(attr=name):
                found.add(name)
    return frozenset(found)


@cache
def words_of_the_code() -> frozenset[str]:
    """Return every word that stands in code, templates, units, settings and commands."""
    files = [
        path
        for folder in (
            "portfolio",
            "templates",
            "exports",
            "criteria",
            "frontend/src",
            "scripts",
            "tests",
            "bench",
        )
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".html", ".yaml", ".scss", ".js", ".css", ""} and path.is_file()
    ]
    files += [ROOT / "pyproject.toml", ROOT / "Makefile"]
    text = "\n".join(path.read_text(errors="replace") for path in files)
    return frozenset(re.findall(r"[\w-]+", text)) | frozenset(re.findall(r"\w+", text))


def exists(name: str) -> bool:
    """Whether a path leads somewhere; a module may be named without its ending, with a name inside it."""
    bare = re.sub(r"\(.*\)$", "", name).rstrip("/")
    for home in HOMES:
        there = ROOT / home
        if any(there.glob(bare)) or (there / f"{bare}.py").exists():
            return True
        module, _, inside = bare.rpartition(".")
        if inside and (there / f"{module}.py").exists():
            return inside in names_in(there / f"{module}.py")
    if "/" in bare:
        return False
    suffixes = ("portfolio/**/*.py", "tests/**/*.py", "criteria/*.yaml")
    return any(path.name == bare for pattern in suffixes for path in ROOT.glob(pattern))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_path_in_a_document_leads_somewhere(document):
    paths = [name for name in named(document) if is_path(name) and not MADE.match(name)]
    assert [name for name in paths if name not in FROM_ELSEWHERE and not exists(name)] == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_name_in_a_document_is_one_of_the_code(document):
    names = [
        name
        for name in named(document)
        if re.fullmatch(r"@?[A-Za-z_][\w.]*(\(.*\))?", name) and not is_path(name)
    ]
    unknown = [
        name
        for name in names
        if not set(re.sub(r"\(.*\)$", "", name).lstrip("@").split(".")) <= words_of_the_code()
    ]
    assert unknown == []


SPELLED = {4: "four", 5: "five", 6: "six", 7: "seven"}
RULES = (
    ("docs/architecture.md", f"past {link_guesses.MOST_GUESSES} links in a quarter of an hour"),
    ("README.md", f"`--format {FORMATS[0].name}` or one of {SPELLED[len(FORMATS) - 1]} others"),
)
"""Sentences with a number that the code decides."""


@pytest.mark.parametrize(("document", "sentence"), RULES)
def test_a_number_that_the_code_decides_is_the_documents_too(document, sentence):
    assert sentence in (ROOT / document).read_text()


@pytest.mark.parametrize("format_of_export", FORMATS, ids=lambda each: each.name)
def test_every_format_of_export_is_documented(format_of_export):
    assert f"`{format_of_export.name}`" in (ROOT / "docs" / "commands.md").read_text()
