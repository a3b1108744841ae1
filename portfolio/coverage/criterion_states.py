"""How far criteria and pieces of evidence are: the states as plain values."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from portfolio.assessment.claim_status import ClaimState
from portfolio.base.states import STATES


class State(StrEnum):
    """How far a criterion is, from nothing to met. Always shown as a shape, a word and a colour (`base/states.py`)."""

    NOTHING = "nothing"
    DRAFT = "draft"
    CLAIMED = "claimed"
    NOT_YET_COUNTED = "not_yet_counted"
    MORE_NEEDED = "more_needed"
    MET = "met"

    @property
    def word(self) -> str:
        """The state in words."""
        return STATES["criterion"][self].word


GAPS_FIRST = (
    State.NOTHING,
    State.MORE_NEEDED,
    State.DRAFT,
    State.NOT_YET_COUNTED,
    State.CLAIMED,
    State.MET,
)
"""The order in which a learner needs to hear about criteria."""


class NextStep(StrEnum):
    """What the learner can do next for a criterion."""

    CLAIM = "claim"
    SUBMIT = "submit"
    WITNESS = "witness"
    WAIT = "wait"
    REVISE = "revise"
    DONE = "done"


@dataclass(frozen=True)
class Declared:
    """What the assessor last declared about a criterion."""

    achieved: bool
    reason: str = ""
    by_name: str = ""


@dataclass(frozen=True)
class CriterionState:
    """One criterion's state, why it is so, and what the learner does next."""

    state: State
    reason: str
    next_step: str
    step: NextStep
    stale: bool = False
    """Whether it was met on evidence that was revised or taken back since."""
    lacking: tuple[str, ...] = ()
    """What is missing of what we suggest, as phrases."""


@dataclass(frozen=True)
class Cell:
    """One piece's claims for one criterion."""

    state: ClaimState
    claim_id: UUID
    """The claim that the grid leads to."""
    claims: int
