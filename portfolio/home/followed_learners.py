"""Whose history somebody may follow, and the list of these learners, cut by the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select

from portfolio.base.db import db
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.scope import of_assessor
from portfolio.people.folded_names import holds
from portfolio.people.model import Account
from portfolio.people.roles import READS_EVERY_PORTFOLIO
from portfolio.people.store import BY_NAME


@dataclass(frozen=True)
class FollowedLearner:
    """A learner as the list names them."""

    id: UUID
    name: str


@dataclass(frozen=True)
class LearnerCounts:
    """How many learners somebody may follow, and how many of them a search finds."""

    all: int
    found: int


def may_follow(person: Account, learner_id: UUID) -> bool:
    """Whether somebody may read a learner's history: an assessor of theirs, or a quality assurer."""
    return person.has(*READS_EVERY_PORTFOLIO) or enrolments.assesses(person, learner_id)


def counts(person: Account, search: str = "") -> LearnerCounts:
    """Count the learners whose history somebody may read, and those whose name holds `search`."""
    is_followed, values = _followed(person)
    found = case((holds(Account.name_folded, search), 1))
    wanted = select(func.count(), func.count(found)).select_from(Account).where(is_followed)
    return LearnerCounts(*db.session.execute(wanted, values).one())


def rows(person: Account, search: str, offset: int, limit: int) -> Sequence[FollowedLearner]:
    """Return some of those whom `counts` finds, by name."""
    is_followed, values = _followed(person)
    wanted = select(Account.id, Account.name).where(is_followed, holds(Account.name_folded, search))
    page = wanted.order_by(*BY_NAME).offset(offset).limit(limit)
    return [FollowedLearner(row.id, row.name) for row in db.session.execute(page, values)]


def _followed(person: Account) -> tuple[ColumnElement[bool], Mapping[str, UUID]]:
    """Return which accounts are learners whom somebody may follow, and the values that belong to it."""
    theirs = select(Enrolment.learner_id).where(Enrolment.learner_id == Account.id)
    if person.has(*READS_EVERY_PORTFOLIO):
        return theirs.exists(), {}
    mine = of_assessor(person.id)
    return theirs.where(Enrolment.id.in_(mine.enrolments)).exists(), mine.values
