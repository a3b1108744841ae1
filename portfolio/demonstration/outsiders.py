"""What people without a part in the centre do in the story: they reply, and they witness."""

from uuid import UUID

from sqlalchemy import select

from portfolio.base import clock
from portfolio.base.db import db
from portfolio.base.link_secrets import mint
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.base.sealed_text import unseal
from portfolio.demonstration.contents import StoryStatement as Answers
from portfolio.demonstration.records import (
    Approved,
    Ask,
    Confirmed,
    Listed,
    StoryDeclined,
    StoryDisowned,
    StoryReply,
    StoryRequest,
    Vouched,
)
from portfolio.demonstration.stage import StoryStage, told_of
from portfolio.demonstration.story import Event
from portfolio.demonstration.written import parts_of, row_id
from portfolio.evidence.records import store as evidence
from portfolio.handover.replies import requests
from portfolio.handover.replies import store as replies
from portfolio.handover.replies.request_rules import Inviting
from portfolio.handover.replies.store import Point
from portfolio.witness.answering import declining, drafting
from portfolio.witness.known import employers
from portfolio.witness.known import store as listing
from portfolio.witness.known.rules import Entry
from portfolio.witness.model import Declined as Because
from portfolio.witness.model import Statement
from portfolio.witness.requests import staff
from portfolio.witness.requests import store as witnesses
from portfolio.witness.statements import standing
from portfolio.witness.statements import store as statements
from portfolio.witness.trust import disowning

# --- who took part -----------------------------------------------------------------------------


def ask(stage: StoryStage, event: Event) -> None:
    """Ask somebody who took part to confirm it."""
    told = told_of(event, Ask)
    learner, about = stage.people[event.learner], stage.pieces[event.learner][told.about]
    one = requests.ask(learner, about, Inviting(told.name, told.email, told.message))
    stage.asks[event.learner, told.key] = (told, one.id)
    if one.account_id is None:
        stage.links[event.learner, told.key] = _link_in_mail(told.email)


def reply(stage: StoryStage, event: Event) -> None:
    """Let them reply, by their link or signed in."""
    told = told_of(event, StoryReply)
    ask, participant_id = stage.asks[event.learner, event.key]
    version = len(stage.versions[event.learner, ask.about])
    points = [
        Point(
            point.said,
            _row_of(event.learner, ask.about, point.action),
            point.words,
            point.by_when,
        )
        for point in told.points
    ]
    link = stage.links.get((event.learner, event.key))
    if link:
        replies.reply_by_link(link, version, mint().text, points)
    else:
        replies.reply_signed_in(
            stage.person(ask.email), participant_id, version, mint().text, points
        )


def _row_of(learner: str, piece: str, row: str) -> UUID | None:
    return row_id(learner, piece, row) if row else None


# --- the witness -------------------------------------------------------------------------------


def list_witness(stage: StoryStage, event: Event) -> None:
    """Let an assessor put somebody on the centre's witness list."""
    told = told_of(event, Listed)
    entry = Entry(
        name=told.name,
        role=told.role,
        employer=told.employer,
        relationship=told.relationship,
        email=told.email,
        expert=told.expert,
        how=told.how,
    )
    listing.add(stage.people[told.by], entry)


def approve_domain(stage: StoryStage, event: Event) -> None:
    """Let an assessor approve an employer's domain."""
    told = told_of(event, Approved)
    employers.approve(
        stage.people[told.by], domain=told.domain, employer=told.employer, how=told.how
    )


def ask_witness(stage: StoryStage, event: Event) -> None:
    """Ask an onlooker what they saw."""
    told = told_of(event, StoryRequest)
    request = witnesses.ask(
        stage.people[event.learner],
        enrolment_id=stage.enrolments[event.learner, told.unit],
        witness_name=told.name,
        witness_role=told.role,
        employer=told.employer,
        relationship=told.relationship,
        witness_email=told.email,
        what_they_saw=told.saw,
        criteria=told.asked,
        about=[stage.pieces[event.learner][told.about]],
    )
    stage.requests[event.learner, told.key] = request.id
    stage.links[event.learner, told.key] = _link_in_mail(told.email)


def _link_in_mail(address: str) -> str:
    """Return the secret of the newest link mailed to a witness, as they read it in their mail."""
    mine = OutgoingMail.recipient == address, OutgoingMail.sealed_link.is_not(None)
    newest = select(OutgoingMail.sealed_link).where(*mine)
    sealed = db.session.scalars(newest.order_by(OutgoingMail.created_at.desc()).limit(1)).one()
    return unseal(str(sealed)).rpartition("/")[2]


def vouch(stage: StoryStage, event: Event) -> None:
    """Let an assessor vouch for a witness’s address."""
    told = told_of(event, Vouched)
    staff.vouch(stage.people[told.by], stage.requests[event.learner, event.key], told.note)


def witness_declines(stage: StoryStage, event: Event) -> None:
    """Let a witness say that they can’t."""
    told = told_of(event, StoryDeclined)
    declining.decline(stage.links[event.learner, event.key], Because(told.why), told.reason)


def witness_answers(stage: StoryStage, event: Event) -> None:
    """Let a witness write their statement, page by page, and submit it."""
    told = told_of(event, StoryRequest)
    if told.statement is None or not isinstance(told.statement.content, Answers):
        raise LookupError(f"{told.key} has no statement.")
    link = stage.links[event.learner, told.key]
    with clock.at(told.statement.started):
        for answers in parts_of(told.statement.content):
            drafting.save_draft(link, answers)
    statements.submit(link, mint().text, signed=told.name)
    _find_statement(stage, event.learner, told, told.statement.key)


def _find_statement(stage: StoryStage, learner: str, told: StoryRequest, key: str) -> None:
    """Remember the piece that came in, with its version and the claims the witness made."""
    request_id = stage.requests[learner, told.key]
    shown = db.session.scalars(select(Statement).where(Statement.request_id == request_id)).one()
    piece = evidence.for_reader(stage.people[learner], shown.evidence_id)
    if piece is None:
        raise LookupError(f"The statement of {told.name} did not arrive.")
    stage.pieces[learner][key] = piece.id
    stage.versions[learner, key] = [version.id for version in piece.versions]
    stage.statements[learner, told.key] = shown.id
    for claim in piece.live_claims:
        stage.claims[learner, key, told.unit, claim.criterion] = claim.id


def confirm_witness(stage: StoryStage, event: Event) -> None:
    """Let an assessor confirm a statement another way."""
    told = told_of(event, Confirmed)
    statement_id = stage.statements[event.learner, event.key]
    standing.confirm(statement_id, stage.people[told.by], confirmed=True, how=told.how)


def disown(stage: StoryStage, event: Event) -> None:
    """Let whoever reads the mailbox answer the receipt: this wasn't me."""
    told = told_of(event, StoryDisowned)
    request = told_request(stage, event)
    disowning.say_not_mine(_link_in_mail(request.email), told.words)


def told_request(stage: StoryStage, event: Event) -> StoryRequest:
    """Return the request that an event is about."""
    learner = next(learner for learner in stage.story.learners if learner.learner == event.learner)
    return next(witness for witness in learner.witnesses if witness.key == event.key)
