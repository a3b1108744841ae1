"""The witness's answers: kept while they write, sent in exactly once, declined; and the receipt."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from portfolio.base.clock import now, spoken_time
from portfolio.base.db import db, write
from portfolio.base.links import Token, digest_of, full_address, mint
from portfolio.base.mail import post
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.model import Evidence, EvidenceVersion
from portfolio.evidence.received import Received, SaidClaim, receive
from portfolio.history.chain import Actor
from portfolio.history.model import ChainEntry
from portfolio.history.store import content_of, record
from portfolio.people import store as people
from portfolio.people.model import Account
from portfolio.people.notices import notify
from portfolio.people.outsiders import LinkClosed
from portfolio.witness.answering import claims_of, content_of_draft, fingerprint
from portfolio.witness.assurance import sent_at_level
from portfolio.witness.links import link_of, open_request
from portfolio.witness.model import (
    OPEN_STATES,
    Declined,
    RequestState,
    Statement,
    Way,
    WitnessLink,
    WitnessRequest,
)

KIND = "witness_statement"


@dataclass
class WrittenElsewhere(Exception):
    """The same part was written in another window meanwhile; `saved` is what that one kept."""

    saved: dict[str, Any]


@dataclass(frozen=True)
class Receipt:
    """What the witness may keep: the reference, when it arrived, and the digest in the history."""

    reference: str
    submitted_at: datetime
    digest: str
    witness_name: str
    witness_email: str


def save_draft(token: str, answers: dict[str, Any], *, seen: str | None = None) -> WitnessRequest:
    """Keep one part of the witness's answers; the first makes the request “begun”.

    `seen` is the fingerprint of the same answers as the page showed them; when something else was
    kept since, raises WrittenElsewhere, so that two windows lose no word. Raises LinkClosed.
    """
    with write() as session:
        request = _locked(session, token)
        kept = dict(request.draft or {})
        there = {name: kept[name] for name in answers if name in kept}
        if seen is not None and there != answers and fingerprint(there) != seen:
            raise WrittenElsewhere(there)
        request.draft = kept | answers
        request.draft_revision += 1
        request.state = RequestState.BEGUN
        return request


def _locked(session: Session, token: str) -> WitnessRequest:
    opened = open_request(token)
    if opened is None:
        raise LinkClosed
    wanted = select(WitnessRequest).where(WitnessRequest.id == opened.request.id)
    request = session.scalar(wanted.with_for_update().execution_options(populate_existing=True))
    if request is None or open_request(token) is None:
        raise LinkClosed
    return request


def submit(token: str, receipt_secret: str, signed: str) -> Receipt:
    """Send the draft in, once: the link closes and the evidence appears in one transaction.

    `signed` is the name typed under the declaration; by `receipt_secret` only the browser that sent
    it sees the receipt again. The receipt's mail carries a link by which the mailbox can say “this
    wasn't me”. Raises LinkClosed, and Incomplete with all that is still to answer.
    """
    not_mine = mint()
    with write() as session:
        link = session.scalar(link_of(token))
        request = _close(session, token, RequestState.DONE)
        learner = session.get_one(Account, request.learner_id)
        enrolment = session.get_one(Enrolment, request.enrolment_id)
        content = content_of_draft(request, learner.name, enrolment.unit, signed)
        by = _witness_of(request)
        claims = [SaidClaim(enrolment.id, *said) for said in claims_of(content)]
        received = receive(session, learner.id, KIND, content, by=by, claims=claims)
        way = Way(link.way) if link else Way.HAND
        level = sent_at_level(vouched=bool(request.vouched_through), way=way)
        statement = Statement(
            request_id=request.id,
            link_id=link.id if link else None,
            evidence_id=received.evidence.id,
            version=received.version.version,
            way=way,
            witness_name=request.witness_name,
            witness_email=request.witness_email,
            sent_assurance=level,
            receipt_digest=digest_of(receipt_secret),
            not_mine_digest=not_mine.digest,
            submitted_at=request.answered_at or now(),
        )
        session.add(statement)
        session.flush()
        request.draft = None
        _note(session, statement, learner.id, by)
        _tell(session, request, enrolment, learner, received)
        receipt = _receipt(statement, received.evidence, received.digest)
        _mail_receipt(session, receipt, learner, statement, not_mine)
        return receipt


def _witness_of(request: WitnessRequest) -> Actor:
    """Name the witness as history does, within the 200 characters that a name may have there."""
    return Actor(None, f"{request.witness_name[:190]} (witness)")


def _close(session: Session, token: str, state: RequestState) -> WitnessRequest:
    """Use the link up by one conditional update; whoever comes second finds it closed."""
    moment = now()
    enrolled = select(Enrolment.id).where(Enrolment.withdrawn_at.is_(None))
    active = select(Account.id).where(Account.active)
    closed = session.execute(
        update(WitnessRequest)
        .where(
            WitnessRequest.id.in_(link_of(token).with_only_columns(WitnessLink.request_id)),
            WitnessRequest.state.in_(OPEN_STATES),
            WitnessRequest.expires_at > moment,
            WitnessRequest.enrolment_id.in_(enrolled),
            WitnessRequest.learner_id.in_(active),
        )
        .values(state=state, answered_at=moment)
        .returning(WitnessRequest.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    if closed is None:
        raise LinkClosed
    return session.get_one(WitnessRequest, closed, populate_existing=True)


def _tell(
    session: Session, request: WitnessRequest, enrolment: Enrolment, learner: Account, got: Received
) -> None:
    piece = {"evidence_id": str(got.evidence.id)}
    reference = got.evidence.reference
    notify(
        session,
        learner.id,
        f"{request.witness_name} has sent a statement. It is {reference} in your portfolio.",
        "evidence.piece",
        **piece,
    )
    notify(
        session,
        enrolment.assessor_id,
        f"{request.witness_name} has sent a statement about {learner.name} ({reference}).",
        "assessment.piece",
        **piece,
    )


def _mail_receipt(
    session: Session, receipt: Receipt, learner: Account, statement: Statement, not_mine: Token
) -> None:
    centre = people.the_centre()
    contact = centre and (centre.contact_email or centre.contact_phone)
    post(
        session,
        to=receipt.witness_email,
        subject=f"Your statement about {learner.name} has arrived",
        body=_RECEIPT.format(
            name=receipt.witness_name,
            learner=learner.name,
            when=spoken_time(receipt.submitted_at),
            reference=receipt.reference,
            digest=receipt.digest,
            centre=centre.name if centre else "the centre",
            contact=f" at {contact}" if contact else "",
        ),
        link=full_address("witness.not_mine", token=not_mine.text),
        about="witness receipt",
        belongs_to=statement.id,
    )


_RECEIPT = """Hello {name},

