"""A small unit that is fine, to be broken one place at a time."""

from pathlib import Path

import pytest

SMALL = Path(__file__).parent / "small.yaml"


@pytest.fixture
def small():
    """Return the text of a unit without any problem."""
    return SMALL.read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path):
    """Return an empty criteria folder."""
    place = tmp_path / "criteria"
    place.mkdir()
    return place


@pytest.fixture(scope="session")
def shipped_folder():
    """Return the criteria folder of the repository."""
    return Path(__file__).resolve().parents[2] / "criteria"
