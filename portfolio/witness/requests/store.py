"""A learner's requests to witnesses: asked, sent again, cancelled; and the new link and the record of any request."""

from collections.abc import Sequence
from hashlib import sha256
from uuid import UUID, uuid5

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, new_id, write
from portfolio.base.mailing.mail import one_line, post
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records.model import Evidence
from portfolio.outsiders.request_limits import one_at_a_time, refuse_too_many, refuse_too_often
from portfolio.outsiders.rules import NotOpen, RequestProblem, RequestRefused
from portfolio.people import store as people
from portfolio.people.addresses import address_key, looks_like
from portfolio.people.model import Account
from portfolio.people.roles import Author
from portfolio.witness.history_entries import note_request
from portfolio.witness.known import reviewing
from portfolio.witness.known.store import vouching_for
from portfolio.witness.model import (
    OPEN_STATES,
    Declined,
    RequestPiece,
    RequestState,
    WitnessRequest,
)
from portfolio.witness.requests import recordings
from portfolio.witness.requests.letter import letter
from portfolio.witness.requests.rules import Asking, problems_of
from portfolio.witness.requests.witness_links import ASKING, LINKS

MOST_OPEN = 10
MOST_PER_HOUR = 5
ASKED = "asked a witness"
ASKED_AGAIN = "asked a witness again"
CANCELLED = "cancelled a witness request"


class NotYours(Exception):
    """There is no such request, or it isn't for this person."""


# --- changing ----------------------------------------------------------------------------------


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
    employer: str = "",
    about: Sequence[UUID] = (),
    asked_from: str = "",
    key: str = "",
    instead_of: UUID | None = None,
) -> WitnessRequest:
    """Ask one person what they saw: a request, and a mail to them with a link that nobody else sees.

    `criteria` are codes of the enrolment's unit, asked about first; `about` the learner's pieces of
    evidence that it is about; `asked_from` a network's mark. `key` is the form's own: the same words
    sent twice from one form make one request. `instead_of` is an earlier request that this one
    follows; if it is open still, it is cancelled. Raises RequestRefused with everything to mend, TooMany,
    NotOpen when that one was answered, and NotYours when enrolment, piece or request isn't the learner's.
    """
    pieces_wanted = list(dict.fromkeys(about))
    asking = Asking(
        witness_name,
        witness_role,
        relationship,
        witness_email,
        what_they_saw,
        list(criteria),
        employer,
        len(pieces_wanted),
    )
    with write() as session:
        enrolment = _own_enrolment(session, learner, enrolment_id)
        made_id = _id_for(learner, key, asking, pieces_wanted)
        made = session.get(WitnessRequest, made_id)
        if made is not None and made.state in OPEN_STATES:
            return made
        pieces = _own_pieces(session, learner, pieces_wanted)
        codes = [criterion.code for criterion in enrolment.unit.criteria]
        problems = problems_of(asking, codes) or _whose_address(learner, witness_email)
        if problems:
            raise RequestRefused(problems)
        before = _ended_before(session, learner, instead_of) if instead_of else None
        _check_caps(session, learner)
        request = WitnessRequest(
            id=new_id() if made else made_id,
            learner_id=learner.id,
            enrolment_id=enrolment.id,
            criteria=[code for code in codes if code in set(criteria)],
            witness_name=one_line(witness_name),
            witness_role=one_line(witness_role),
            employer=one_line(employer),
            relationship=one_line(relationship),
            witness_email=witness_email.strip(),
            email_key=address_key(witness_email),
            what_they_saw=what_they_saw.strip(),
            asked_from=asked_from,
            expires_at=now() + LINKS.lasts,
            created_at=now(),
        )
        reviewing.vouch(request, vouching_for(witness_email))
        session.add(request)
        session.flush()
        session.add_all(
            RequestPiece(request_id=request.id, evidence_id=piece.id) for piece in pieces
        )
        if before is not None:
            before.followed_by_id = request.id
        _send(session, request, learner)
        note_request(session, request, learner.actor, ASKED)
        return request


