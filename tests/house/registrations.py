"""Writes down what every feature hangs on others: `python -m tests.house.registrations > tests/house/registrations.txt`."""

from collections.abc import Iterator
from pathlib import Path

from portfolio.app import FEATURES

LIST = Path(__file__).with_name("registrations.txt")


def lines() -> Iterator[str]:
    """Yield each feature with its modules and registrations, in the order in which they are wired."""
    for feature in FEATURES:
        yield feature.name
        for module in feature.modules:
            yield f"  module  {module.__name__}"
        for registration in feature.registrations:
            yield f"  {registration}"


if __name__ == "__main__":
    print("\n".join(lines()))
