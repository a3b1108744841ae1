"""`--shuffle SEED`: runs files, and the tests in each, in an order that the seed decides; none may depend on another's."""

from itertools import groupby
from random import Random

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option."""
    parser.addoption("--shuffle", metavar="SEED", help="run tests in an order of this seed")


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say the seed, for who wants the same order again."""
    seed = config.getoption("shuffle")
    return f"order: --shuffle {seed}" if seed else None


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Shuffle files, and tests within their file, the same way in every worker."""
    seed = config.getoption("shuffle")
    if not seed:
        return
    files = [list(tests) for _path, tests in groupby(items, key=lambda test: test.path)]
    order = Random(seed)
    order.shuffle(files)
    for tests in files:
        order.shuffle(tests)
    items[:] = [test for tests in files for test in tests]
