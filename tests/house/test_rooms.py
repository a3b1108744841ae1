"""The house's order: packages on floors, modules with a duty and a length, templates beside their feature."""

import ast
import fnmatch
import re
import tomllib
from pathlib import Path

import pytest

from portfolio.app import FEATURES

ROOT = Path(__file__).parents[2]
CODE = ROOT / "portfolio"
TEMPLATES = ROOT / "templates"
MODULES = sorted(path for path in CODE.rglob("*.py") if "migrations" not in path.parts)
FROM_ELSEWHERE = {"security"}  # Flask-Security asks for its own names
SHARED = {
    "outsiders"
}  # parts of pages that features with outsiders share; it has no views of its own
PARTS = "parts"  # the macros of the design system, which every feature's templates import
MOST_LINES = 400
JUNK_DRAWERS = {"utils", "helpers", "common", "misc", "util", "helper"}


def name_of(module: Path) -> str:
    return str(module.relative_to(CODE))


def test_every_package_stands_on_a_floor():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    floors = next(c for c in settings["tool"]["importlinter"]["contracts"] if c["type"] == "layers")
    placed = [name for layer in floors["layers"] for name in re.split(r"\s*\|\s*", layer)]
    there = {path.stem for path in CODE.glob("*.py")} | {
        path.parent.name for path in CODE.glob("*/__init__.py")
    }
    assert sorted(placed) == sorted(there - {"__init__"})
    assert floors["exhaustive"]


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_every_module_says_its_duty_in_one_sentence(module):
    docstring = ast.get_docstring(ast.parse(module.read_text()))
    assert docstring, f"{name_of(module)} has no docstring"
    assert docstring.splitlines()[0].endswith("."), f"{name_of(module)}: {docstring}"


@pytest.mark.parametrize("module", MODULES, ids=name_of)
def test_no_module_is_too_long_to_know(module):
    lines = len(module.read_text().splitlines())
    assert lines <= MOST_LINES, f"{name_of(module)} has {lines} lines: ask what it is two of"


def test_nothing_is_called_what_anything_could_be_called():
    assert [
        name_of(module)
        for module in MODULES
        if JUNK_DRAWERS & set(module.relative_to(CODE).with_suffix("").parts)
    ] == []


@pytest.mark.parametrize(
    "module", [module for module in MODULES if module.name == "__init__.py"], ids=name_of
)
def test_nothing_lives_in_init(module):
    """A docstring, or a registry: imports and plain assignments."""
    allowed = (ast.Expr, ast.Assign, ast.AnnAssign, ast.Import, ast.ImportFrom)
    assert all(isinstance(one, allowed) for one in ast.parse(module.read_text()).body)


def named_in(module: Path) -> set[str]:
    """Return the templates that a module names; a part that is put in when running becomes `*`."""
    tree = ast.parse(module.read_text())
    inside = {
        id(part)
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        for part in node.values
    }
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts = (
                str(value.value) if isinstance(value, ast.Constant) else "*"
                for value in node.values
            )
            names.add("".join(parts))
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in inside
        ):
            names.add(node.value)
    return {name for name in names if re.fullmatch(r"[\w/*-]+\.html", name)}


NAMED = {name_of(module): named_in(module) for module in MODULES}
PAGES = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}


@pytest.mark.parametrize(
    "module", [one for one in NAMED if NAMED[one] and not one.startswith("exports/formats/")]
)
def test_every_template_that_code_names_exists(module):
    for name in NAMED[module]:
        assert fnmatch.filter(PAGES, name), f"{module} names {name}"


def test_every_template_is_used():
    named = {name for names in NAMED.values() for name in names}
    for template in TEMPLATES.rglob("*.html"):
        named |= set(re.findall(r"""["']([\w/-]+\.html)["']""", template.read_text()))
    used = {page for name in named for page in fnmatch.filter(PAGES, name)}
    assert {one for one in PAGES - used if one.split("/")[0] not in FROM_ELSEWHERE} == set()


def test_every_folder_of_templates_belongs_to_a_feature():
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    assert folders <= set(FEATURES) | FROM_ELSEWHERE | SHARED | {PARTS}


@pytest.mark.parametrize("feature", FEATURES)
def test_a_feature_shows_only_its_own_templates(feature):
    for module, names in NAMED.items():
        if module.startswith(f"{feature}/"):
            strangers = {
                name for name in names if "/" in name and not name.startswith(f"{feature}/")
            }
            assert strangers == set(), module


@pytest.mark.parametrize("template", sorted(PAGES))
def test_templates_have_no_inline_script_or_style(template):
    text = re.sub(r"{[%{#].*?[%}#]}", "", (TEMPLATES / template).read_text(), flags=re.DOTALL)
    assert not re.search(r"""<style\b|\sstyle=|\son[a-z]+=["']|<script(?![^>]*\bsrc=)""", text), (
        template
    )
    extends = "{% extends " in (TEMPLATES / template).read_text()
    page = Path(template)
    whole_page = not page.name.startswith("_") and page.parent.name != PARTS
    whole_page &= template != "layout.html"
    assert not whole_page or extends, f"{template} extends no layout"
