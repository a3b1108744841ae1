"""What a check is: a function that reads a record, and the kinds of evidence that it reads."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from portfolio.handover.readiness.record import HANDOVER, Place, Record


@dataclass(frozen=True)
class Spot:
    """Where a check found something, what to do there, and the words it found."""

    place: Place
    sentence: str
    quote: str = ""


Rule = Callable[[Record], Iterator[Spot]]


@dataclass(frozen=True)
class Check:
    """A named check and the kinds of evidence it reads; none named is all."""

    name: str
    rule: Rule
    kinds: tuple[str, ...]


def check(*kinds: str) -> Callable[[Rule], Check]:
    """Make a function the check of its name, for these kinds (all, without any)."""
    return lambda rule: Check(rule.__name__, rule, kinds)


of_handover = check(HANDOVER)
