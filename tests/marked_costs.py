"""Marks the tests that need a browser, PostgreSQL or a printer by what they ask for, and holds all others to it.

`make test-fast` leaves the marked ones out. A test without the mark that begins one of these all the
same fails, so that the fast suite never needs what its machine may lack.
"""

import sys
from collections.abc import Generator
from typing import Any

import pytest

SIGNS = {
    "browser": ("playwright", "chromium"),
    "postgresql": ("initdb", "/bin/postgres"),
    "printing": ("portfolio.exports.formats.pdf.child", "weasyprint"),
}
"""Of each mark: what stands in the name of a program that is started, or of a module that is imported."""
ASKED_BY = {
    "chromium": "browser",
    "visit": "browser",
    "cluster": "postgresql",
    "template_database": "postgresql",
    "printed": "printing",
    "small_printed": "printing",
    "finished": "printing",
}
"""Fixtures that begin one."""


class Unmarked(BaseException):
    """A test begins what its marks don't speak of. Nothing but a test's end may catch it."""


class Watch:
    """Sees which programs are started and which modules are imported, and refuses what isn't marked."""

    def __init__(self) -> None:
        self._refused: set[str] = set()
        self.faults: list[str] = []
        sys.addaudithook(self._see)

    def begin(self, item: pytest.Item) -> None:
        """From now on, refuse what this test isn't marked for."""
        self.faults.clear()
        self._refused = {mark for mark in SIGNS if item.get_closest_marker(mark) is None}

    def end(self) -> None:
        """Look away again."""
        self._refused = set()

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self._refused or event not in {"subprocess.Popen", "import"}:
            return
        words = [str(word) for word in (arguments[1] if event != "import" else arguments[:1])]
        for mark in self._refused:
            if any(sign in word for sign in SIGNS[mark] for word in words):
                self.faults.append(f"needs @pytest.mark.{mark}: it began {' '.join(words)[:200]}")
                raise Unmarked(self.faults[-1])


WATCH = Watch()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark each test that asks for a fixture which begins something."""
    for item in items:
        for name in ASKED_BY.keys() & set(getattr(item, "fixturenames", ())):
            item.add_marker(ASKED_BY[name])


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None]:
    """Watch a test and the fixtures that it asks for."""
    WATCH.begin(item)
    return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None]:
    """Fail a test that went on although something was refused."""
    result = yield
    if WATCH.faults:
        pytest.fail(f"{item.name} {WATCH.faults[0]}")
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown() -> Generator[None]:
    """What ends with a test is no part of it."""
    WATCH.end()
    return (yield)
