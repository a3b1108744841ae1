"""The wheel works on its own: installed elsewhere, run from an empty directory, it finds all it needs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("wheel")  # built once

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    """The wheel, built from this source."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A folder with the wheel in it and nothing else."""
    folder = tmp_path_factory.mktemp("installed")
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index"]
    done = subprocess.run(
        [*command, "--target", str(folder), str(wheel)], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return folder


def python(installed: Path, empty: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run this Python in an empty directory, with the installed copy before the source."""
    environ = os.environ | {"PYTHONPATH": str(installed)}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=empty, env=environ, capture_output=True, text=True)


def test_nothing_lands_beside_other_packages(wheel):
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"portfolio"}


@pytest.mark.parametrize("folder", ["templates", "criteria", "exports"])
def test_every_shipped_file_is_in_the_wheel(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        there = set(archive.namelist())
    for file in (ROOT / folder).rglob("*"):
        if file.is_file() and "__pycache__" not in file.parts:
            assert f"portfolio/shipped/{folder}/{file.relative_to(ROOT / folder)}" in there


def test_the_licence_and_the_command_are_in_it(installed):
    assert list(installed.glob("learner_portfolio-*.dist-info/licenses/LICENSE"))
    entry = next(installed.glob("learner_portfolio-*.dist-info/entry_points.txt"))
    assert "portfolio = portfolio.cli:main" in entry.read_text()


def test_the_command_checks_the_shipped_units(installed, tmp_path):
    done = python(installed, tmp_path, "-m", "portfolio", "criteria", "check")
    assert done.returncode == 0, done.stderr
    assert list(tmp_path.iterdir()) == []


SERVE = """
import sys
from portfolio import app, base
from portfolio.base import paths, schema
from portfolio.base.settings.config import read_settings
assert paths.PACKAGE.is_relative_to(sys.argv[1]), paths.PACKAGE
for name in ("templates", "criteria", "exports"):
    place = paths.shipped(name)
    assert place == paths.PACKAGE / "shipped" / name and any(place.iterdir()), place
settings = read_settings({}, HOME=sys.argv[2])
schema.upgrade(settings.database_url)
client = app.create_app(settings).test_client()
for path in ("/readyz", "/sign-in", "/static/app.css"):
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    answer.close()
print("served")
"""


def test_the_application_serves_from_the_wheel(installed, tmp_path):
    home = tmp_path / "home"
    done = python(installed, tmp_path, "-c", SERVE, str(installed), str(home))
    assert done.returncode == 0, done.stderr
    assert done.stdout == "served\n"
