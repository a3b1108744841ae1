"""The unit that coverage is tested on."""

from functools import cache

import pytest

from portfolio.base.paths import shipped
from portfolio.criteria.library import Library
from portfolio.criteria.model import Unit


@cache
def read_unit() -> Unit:
    """The shipped unit with eight criteria."""
    return Library.load([shipped("criteria")]).unit("maintain-service-through-handover")


@pytest.fixture
def unit() -> Unit:
    """The same, as a fixture."""
    return read_unit()
