"""What an assessor typed for a claim, or a piece, that the learner took back meanwhile: shown, so that no word is lost."""

from collections.abc import Mapping
from dataclasses import dataclass

from portfolio.assessment.piece_review import Desk
from portfolio.evidence.records.model import Claim


@dataclass(frozen=True)
class UnsavedDecision:
    """What was sent for something that isn't there any more."""

    about: str
    """Criterion 2, or the piece as a whole."""
    choice: str
    """Yes, no, or nothing."""
    words: str


def unsaved_decisions(desk: Desk, sent: Mapping[str, str]) -> list[UnsavedDecision]:
    """Return what was chosen or typed for claims of the piece that this assessor can't decide on now.

    When nothing is left to decide, what was noted about the piece as a whole is among it.
    """
    there = {claim_on_desk.claim.id for claim_on_desk in desk.mine}
    gone = [claim for claim in desk.evidence.claims if claim.id not in there]
    found = [*(_about(claim, sent) for claim in gone)]
    if not there:
        found.append(UnsavedDecision("The piece as a whole", "", sent.get("note", "").strip()))
    return [
        unsaved_decision
        for unsaved_decision in found
        if unsaved_decision.choice or unsaved_decision.words
    ]


def _about(claim: Claim, sent: Mapping[str, str]) -> UnsavedDecision:
    return UnsavedDecision(
        f"Criterion {claim.criterion}",
        sent.get(f"valid-{claim.id}", ""),
        sent.get(f"feedback-{claim.id}", "").strip(),
    )


def sentence(desk: Desk) -> str:
    """Say what happened meanwhile, and that nothing was kept."""
    if desk.evidence.withdrawn_at:
        what = f"The learner withdrew {desk.evidence.reference} from the portfolio"
    else:
        what = "A claim that you decided on was taken back, or is not yours to decide on any more,"
    after = "send the rest again" if desk.mine else "copy it if you want to use it elsewhere"
    return (
        f"{what} while you were writing. Nothing was saved. What you wrote stands below: {after}."
    )
