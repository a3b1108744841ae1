"""The first page of a quality assurer: the units in use, and how many learners are on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from portfolio.base.db import db
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import PinnedUnit


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


_IS_OPEN = Enrolment.withdrawn_at.is_(None)
_LEARNERS = func.count(Enrolment.learner_id.distinct())
_UNITS = (
    select(Enrolment.unit_id, PinnedUnit.title, _LEARNERS.label("learners"))
    .join(PinnedUnit, PinnedUnit.digest == Enrolment.unit_digest)
    .where(_IS_OPEN)
    .group_by(Enrolment.unit_id, PinnedUnit.title)
)


def desk() -> IqaDesk:
    """Return a quality assurer's desk, in two SQL statements."""
    units = [UnitCount(row.unit_id, row.title, row.learners) for row in db.session.execute(_UNITS)]
    return IqaDesk(
        units=sorted(units, key=lambda unit: (unit.title, unit.unit_id)),
        learners=db.session.scalar(select(_LEARNERS).where(_IS_OPEN)) or 0,
    )
