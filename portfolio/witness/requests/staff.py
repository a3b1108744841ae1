"""What staff do about a request: vouch for the address, release the link by hand; and which requests are theirs."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import units_of
from portfolio.outsiders.rules import NotOpen
from portfolio.people.model import Account
from portfolio.people.roles import DECIDES, HANDLES_EVERY_LINK
from portfolio.witness.history_entries import note_request
from portfolio.witness.identity import is_the_witness
from portfolio.witness.model import OPEN_STATES, WitnessRequest
from portfolio.witness.provenance import Through
from portfolio.witness.requests.store import NotYours
from portfolio.witness.requests.witness_links import LINKS

SHOWN_FOR = timedelta(days=30)
"""After a link has run out, its request is still shown for so long."""


class OwnAddress(Exception):
    """Nobody of the staff vouches for, or releases a link to, their own address."""


def vouch(staff: Account, request_id: UUID, how: str) -> WitnessRequest:
    """Say that the address is the witness's, and how this is known, before their statement comes (W2).

    Raises NotYours, NotOpen, OwnAddress.
    """
    with write() as session:
        request = for_staff_locked(session, staff, request_id)
        request.vouched_by_id, request.vouched_by_name = staff.id, staff.name
        request.vouched_how, request.vouched_at = how.strip(), now()
        request.vouched_through = Through.PERSON
        note_request(
            session, request, staff.actor, "vouched for a witness’s address", how=how.strip()
        )
        return request


def release(staff: Account, request_id: UUID) -> tuple[WitnessRequest, str]:
    """Make a new link to hand over by hand; return it, to be shown once. The old one stops working.

    The statement is W1 at most until confirmed, because no mail of ours reached the address.
    Raises NotYours, NotOpen, OwnAddress.
    """
    with write() as session:
        request = for_staff_locked(session, staff, request_id)
        link = LINKS.renew(session, request, staff.actor, by_hand=True)
        note_request(session, request, staff.actor, "released a witness’s link")
        return request, link


def for_staff_locked(session: Session, staff: Account, request_id: UUID) -> WitnessRequest:
    """Return an open request that somebody of the staff may handle, to be changed. Call inside `write()`.

    Raises NotYours, NotOpen, OwnAddress.
    """
    wanted = selected(staff).where(WitnessRequest.id == request_id)
    row = session.execute(wanted.with_for_update(of=WitnessRequest)).unique().first()
    if row is None or staff.id == row[0].learner_id:
        raise NotYours("There is no such request.")
    request: WitnessRequest = row[0]
    if request.state not in OPEN_STATES:
        raise NotOpen("This request was answered or cancelled already.")
    if is_the_witness(staff, request):
        raise OwnAddress(
            "This is your own address. Nobody is both witness and staff for a statement."
        )
    return request


def selected(staff: Account) -> Select[WitnessRequest, Account, Enrolment]:
    """Select the requests a member of staff may handle: an assessor's learners', an administrator's all."""
    wanted = (
        select(WitnessRequest, Account, Enrolment)
        .join(Account, Account.id == WitnessRequest.learner_id)
        .join(Enrolment, Enrolment.id == WitnessRequest.enrolment_id)
        .where(Enrolment.withdrawn_at.is_(None))
    )
    if staff.has(*HANDLES_EVERY_LINK):
        return wanted
    mine = Enrolment.assessor_id == staff.id if staff.has(*DECIDES) else Enrolment.id.is_(None)
    return wanted.where(mine)


def waiting_for(staff: Account) -> list[tuple[WitnessRequest, Account, Enrolment]]:
    """Return the requests without a statement that somebody of the staff may handle, oldest first.

    What ran out stands there for SHOWN_FOR, until its draft is erased.
    """
    wanted = selected(staff).where(
        WitnessRequest.state.in_(OPEN_STATES), WitnessRequest.expires_at > now() - SHOWN_FOR
    )
    rows = db.session.execute(wanted.order_by(WitnessRequest.created_at)).unique()
    found = [(request, learner, enrolment) for request, learner, enrolment in rows]
    units_of({enrolment.unit_digest for _request, _learner, enrolment in found})
    return found


def for_staff(staff: Account, request_id: UUID) -> tuple[WitnessRequest, Account] | None:
    """Return one request that somebody of the staff may handle, with its learner, or None."""
    row = (
        db.session.execute(selected(staff).where(WitnessRequest.id == request_id)).unique().first()
    )
    return (row[0], row[1]) if row and row[0].learner_id != staff.id else None
