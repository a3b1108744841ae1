"""How pieces and criteria that an answer names by an id read in words."""

from collections.abc import Iterable
from uuid import UUID

from portfolio.criteria.model import Unit
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.records.queries import by_name
from portfolio.evidence.records.row_claims import value_of


def names_of(learner_id: UUID, *, submitted_only: bool = False) -> dict[str, str]:
    """Return how each of a learner's pieces (“E3 Late delivery”) and criteria is named, by its id.

    For anybody but the learner ask for `submitted_only`.
    """
    pieces = by_name(learner_id, submitted_only=submitted_only)
    named = {str(piece.id): f"{piece.reference} {piece.title}" for piece in pieces}
    return named | names_in(
        [(enrolment, enrolment.unit) for enrolment in enrolments.of_learner(learner_id)]
    )


def names_in(enrolled: Iterable[tuple[Enrolment, Unit]]) -> dict[str, str]:
    """Return how the criteria of these units are named, by `ticked.value_of`; the unit only if there are several."""
    units = list(enrolled)
    several = len(units) > 1
    return {
        value_of(enrolment.id, criterion.code): f"{criterion.code}. {criterion.title}"
        + (f" ({unit.title})" if several else "")
        for enrolment, unit in units
        for criterion in unit.criteria
    }
