"""What the page of a piece says of it and offers, to whoever looks at it: plain values in, words and actions out."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from portfolio.base.web.actions import ActionLook, PageAction
from portfolio.evidence.content.piece_state import PieceState

LOG_KIND = "handover_instance"
"""The kind whose pieces stand in a log of their own."""


@dataclass(frozen=True)
class PieceSeen:
    """A piece as somebody looks at it."""

    evidence_id: UUID
    kind_id: str
    mine: bool
    """Whether the person looking writes it."""
    about_me: bool
    """Whether it is of their own portfolio."""
    assesses: bool
    """Whether they are an assessor."""
    by_learner: bool
    """Whether its learner writes it, rather than somebody else about them."""
    learner_writes: bool
    """Whether learners write pieces of its kind."""
    quick: bool
    """Whether pieces of its kind can be recorded in a minute."""
    submitted: bool
    drafting: bool
    newest: bool
    """Whether the version shown is the newest."""
    withdrawn: bool
    removed: bool
    """Whether its words were removed for good, as the person who wrote it asked."""
    claimed: bool
    claiming: bool
    """Whether the person looking may claim criteria with it."""
    may_revise: bool

    @property
    def state(self) -> PieceState:
        """How far it is; only its writer knows of a revision."""
        if self.withdrawn:
            return PieceState.WITHDRAWN
        if not self.submitted:
            return PieceState.DRAFT
        revising = self.mine and self.drafting
        return PieceState.REVISING if revising else PieceState.SUBMITTED

    @property
    def may_restore(self) -> bool:
        """Whether the person looking may bring it back."""
        return self.withdrawn and self.mine and not self.removed

    @property
    def revision_note(self) -> str:
        """Say to its writer that others see the version below while they write a revision; else nothing."""
        if self.withdrawn or not (self.mine and self.drafting and self.submitted):
            return ""
        who = "Your assessor sees" if self.by_learner else "Others see"
        return f"You are writing a revision. {who} the version below until you submit it."

    @property
    def may_assess(self) -> bool:
        """Whether the way to its assessment is offered."""
        shown = self.newest and not self.withdrawn
        return shown and self.assesses and not self.mine and not self.claiming

    @property
    def in_log(self) -> bool:
        """Whether the log of its learner is offered to somebody else."""
        return not self.mine and self.kind_id == LOG_KIND

    @property
    def offers_claims(self) -> bool:
        """Whether choosing criteria is offered where nothing is claimed yet."""
        return self.claiming and not self.claimed and not self.withdrawn


def way_back(seen: PieceSeen) -> PageAction | None:
    """Return the page that somebody came from: their own list, or what waits for an assessor."""
    if seen.about_me:
        return PageAction("My evidence", "evidence.portfolio")
    return PageAction("What waits for you", "assessment.queue") if seen.assesses else None


def piece_actions(seen: PieceSeen) -> list[PageAction]:
    """Return what the page of a piece offers to do with it, in the order in which it is drawn."""
    if seen.withdrawn:
        return []
    if not seen.mine:
        offered = seen.claiming and seen.newest
        return [_claim(seen, ActionLook.SECONDARY)] if offered else []
    if seen.drafting:
        return list(_while_writing(seen))
    return list(_once_submitted(seen)) if seen.newest else []


def _claim(seen: PieceSeen, look: ActionLook) -> PageAction:
    return PageAction("Choose criteria", "evidence.claims", {"evidence_id": seen.evidence_id}, look)


def _while_writing(seen: PieceSeen) -> Iterator[PageAction]:
    here = {"evidence_id": seen.evidence_id}
    yield PageAction("Go on writing", "evidence.edit", here, ActionLook.BUTTON)
    if seen.claiming:
        yield _claim(seen, ActionLook.LINK)


def _once_submitted(seen: PieceSeen) -> Iterator[PageAction]:
    here = {"evidence_id": seen.evidence_id}
    if seen.claiming:
        yield _claim(seen, ActionLook.SECONDARY if seen.claimed else ActionLook.BUTTON)
    if seen.may_revise:
        yield PageAction("Revise", "evidence.revise", here, ActionLook.POST)
    if seen.quick and seen.by_learner:
        yield PageAction("Record another like this", "evidence.capture", {"from": seen.evidence_id})
    if seen.by_learner and seen.learner_writes:
        yield PageAction("Ask a witness", "witness.ask", {"evidence": seen.evidence_id})
    whose = "my" if seen.by_learner else "the"
    yield PageAction(f"Take it out of {whose} portfolio", "evidence.withdraw", here)


def withdrawn_note(seen: PieceSeen, day: str, taken_by: str) -> str:
    """Say when a piece was taken out, or removed for good, and what follows from it."""
    if seen.removed:
        return (
            f"This was removed on {day}, as the person who wrote it asked. Its reference stays, and it "
            "does not count. You may need other evidence."
        )
    who = "You" if seen.mine else taken_by
    return f"{who} took this piece out of the portfolio on {day}. It does not count."
