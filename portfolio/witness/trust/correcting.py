"""Corrections: the assessor opens a statement again for its witness, who gets a fresh link and their own words as a draft."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import LINK_PLACE, post
from portfolio.base.translating import gettext as _
from portfolio.base.translating import spoken_date
from portfolio.evidence.records.model import EvidenceVersion
from portfolio.outsiders.plain_names import plain_name
from portfolio.outsiders.rules import NotOpen
from portfolio.people import store as people
from portfolio.people.addresses import address_key
from portfolio.people.model import Account
from portfolio.people.notices import notify
from portfolio.witness.history_entries import note_request
from portfolio.witness.identity import is_the_witness
from portfolio.witness.known import reviewing
from portfolio.witness.known.store import vouching_for
from portfolio.witness.model import RequestPiece, Statement, WitnessRequest
from portfolio.witness.provenance import Through
from portfolio.witness.requests.store import NotYours
from portfolio.witness.requests.witness_links import ASKING, LINKS, pieces_of
from portfolio.witness.statements.answers import FIELDS
from portfolio.witness.statements.standing import (
    NEWER,
    BothWitnessAndAssessor,
    StatementShown,
    for_assessor,
)

ASKED_TO_CORRECT = "asked a witness for a correction"


def draft_of(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return a statement's content as the draft that it was made of: the witness's own words, to go on from."""
    kept = {
        name: content.get(name, "")
        for part in ("seen", "you", "words")
        for name in FIELDS[part]
        if content.get(name)
    }
    answers = {
        answer["criterion"]: {"saw": answer["saw"], "words": answer.get("words") or ""}
        for answer in content.get("answers") or []
    }
    return kept | {"answers": answers}


def ask(assessor: Account, statement_id: UUID, reason: str) -> WitnessRequest:
    """Open a statement again for its witness: a new request with their words as the draft, and a link to it.

    The link is mailed to the statement's own address, or waits to be handed over where no mail leaves.
    What stands goes on standing until the witness has sent the correction. Raises NotYours,
    BothWitnessAndAssessor, and NotOpen with a sentence when there is nobody or nothing to ask.
    """
    with write() as session:
        shown = for_assessor(assessor, statement_id)
        if shown is None:
            raise NotYours("There is no such statement.")
        before = _refuse(session, assessor, shown)
        request = _made(session, assessor, shown, before, reason)
        link = LINKS.renew(session, request, assessor.actor)
        learner = session.get_one(Account, request.learner_id)
        _post(session, request, learner, link)
        note_request(
            session, request, assessor.actor, ASKED_TO_CORRECT, reason=request.correction_reason
        )
        notify(
            session,
            learner.id,
            f"{assessor.name} has asked {request.witness_name} to look at {shown.evidence.reference} "
            "once more. You need do nothing.",
            "evidence.piece",
            evidence_id=str(shown.evidence.id),
        )
        return request


def _refuse(session: Session, assessor: Account, shown: StatementShown) -> WitnessRequest:
    """Return the request that the statement answered. Raises what `ask` raises."""
    before = shown.request
    if is_the_witness(assessor, shown.statement):
        raise BothWitnessAndAssessor(
            "This statement came from your own address. Somebody else must ask for a correction."
        )
    if before is None or not shown.statement.witness_email:
        raise NotOpen(
            "A signed paper has no link to correct it by. Ask the learner for a new paper, "
            "or to send the witness a request."
        )
    if shown.evidence.withdrawn_at is not None:
        raise NotOpen("The learner took this statement out of the portfolio.")
    newest = select(Statement.version).where(Statement.evidence_id == shown.evidence.id)
    if (
        session.scalar(newest.order_by(Statement.version.desc()).limit(1))
        != shown.statement.version
    ):
        raise NotOpen(NEWER)
    if open_correction(shown.evidence.id) is not None:
        raise NotOpen("The witness was asked for a correction already, and has not sent it yet.")
    return before


def _made(
    session: Session,
    assessor: Account,
    shown: StatementShown,
    before: WitnessRequest,
    reason: str,
) -> WitnessRequest:
    wanted = select(EvidenceVersion.content).where(
        EvidenceVersion.evidence_id == shown.evidence.id,
        EvidenceVersion.version == shown.statement.version,
    )
    request = WitnessRequest(
        learner_id=before.learner_id,
        enrolment_id=before.enrolment_id,
        criteria=list(before.criteria),
        witness_name=shown.statement.witness_name,
        witness_role=before.witness_role,
        employer=before.employer,
        relationship=before.relationship,
        witness_email=shown.statement.witness_email,
        email_key=address_key(shown.statement.witness_email),
        what_they_saw=before.what_they_saw,
        expires_at=now() + LINKS.lasts,
        created_at=now(),
        draft=draft_of(session.scalars(wanted).one()),
        corrects_evidence_id=shown.evidence.id,
        correction_reason=reason.strip(),
        released_by_id=assessor.id,
        released_by_name=assessor.name,
    )
    _vouch(request, before)
    session.add(request)
    session.flush()
    session.add_all(
        RequestPiece(request_id=request.id, evidence_id=piece.id) for piece in pieces_of(before)
    )
    return request


def _vouch(request: WitnessRequest, before: WitnessRequest) -> None:
    """Let the address be vouched for as the list or a domain says now, or as a person did for the first request."""
    if before.vouched_through != Through.PERSON:
        reviewing.vouch(request, vouching_for(request.witness_email))
        return
    request.vouched_through, request.vouched_at = before.vouched_through, before.vouched_at
    request.vouched_by_id, request.vouched_by_name = before.vouched_by_id, before.vouched_by_name
    request.vouched_how = before.vouched_how


def open_correction(evidence_id: UUID) -> WitnessRequest | None:
    """Return the request for a correction of this piece that the witness can still answer, or None."""
    wanted = select(WitnessRequest).where(
        WitnessRequest.corrects_evidence_id == evidence_id, *LINKS.open_now()
    )
    return db.session.scalars(wanted.limit(1)).first()


def _post(session: Session, request: WitnessRequest, learner: Account, link: str) -> None:
    centre = people.the_centre()
    about = plain_name(learner.name, _("a learner"))
    body = "\n\n".join(
        (
            _("Hello %(name)s,", name=plain_name(request.witness_name, _("there"))),
            _(
                "You sent a statement about %(learner)s. %(assessor)s, who assesses it at %(centre)s, asks you "
                "to look at it once more. The page says why. Your own words are there: you can "
                "change them, or add to them.",
                learner=about,
                assessor=plain_name(request.released_by_name, _("The assessor")),
                centre=plain_name(centre.name if centre else "", _("the centre")),
            ),
            LINK_PLACE,
            _(
                "The link is yours alone, so please don’t pass it on. It works until %(until)s, or until "
                "you have sent your statement.",
                until=spoken_date(request.expires_at),
            ),
            _("What you sent first is kept as it is."),
        )
    )
    post(
        session,
        to=request.witness_email,
        subject=_("Your statement about %(learner)s: please look once more", learner=about),
        body=body + "\n",
        link=link,
        about=ASKING,
        belongs_to=request.id,
    )
