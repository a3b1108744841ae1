"""Asking people to reply about a piece: by link or signed in; cancelled, sent again, released by hand."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from portfolio.base.clock import now, spoken_date
from portfolio.base.db import db, write
from portfolio.base.links import Token, digest_of, full_address, mint
from portfolio.base.mail import one_line, post
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.records.extension_points import on_submitted
from portfolio.evidence.records.model import Evidence, EvidenceVersion
from portfolio.evidence.records.store import NotThere, own_locked
from portfolio.handover.parties.model import OPEN_STATES, AskedState, Part, Participant
from portfolio.handover.parties.store import (
    ASKED,
    ASKED_AGAIN,
    ASKS,
    CANCELLED,
    PARTS,
    for_staff,
    note_ask,
)
from portfolio.handover.replies.request_rules import Inviting, problems_of
from portfolio.outsiders.plain_names import plain_name
from portfolio.outsiders.request_limits import one_at_a_time, refuse_too_often
from portfolio.outsiders.rules import NotOpen, Problem, Refused, TooMany
from portfolio.people import store as people
from portfolio.people.addresses import address_key, looks_like
from portfolio.people.model import Account
from portfolio.people.notices import notify

LINK_LASTS = timedelta(days=60)
"""Long enough to come back once the deadline has passed and say that it is done."""
MOST_OPEN = 30
MOST_PER_HOUR = 10


@dataclass(frozen=True)
class Opened:
    """What a participant may see: who asks them, and the piece, whole; show only what was submitted."""

    participant: Participant
    learner: Account
    piece: Evidence

    @property
    def versions(self) -> list[EvidenceVersion]:
        """The versions that they may have had before them: the newest when they were asked, and later ones."""
        asked_at = self.participant.created_at
        before = [version for version in self.piece.versions if version.submitted_at <= asked_at]
        since = [version for version in self.piece.versions if version.submitted_at > asked_at]
        return [*before[-1:], *since]


# --- the learner -------------------------------------------------------------------------------


def ask(learner: Account, evidence_id: UUID, inviting: Inviting) -> Participant:
    """Ask one person to reply about a submitted piece: by a link in a mail, or signed in if they have an account.

    Raises NotThere, Refused with everything to mend, TooMany.
    """
    token = mint()
    with write() as session:
        one_at_a_time(session, learner)
        piece = _askable(session, learner, evidence_id)
        account = people.by_email(inviting.email)
        problems = problems_of(inviting) or _whose(session, learner, piece, inviting, account)
        if problems:
            raise Refused(problems)
        _check_caps(session, learner)
        one = Participant(
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
        session.add(one)
        _send(session, one, token, learner, piece)
        note_ask(session, one, learner.actor, ASKED[Part(one.part)])
        return one


def _askable(session: Session, learner: Account, evidence_id: UUID) -> Evidence:
    piece = own_locked(session, learner, evidence_id)
    if piece.kind_id not in PARTS:
        raise NotThere("Nobody else takes part in this kind of evidence.")
    if piece.latest is None:
        raise NotThere("Submit it first: others are asked about what was submitted.")
    return piece


def _whose(
    session: Session, learner: Account, piece: Evidence, inviting: Inviting, account: Account | None
) -> list[Problem]:
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
    return [Problem("email", sentence)]


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
    if (session.scalar(waiting) or 0) >= MOST_OPEN:
        raise TooMany(
            f"{MOST_OPEN} people have not answered you yet. Wait for an answer, or cancel one."
        )
    _check_mails(session, learner)


def _check_mails(session: Session, learner: Account) -> None:
    sentence = f"You can ask {MOST_PER_HOUR} times an hour. Try again in an hour."
    refuse_too_often(session, learner, ASKS, MOST_PER_HOUR, sentence)


def cancel(learner: Account, participant_id: UUID) -> Participant:
    """Stop asking somebody; their link stops working at once, what they replied stays. Raises NotThere, NotOpen."""
    with write() as session:
        one = _own_open(session, learner, participant_id)
        one.state, one.link_digest = AskedState.CANCELLED, None
        note_ask(session, one, learner.actor, CANCELLED)
        return one


def send_again(learner: Account, participant_id: UUID) -> Participant:
    """Mail a new link, or tell somebody with an account again; the old link stops working.

    Raises NotThere, NotOpen, Refused, TooMany.
    """
    token = mint()
    with write() as session:
        one = _own_open(session, learner, participant_id)
        one_at_a_time(session, learner)
        piece = _askable(session, learner, one.evidence_id)
        account = people.by_email(one.email)
        if account and one.account_id is None:
            sentence = "They have an account here now. Cancel this, and ask them again: they reply signed in."
            raise Refused([Problem("email", sentence)])
        _check_mails(session, learner)
        _send(session, one, token, learner, piece)
        note_ask(session, one, learner.actor, ASKED_AGAIN)
        return one


@on_submitted
def ask_parties_again(session: Session, piece: Evidence, writer: Account) -> None:
    """Ask the parties to an agreement again when it has a new version, as far as the hour's limit goes.

    Those beyond it still see the new version by the link they have, and the learner can ask again.
    """
    if PARTS.get(piece.kind_id) is not Part.PARTY or len(piece.versions) == 1:
        return
    wanted = select(Participant).where(
        Participant.evidence_id == piece.id, Participant.state.in_(OPEN_STATES)
    )
    for one in session.scalars(wanted.order_by(Participant.created_at)).all():
        try:
            _check_mails(session, writer)
        except TooMany:
            return
        _send(session, one, mint(), writer, piece)
        note_ask(session, one, writer.actor, ASKED_AGAIN)


def _own_open(session: Session, learner: Account, participant_id: UUID) -> Participant:
    wanted = select(Participant).where(
        Participant.id == participant_id, Participant.learner_id == learner.id
    )
    one = session.scalar(wanted.with_for_update())
    if one is None:
        raise NotThere("You have not asked anybody like that.")
    if one.state not in OPEN_STATES:
        raise NotOpen("They declined, or you cancelled it already.")
    return one


# --- sending -----------------------------------------------------------------------------------


def _send(
    session: Session, participant: Participant, token: Token, learner: Account, piece: Evidence
) -> None:
    if participant.account_id is None:
        _mail_link(session, participant, token, learner)
    else:
        _tell_account(session, participant, learner, piece)


def _tell_account(
    session: Session, participant: Participant, learner: Account, piece: Evidence
) -> None:
    participant.state = AskedState.REPLIED if participant.replied_at else AskedState.SENT
    session.flush()
    assert participant.account_id  # noqa: S101 -- only called for somebody with an account
    what = "what you took over" if participant.part == Part.RECEIVER else "who does what"
    sentence = f"{learner.name} asks you to confirm {what} ({piece.reference})."
    notify(
        session,
        participant.account_id,
        sentence,
        "handover.reply",
        participant_id=str(participant.id),
    )


def _mail_link(session: Session, participant: Participant, token: Token, learner: Account) -> None:
    """Mail a new link to the participant only; any older link stops working."""
    leaves = current_app.config["MAIL_REALLY_LEAVES"]
    _renew(participant, token, AskedState.SENT if leaves else AskedState.WAITING)
    participant.released_by_id, participant.released_by_name, participant.released_at = (
        None,
        "",
        None,
    )
    session.flush()
    centre = people.the_centre()
    subject, body = _MAILS[Part(participant.part)]
    asker = plain_name(learner.name, "A learner")
    post(
        session,
        to=participant.email,
        subject=subject.format(learner=asker),
        body=body.format(
            name=plain_name(participant.name, "there"),
            learner=asker,
            centre=centre.name if centre else "their centre",
            until=spoken_date(participant.expires_at or now()),
        ),
        link=full_address("handover.opened", token=token.text),
        about="reply request",
    )


def _renew(participant: Participant, token: Token, state: AskedState) -> None:
    participant.link_digest = token.digest
    participant.expires_at = now() + LINK_LASTS
    participant.state = AskedState.REPLIED if participant.replied_at else state


_END = """
{{link}}

