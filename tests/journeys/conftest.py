"""One house for all journeys; each journey has its own people and its own windows."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.chromium import PATIENCE
from tests.journeys.house import Cast, House, free_port
from tests.journeys.mailbox import Mailbox
from tests.journeys.visitor import Visitor
from tests.one_app import close

Visits = Callable[..., Visitor]


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    """A mail server of our own."""
    with Mailbox(free_port()) as kept:
        yield kept


@pytest.fixture(scope="session")
def house(template_home: Path, mailbox: Mailbox, tmp_path_factory: Any) -> Iterator[House]:
    """A server on a home with the world in it."""
    home = tmp_path_factory.mktemp("journeys") / "home"
    shutil.copytree(template_home, home)
    with House(home, mailbox).open() as running:
        yield running
        close(running.app)


@pytest.fixture
def cast(house: House) -> Cast:
    """A learner and their assessor, whom no other journey meets."""
    return house.cast()


@pytest.fixture
def visit(chromium: Browser, house: House) -> Iterator[Visits]:
    """Open a window of its own cookies; at the end nothing may have gone wrong in any."""
    with ExitStack() as windows:
        visitors: list[Visitor] = []

        def open_window(at: House = house, **how: Any) -> Visitor:
            size = {"width": how.pop("width", 1280), "height": 900}
            how = {"viewport": size, "reduced_motion": "reduce", "locale": "en-GB", **how}
            context = chromium.new_context(**how)
            windows.callback(context.close)
            context.set_default_timeout(PATIENCE)
            visitors.append(Visitor(at, context))
            return visitors[-1]

        yield open_window
        for visitor in visitors:
            visitor.assert_nothing_wrong()
