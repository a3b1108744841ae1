"""Open requests whose address the list or a domain now vouches for, or no longer does."""

from collections.abc import Collection, Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.people.model import Account
from portfolio.witness.domains import domain_of
from portfolio.witness.history_entries import note_request
from portfolio.witness.known.model import Vouching
from portfolio.witness.model import OPEN_STATES, WitnessRequest
from portfolio.witness.provenance import Through

VOUCHED = "vouched for a witness’s address"
LAPSED = "no longer vouches for a witness’s address"


def open_to(
    session: Session, *, keys: Collection[str] = (), domain: str = ""
) -> Iterator[WitnessRequest]:
    """Yield the open requests to addresses with these keys, or at this domain. Call inside `write()`."""
    wanted = select(WitnessRequest).where(
        WitnessRequest.state.in_(OPEN_STATES),
        WitnessRequest.expires_at > now(),
        WitnessRequest.vouched_through != Through.PERSON,
    )
    if keys:
        wanted = wanted.where(WitnessRequest.email_key.in_(keys))
    for request in session.scalars(wanted.with_for_update()).all():
        if not domain or domain_of(request.witness_email) == domain:
            yield request


def vouch(request: WitnessRequest, known: Vouching | None) -> None:
    """Let a request that is sent now say by what its address is vouched for, unless a person did that for it."""
    if request.vouched_through == Through.PERSON:
        return
    request.vouched_through = known.through if known else ""
    request.vouched_by_id = known.by_id if known else None
    request.vouched_by_name = known.by_name if known else ""
    request.vouched_how = known.how if known else ""
    request.vouched_at = known.at if known else None


def vouched_anew(
    session: Session, request: WitnessRequest, staff: Account, known: Vouching | None
) -> None:
    """Do as `vouch` does after somebody changed the list or a domain, and record it with the learner."""
    before = request.vouched_by_id, request.vouched_how, request.vouched_at
    vouch(request, known)
    if (request.vouched_by_id, request.vouched_how, request.vouched_at) == before:
        return
    action = VOUCHED if known else LAPSED
    note_request(session, request, staff.actor, action, how=request.vouched_how)
