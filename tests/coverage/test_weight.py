"""The grid of a large portfolio stays light: what a phone takes in is bounded, and grows slowly with each piece."""

import pytest

from bench.fill import fill_portfolio
from bench.house import Visitor, house
from bench.page import pages

MOST = {20: 60 * 1024, 100: 120 * 1024}
"""Bytes of the page before it is compressed, by the pieces of the learner."""


@pytest.mark.parametrize("pieces", MOST)
def test_the_grid_is_no_heavier_than_it_may_be(pieces):
    with house() as made:
        fill_portfolio(made, pieces)
        grid = Visitor(made.app, made.learner.email).get(pages(made)["coverage.grid"])
        assert f"E{pieces - 2}" in grid
        assert len(grid.encode()) <= MOST[pieces]
