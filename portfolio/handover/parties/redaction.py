"""What was written to those who take part loses a customer's details when the piece does."""

from collections.abc import Callable

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.evidence.records.model import Evidence
from portfolio.handover.parties.history_entries import PARTICIPANT
from portfolio.handover.parties.model import Participant
from portfolio.history.chain import SYSTEM
from portfolio.history.store import keep_what_is_left


def clean_messages(session: Session, piece: Evidence, text: Callable[[str], str]) -> None:
    """Replace the details in the learner's messages about this piece; what others replied stays theirs."""
    rows = select(Participant).where(Participant.evidence_id == piece.id)
    for participant in session.scalars(rows):
        said = text(participant.message)
        if said == participant.message:
            continue
        participant.message = said
        keep_what_is_left(session, participant, PARTICIPANT, by=SYSTEM)
