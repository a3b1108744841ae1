"""A witness says that there will be no statement: not this person, somebody else saw it, or they can't."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.base.db import db, write
from portfolio.base.link_secrets import digest_of
from portfolio.enrolment.model import Enrolment
from portfolio.history.store import note
from portfolio.outsiders.pages import LinkClosed
from portfolio.people.model import Account
from portfolio.people.notices import notify
from portfolio.witness.history_entries import REQUEST
from portfolio.witness.model import Declined, RequestState, WitnessLink, WitnessRequest
from portfolio.witness.requests import recordings
from portfolio.witness.statements.closing import close_request, witness_of

IN_HISTORY = {
    Declined.NOT_ME: "said: this is not me",
    Declined.CANNOT: "declined to be a witness",
    Declined.SOMEBODY_ELSE: "said that somebody else saw it",
}


def decline(token: str, why: Declined, words: str) -> None:
    """Say that there will be no statement; the link closes, and the learner is told.

    `words` are why not, or who saw it instead. Said again, it changes nothing. Raises LinkClosed.
    """
    with write() as session:
        try:
            request = close_request(session, token, RequestState.DECLINED)
        except LinkClosed:
            if not _said_already(token, why):
                raise
            return
        request.declined_because = why
        request.answer = words.strip()
        request.draft = None
        recordings.forget(session, request.id)
        learner = session.get_one(Account, request.learner_id)
        note(
            session,
            request,
            REQUEST,
            by=witness_of(request),
            action=IN_HISTORY[why],
            content={"witness": request.witness_name, "words": request.answer},
        )
        _tell(session, request, learner, why)


def _said_already(token: str, why: Declined) -> bool:
    """Whether this link was closed by the same answer: a second press, or a retry on a bad line."""
    request = db.session.scalar(
        select(WitnessRequest)
        .join(WitnessLink, WitnessLink.request_id == WitnessRequest.id)
        .where(WitnessLink.digest == digest_of(token), WitnessLink.ended_at.is_(None))
    )
    return bool(
        request and request.state == RequestState.DECLINED and request.declined_because == why
    )


def _tell(session: Session, request: WitnessRequest, learner: Account, why: Declined) -> None:
    if why is Declined.NOT_ME:
        said = f"Somebody at {request.witness_email} says they are not {request.witness_name}"
        assessor_id = session.get_one(Enrolment, request.enrolment_id).assessor_id
        notify(session, assessor_id, f"{said} ({learner.name}’s request).", "witness.waiting")
    elif why is Declined.SOMEBODY_ELSE:
        said = f"{request.witness_name} says that somebody else saw it"
    else:
        said = f"{request.witness_name} can’t write a statement"
    notify(session, learner.id, f"{said}.", "witness.request", request_id=str(request.id))
