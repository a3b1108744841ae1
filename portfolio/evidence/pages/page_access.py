"""Finds the piece that a page of its writer's is about; what isn't theirs doesn't exist."""

from collections.abc import Sequence
from uuid import UUID

from portfolio.base.web.pages import not_found
from portfolio.criteria.model import Unit
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.kinds.fields import Choice, Kind, Shape
from portfolio.evidence.records import store
from portfolio.evidence.records.claims import enrolments_for
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.records.references import names_in, names_of
from portfolio.people.guards import current_person

__all__ = ["claimed_piece", "names_for", "names_of", "own_piece", "pieces_to_choose"]


def own_piece(evidence_id: UUID, *, withdrawn: bool = False) -> Evidence:
    """Return a piece that the signed-in person writes, whole; 404 otherwise, also for a withdrawn one."""
    piece = store.own(current_person(), evidence_id)
    if piece is None or (piece.withdrawn_at is not None) != withdrawn:
        not_found()
    return piece


def claimed_piece(evidence_id: UUID) -> Evidence:
    """Return a piece that the signed-in person may claim criteria with, whole; 404 otherwise."""
    piece = store.claimable(current_person(), evidence_id)
    if piece is None or piece.withdrawn_at is not None:
        not_found()
    return piece


def pieces_to_choose(kind: Kind, learner_id: UUID) -> dict[str, list[Choice]]:
    """Return what a form of this kind lets the signed-in person choose from, by `Field.offer`.

    The learner's pieces by their kind (for anybody else, the submitted ones), and the criteria
    that this person may claim for.
    """
    wanted = {field.of_kind for field in kind.fields if field.shape is Shape.PIECE}
    found: dict[str, list[Choice]] = {kind_id: [] for kind_id in wanted}
    others = current_person().id != learner_id
    for named in store.by_name(learner_id, submitted_only=others, kinds=wanted) if wanted else ():
        found[named.kind_id].append(Choice(str(named.id), f"{named.reference} {named.title}"))
    if kind.ticks:
        enrolled = enrolments_for(current_person(), learner_id)
        found[Shape.CRITERION] = list(
            _criteria([(enrolment, enrolment.unit) for enrolment in enrolled])
        )
    return found


def _criteria(enrolled: Sequence[tuple[Enrolment, Unit]]) -> list[Choice]:
    return [Choice(value, words) for value, words in names_in(enrolled).items()]


def names_for(piece: Evidence) -> dict[str, str]:
    """Return how other pieces and criteria read for the signed-in person on a page of this piece."""
    others = current_person().id != piece.learner_id
    return names_of(piece.learner_id, submitted_only=others)
