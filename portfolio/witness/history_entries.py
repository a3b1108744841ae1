"""What history holds of statements and of the answers about them; and what it is told about requests."""

from typing import Any

from sqlalchemy.orm import Session

from portfolio.evidence.records.model import Evidence
from portfolio.history.chain import Actor
from portfolio.history.store import note
from portfolio.history.subjects import Subject
from portfolio.witness.model import Confirmation, ConfirmedBy, Statement, WitnessRequest
from portfolio.witness.provenance import Way


def _statement_content(statement: Statement) -> dict[str, Any]:
    """Return what is recorded of a statement.

    Those that came before links were rows of their own (no such link in their receipt) were recorded
    without what follows `submitted_at`.
    """
    recorded = {
        "request": str(statement.request_id),
        "evidence": str(statement.evidence_id),
        "witness": statement.witness_name,
        "email": statement.witness_email,
        "sent_assurance": str(statement.sent_assurance),
        "submitted_at": statement.submitted_at,
    }
    if statement.not_mine_digest is None and statement.way != Way.PAPER:
        return recorded
    return recorded | {
        "version": statement.version,
        "way": str(statement.way),
        "link": str(statement.link_id),
        "sent_from": statement.sent_from,
        "not_mine": statement.not_mine_digest,
    }


def _confirmation_content(answer: Confirmation) -> dict[str, Any]:
    """Return what is recorded of an answer; its source is named when it isn't the staff's own."""
    return {
        "statement": str(answer.statement_id),
        "confirmed": answer.confirmed,
        "how": answer.how,
        "by": answer.by_name,
        "at": answer.at,
        **({"source": str(answer.source)} if answer.source != ConfirmedBy.STAFF else {}),
    }


REQUEST = Subject("witness request", WitnessRequest, chain=(WitnessRequest.learner_id,))
STATEMENT = Subject(
    "witness statement",
    Statement,
    chain=(Statement.evidence_id, Evidence.learner_id),
    content=_statement_content,
)
CONFIRMATION = Subject(
    "confirmation",
    Confirmation,
    chain=(Confirmation.statement_id, Statement.evidence_id, Evidence.learner_id),
    content=_confirmation_content,
)
SUBJECTS = (REQUEST, STATEMENT, CONFIRMATION)


def note_request(
    session: Session, request: WitnessRequest, by: Actor, action: str, **more: str
) -> None:
    """Record what was done about a request, and whom it is to. Call inside `write()`."""
    whom = {"witness": request.witness_name, "email": request.witness_email}
    note(session, request, REQUEST, by=by, action=action, content=whom | more)
