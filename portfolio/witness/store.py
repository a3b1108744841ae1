"""Requests to witnesses: asked, sent again, cancelled, vouched for, released; and the link that opens one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from portfolio.base.clock import now, spoken_date
from portfolio.base.db import db, write
from portfolio.base.links import Token, digest_of, full_address, mint
from portfolio.base.mail import one_line, post
from portfolio.criteria.model import Unit
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.model import Evidence
from portfolio.history.chain import Actor
from portfolio.history.store import record
from portfolio.people import store as people
from portfolio.people.addresses import address_key
from portfolio.people.asking import NotOpen, Problem, Refused, TooMany
from portfolio.people.asking_often import one_at_a_time, refuse_too_often
from portfolio.people.model import Account
from portfolio.witness.asking import Asking, problems_of
from portfolio.witness.model import OPEN_STATES, RequestState, WitnessRequest

LINK_LASTS = timedelta(days=21)
MOST_OPEN = 10
MOST_PER_HOUR = 5
ASKED = "asked a witness"
ASKED_AGAIN = "asked a witness again"


class NotYours(Exception):
    """There is no such request, or it isn't for this person."""


class OwnAddress(Exception):
    """Nobody of the staff vouches for, or releases a link to, their own address."""


@dataclass(frozen=True)
class Opened:
    """A request whose link is open, with whom it is about and the unit as it was pinned."""

    request: WitnessRequest
    enrolment: Enrolment
    learner: Account
    about: Evidence | None

    @property
    def unit(self) -> Unit:
        """The unit that the learner is enrolled on."""
        return self.enrolment.unit


# --- the learner -------------------------------------------------------------------------------


def ask(
    learner: Account,
    *,
    enrolment_id: UUID,
    witness_name: str,
    witness_role: str,
    relationship: str,
    witness_email: str,
    what_they_saw: str,
    criteria: Sequence[str],
    about_evidence_id: UUID | None = None,
) -> WitnessRequest:
    """Ask one person what they saw: a request, and a mail to them with a link that nobody else sees.

    `criteria` are codes of the enrolment's unit, asked about first. Raises Refused with everything
    to mend, TooMany, and NotYours when the enrolment or the piece isn't the learner's.
    """
    asking = Asking(
        witness_name, witness_role, relationship, witness_email, what_they_saw, criteria
    )
    token = mint()
    with write() as session:
        enrolment = _own_enrolment(session, learner, enrolment_id)
        _check_piece(session, learner, about_evidence_id)
        codes = [one.code for one in enrolment.unit.criteria]
        problems = problems_of(asking, codes) or _whose_address(learner, witness_email)
        if problems:
            raise Refused(problems)
        _check_caps(session, learner)
        request = WitnessRequest(
            learner_id=learner.id,
            enrolment_id=enrolment.id,
            about_evidence_id=about_evidence_id,
            criteria=[code for code in codes if code in set(criteria)],
            witness_name=one_line(witness_name),
            witness_role=one_line(witness_role),
            relationship=one_line(relationship),
            witness_email=witness_email.strip(),
            email_key=address_key(witness_email),
            what_they_saw=what_they_saw.strip(),
            created_at=now(),
        )
        session.add(request)
        _send(session, request, token, learner)
        _note(session, request, learner.actor, ASKED)
        return request


def _own_enrolment(session: Session, learner: Account, enrolment_id: UUID) -> Enrolment:
    one_at_a_time(session, learner)
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None or enrolment.learner_id != learner.id or enrolment.withdrawn_at:
        raise NotYours("You are not enrolled on that unit.")
    return enrolment


def _check_piece(session: Session, learner: Account, evidence_id: UUID | None) -> None:
    if evidence_id is None:
        return
    evidence = session.get(Evidence, evidence_id)
    mine = evidence is not None and evidence.is_written_by(learner.id)
    if evidence is None or not mine or evidence.withdrawn_at:
        raise NotYours("There is no such piece of evidence in your portfolio.")


def _whose_address(learner: Account, address: str) -> list[Problem]:
    if address_key(address) == learner.email_key:
        sentence = "That is your own address. Enter the address of somebody who saw your work."
    elif people.is_somebody_here(address):
        sentence = (
            "Somebody with an account at this centre uses that address. A witness is somebody else: "
            "enter the work address of a person without an account here."
        )
    else:
        return []
    return [Problem("witness_email", sentence)]


def _check_caps(session: Session, learner: Account) -> None:
    waiting = select(func.count()).where(WitnessRequest.learner_id == learner.id, *_open_now())
    if (session.scalar(waiting) or 0) >= MOST_OPEN:
        raise TooMany(
            f"{MOST_OPEN} of your requests are still open. Wait for an answer, or cancel one."
        )
    _check_mails(session, learner)


