"""A witness's statement: sent in exactly once, recorded, and its receipt shown again to the browser that sent it."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, new_id, write
from portfolio.base.link_secrets import digest_of, mint
from portfolio.base.translating import in_words
from portfolio.base.translation_marker import mark
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.content.completeness import Lack
from portfolio.evidence.records.model import Evidence, EvidenceVersion
from portfolio.evidence.records.received import Received, SaidClaim, receive, receive_again
from portfolio.evidence.records.store import Incomplete
from portfolio.history.model import ChainEntry
from portfolio.history.store import keep
from portfolio.people.model import Account
from portfolio.people.notices import tell
from portfolio.witness.assurance import sent_at_level
from portfolio.witness.history_entries import STATEMENT
from portfolio.witness.model import RequestState, Statement, WitnessRequest
from portfolio.witness.provenance import Way
from portfolio.witness.requests import recordings
from portfolio.witness.requests.witness_links import link_with_enrolment
from portfolio.witness.statements.answers import (
    DECLARATION,
    claims_of,
    content_of_draft,
    only_heard,
)
from portfolio.witness.statements.closing import close_request, witness_of
from portfolio.witness.statements.receipts import Copy, Receipt, mail_receipt

KIND = "witness_statement"


def submit(token: str, receipt_secret: str, signed: str, *, sent_from: str = "") -> Receipt:
    """Send the draft in, once: the link closes and the evidence appears in one transaction.

    `signed` is the name typed under the declaration; by `receipt_secret` only the browser that sent
    it sees the receipt again. The receipt's mail carries a link by which the mailbox can say “this
    wasn't me”. `sent_from` is the mark of the network it came from. Raises LinkClosed, and Incomplete
    with all that is still to answer.
    """
    not_mine = mint()
    with write() as session:
        request = close_request(session, token, RequestState.DONE)
        link, enrolment = link_with_enrolment(session, token)
        learner = enrolment.learner
        _refuse_hearsay(request)
        content = content_of_draft(
            request, learner.name, enrolment.unit, signed, declaration=in_words(DECLARATION)
        )
        by = witness_of(request)
        claims = [SaidClaim(enrolment.id, *said) for said in claims_of(content)]
        takes = recordings.takes_of(session, request.id)
        files = recordings.files_of(takes, content["statement"])
        received = (
            receive_again(
                session,
                request.corrects_evidence_id,
                content,
                by=by,
                claims=claims,
                files=files,
            )
            if request.corrects_evidence_id
            else receive(session, learner.id, KIND, content, by=by, claims=claims, files=files)
        )
        if takes:
            recordings.forget(session, request.id)
        way = Way(link.way)
        level = sent_at_level(vouched=bool(request.vouched_through), way=way)
        statement = Statement(
            id=new_id(),
            request_id=request.id,
            link_id=link.id,
            evidence_id=received.evidence.id,
            version=received.version.version,
            way=way,
            witness_name=request.witness_name,
            witness_email=request.witness_email,
            sent_assurance=level,
            sent_from=sent_from,
            receipt_digest=digest_of(receipt_secret),
            not_mine_digest=not_mine.digest,
            submitted_at=request.answered_at or now(),
        )
        keep(session, statement, STATEMENT, by=by, action="sent in a statement")
        copy = Copy(dict(request.draft or {}), learner.name, enrolment.unit, signed)
        request.draft = None
        _tell(session, request, enrolment, learner, received)
        receipt = _receipt(statement, received.evidence, received.version, received.digest)
        mail_receipt(session, receipt, statement, copy, not_mine)
        return receipt


def _refuse_hearsay(request: WitnessRequest) -> None:
    if only_heard(request.draft):
        raise Incomplete([Lack("seen_in_person", mark("A statement needs somebody who saw it."))])


def _tell(
    session: Session, request: WitnessRequest, enrolment: Enrolment, learner: Account, got: Received
) -> None:
    piece = {"evidence_id": str(got.evidence.id)}
    reference = got.evidence.reference
    if request.corrects_evidence_id:
        to_learner = f"{request.witness_name} has corrected their statement {reference}."
        to_assessor = f"{request.witness_name} has corrected {reference} about {learner.name}."
    else:
        to_learner = (
            f"{request.witness_name} has sent a statement. It is {reference} in your portfolio."
        )
        to_assessor = (
            f"{request.witness_name} has sent a statement about {learner.name} ({reference})."
        )
    tell(
        session,
        learner,
        to_learner,
        "evidence.piece",
        **piece,
    )
    tell(
        session,
        enrolment.assessor,
        to_assessor,
        "assessment.piece",
        **piece,
    )


def _receipt(
    statement: Statement, evidence: Evidence, version: EvidenceVersion, digest: str
) -> Receipt:
    return Receipt(
        evidence.reference,
        statement.submitted_at,
        digest,
        statement.witness_name,
        statement.witness_email,
        recordings.words_of_sent(version.attachments),
    )


def receipt_again(receipt_secret: str) -> Receipt | None:
    """Return the receipt to the browser that sent the statement in, and to nobody else."""
    row = db.session.execute(
        select(Statement, Evidence, EvidenceVersion, ChainEntry.digest)
        .join(Evidence, Evidence.id == Statement.evidence_id)
        .join(EvidenceVersion, EvidenceVersion.evidence_id == Evidence.id)
        .join(ChainEntry, ChainEntry.subject_id == EvidenceVersion.id)
        .where(
            Statement.receipt_digest == digest_of(receipt_secret),
            EvidenceVersion.version == Statement.version,
        )
    ).first()
    return _receipt(*row) if row else None


def evidence_of(request_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Return which piece of evidence came of each answered request."""
    wanted = select(Statement).where(Statement.request_id.in_(request_ids))
    return {
        statement.request_id: statement.evidence_id
        for statement in db.session.scalars(wanted)
        if statement.request_id
    }