def _id_for(learner: Account, key: str, asking: Asking, pieces: Sequence[UUID]) -> UUID:
    """Return the id of a request: the same for the same words from the same form, so that it is made once."""
    if not key:
        return new_id()
    said = sha256(repr((key, asking, pieces)).encode()).hexdigest()
    return uuid5(learner.id, said)


def _ended_before(session: Session, learner: Account, request_id: UUID) -> WitnessRequest:
    """Return the request that another one follows; cancelled now, if it could still be answered."""
    before = _own_locked(session, learner, request_id)
    if before.state == RequestState.DONE:
        raise NotOpen("Their statement has arrived, so this request can’t be replaced.")
    if before.state in OPEN_STATES:
        _cancel(session, before, learner)
    return before


def _own_enrolment(session: Session, learner: Account, enrolment_id: UUID) -> Enrolment:
    one_at_a_time(session, learner)
    enrolment = session.get(Enrolment, enrolment_id)
    if enrolment is None or enrolment.learner_id != learner.id or enrolment.withdrawn_at:
        raise NotYours("You are not enrolled on that unit.")
    return enrolment


def _own_pieces(session: Session, learner: Account, wanted: Sequence[UUID]) -> list[Evidence]:
    """Return these pieces of the learner's own writing, in one statement. Raises NotYours."""
    rows = session.scalars(
        select(Evidence).where(Evidence.id.in_(wanted), Evidence.withdrawn_at.is_(None))
    )
    mine = [row for row in rows if may_be_about(row) and row.is_written_by(learner.id)]
    if len(mine) != len(wanted):
        raise NotYours("There is no such piece of evidence in your portfolio.")
    return mine


def may_be_about(piece: Evidence) -> bool:
    """Whether a witness can be asked about a piece: a record of the learner's, not another witness's words."""
    return piece.by_learner and piece.kind_id in kinds_to_ask_about()


def kinds_to_ask_about() -> list[str]:
    """Return the kinds of evidence that a witness can be asked about: those that learners write."""
    return [kind.id for kind in KINDS.values() if Author.LEARNER in kind.written_by]


def _whose_address(learner: Account, address: str) -> list[RequestProblem]:
    if looks_like(learner.email, address):
        sentence = "That is your own address. Enter the address of somebody who saw your work."
    elif people.is_somebody_here(address) or _like_somebodys(address):
        sentence = (
            "Somebody with an account at this centre uses that address. A witness is somebody else: "
            "enter the work address of a person without an account here."
        )
    else:
        return []
    return [RequestProblem("witness_email", sentence)]


def _like_somebodys(address: str) -> bool:
    """Whether it looks like the address of somebody here, and is of nobody on the centre's witness list.

    Two people's addresses may differ by a dot; staff who know both put the witness on the list.
    """
    known = vouching_for(address)
    return not (known and known.listed) and bool(people.looking_like(address))


def _check_caps(session: Session, learner: Account) -> None:
    waiting = select(func.count()).where(WitnessRequest.learner_id == learner.id, *LINKS.open_now())
    sentence = f"{MOST_OPEN} of your requests are still open. Wait for an answer, or cancel one."
    refuse_too_many(session, waiting, MOST_OPEN, sentence)
    _check_mails(session, learner)


def _check_mails(session: Session, learner: Account) -> None:
    sentence = f"You can send {MOST_PER_HOUR} requests an hour. Try again in an hour."
    refuse_too_often(session, learner, (ASKED, ASKED_AGAIN), MOST_PER_HOUR, sentence)


def cancel(learner: Account, request_id: UUID) -> WitnessRequest:
    """Take a request back; its link stops working at once. Raises NotYours, NotOpen."""
    with write() as session:
        request = _own_locked(session, learner, request_id)
        if request.state not in OPEN_STATES:
            raise NotOpen("This request was answered or cancelled already.")
        _cancel(session, request, learner)
        return request


