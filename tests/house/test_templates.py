"""Templates draw what they are given: no roles, no nested choices, no long conditions; readable lines; the code's own folders."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from portfolio.app import FEATURES
from portfolio.people.roles import Author, Role

ROOT = Path(__file__).parents[2]
CODE, TEMPLATES, PRINTED = ROOT / "portfolio", ROOT / "templates", ROOT / "exports"
ALL = sorted([*TEMPLATES.rglob("*.html"), *PRINTED.rglob("*.html")])
LONGEST_LINE = 160
MOST_FILES = 22
MANY_FILES = {
    "portfolio/base/migrations/versions": "one file for each change of the database",
}
"""Folders with more files than a stranger takes in, and why."""
ROLES = {*(role.value for role in Role), *(author.value for author in Author)}


def name_of(template: Path) -> str:
    return str(template.relative_to(ROOT))


def parsed(source: str) -> nodes.Template:
    env = Environment(extensions=["jinja2.ext.i18n"])  # noqa: S701 -- it is read, never rendered
    env.install_gettext_callables(str, str, newstyle=True)  # type: ignore[attr-defined]
    return env.parse(source)


def decisions_in(source: str) -> Iterator[str]:
    """Yield what a template decides that belongs into a function with a test."""
    tree = parsed(source)
    for choice in tree.find_all(nodes.CondExpr):
        if next(choice.find_all(nodes.CondExpr), None):
            yield f"line {choice.lineno}: a choice within a choice"
    for asked in _conditions(tree):
        if len(list(_joined(asked))) > 1:
            yield f"line {asked.lineno}: a condition of more than two parts"
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Getattr) and call.node.attr == "has":
            yield f"line {call.lineno}: asks which roles somebody has"
    for literal in _role_literals(tree):
        yield f"line {literal.lineno}: names a role, “{literal.value}”"


def _conditions(tree: nodes.Template) -> Iterator[nodes.Expr]:
    for choice in tree.find_all((nodes.If, nodes.CondExpr, nodes.For)):
        if choice.test is not None:
            yield choice.test


def _joined(condition: nodes.Expr) -> Iterator[nodes.Node]:
    if isinstance(condition, (nodes.And, nodes.Or)):
        yield condition
    yield from condition.find_all((nodes.And, nodes.Or))


def _role_literals(tree: nodes.Template) -> Iterator[nodes.Const]:
    """Yield roles that something is compared with, looked up by, or that an address names."""
    places: list[nodes.Node] = [*tree.find_all((nodes.Compare, nodes.Pair))]
    places += [named for named in tree.find_all(nodes.Keyword) if named.key == "role"]
    places += [call for call in tree.find_all(nodes.Call) if _asks(call)]
    for place in places:
        for child in place.iter_child_nodes():
            inner = child.expr if isinstance(child, nodes.Operand) else child
            if isinstance(inner, nodes.Const) and inner.value in ROLES:
                yield inner


def _asks(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Getattr) and call.node.attr in ("has", "get")


@pytest.mark.parametrize("template", ALL, ids=name_of)
def test_a_template_decides_nothing(template):
    found = list(decisions_in(template.read_text()))
    assert found == [], (
        f"{name_of(template)}: {found}. Let a pure function of the feature decide, with a test, and give the "
        "template its words, its state or a list of actions (portfolio/base/web/actions.py)."
    )


@pytest.mark.parametrize(
    "source",
    [
        "{{ 'a' if x else 'b' if y else 'c' }}",
        "{{ ('a' if x else 'b') if y else 'c' }}",
        "{% if x and y or z %}{% endif %}",
        "{% for row in rows if row.a and row.b and row.c %}{% endfor %}",
        "{{ 'a' if x or (y and z) else 'b' }}",
        "{% if me.has(role) %}{% endif %}",
        "{% if claim.made_by != 'learner' %}{% endif %}",
        "{% if 'assessor' in kind.written_by %}{% endif %}",
        "{{ {'iqa': 'Reads'}.get(role) }}",
        "{{ url_for('centre.invite', role='learner') }}",
    ],
)
def test_what_a_template_must_not_decide_is_seen(source):
    assert list(decisions_in(source))


@pytest.mark.parametrize(
    "source",
    [
        "{% if x and y %}{{ 'a' if x else 'b' }}{% endif %}",
        "{% trans learner=learner.name %}{{ learner }} asks{% endtrans %}",
        "{{ people | sort(attribute='learner') }}",
        "{{ counted(number, 'learner', 'learners') }}",
    ],
)
def test_what_a_template_may_do_is_not_seen(source):
    assert list(decisions_in(source)) == []


@pytest.mark.parametrize("template", ALL, ids=name_of)
def test_no_line_of_a_template_is_too_long_to_read(template):
    lines = enumerate(template.read_text().splitlines(), start=1)
    assert [number for number, line in lines if len(line) > LONGEST_LINE] == []


@pytest.mark.parametrize("template", ALL, ids=name_of)
def test_a_loop_of_a_template_names_what_it_holds(template):
    loops = parsed(template.read_text()).find_all(nodes.For)
    named = [name.name for loop in loops for name in _names(loop.target)]
    assert "one" not in named


def _names(target: nodes.Node) -> Iterator[nodes.Name]:
    if isinstance(target, nodes.Name):
        yield target
    yield from target.find_all(nodes.Name)


def test_templates_lie_in_folders_called_as_their_code():
    """`templates/witness/trust` belongs to `portfolio/witness/trust`, `evidence/writing` to `pages/views_writing.py`."""
    strangers = [
        name_of(folder)
        for feature in FEATURES
        for folder in sorted((TEMPLATES / feature.name).glob("*/"))
        if not (CODE / feature.name / folder.name).is_dir()
        and not (CODE / feature.name / "pages" / f"views_{folder.name}.py").is_file()
    ]
    assert strangers == []


def folders() -> list[Path]:
    inside = [CODE, TEMPLATES, PRINTED]
    found = [folder for top in inside for folder in [top, *top.rglob("*/")]]
    return [folder for folder in found if not {"__pycache__", "static"} & set(folder.parts)]


@pytest.mark.parametrize("folder", folders(), ids=name_of)
def test_no_folder_holds_more_than_a_stranger_takes_in(folder):
    files = [path for path in folder.iterdir() if path.is_file()]
    assert len(files) <= MOST_FILES or name_of(folder) in MANY_FILES, (
        f"{name_of(folder)} holds {len(files)} files: ask which of them belong together"
    )
