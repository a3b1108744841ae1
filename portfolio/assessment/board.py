"""The criteria of one enrolment as the assessor declares them: each with its claims and what they lack."""

from collections.abc import Sequence
from dataclasses import dataclass

from portfolio.assessment.claim_status import ClaimFact, DeclarationState
from portfolio.assessment.model import Achievement
from portfolio.assessment.queries import achievements_of, facts, in_order
from portfolio.assessment.sufficiency import missing
from portfolio.base.clock import today
from portfolio.base.formatting import listed
from portfolio.criteria.model import Criterion
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.scope import one_enrolment


@dataclass(frozen=True)
class CriterionRow:
    """One criterion on the board."""

    criterion: Criterion
    claims: Sequence[ClaimFact]
    declared: Sequence[Achievement]
    """Oldest first."""
    lacking: tuple[str, ...]
    """What the solid claims lack of its needs."""

    @property
    def latest(self) -> Achievement | None:
        """What was last declared."""
        return self.declared[-1] if self.declared else None

    @property
    def achieved(self) -> bool:
        """Whether it is achieved now."""
        return self.latest is not None and self.latest.achieved

    @property
    def state(self) -> DeclarationState:
        """What was last declared."""
        if self.latest is None:
            return DeclarationState.NOT_DECLARED
        return DeclarationState.ACHIEVED if self.achieved else DeclarationState.NOT_ACHIEVED

    @property
    def is_ready(self) -> bool:
        """Whether it can be declared achieved now, or again."""
        return bool(self.solid) and (self.changed or not self.achieved)

    @property
    def can_be_declared(self) -> bool:
        """Whether there is anything to declare on, or to take back."""
        return bool(self.claims or self.latest)

    @property
    def solid(self) -> int:
        """On how many claims it could be achieved."""
        return sum(claim.solid for claim in self.claims)

    @property
    def waiting(self) -> int:
        """How many claims wait for a decision."""
        return sum(claim.waiting for claim in self.claims)

    @property
    def changed(self) -> bool:
        """Whether it is achieved, and evidence it rests on was changed or taken back since."""
        return self.achieved and (
            not self.solid or any(claim.valid and claim.stale for claim in self.claims)
        )

    @property
    def advice(self) -> str:
        """Say whether it can be declared achieved now."""
        if not self.claims:
            return "Nothing is claimed for it yet."
        if not self.solid and self.waiting:
            return "Decide on its claims first."
        if not self.solid:
            return "No claim is valid yet on evidence that counts and that you judged authentic, current and reliable."
        if not self.lacking:
            return "Its evidence is all that we suggest."
        whose = "We suggest" if self.criterion.needs.suggestion else "The unit asks for"
        end = " Give a reason if it is enough without." if self.criterion.needs.suggestion else ""
        return f"{whose} more: {listed(self.lacking)}.{end}"


def of_enrolment(enrolment: Enrolment) -> list[CriterionRow]:
    """Return every criterion of an enrolment's unit, in its order."""
    unit = enrolment.unit
    settings = any(not criterion.needs.simulated_allowed for criterion in unit.criteria)
    known = in_order(facts(one_enrolment(enrolment.id), settings=settings))
    declared = achievements_of(enrolment.id)
    places = []
    for criterion in unit.criteria:
        claims = [fact for fact in known if fact.criterion == criterion.code and fact.submitted]
        solid = [claim.shown for claim in claims if claim.solid]
        lacking = missing(criterion.needs, solid, today())
        places.append(CriterionRow(criterion, claims, declared[criterion.code], lacking))
    return places