It takes about two minutes, on a phone too, and you need no account. The link is yours alone, so
please don’t pass it on. It works until {until}; you can use it again to say that something is done.
If you are not {name}, or were not there, the page lets you say so with one button.
"""
_MAILS = {
    Part.RECEIVER: (
        "{learner} asks: did you take this over?",
        """Hello {name},

{learner} is working towards a qualification with {centre} and has written down that they handed
something over to you. Please look, and say what you took over and by when.
"""
        + _END,
    ),
    Part.PARTY: (
        "{learner} asks: do you agree who does what?",
        """Hello {name},

{learner} is working towards a qualification with {centre} and has written down what you agreed
about who does what. Please look, and say whether you agree.
"""
        + _END,
    ),
}


def release(staff: Account, participant_id: UUID) -> tuple[Participant, str]:
    """Make a new link to hand over by hand; return it, to be shown once. The old one stops working.

    Raises NotThere (also for one's own address: nobody of the staff replies for somebody else).
    """
    token = mint()
    with write() as session:
        wanted = for_staff(staff).where(Participant.id == participant_id)
        row = session.execute(wanted.with_for_update(of=Participant)).unique().first()
        if row is None or looks_like(row[0].email, staff.email):
            raise NotThere("There is no such link to hand over.")
        one: Participant = row[0]
        _renew(one, token, AskedState.SENT)
        one.released_by_id, one.released_by_name, one.released_at = staff.id, staff.name, now()
        note_ask(session, one, staff.actor, "released a link to reply")
        return one, full_address("handover.opened", token=token.text)


# --- the link, and the account -------------------------------------------------------------------


def open_link(token: str) -> Opened | None:
    """Return what an open link opens, else None: replaced, cancelled, declined, run out, withdrawn, never was.

    A link to an address that has an account here by now opens nothing: they reply signed in.
    """
    return _opened(
        Participant.link_digest == digest_of(token),
        Participant.account_id.is_(None),
        Participant.expires_at > now(),
        Participant.email_key.not_in(select(Account.email_key)),
    )


def open_for(person: Account, participant_id: UUID) -> Opened | None:
    """Return what a signed-in person is asked, while they can reply; else None."""
    return _opened(Participant.id == participant_id, Participant.account_id == person.id)


def _opened(*which: Any) -> Opened | None:
    enrolled = select(Enrolment.learner_id).where(Enrolment.withdrawn_at.is_(None))
    row = (
        db.session.execute(
            select(Participant, Account)
            .join(Account, Account.id == Participant.learner_id)
            .where(
                *which,
                Participant.state.in_(OPEN_STATES),
                Account.active,
                Account.id.in_(enrolled),
            )
        )
        .unique()
        .first()
    )
    if row is None:
        return None
    piece = db.session.scalar(
        select(Evidence)
        .where(
            Evidence.id == row[0].evidence_id,
            Evidence.withdrawn_at.is_(None),
            Evidence.versions.any(),
        )
        .options(selectinload(Evidence.versions))
    )
    return Opened(row[0], row[1], piece) if piece else None