def _check_mails(session: Session, learner: Account) -> None:
    sentence = f"You can send {MOST_PER_HOUR} requests an hour. Try again in an hour."
    refuse_too_often(session, learner, (ASKED, ASKED_AGAIN), MOST_PER_HOUR, sentence)


def cancel(learner: Account, request_id: UUID) -> WitnessRequest:
    """Take a request back; its link stops working at once. Raises NotYours, NotOpen."""
    with write() as session:
        request = _own(session, learner, request_id)
        if request.state not in OPEN_STATES:
            raise NotOpen("This request was answered or cancelled already.")
        request.state = RequestState.CANCELLED
        request.link_digest = None
        request.draft = None
        _note(session, request, learner.actor, "cancelled a witness request")
        return request


def send_again(learner: Account, request_id: UUID) -> WitnessRequest:
    """Mail the witness a new link; the old one stops working. Raises NotYours, NotOpen, TooMany."""
    token = mint()
    with write() as session:
        request = _own(session, learner, request_id)
        if request.state not in OPEN_STATES:
            raise NotOpen("This request was answered or cancelled, so it can’t be sent again.")
        _own_enrolment(session, learner, request.enrolment_id)
        refused = _whose_address(learner, request.witness_email)
        if refused:
            raise Refused(refused)
        _check_mails(session, learner)
        _send(session, request, token, learner)
        _note(session, request, learner.actor, ASKED_AGAIN)
        return request


def _own(session: Session, learner: Account, request_id: UUID) -> WitnessRequest:
    wanted = select(WitnessRequest).where(
        WitnessRequest.id == request_id, WitnessRequest.learner_id == learner.id
    )
    request = session.scalar(wanted.with_for_update())
    if request is None:
        raise NotYours("There is no such request.")
    return request


def _send(session: Session, request: WitnessRequest, token: Token, learner: Account) -> None:
    """Give the request a new link and mail it to the witness only; any older link stops working."""
    leaves = current_app.config["MAIL_REALLY_LEAVES"]
    _renew(request, token, RequestState.SENT if leaves else RequestState.WAITING)
    request.released_by_id, request.released_by_name, request.released_at = None, "", None
    session.flush()
    centre = people.the_centre()
    post(
        session,
        to=request.witness_email,
        subject=f"{learner.name} asks what you saw",
        body=_MAIL.format(
            name=request.witness_name,
            learner=learner.name,
            centre=centre.name if centre else "their centre",
            until=spoken_date(request.expires_at),
        ),
        link=full_address("witness.opened", token=token.text),
        about="witness request",
    )


def _renew(request: WitnessRequest, token: Token, state: RequestState) -> None:
    request.link_digest = token.digest
    request.expires_at = now() + LINK_LASTS
    request.state = RequestState.BEGUN if request.draft else state


_MAIL = """Hello {name},

{learner} is working towards a qualification with {centre} and says that you saw some of their work.
Would you write down, in your own words, what you saw? It takes about ten minutes. You need no
account, and you can do it on a phone.

{{link}}

The link is yours alone, so please don’t pass it on. It works until {until}, until you have sent
your statement. If you are not {name}, or can’t help, the page lets you say so with one button.
"""


# --- assessor and administrator ----------------------------------------------------------------


def vouch(staff: Account, request_id: UUID, how: str) -> WitnessRequest:
    """Say that the address is the witness's, and how this is known, before their statement comes (W2).

    Raises NotYours, NotOpen, OwnAddress.
    """
    with write() as session:
        request = _for_staff_locked(session, staff, request_id)
        request.vouched_by_id, request.vouched_by_name = staff.id, staff.name
        request.vouched_how, request.vouched_at = how.strip(), now()
        _note(session, request, staff.actor, "vouched for a witness’s address", how=how.strip())
        return request


def release(staff: Account, request_id: UUID) -> tuple[WitnessRequest, str]:
    """Make a new link to hand over by hand; return it, to be shown once. The old one stops working.

    The statement is W1 at most until confirmed, because no mail of ours reached the address.
    Raises NotYours, NotOpen, OwnAddress.
    """
    token = mint()
    with write() as session:
        request = _for_staff_locked(session, staff, request_id)
        _renew(request, token, RequestState.SENT)
        request.released_by_id, request.released_by_name = staff.id, staff.name
        request.released_at = now()
        _note(session, request, staff.actor, "released a witness’s link")
        return request, full_address("witness.opened", token=token.text)


