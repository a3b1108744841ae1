"""Finds the piece that a page of the learner's is about; what isn't theirs doesn't exist."""

from uuid import UUID

from portfolio.base.pages import not_found
from portfolio.evidence import store
from portfolio.evidence.kinds.fields import Choice
from portfolio.evidence.model import Evidence
from portfolio.people.guards import current_person


def own_piece(evidence_id: UUID, *, withdrawn: bool = False) -> Evidence:
    """Return the signed-in learner's own piece, whole; 404 otherwise, also for a withdrawn one."""
    piece = store.own(current_person(), evidence_id)
    if piece is None or (piece.withdrawn_at is not None) != withdrawn:
        not_found()
    return piece


def handovers_of(learner_id: UUID, *, submitted_only: bool = False) -> list[Choice]:
    """Return a learner's handover instances by id, named as people name them: “E3 Late delivery”."""
    return [
        Choice(str(one.id), f"{one.reference} {one.title}")
        for one in store.handovers_of(learner_id, submitted_only=submitted_only)
    ]
