"""The enrolments that a read is about: part of statements that are made once and sent with values.

Making a statement anew costs a page more than sending it. So there is one object for each way of
choosing enrolments, and what differs between two pages is a value beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, bindparam, select

from portfolio.enrolment.model import Enrolment


@dataclass(frozen=True)
class Scope:
    """Some enrolments: the statement that selects their ids, and the values that belong to it."""

    enrolments: Select[UUID]
    values: Mapping[str, UUID] = field(default_factory=dict)

    @property
    def learners(self) -> Select[UUID]:
        """The statement that selects the ids of their learners."""
        return _learners_of(self.enrolments)


@lru_cache(maxsize=16)
def _learners_of(enrolments: Select[UUID]) -> Select[UUID]:
    return select(Enrolment.learner_id).where(Enrolment.id.in_(enrolments))


_OPEN = select(Enrolment.id).where(Enrolment.withdrawn_at.is_(None))
_ONE = select(Enrolment.id).where(Enrolment.id == bindparam("enrolment_id"))
_OF_ASSESSOR = _OPEN.where(Enrolment.assessor_id == bindparam("assessor_id"))
_OF_LEARNER = _OPEN.where(Enrolment.learner_id == bindparam("learner_id"))


def one_enrolment(enrolment_id: UUID) -> Scope:
    """Return the scope of a single enrolment, withdrawn or not."""
    return Scope(_ONE, {"enrolment_id": enrolment_id})


def in_centre() -> Scope:
    """Return the scope of all open enrolments."""
    return Scope(_OPEN)


def of_assessor(assessor_id: UUID) -> Scope:
    """Return the scope of the open enrolments that somebody assesses."""
    return Scope(_OF_ASSESSOR, {"assessor_id": assessor_id})


def of_learner(learner_id: UUID) -> Scope:
    """Return the scope of a learner's open enrolments."""
    return Scope(_OF_LEARNER, {"learner_id": learner_id})
