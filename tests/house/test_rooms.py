"""The house's order: packages on floors, modules with a duty and a length, templates beside their feature."""

import ast
import fnmatch
import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from portfolio.app import FEATURES
from tests.house.source import CODE, ROOT, sources

TEMPLATES = ROOT / "templates"
FROM_ELSEWHERE = {"security"}  # Flask-Security asks for its own names
SHARED = {
    "outsiders"
}  # parts of pages that features with outsiders share; it has no views of its own
PARTS = "parts"  # the macros of the design system, which every feature's templates import
MOST_LINES = 400
JUNK_DRAWERS = {"utils", "helpers", "common", "misc", "util", "helper"}


def test_every_package_stands_on_a_floor():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    floors = next(c for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    placed = [name for layer in floors["layers"] for name in re.split(r"\s*\|\s*", layer)]
    there = {path.stem for path in CODE.glob("*.py")} | {
        path.parent.name for path in CODE.glob("*/__init__.py")
    }
    assert sorted(placed) == sorted(there - {"__init__"})
    assert floors["exhaustive"]


def test_every_module_says_its_duty_in_one_sentence():
    docstrings = {source.name: ast.get_docstring(source.tree) or "" for source in sources()}
    wrong = {
        name: said for name, said in docstrings.items() if not said.split("\n")[0].endswith(".")
    }
    assert wrong == {}


def test_no_module_is_too_long_to_know():
    lines = {source.name: len(source.text.splitlines()) for source in sources()}
    long = {name: count for name, count in lines.items() if count > MOST_LINES}
    assert long == {}, "ask what each is two of"


def test_nothing_is_called_what_anything_could_be_called():
    assert [
        source.name
        for source in sources()
        if JUNK_DRAWERS & set(Path(source.name).with_suffix("").parts)
    ] == []


def test_a_class_name_is_one_class():
    """Whoever searches for a name finds one thing, not one of four."""
    places: dict[str, list[str]] = {}
    for source in sources():
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef):
                places.setdefault(node.name, []).append(source.name)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


def test_nothing_lives_in_init():
    """A docstring, or a registry: imports and plain assignments."""
    allowed = (ast.Expr, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)
    living = {
        source.name: type(statement).__name__
        for source in sources()
        if source.name.endswith("__init__.py")
        for statement in source.tree.body
        if not isinstance(statement, allowed)
    }
    assert living == {}


@cache
def named() -> dict[str, set[str]]:
    """Return the templates that each module names; a part that is put in when running becomes `*`."""
    return {
        source.name: {text for text in source.strings if re.fullmatch(r"[\w/*-]+\.html", text)}
        for source in sources()
        if ".html" in source.text
    }


PAGES = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}


def test_every_template_that_code_names_exists():
    missing = [
        f"{module} names {name}"
        for module, names in named().items()
        if not module.startswith("exports/formats/")
        for name in names
        if not fnmatch.filter(PAGES, name)
    ]
    assert missing == []


def test_every_template_is_used():
    used = {name for names in named().values() for name in names}
    for template in TEMPLATES.rglob("*.html"):
        used |= set(re.findall(r"""["']([\w/-]+\.html)["']""", template.read_text()))
    used = {page for name in used for page in fnmatch.filter(PAGES, name)}
    assert {
        unused for unused in PAGES - used if unused.split("/")[0] not in FROM_ELSEWHERE
    } == set()


def test_every_folder_of_templates_belongs_to_a_feature():
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    assert folders <= {feature.name for feature in FEATURES} | FROM_ELSEWHERE | SHARED | {PARTS}


@pytest.mark.parametrize("feature", [feature.name for feature in FEATURES if feature.blueprint])
def test_a_feature_shows_only_its_own_templates(feature):
    for module, names in named().items():
        if module.startswith(f"{feature}/"):
            strangers = {
                name for name in names if "/" in name and not name.startswith(f"{feature}/")
            }
            assert strangers == set(), module


def test_templates_have_no_inline_script_or_style():
    inline = r"""<style\b|\sstyle=|\son[a-z]+=["']|<script(?![^>]*\bsrc=)"""
    found = {}
    for template in PAGES:
        text = (TEMPLATES / template).read_text()
        plain = re.sub(r"{[%{#].*?[%}#]}", "", text, flags=re.DOTALL)
        if said := re.search(inline, plain):
            found[template] = said[0]
    assert found == {}


def test_every_whole_page_extends_a_layout():
    pages = [
        page
        for page in map(Path, PAGES)
        if not page.name.startswith("_")
        and page.parent.name != PARTS
        and str(page) != "layout.html"
    ]
    alone = [page for page in pages if "{% extends " not in (TEMPLATES / page).read_text()]
    assert alone == []
