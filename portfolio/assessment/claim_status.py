"""What is known about one claim: its piece, its version, the decision on it, and whether its evidence counts."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from portfolio.assessment.sufficiency import CountedPiece
from portfolio.base.states import STATES
from portfolio.evidence.kinds import KINDS


class ClaimState(StrEnum):
    """How far one claim is. Always shown as a shape, a word and a colour (`base/states.py`)."""

    DRAFT = "draft"
    WAITING = "claimed"
    NOT_YET_COUNTED = "not_yet_counted"
    STALE = "stale"
    NOT_VALID = "not_valid"
    VALID = "valid"

    @property
    def word(self) -> str:
        """The state in words."""
        return STATES["claim"][self].word


class DeclarationState(StrEnum):
    """What was last declared about a criterion."""

    NOT_DECLARED = "not_declared"
    NOT_ACHIEVED = "not_achieved"
    ACHIEVED = "achieved"


class ClaimFact(NamedTuple):
    """One claim that has not been taken back, as plain values (a tuple: a cohort has a hundred thousand)."""

    claim_key: UUID | str
    """The claim's id as the database gave it: making UUIDs of all would take half the time of a cohort."""
    enrolment_id: UUID
    criterion: str
    evidence_id: UUID
    number: int
    kind_id: str
    title: str
    happened_on: date | None
    version: int | None
    """The newest submitted version with its place in it; None while only a draft holds it."""
    counts: bool = True
    """False only for a witness statement whose assurance does not count (yet)."""
    valid: bool | None = None
    """The latest decision; None when there is none."""
    stale: bool = False
    """Whether the evidence was revised after the latest decision."""
    sound: bool | None = None
    """Whether this version was judged authentic, current and reliable; None: not judged."""
    simulated: bool = False
    confirmed: bool = False
    """Whether somebody who took it over, or who agreed, confirms it."""

    @property
    def claim_id(self) -> UUID:
        """The claim's id."""
        return self.claim_key if isinstance(self.claim_key, UUID) else UUID(hex=self.claim_key)

    @property
    def reference(self) -> str:
        """E1, E2 and so on."""
        return f"E{self.number}"

    @property
    def submitted(self) -> bool:
        """Whether an assessor can see it."""
        return self.version is not None

    @property
    def waiting(self) -> bool:
        """Whether its newest version waits for a decision."""
        return self.submitted and (self.valid is None or self.stale)

    @property
    def refused(self) -> bool:
        """Whether the assessor said that it isn't valid, or that its evidence isn't sound."""
        return self.submitted and not self.waiting and (self.valid is False or self.sound is False)

    @property
    def upheld(self) -> bool:
        """Whether its newest version was found valid, on evidence nobody doubts."""
        return self.submitted and not self.waiting and not self.refused

    @property
    def solid(self) -> bool:
        """Whether a criterion can be declared achieved on it: valid, counting, authentic, current and reliable."""
        return self.upheld and self.counts and self.sound is True

    @property
    def state(self) -> ClaimState:
        """How far it is."""
        if not self.submitted:
            return ClaimState.DRAFT
        if self.refused:
            return ClaimState.NOT_VALID
        if not self.counts:
            return ClaimState.NOT_YET_COUNTED
        if self.stale:
            return ClaimState.STALE
        return ClaimState.VALID if self.upheld else ClaimState.WAITING

    @property
    def shown(self) -> CountedPiece:
        """The piece as the rules of sufficiency see it."""
        return CountedPiece(
            self.evidence_id,
            KINDS[self.kind_id].counted_as,
            self.happened_on,
            self.simulated,
            self.confirmed,
        )
