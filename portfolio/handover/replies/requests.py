"""Asking people to reply about a piece: by link or signed in; cancelled, sent again, released by hand."""

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import write
from portfolio.base.mailing.mail import one_line, post
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.records.store import NotThere, own_locked
from portfolio.handover.parties.history_entries import (
    ASKED,
    ASKED_AGAIN,
    ASKS,
    CANCELLED,
    PARTICIPANT,
    RELEASED,
)
from portfolio.handover.parties.model import OPEN_STATES, AskedState, Participant, PartyRole
from portfolio.handover.parties.store import PARTS, for_staff
from portfolio.handover.replies.letter import letter
from portfolio.handover.replies.reply_links import LINKS
from portfolio.handover.replies.request_rules import Inviting, problems_of
from portfolio.history.store import keep
from portfolio.outsiders.request_limits import one_at_a_time, refuse_too_many, refuse_too_often
from portfolio.outsiders.rules import NotOpen, RequestProblem, RequestRefused, TooMany
from portfolio.people import store as people
from portfolio.people.addresses import address_key, looks_like
from portfolio.people.model import Account
from portfolio.people.notices import notify

MOST_OPEN = 30
MOST_PER_HOUR = 10


# --- the learner -------------------------------------------------------------------------------


def ask(learner: Account, evidence_id: UUID, inviting: Inviting) -> Participant:
    """Ask one person to reply about a submitted piece: by a link in a mail, or signed in if they have an account.

    Raises NotThere, RequestRefused with everything to mend, TooMany.
    """
    with write() as session:
        one_at_a_time(session, learner)
        piece = _askable(session, learner, evidence_id)
        account = people.by_email(inviting.email)
        problems = problems_of(inviting) or _whose(session, learner, piece, inviting, account)
        if problems:
            raise RequestRefused(problems)
        _check_caps(session, learner)
        participant = Participant(
            learner_id=learner.id,
            evidence_id=piece.id,
            part=PARTS[piece.kind_id],
            name=one_line(inviting.name),
            email=inviting.email.strip(),
            email_key=address_key(inviting.email),
            account_id=account.id if account else None,
            message=inviting.message.strip(),
            created_at=now(),
        )
        session.add(participant)
        _send(session, participant, learner, piece)
        keep(
            session,
            participant,
            PARTICIPANT,
            by=learner.actor,
            action=ASKED[PartyRole(participant.part)],
        )
        return participant


def _askable(session: Session, learner: Account, evidence_id: UUID) -> Evidence:
    piece = own_locked(session, learner, evidence_id)
    if piece.kind_id not in PARTS:
        raise NotThere("Nobody else takes part in this kind of evidence.")
    if piece.latest is None:
        raise NotThere("Submit it first: others are asked about what was submitted.")
    return piece


def _whose(
    session: Session, learner: Account, piece: Evidence, inviting: Inviting, account: Account | None
) -> list[RequestProblem]:
    key = address_key(inviting.email)
    there = select(Participant.id).where(
        Participant.evidence_id == piece.id,
        Participant.email_key == key,
        Participant.state != AskedState.CANCELLED,
    )
    if looks_like(inviting.email, learner.email):
        sentence = "That is your own address. Enter the address of somebody else who took part."
    elif session.scalar(there.limit(1)):
        sentence = "You have asked them already. You can send it again below."
    elif account and not account.active:
        sentence = "That account here is not in use. Ask your centre, or enter another address."
    elif account and _assesses(session, account, learner):
        sentence = (
            "They assess your work, so they can’t confirm it as well. Ask somebody who took part."
        )
    else:
        return []
    return [RequestProblem("email", sentence)]


def _assesses(session: Session, person: Account, learner: Account) -> bool:
    mine = select(Enrolment.id).where(
        Enrolment.assessor_id == person.id,
        Enrolment.learner_id == learner.id,
        Enrolment.withdrawn_at.is_(None),
    )
    return session.scalar(mine.limit(1)) is not None


def _check_caps(session: Session, learner: Account) -> None:
    waiting = select(func.count()).where(
        Participant.learner_id == learner.id,
        Participant.state.in_((AskedState.WAITING, AskedState.SENT)),
        Participant.expires_at > now(),
    )
    sentence = f"{MOST_OPEN} people have not answered you yet. Wait for an answer, or cancel one."
    refuse_too_many(session, waiting, MOST_OPEN, sentence)
    _check_mails(session, learner)


def _check_mails(session: Session, learner: Account) -> None:
    sentence = f"You can ask {MOST_PER_HOUR} times an hour. Try again in an hour."
    refuse_too_often(session, learner, ASKS, MOST_PER_HOUR, sentence)


