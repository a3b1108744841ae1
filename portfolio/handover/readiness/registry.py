"""The checks by name, and how they are run. Adding one is a function here above, and one line in criteria/checks.py."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from portfolio.handover.readiness.record import HANDOVER, Place, Record


@dataclass(frozen=True)
class Spot:
    """Where a check found something, what to do there, and the words it found."""

    place: Place
    sentence: str
    quote: str = ""


@dataclass(frozen=True)
class Advice:
    """One thing that could be mended: which check says so, where, what to do, and the words it found."""

    check: str
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


CHECKS: dict[str, Check] = {}


def check(*kinds: str) -> Callable[[Rule], Rule]:
    """Register a function as the check of its name, for these kinds (all, without any)."""

    def register(rule: Rule) -> Rule:
        CHECKS[rule.__name__] = Check(rule.__name__, rule, kinds)
        return rule

    return register


of_handover = check(HANDOVER)


def advice(record: Record, names: Iterable[str]) -> list[Advice]:
    """Return what these checks find in a record; a name that is unknown or for another kind finds nothing.

    A unit's text is pinned when a learner is enrolled, so it may name a check that is gone.
    """
    found = []
    for name in names:
        one = CHECKS.get(name)
        if one is not None and (not one.kinds or record.kind in one.kinds):
            found += [Advice(name, s.place, s.sentence, s.quote) for s in one.rule(record)]
    return found
