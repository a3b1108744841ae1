"""The demonstration filled once, through the same call as `portfolio demo`, and looked at by every test here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from portfolio.base import schema
from portfolio.demonstration.fill import fill
from tests.conftest import app_at, settings_at
from tests.one_app import close

HERE = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one process fill the demonstration and run all tests that look at it."""
    for item in items:
        if HERE in item.path.parents and "filled" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.xdist_group("demonstration"))


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Flask, list[str]]]:
    """The application on a filled home, and the lines that were said while filling it."""
    settings = settings_at(tmp_path_factory.mktemp("demonstration") / "home", DEMONSTRATION="1")
    schema.upgrade(settings.database_url)
    app = app_at(settings.home, DEMONSTRATION="1")
    said: list[str] = []
    with app.app_context():
        fill(said.append)
    yield app, said
    close(app)


@pytest.fixture
def inside(filled: tuple[Flask, list[str]]) -> Iterator[Flask]:
    """A context of the filled application."""
    app, _said = filled
    with app.app_context():
        yield app