def cancel(learner: Account, participant_id: UUID) -> Participant:
    """Stop asking somebody; their link stops working at once, what they replied stays. Raises NotThere, NotOpen."""
    with write() as session:
        participant = _own_open(session, learner, participant_id)
        participant.state = AskedState.CANCELLED
        LINKS.end(session, participant)
        keep(session, participant, PARTICIPANT, by=learner.actor, action=CANCELLED)
        return participant


def send_again(learner: Account, participant_id: UUID) -> Participant:
    """Mail a new link, or tell somebody with an account again; the old link stops working.

    Raises NotThere, NotOpen, RequestRefused, TooMany.
    """
    with write() as session:
        participant = _own_open(session, learner, participant_id)
        one_at_a_time(session, learner)
        piece = _askable(session, learner, participant.evidence_id)
        account = people.by_email(participant.email)
        if account and participant.account_id is None:
            sentence = "They have an account here now. Cancel this, and ask them again: they reply signed in."
            raise RequestRefused([RequestProblem("email", sentence)])
        _check_mails(session, learner)
        _send(session, participant, learner, piece)
        keep(session, participant, PARTICIPANT, by=learner.actor, action=ASKED_AGAIN)
        return participant


def ask_parties_again(session: Session, piece: Evidence, writer: Account) -> None:
    """Ask the parties to an agreement again when it has a new version, as far as the hour's limit goes.

    Those beyond it still see the new version by the link they have, and the learner can ask again.
    """
    if PARTS.get(piece.kind_id) is not PartyRole.PARTY or len(piece.versions) == 1:
        return
    wanted = select(Participant).where(
        Participant.evidence_id == piece.id, Participant.state.in_(OPEN_STATES)
    )
    for participant in session.scalars(wanted.order_by(Participant.created_at)).all():
        try:
            _check_mails(session, writer)
        except TooMany:
            return
        _send(session, participant, writer, piece)
        keep(session, participant, PARTICIPANT, by=writer.actor, action=ASKED_AGAIN)


def _own_open(session: Session, learner: Account, participant_id: UUID) -> Participant:
    wanted = select(Participant).where(
        Participant.id == participant_id, Participant.learner_id == learner.id
    )
    participant = session.scalar(wanted.with_for_update())
    if participant is None:
        raise NotThere("You have not asked anybody like that.")
    if participant.state not in OPEN_STATES:
        raise NotOpen("They declined, or you cancelled it already.")
    return participant


# --- sending -----------------------------------------------------------------------------------


def _send(session: Session, participant: Participant, learner: Account, piece: Evidence) -> None:
    if participant.account_id is None:
        _mail_link(session, participant, learner)
    else:
        _tell_account(session, participant, learner, piece)


def _tell_account(
    session: Session, participant: Participant, learner: Account, piece: Evidence
) -> None:
    participant.state = AskedState.REPLIED if participant.replied_at else AskedState.SENT
    session.flush()
    assert participant.account_id  # noqa: S101 -- only called for somebody with an account
    what = "what you took over" if participant.part == PartyRole.RECEIVER else "who does what"
    sentence = f"{learner.name} asks you to confirm {what} ({piece.reference})."
    notify(
        session,
        participant.account_id,
        sentence,
        "handover.reply",
        participant_id=str(participant.id),
    )


def _mail_link(session: Session, participant: Participant, learner: Account) -> None:
    """Mail a new link to the participant only; any older link stops working."""
    link = LINKS.renew(session, participant, learner.actor)
    centre = people.the_centre()
    subject, body = letter(
        PartyRole(participant.part),
        learner=learner.name,
        name=participant.name,
        centre=centre.name if centre else "",
        until=participant.expires_at or now(),
    )
    post(
        session,
        to=participant.email,
        subject=subject,
        body=body,
        link=link,
        about="reply request",
    )


def release(staff: Account, participant_id: UUID) -> tuple[Participant, str]:
    """Make a new link to hand over by hand; return it, to be shown once. The old one stops working.

    Raises NotThere (also for one's own address: nobody of the staff replies for somebody else).
    """
    with write() as session:
        wanted = for_staff(staff).where(Participant.id == participant_id)
        row = session.execute(wanted.with_for_update(of=Participant)).unique().first()
        if row is None or looks_like(row[0].email, staff.email):
            raise NotThere("There is no such link to hand over.")
        participant: Participant = row[0]
        link = LINKS.renew(session, participant, staff.actor, by_hand=True)
        keep(session, participant, PARTICIPANT, by=staff.actor, action=RELEASED)
        return participant, link
