"""A kind of evidence is its own file and one line; each thing forgotten fails a test that says what to do.

The house is copied, a kind is added to the copy as the recipe in CONTRIBUTING says, and the copy's own tests run.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
COPIED = ("portfolio", "templates", "criteria", "exports", "tests", "docs", "scripts")
LINE = '        KindName("site_visit", "site visit"),\n'
BEFORE = '        KindName("witness_statement"'
DECLARATION = '''"""Site visit: what somebody noticed where the service is given."""

from portfolio.evidence.kinds.fields import Choice, Field, Kind, Section, Shape

WAYS = (Choice("bus", "By bus"), Choice("foot", "On foot"))
VISIT = Section(
    "The visit",
    fields=(
        Field("title", "A short title", Shape.LINE),
        Field("happened_on", "When was it?", Shape.DATE),
        Field("way", "How did you go there?", Shape.CHOICE, choices=WAYS),
        Field("noticed", "What did you notice?"),
    ),
)

SITE_VISIT = Kind(
    id="site_visit",
    plural="Site visits",
    purpose="You went to see a place where the service is given.",
    sections=(VISIT,),
    date_field="happened_on",
)
'''


@pytest.fixture
def house(tmp_path):
    """A copy of the house."""
    for folder in COPIED:
        shutil.copytree(TOP / folder, tmp_path / folder)
    shutil.copy(TOP / "pyproject.toml", tmp_path)
    return tmp_path


def run(house, *command):
    surroundings = os.environ | {"PYTHONPATH": str(house), "PYTHON": sys.executable}
    surroundings.pop("PYTEST_ADDOPTS", None)
    return subprocess.run(command, cwd=house, env=surroundings, capture_output=True, text=True)


def outcome_of(house, *chosen):
    plain = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist")
    return run(house, sys.executable, "-m", "pytest", *plain, *chosen)


def name(house):
    """Write the one line of the registry."""
    names = house / "portfolio/criteria/kinds.py"
    before = names.read_text(encoding="utf-8")
    assert before.count(BEFORE) == 1
    names.write_text(before.replace(BEFORE, LINE + BEFORE), encoding="utf-8")


def declare(house):
    """Write the kind's file."""
    (house / "portfolio/evidence/kinds/site_visit.py").write_text(DECLARATION, encoding="utf-8")


def test_a_kind_of_two_files_has_form_pages_and_every_export(house):
    name(house)
    declare(house)
    renewed = run(house, "sh", "scripts/kinds")
    assert renewed.returncode == 0, renewed.stderr
    places = (
        "tests/exports/test_kinds.py",
        "tests/evidence/test_kinds.py",
        "tests/criteria/test_guide.py",
    )
    done = outcome_of(
        house, *places, "tests/criteria/test_schema.py", "-k", "site_visit or guide or schema"
    )
    assert done.returncode == 0, done.stdout
    listed = outcome_of(
        house, "tests/exports/test_kinds.py", "--collect-only", "-k", "site_visit"
    ).stdout
    assert listed.count("[site_visit]") == 4, listed
    assert "`site_visit` | site visit" in (house / "docs/criteria.md").read_text(encoding="utf-8")


def test_a_kind_that_is_not_named_is_told_where_to_be(house):
    declare(house)
    done = outcome_of(house, "tests/evidence/test_kinds.py", "-k", "every_file_of_a_kind")
    assert done.returncode == 1
    assert "Name site_visit in portfolio/criteria/kinds.py" in done.stdout


def test_a_kind_that_is_not_declared_is_told_where_to_be(house):
    name(house)
    done = outcome_of(house, "tests/evidence/test_kinds.py")
    assert done.returncode != 0
    wanted = "declare SITE_VISIT = Kind(…) in portfolio/evidence/kinds/site_visit.py"
    assert wanted in done.stdout + done.stderr


def test_what_is_generated_is_told_by_its_command(house):
    name(house)
    declare(house)
    done = outcome_of(house, "tests/criteria/test_guide.py", "tests/criteria/test_schema.py")
    assert done.returncode == 1
    assert done.stdout.count("Renew what tells them: scripts/kinds") >= 2
