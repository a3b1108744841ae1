"""Uses a witness's link up, once: whoever comes second finds it closed."""

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.enrolment.model import Enrolment
from portfolio.history.chain import Actor
from portfolio.outsiders.pages import LinkClosed
from portfolio.people.model import Account
from portfolio.witness.model import RequestState, WitnessLink, WitnessRequest
from portfolio.witness.requests.witness_links import LINKS, link_of


def close_request(session: Session, token: str, state: RequestState) -> WitnessRequest:
    """Close the open request of this link by one conditional update. Call inside `write()`. Raises LinkClosed."""
    moment = now()
    enrolled = select(Enrolment.id).where(Enrolment.withdrawn_at.is_(None))
    active = select(Account.id).where(Account.active)
    closed = session.scalars(
        update(WitnessRequest)
        .where(
            WitnessRequest.id.in_(link_of(token).with_only_columns(WitnessLink.request_id)),
            *LINKS.open_now(),
            WitnessRequest.enrolment_id.in_(enrolled),
            WitnessRequest.learner_id.in_(active),
        )
        .values(state=state, answered_at=moment)
        .returning(WitnessRequest)
        .execution_options(synchronize_session=False, populate_existing=True)
    ).one_or_none()
    if closed is None:
        raise LinkClosed
    return closed


def witness_of(request: WitnessRequest) -> Actor:
    """Name the witness as history does, within the 200 characters that a name may have there."""
    return Actor(None, f"{request.witness_name[:190]} (witness)")
