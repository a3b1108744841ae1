"""The first page of an administrator: what is not in order, and what to begin with."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import aliased

from portfolio.base.clock import now
from portfolio.base.db import db
from portfolio.base.mailing.mail import how_many_undelivered
from portfolio.enrolment.model import Enrolment
from portfolio.people.invitations import NEWEST_RUNS_OUT_AT
from portfolio.people.model import Account, RoleRow
from portfolio.people.roles import Role
from portfolio.people.store import BY_NAME

NAMED = 8
"""Of many the page names so many, and says how many more there are."""
Item = TypeVar("Item")


@dataclass(frozen=True)
class FirstOf(Generic[Item]):
    """The first few of a list, and how many it has."""

    items: Sequence[Item]
    total: int

    @property
    def more(self) -> int:
        """How many are not among the first."""
        return self.total - len(self.items)


@dataclass(frozen=True)
class NamedPerson:
    """Somebody as the page names them."""

    id: UUID
    name: str
    email: str


@dataclass(frozen=True)
class Loose:
    """An open enrolment whose assessor can't sign in or is none any more."""

    enrolment_id: UUID
    learner: str
    assessor: str


@dataclass(frozen=True)
class AdministratorDesk:
    """What an administrator sees first."""

    waiting: FirstOf[NamedPerson]
    """Invited, and not here yet."""
    run_out: FirstOf[NamedPerson]
    """Their invitation ran out, or they never had one."""
    not_enrolled: FirstOf[NamedPerson]
    loose: FirstOf[Loose]
    assessors: int
    learners: int
    enrolments: int
    mails: int
    """Messages that did not go."""

    @property
    def in_order(self) -> bool:
        """Whether nothing needs doing."""
        lists = self.waiting, self.run_out, self.not_enrolled, self.loose
        return not (any(found.total for found in lists) or self.mails)


_LEARNER, _ASSESSOR = aliased(Account), aliased(Account)
_IS_OPEN = Enrolment.withdrawn_at.is_(None)
_HAS_NO_PASSWORD = func.coalesce(Account.password, "") == ""
_ASSESSES = and_(Account.active, Account.roles.any(RoleRow.name == Role.ASSESSOR))
_LEARNS = and_(Account.active, Account.roles.any(RoleRow.name == Role.LEARNER))
_IS_ENROLLED = select(Enrolment.id).where(Enrolment.learner_id == Account.id, _IS_OPEN).exists()
_IS_NOT_ENROLLED = and_(_LEARNS, not_(_IS_ENROLLED))
_ASSESSORS = select(Account.id).where(_ASSESSES)
_IS_LOOSE = and_(_IS_OPEN, Enrolment.assessor_id.not_in(_ASSESSORS))


def desk() -> AdministratorDesk:
    """Return an administrator's desk: statements that count, and one for each list that has somebody."""
    moment = now()
    invited = and_(Account.active, _HAS_NO_PASSWORD)
    waits = and_(invited, moment < NEWEST_RUNS_OUT_AT)
    ran_out = and_(invited, or_(NEWEST_RUNS_OUT_AT.is_(None), moment >= NEWEST_RUNS_OUT_AT))
    people = db.session.execute(
        select(
            _number_of(waits).label("waiting"),
            _number_of(ran_out).label("run_out"),
            _number_of(_IS_NOT_ENROLLED).label("not_enrolled"),
            _number_of(_ASSESSES).label("assessors"),
            _number_of(_LEARNS).label("learners"),
        ).select_from(Account)
    ).one()
    enrolments, loose = db.session.execute(
        select(_number_of(_IS_OPEN), _number_of(_IS_LOOSE))
    ).one()
    return AdministratorDesk(
        waiting=_first_people(waits, people.waiting),
        run_out=_first_people(ran_out, people.run_out),
        not_enrolled=_first_people(_IS_NOT_ENROLLED, people.not_enrolled),
        loose=_first_loose(loose),
        assessors=people.assessors,
        learners=people.learners,
        enrolments=enrolments,
        mails=how_many_undelivered(),
    )


def _number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _first_people(condition: ColumnElement[bool], total: int) -> FirstOf[NamedPerson]:
    wanted = select(Account.id, Account.name, Account.email).where(condition).order_by(*BY_NAME)
    found = [NamedPerson(row.id, row.name, row.email) for row in _first(wanted, total)]
    return FirstOf(found, total)


def _first_loose(total: int) -> FirstOf[Loose]:
    wanted = (
        select(Enrolment.id, _LEARNER.name.label("learner"), _ASSESSOR.name.label("assessor"))
        .join(_LEARNER, _LEARNER.id == Enrolment.learner_id)
        .join(_ASSESSOR, _ASSESSOR.id == Enrolment.assessor_id)
        .where(_IS_LOOSE)
        .order_by(Enrolment.began_at, Enrolment.id)
    )
    found = [Loose(row.id, row.learner, row.assessor) for row in _first(wanted, total)]
    return FirstOf(found, total)


def _first(wanted: Select[*tuple[Any, ...]], total: int) -> Sequence[Row[Any]]:
    return db.session.execute(wanted.limit(NAMED)).all() if total else []
