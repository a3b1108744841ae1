"""Which criteria a witness is asked about first: the learner's gaps, as the feature that knows them tells them.

A feature above registers a function; this one asks it, so that witness knows none.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from portfolio.base.registration import Registration
from portfolio.enrolment.model import Enrolment

MOST_SUGGESTED = 3
"""How many are chosen already: a witness who is asked about everything first is asked about nothing first."""


@dataclass(frozen=True)
class Gap:
    """How far one criterion is, to a learner who thinks about whom to ask."""

    code: str
    words: str
    """How far it is, as a sentence."""
    open: bool
    """Whether it needs something that a witness may bring."""


Tells = Callable[[Enrolment], Sequence[Gap]]
_telling: list[Tells] = []


def tells_gaps(tells: Tells) -> Registration:
    """Let a function tell every criterion of an enrolment, those that need most first."""

    def wire() -> None:
        _telling[:] = [tells]

    return Registration("tells gaps", "", tells, wire)


def gaps_of(enrolment: Enrolment) -> list[Gap]:
    """Return every criterion of an enrolment, gaps first; in the unit's order while nobody tells."""
    for tells in _telling:
        return list(tells(enrolment))
    return [Gap(criterion.code, "", open=False) for criterion in enrolment.unit.criteria]


def suggested(gaps: Sequence[Gap], claimed: Collection[str] = ()) -> list[str]:
    """Return the codes that are chosen already; those that the chosen pieces are claimed for go before others."""
    wanting = [gap.code for gap in gaps if gap.open]
    return sorted(wanting, key=lambda code: code not in claimed)[:MOST_SUGGESTED]
