"""One measurement, how it is taken, and how it is printed."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Any

FEWEST_DIGITS_FROM = 100


@dataclass(frozen=True)
class Measure:
    """Our number beside the yardstick's. `flag` says what is wrong, and never depends on a clock."""

    what: str
    ours: float
    yardstick: float
    unit: str
    sizes: str
    beside: str
    """What the yardstick is, in a few words."""
    flag: str = ""

    @property
    def ratio(self) -> str:
        """Ours divided by the yardstick's."""
        return f"{self.ours / self.yardstick:.2f}" if self.yardstick else "–"


@dataclass(frozen=True)
class Cost:
    """What one doing took: seconds by the clock, and processor seconds of this process."""

    wall: float
    cpu: float


def cost_of(action: Callable[[], Any]) -> Cost:
    """Do it once and say what it took."""
    wall, cpu = time.perf_counter(), time.process_time()
    action()
    return Cost(time.perf_counter() - wall, time.process_time() - cpu)


def least_of(times: int, action: Callable[[], Any]) -> Cost:
    """Do it several times and return the least of each: what it costs when nobody disturbs it."""
    costs = [cost_of(action) for _ in range(times)]
    return Cost(min(cost.wall for cost in costs), min(cost.cpu for cost in costs))


def each_of(times: int, action: Callable[[], Any]) -> Cost:
    """Do it many times; return the median by the clock and the mean of processor time, each per doing.

    The processor's clock is coarse beside a single request, so its mean over all is taken.
    """
    action()  # the first fills caches
    cpu = time.process_time()
    walls = [cost_of(action).wall for _ in range(times)]
    return Cost(median(walls), (time.process_time() - cpu) / times)


COLUMNS = ("what", "sizes", "ours", "yardstick", "unit", "ratio", "beside")


def table(measures: Iterable[Measure]) -> str:
    """Lay measurements out as lines: what, sizes, ours, yardstick's, unit, ratio, what the yardstick is."""
    rows = [COLUMNS, *(_row(measure) for measure in measures)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if name in {"ours", "yardstick", "ratio"} else cell.ljust(width)
            for name, cell, width in zip(COLUMNS, row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def _row(measure: Measure) -> tuple[str, ...]:
    beside = f"{measure.beside}  FLAG: {measure.flag}" if measure.flag else measure.beside
    figures = (_figure(measure.ours), _figure(measure.yardstick))
    return (measure.what, measure.sizes, *figures, measure.unit, measure.ratio, beside)


def _figure(number: float) -> str:
    if number >= FEWEST_DIGITS_FROM or number == int(number):
        return f"{number:,.0f}"
    return f"{number:.3g}"