Thank you. Your statement about {learner} arrived on {when}.

Reference: {reference}
Digest: {digest}

The digest is a fingerprint of what was sent in. It stays the same for as long as nobody changes a word.

If this wasn’t you, please say so here, however long ago it was:

{{link}}

If you want to correct something, please tell {centre}{contact}.
"""


def _receipt(statement: Statement, evidence: Evidence, digest: str) -> Receipt:
    return Receipt(
        evidence.reference,
        statement.submitted_at,
        digest,
        statement.witness_name,
        statement.witness_email,
    )


def receipt_again(receipt_secret: str) -> Receipt | None:
    """Return the receipt to the browser that sent the statement in, and to nobody else."""
    row = db.session.execute(
        select(Statement, Evidence, ChainEntry.digest)
        .join(Evidence, Evidence.id == Statement.evidence_id)
        .join(EvidenceVersion, EvidenceVersion.evidence_id == Evidence.id)
        .join(ChainEntry, ChainEntry.subject_id == EvidenceVersion.id)
        .where(Statement.receipt_digest == digest_of(receipt_secret), EvidenceVersion.version == 1)
    ).first()
    return _receipt(row[0], row[1], row[2]) if row else None


def evidence_of(request_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return which piece of evidence came of each answered request."""
    wanted = select(Statement).where(Statement.request_id.in_(request_ids))
    return {one.request_id: one.evidence_id for one in db.session.scalars(wanted) if one.request_id}


def decline(token: str, why: Declined, words: str) -> None:
    """Say that there will be no statement; the link closes. Raises LinkClosed."""
    with write() as session:
        request = _close(session, token, RequestState.DECLINED)
        request.declined_because = why
        request.answer = words.strip()
        request.draft = None
        learner = session.get_one(Account, request.learner_id)
        assessor_id = session.get_one(Enrolment, request.enrolment_id).assessor_id
        record(
            session,
            chain=learner.id,
            actor=_witness_of(request),
            action="declined to be a witness" if why is Declined.CANNOT else "said: this is not me",
            subject="witness request",
            subject_id=request.id,
            content={"witness": request.witness_name, "words": request.answer},
        )
        if why is Declined.NOT_ME:
            said = f"Somebody at {request.witness_email} says they are not {request.witness_name}"
            notify(session, assessor_id, f"{said} ({learner.name}’s request).", "witness.waiting")
        else:
            said = f"{request.witness_name} can’t write a statement"
        notify(session, learner.id, f"{said}.", "witness.request", request_id=str(request.id))


_STATEMENTS = select(Statement.id, Evidence.learner_id).join(
    Evidence, Evidence.id == Statement.evidence_id
)


@content_of("witness statement", rows=_STATEMENTS)
def _recorded(statement_id: UUID, _version: int) -> dict[str, Any] | None:
    statement = db.session.get(Statement, statement_id)
    return statement_content(statement) if statement else None


def statement_content(statement: Statement) -> dict[str, Any]:
    """Return what history records of a statement.

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


def _note(session: Session, statement: Statement, learner_id: UUID, by: Actor) -> None:
    record(
        session,
        chain=learner_id,
        actor=by,
        action="sent in a statement",
        subject="witness statement",
        subject_id=statement.id,
        content=statement_content(statement),
    )
