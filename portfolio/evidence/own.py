"""Finds the piece that a page of the learner's is about; what isn't theirs doesn't exist."""

from uuid import UUID

from portfolio.base.pages import not_found
from portfolio.evidence import store
from portfolio.evidence.kinds.fields import Choice, Kind, Shape
from portfolio.evidence.model import Evidence
from portfolio.people.guards import current_person


def own_piece(evidence_id: UUID, *, withdrawn: bool = False) -> Evidence:
    """Return the signed-in learner's own piece, whole; 404 otherwise, also for a withdrawn one."""
    piece = store.own(current_person(), evidence_id)
    if piece is None or (piece.withdrawn_at is not None) != withdrawn:
        not_found()
    return piece


def pieces_to_choose(kind: Kind, learner_id: UUID) -> dict[str, list[Choice]]:
    """Return the learner's pieces that a form of this kind lets them choose from, by their kind."""
    wanted = {one.of_kind for one in kind.fields if one.shape is Shape.PIECE}
    found: dict[str, list[Choice]] = {kind_id: [] for kind_id in wanted}
    for one in store.by_name(learner_id, submitted_only=False, kinds=wanted) if wanted else ():
        found[one.kind_id].append(Choice(str(one.id), _name(one)))
    return found


def names_of(learner_id: UUID, *, submitted_only: bool = False) -> dict[str, str]:
    """Return how each of a learner's pieces is named, by its id: “E3 Late delivery”."""
    pieces = store.by_name(learner_id, submitted_only=submitted_only)
    return {str(one.id): _name(one) for one in pieces}


def _name(piece: Evidence) -> str:
    return f"{piece.reference} {piece.title}"
