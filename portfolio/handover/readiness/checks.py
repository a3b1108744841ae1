"""All checks by name, and how they are run. A new one is a function in one of the rooms, and a line in `criteria/readiness_checks.py`."""

from collections.abc import Iterable
from dataclasses import dataclass

from portfolio.handover.readiness import (
    following_up,
    handing_over,
    looking_back,
    planning,
    wording,
)
from portfolio.handover.readiness.check_type import Check
from portfolio.handover.readiness.record import Place, Record

ROOMS = (planning, handing_over, following_up, looking_back, wording)
CHECKS = {
    found.name: found for room in ROOMS for found in vars(room).values() if isinstance(found, Check)
}


@dataclass(frozen=True)
class Advice:
    """One thing that could be mended: which check says so, where, what to do, and the words it found."""

    check: str
    place: Place
    sentence: str
    quote: str = ""


def advice(record: Record, names: Iterable[str]) -> list[Advice]:
    """Return what these checks find in a record; a name that is unknown or for another kind finds nothing.

    A unit's text is pinned when a learner is enrolled, so it may name a check that is gone.
    """
    found = []
    for name in names:
        check = CHECKS.get(name)
        if check is not None and (not check.kinds or record.kind in check.kinds):
            found += [
                Advice(name, spot.place, spot.sentence, spot.quote) for spot in check.rule(record)
            ]
    return found
