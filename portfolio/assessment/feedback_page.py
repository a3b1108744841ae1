"""What a learner does next when they read the feedback on a piece: pure, from how its claims stand."""

from collections.abc import Sequence
from typing import NamedTuple

from portfolio.assessment.piece_review import Desk
from portfolio.base.web.actions import PageAction


class AfterFeedback(NamedTuple):
    """The next step: with a title it is a card, with only a way an empty place, else a sentence."""

    text: str
    way: PageAction | None = None
    title: str = ""


def after_feedback(desk: Desk) -> AfterFeedback:
    """Return what follows from the decisions on a piece."""
    piece = desk.evidence
    return next_step(
        [claim.state for claim in desk.claims],
        doubted=desk.is_doubted,
        may_revise=piece.by_learner and piece.kind.learners_write_it,
        reference=piece.reference,
        here={"evidence_id": piece.id},
    )


def next_step(
    states: Sequence[str],
    *,
    doubted: bool,
    may_revise: bool,
    reference: str,
    here: dict[str, object],
) -> AfterFeedback:
    """Return the next step from the states of a piece's claims, and whether the piece as a whole is doubted."""
    if not states:
        text = "An assessor decides on claims. Say which criterion this piece shows, and where."
        return AfterFeedback(text, PageAction("Claim a criterion", "evidence.claims", here))
    if doubted or "not_valid" in states:
        return _revise(reference, here) if may_revise else _claim_another()
    if set(states) == {"valid"}:
        return AfterFeedback(
            "Every claim on this piece is valid. Your assessor declares a criterion achieved when there is "
            "enough for it."
        )
    return AfterFeedback(
        "Your assessor has not decided on all of it yet. You get a notice when they have."
    )


def _revise(reference: str, here: dict[str, object]) -> AfterFeedback:
    return AfterFeedback(
        "Read what is missing below. Then open the piece and choose “Revise”: it becomes a new version, "
        "and this one stays.",
        PageAction(f"Open {reference} to revise it", "evidence.piece", here),
        "Answer the feedback",
    )


def _claim_another() -> AfterFeedback:
    return AfterFeedback(
        "What somebody else wrote can’t be revised by you. Show the criterion with another piece of evidence.",
        PageAction("Go to your evidence", "evidence.portfolio"),
        "Claim another piece",
    )
