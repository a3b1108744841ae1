"""What was written to those who take part loses a customer's details when the piece does."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.evidence.records.model import Evidence
from portfolio.evidence.redaction.hooks import when_details_go
from portfolio.handover.parties.model import Participant
from portfolio.handover.parties.store import ask_content
from portfolio.history.chain import SYSTEM
from portfolio.history.store import record_anew


@when_details_go
def clean_messages(session: Session, piece: Evidence, text: Callable[[str], str]) -> None:
    """Replace the details in the learner's messages about this piece; what others replied stays theirs."""
    rows = select(Participant).where(Participant.evidence_id == piece.id)
    for one in session.scalars(rows):
        said = text(one.message)
        if said == one.message:
            continue
        one.message = said
        session.flush()
        record_anew(
            session,
            chain=piece.learner_id,
            actor=SYSTEM,
            subject="participant",
            subject_id=one.id,
            content=ask_content(one),
        )