def _for_staff_locked(session: Session, staff: Account, request_id: UUID) -> WitnessRequest:
    wanted = _for_staff(staff).where(WitnessRequest.id == request_id)
    row = session.execute(wanted.with_for_update(of=WitnessRequest)).unique().first()
    if row is None or staff.id == row[0].learner_id:
        raise NotYours("There is no such request.")
    request: WitnessRequest = row[0]
    if request.state not in OPEN_STATES:
        raise NotOpen("This request was answered or cancelled already.")
    if request.email_key == staff.email_key:
        raise OwnAddress(
            "This is your own address. Nobody is both witness and staff for a statement."
        )
    return request


def _for_staff(staff: Account) -> Select[WitnessRequest, Account, Enrolment]:
    """Select the requests a member of staff may handle: an assessor's learners', an administrator's all."""
    wanted = (
        select(WitnessRequest, Account, Enrolment)
        .join(Account, Account.id == WitnessRequest.learner_id)
        .join(Enrolment, Enrolment.id == WitnessRequest.enrolment_id)
        .where(Enrolment.withdrawn_at.is_(None))
    )
    if staff.has("administrator"):
        return wanted
    mine = Enrolment.assessor_id == staff.id if staff.has("assessor") else Enrolment.id.is_(None)
    return wanted.where(mine)


# --- the link ----------------------------------------------------------------------------------


def open_request(token: str) -> Opened | None:
    """Return what an open link opens, else None: used, replaced, cancelled, run out, withdrawn, never was."""
    wanted = (
        select(WitnessRequest, Enrolment, Account, Evidence)
        .join(Enrolment, Enrolment.id == WitnessRequest.enrolment_id)
        .join(Account, Account.id == WitnessRequest.learner_id)
        .outerjoin(Evidence, Evidence.id == WitnessRequest.about_evidence_id)
        .where(
            WitnessRequest.link_digest == digest_of(token),
            *_open_now(),
            Enrolment.withdrawn_at.is_(None),
            Account.active,
        )
    )
    row = db.session.execute(wanted).unique().first()
    return Opened(*row) if row else None


def _open_now() -> tuple[Any, ...]:
    return (WitnessRequest.state.in_(OPEN_STATES), WitnessRequest.expires_at > now())


# --- reading -----------------------------------------------------------------------------------


def of_learner(learner_id: UUID) -> Sequence[WitnessRequest]:
    """Return a learner's requests, newest first."""
    wanted = select(WitnessRequest).where(WitnessRequest.learner_id == learner_id)
    return db.session.scalars(wanted.order_by(WitnessRequest.created_at.desc())).all()


def unanswered(learner_id: UUID) -> Select[UUID, str, datetime]:
    """Select id, name and time of the witnesses of a learner who may still answer."""
    wanted = select(WitnessRequest.id, WitnessRequest.witness_name, WitnessRequest.created_at)
    return wanted.where(WitnessRequest.learner_id == learner_id, *_open_now())


def own(learner: Account, request_id: UUID) -> WitnessRequest | None:
    """Return one of the learner's own requests, or None."""
    mine = WitnessRequest.id == request_id, WitnessRequest.learner_id == learner.id
    return db.session.scalar(select(WitnessRequest).where(*mine))


def waiting_for(staff: Account) -> list[tuple[WitnessRequest, Account, Enrolment]]:
    """Return the requests without a statement that somebody of the staff may handle, oldest first."""
    wanted = _for_staff(staff).where(WitnessRequest.state.in_(OPEN_STATES))
    found = db.session.execute(wanted.order_by(WitnessRequest.created_at)).unique()
    return [(row[0], row[1], row[2]) for row in found]


def how_many_unsent(staff: Account) -> Select[int]:
    """Select how many links wait for somebody of the staff to hand them over."""
    mine = _for_staff(staff).with_only_columns(func.count(WitnessRequest.id))
    return mine.where(WitnessRequest.state == RequestState.WAITING)


def for_staff(staff: Account, request_id: UUID) -> tuple[WitnessRequest, Account] | None:
    """Return one request that somebody of the staff may handle, with its learner, or None."""
    row = (
        db.session.execute(_for_staff(staff).where(WitnessRequest.id == request_id))
        .unique()
        .first()
    )
    return (row[0], row[1]) if row and row[0].learner_id != staff.id else None


def _note(session: Session, request: WitnessRequest, by: Actor, action: str, **more: str) -> None:
    record(
        session,
        chain=request.learner_id,
        actor=by,
        action=action,
        subject="witness request",
        subject_id=request.id,
        content={"witness": request.witness_name, "email": request.witness_email, **more},
    )
