"""Reads who takes part in a piece and what they replied; and what history must hold of it."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Select, bindparam, func, select

from portfolio.base.clock import now
from portfolio.base.db import db
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records.model import Evidence
from portfolio.handover.parties.model import OPEN_STATES, AskedState, Participant, PartyRole, Reply
from portfolio.people.model import Account
from portfolio.people.roles import HANDLES_EVERY_LINK

PARTS = {kind.id: PartyRole(kind.part) for kind in KINDS.values() if kind.part}
"""What somebody who is asked about a piece of this kind is in it; of other kinds nobody is asked."""

Replies = dict[UUID, list[Reply]]
"""What each participant said, oldest first."""


def of_piece(evidence_id: UUID) -> Sequence[Participant]:
    """Return who was asked about a piece, oldest first. Check who may read the piece."""
    wanted = select(Participant).where(Participant.evidence_id == evidence_id)
    return db.session.scalars(wanted.order_by(Participant.created_at, Participant.id)).all()


def of_pieces(evidence_ids: Iterable[UUID]) -> dict[UUID, list[Participant]]:
    """Return who was asked about each of these pieces, oldest first, in one statement."""
    wanted = select(Participant).where(Participant.evidence_id.in_(list(evidence_ids)))
    found: dict[UUID, list[Participant]] = defaultdict(list)
    for participant in db.session.scalars(wanted.order_by(Participant.created_at, Participant.id)):
        found[participant.evidence_id].append(participant)
    return found


def replies_on(evidence_ids: Iterable[UUID]) -> Replies:
    """Return everything that was replied about these pieces, by participant, in one statement."""
    wanted = select(Reply).where(Reply.evidence_id.in_(list(evidence_ids)))
    found: Replies = defaultdict(list)
    for reply in db.session.scalars(wanted.order_by(Reply.at, Reply.place)):
        found[reply.participant_id].append(reply)
    return found


def own(learner: Account, participant_id: UUID) -> Participant | None:
    """Return somebody whom the learner asked, or None."""
    mine = Participant.id == participant_id, Participant.learner_id == learner.id
    return db.session.scalar(select(Participant).where(*mine))


def asked_of(person: Account) -> list[tuple[Participant, Evidence, Account]]:
    """Return what a signed-in person is asked, newest first, with the piece and its learner."""
    rows = db.session.execute(
        _whole()
        .where(
            Participant.account_id == person.id,
            Participant.state != AskedState.CANCELLED,
            Evidence.withdrawn_at.is_(None),
        )
        .order_by(Participant.created_at.desc())
    ).unique()
    return [(row[0], row[1], row[2]) for row in rows]


HOW_MANY_WAIT = (
    select(func.count())
    .select_from(Participant)
    .join(Evidence, Evidence.id == Participant.evidence_id)
    .where(
        Participant.account_id == bindparam("person_id"),
        Participant.state == AskedState.SENT,
        Evidence.withdrawn_at.is_(None),
    )
)
"""Selects how many of the asks to a signed-in person (`person_id`) have no reply yet."""


def _whole() -> Select[Participant, Evidence, Account]:
    return (
        select(Participant, Evidence, Account)
        .join(Evidence, Evidence.id == Participant.evidence_id)
        .join(Account, Account.id == Participant.learner_id)
    )


def unsent_for(staff: Account) -> list[tuple[Participant, Evidence, Account]]:
    """Return the links that somebody of the staff may hand over: an assessor's learners', an administrator's all."""
    rows = db.session.execute(
        for_staff(staff).where(Participant.expires_at > now()).order_by(Participant.created_at)
    ).unique()
    return [(row[0], row[1], row[2]) for row in rows]


def how_many_unsent(staff: Account) -> Select[int]:
    """Select how many links wait for somebody of the staff to hand them over."""
    mine = for_staff(staff).with_only_columns(func.count(Participant.id))
    return mine.where(Participant.state == AskedState.WAITING)


def for_staff(staff: Account) -> Select[Participant, Evidence, Account]:
    """Select the open asks by link that a member of staff may handle, never their own."""
    wanted = _whole().where(
        Participant.account_id.is_(None),
        Participant.state.in_(OPEN_STATES),
        Participant.learner_id != staff.id,
        Evidence.withdrawn_at.is_(None),
    )
    open_ones = select(Enrolment.learner_id).where(Enrolment.withdrawn_at.is_(None))
    if not staff.has(*HANDLES_EVERY_LINK):
        open_ones = open_ones.where(Enrolment.assessor_id == staff.id)
    return wanted.where(Participant.learner_id.in_(open_ones))
