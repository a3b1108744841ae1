"""The criteria of a learner's units, by enrolment and code, for pages that name claims."""

from dataclasses import dataclass
from uuid import UUID

from portfolio.enrolment import store as enrolments


@dataclass(frozen=True)
class NamedCriterion:
    """A criterion as a page names it."""

    code: str
    title: str
    unit: str


def criteria_of(learner_id: UUID) -> dict[tuple[UUID, str], NamedCriterion]:
    """Return the criteria of a learner's open enrolments, by enrolment and code."""
    return {
        (enrolment.id, criterion.code): NamedCriterion(criterion.code, criterion.title, unit.title)
        for enrolment in enrolments.of_learner(learner_id)
        for unit in [enrolment.unit]
        for criterion in unit.criteria
    }
