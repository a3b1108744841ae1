"""The first pages of those who look after the whole centre: quality assurers and administrators."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from portfolio.base.clock import now
from portfolio.base.db import db
from portfolio.base.mailing.mail import how_many_undelivered
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import PinnedUnit
from portfolio.people import invitations
from portfolio.people import store as people
from portfolio.people.model import Account
from portfolio.people.roles import Role


@dataclass(frozen=True)
class UnitCount:
    """A unit that learners are on, and how many."""

    unit_id: str
    title: str
    learners: int


@dataclass(frozen=True)
class IqaDesk:
    """What a quality assurer sees first."""

    units: Sequence[UnitCount]
    learners: int


@dataclass(frozen=True)
class Loose:
    """An open enrolment whose assessor can't sign in or is none any more."""

    enrolment_id: UUID
    learner: str
    assessor: str


@dataclass(frozen=True)
class AdministratorDesk:
    """What an administrator sees first: what is not in order, and what to begin with."""

    waiting: Sequence[Account]
    """Invited, and not here yet."""
    run_out: Sequence[Account]
    """Their invitation ran out, or they never had one."""
    not_enrolled: Sequence[Account]
    loose: Sequence[Loose]
    assessors: int
    learners: int
    enrolments: int
    mails: int
    """Messages that did not go."""

    @property
    def in_order(self) -> bool:
        """Whether nothing needs doing."""
        return not (self.waiting or self.run_out or self.not_enrolled or self.loose or self.mails)


def iqa_desk() -> IqaDesk:
    """Return a quality assurer's desk."""
    learners: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    open_ones = (
        select(Enrolment.unit_id, PinnedUnit.title, Enrolment.learner_id)
        .join(PinnedUnit, PinnedUnit.digest == Enrolment.unit_digest)
        .where(Enrolment.withdrawn_at.is_(None))
    )
    for row in db.session.execute(open_ones):
        learners[row.unit_id, row.title].add(row.learner_id)
    units = [UnitCount(unit_id, title, len(who)) for (unit_id, title), who in learners.items()]
    return IqaDesk(
        units=sorted(units, key=lambda unit: unit.title),
        learners=len(set().union(*learners.values())) if learners else 0,
    )


def administrator_desk() -> AdministratorDesk:
    """Return an administrator's desk: four statements, however many people."""
    known = {person.id: person for person in people.everybody()}
    active = [person for person in known.values() if person.active]
    waiting = [person for person in active if not person.password]
    ends = invitations.run_out_at(person.id for person in waiting)
    moment = now()
    open_ones = db.session.execute(
        select(Enrolment.id, Enrolment.learner_id, Enrolment.assessor_id).where(
            Enrolment.withdrawn_at.is_(None)
        )
    ).all()
    enrolled = {row.learner_id for row in open_ones}
    assessors = {person.id for person in active if person.has(Role.ASSESSOR)}
    learners = [person for person in active if person.has(Role.LEARNER)]
    still_open = {person.id for person in waiting if person.id in ends and ends[person.id] > moment}
    return AdministratorDesk(
        waiting=[person for person in waiting if person.id in still_open],
        run_out=[person for person in waiting if person.id not in still_open],
        not_enrolled=[learner for learner in learners if learner.id not in enrolled],
        loose=[
            Loose(row.id, known[row.learner_id].name, known[row.assessor_id].name)
            for row in open_ones
            if row.assessor_id not in assessors
        ],
        assessors=len(assessors),
        learners=len(learners),
        enrolments=len(open_ones),
        mails=how_many_undelivered(),
    )
