"""What features hang on each other is declared, listed and complete: nothing but routes and tables registers itself by being imported."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import portfolio
from portfolio.app import FEATURES
from portfolio.base import append_only, jobs, schema
from portfolio.base.registration import Registration
from tests.house.registrations import LIST, lines

PACKAGE = Path(portfolio.__file__).parent
DECLARED = {module.__name__ for feature in FEATURES for module in feature.modules}
HUNG = {
    f"{registration.function.__module__}.{registration.function.__name__}"
    for feature in FEATURES
    for registration in feature.registrations
    if registration.function
}


def modules():
    for path in sorted(PACKAGE.rglob("*.py")):
        if "migrations" not in path.parts:
            place = path.relative_to(PACKAGE.parent).with_suffix("")
            yield ".".join(place.parts), path.read_text(encoding="utf-8")


def test_the_list_of_registrations_is_up_to_date():
    """What is hung elsewhere, or no longer, shows in the review of this list."""
    assert LIST.read_text(encoding="utf-8").splitlines() == list(lines()), (
        "Registrations changed. Look at each change; if it is meant, renew the list: "
        "python -m tests.house.registrations > tests/house/registrations.txt"
    )


def test_every_module_with_routes_or_tables_is_declared():
    """A view that nobody imports is a page that isn't there."""
    says = re.compile(r"^@blueprint\.|^class \w+\(Model|^blueprint\.add_app", re.MULTILINE)
    above = {f"portfolio.{feature.name}." for feature in FEATURES if feature.name != "base"}
    forgotten = [
        name
        for name, text in modules()
        if says.search(text) and name.startswith(tuple(above)) and name not in DECLARED
    ]
    assert not forgotten, (
        f"Name {', '.join(forgotten)} among the `modules` in the feature.py of its package."
    )


@pytest.mark.parametrize(
    ("shape", "what"),
    [
        (r"^def (\w+)\(\s*_?job: RunningJob, /", "job(…) or daily(…)"),
        (r"^def (\w+)\(\s*piece: Evidence, _?reader: Account\) -> Itera\w+\[Panel\]", "panel_on(…)"),
        (r"^def (\w+)\(\s*session: Session, piece: Evidence, writer: Account\) -> None", "on_submitted(…)"),
        (r"^def (\w+)\(\s*session: Session, piece: Evidence, _?text: Callable", "when_details_go(…)"),
        (r"^def (\w+)\(\s*piece: Evidence\) -> Itera\w+\[Lack\]", "submission_check(…)"),
        (r"^def (\w+)\(\s*sha256: str\) -> Select\[", "needed_by(…)"),
        (r"^def (\w+)\(\s*enrolment: Enrolment\) -> (?:list|Sequence)\[Gap\]", "tells_gaps(…)"),
    ],
    ids=["jobs", "panels", "after submission", "details", "before submission", "bytes", "gaps"],
)  # fmt: skip
def test_a_function_made_to_be_hung_is_hung(shape, what):
    """By the shape that each place asks for; the place's own caller is not meant."""
    own = {
        "portfolio.evidence.records.extension_points.submitted",
        "portfolio.evidence.redaction.hooks.let_go",
        "portfolio.evidence.records.extension_points.lacks_elsewhere",
        "portfolio.witness.asking.gaps.gaps_of",
    }
    found = [
        f"{name}.{it}" for name, text in modules() for it in re.findall(shape, text, re.MULTILINE)
    ]
    assert set(found) - own
    forgotten = [name for name in found if name not in HUNG | own]
    assert not forgotten, (
        f"Hang {', '.join(forgotten)} with {what} among the `registrations` in the feature.py of its package."
    )


def test_nothing_but_routes_and_tables_registers_itself_by_being_imported():
    """Words of templates and events of sessions would be there or not, by what somebody imported."""
    itself = re.compile(r"\badd_app_template_\w+\(|@\w+\.app_template_|listens_for\(Session")
    makers = {"portfolio.base.web.template_words"}
    below_all_features = {"portfolio.base.db", "portfolio.base.snapshot", "portfolio.history.store"}
    found = {name for name, text in modules() if itself.search(text)}
    assert found == makers | below_all_features, (
        "Declare it in the feature.py of its package: template_filter(…), template_global(…) or on_session(…)."
    )


def test_no_module_but_a_declaration_makes_a_registration():
    """Called anywhere else it would do nothing: only what a feature declares is wired."""
    makers = set(
        re.findall(
            r"^def (\w+)\([^)]*\) -> Registration:", "".join(t for _, t in modules()), re.MULTILINE
        )
    )
    assert {"job", "daily", "panel_on", "protect", "after_upgrade", "on_session"} <= makers
    strays = [
        f"{name}:{node.lineno}"
        for name, text in modules()
        if not name.endswith((".feature", ".address_keys"))
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in makers
    ]
    assert not strays, f"{', '.join(strays)}: declare it in the feature.py of its package."


def test_wiring_fills_every_place():
    """What the list says is what is there, once each."""
    work = {r.function for f in FEATURES for r in f.registrations if r.what.endswith("job")}
    assert work <= set(jobs._registry.values())
    finishing = [
        r.function for f in FEATURES for r in f.registrations if r.what == "after an upgrade"
    ]
    assert [step for step in schema._finishing if step in finishing] == finishing
    assert {"statement", "confirmation", "evidence_version"} <= append_only._protected.keys()


def test_a_registration_does_nothing_until_it_is_wired():
    filled = []
    made = Registration("test", "", print, lambda: filled.append(1))
    assert not filled
    made.wire()
    assert filled == [1]


ENTRANCES = [
    "commands.records",
    "commands.serve",
    "commands.export",
    "commands.user",
    "demonstration.command",
]


@pytest.mark.parametrize("entrance", ENTRANCES)
def test_every_entrance_is_wired_before_it_opens_the_database(entrance):
    """`db upgrade` makes no application, and still needs each step that features hang on an upgrade."""
    import_module(f"portfolio.{entrance}")
    asked = (
        f"import portfolio.{entrance}; from portfolio.base import schema, jobs; "
        "print(len(schema._finishing), len(jobs._registry))"
    )
    said = subprocess.run(
        [sys.executable, "-c", asked], check=True, capture_output=True, text=True
    ).stdout.split()
    steps = [r for f in FEATURES for r in f.registrations if r.what == "after an upgrade"]
    assert int(said[0]) == len(steps)
    assert int(said[1]) > 5