def _cancel(session: Session, request: WitnessRequest, learner: Account) -> None:
    request.state = RequestState.CANCELLED
    LINKS.end(session, request)
    request.draft = None
    recordings.forget(session, request.id)
    note_request(session, request, learner.actor, CANCELLED)


def send_again(learner: Account, request_id: UUID) -> WitnessRequest:
    """Mail the witness a new link; the old one stops working. Raises NotYours, NotOpen, TooMany, RequestRefused."""
    with write() as session:
        request = _own_locked(session, learner, request_id)
        if request.state not in OPEN_STATES:
            raise NotOpen("This request was answered or cancelled, so it can’t be sent again.")
        _own_enrolment(session, learner, request.enrolment_id)
        refused = _whose_address(learner, request.witness_email)
        if refused:
            raise RequestRefused(refused)
        _check_mails(session, learner)
        reviewing.vouch(request, vouching_for(request.witness_email))
        _send(session, request, learner)
        note_request(session, request, learner.actor, ASKED_AGAIN)
        return request


def _own_locked(session: Session, learner: Account, request_id: UUID) -> WitnessRequest:
    wanted = select(WitnessRequest).where(
        WitnessRequest.id == request_id, WitnessRequest.learner_id == learner.id
    )
    request = session.scalar(wanted.with_for_update())
    if request is None:
        raise NotYours("There is no such request.")
    if request.corrects_evidence_id:
        raise NotOpen("Your assessor asked for this correction. Speak to them if it should change.")
    return request


def _send(session: Session, request: WitnessRequest, learner: Account) -> None:
    """Mail the witness, and nobody else, a new link; any older one stops working."""
    link = LINKS.renew(session, request, learner.actor)
    centre = people.the_centre()
    subject, body = letter(
        learner=learner.name,
        witness=request.witness_name,
        centre=centre.name if centre else "",
        until=request.expires_at,
    )
    post(
        session,
        to=request.witness_email,
        subject=subject,
        body=body,
        link=link,
        about=ASKING,
        belongs_to=request.id,
    )


# --- reading -----------------------------------------------------------------------------------


def of_learner(learner_id: UUID) -> Sequence[WitnessRequest]:
    """Return a learner's requests, newest first."""
    wanted = select(WitnessRequest).where(WitnessRequest.learner_id == learner_id)
    return db.session.scalars(wanted.order_by(WitnessRequest.created_at.desc())).all()


UNANSWERED = select(
    WitnessRequest.id, WitnessRequest.witness_name, WitnessRequest.created_at
).where(
    WitnessRequest.learner_id == bindparam("learner_id"),
    *LINKS.open_at(bindparam("moment", type_=WitnessRequest.expires_at.type)),
)
"""Selects the witnesses of a learner (`learner_id`) who may still answer at a `moment`: id, name, when asked."""


def asked_before(learner_id: UUID, most: int = 8) -> list[WitnessRequest]:
    """Return the newest request to each person a learner asked, for asking them again, in one statement.

    Not those who said that they are somebody else, nor corrections that an assessor asked for.
    """
    wanted = select(WitnessRequest).where(
        WitnessRequest.learner_id == learner_id,
        WitnessRequest.declined_because != Declined.NOT_ME,
        WitnessRequest.followed_by_id.is_(None),
        WitnessRequest.corrects_evidence_id.is_(None),
    )
    found: dict[str, WitnessRequest] = {}
    for request in db.session.scalars(wanted.order_by(WitnessRequest.created_at.desc())):
        found.setdefault(request.email_key, request)
    return list(found.values())[:most]


def own(learner: Account, request_id: UUID) -> WitnessRequest | None:
    """Return one of the learner's own requests, or None."""
    mine = WitnessRequest.id == request_id, WitnessRequest.learner_id == learner.id
    return db.session.scalar(select(WitnessRequest).where(*mine))
