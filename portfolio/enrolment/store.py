"""Enrols, reassigns, withdraws; and answers whose portfolio somebody may open."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ScalarResult, Select, bindparam, select
from sqlalchemy.orm import Session, joinedload

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.snapshot import read_once
from portfolio.criteria.model import Unit
from portfolio.enrolment.history_entries import BEGUN, ENROLMENT
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import pin, units_of
from portfolio.history.chain import Actor
from portfolio.history.store import keep, note
from portfolio.people.model import Account
from portfolio.people.notices import notify
from portfolio.people.roles import DECIDES, READS_EVERY_PORTFOLIO, Role

# Roles are left out, but not forbidden: after a refused write the signed-in person is read again
# through these options, and a page asks for their roles.
PEOPLE = (
    joinedload(Enrolment.learner).lazyload(Account.roles),
    joinedload(Enrolment.assessor).lazyload(Account.roles),
)


class AlreadyEnrolled(Exception):
    """The learner is on this unit already."""


class NotInThatRole(Exception):
    """The person named as learner or assessor isn't one."""


def enrol(*, learner: Account, unit: Unit, assessor: Account, by: Actor) -> Enrolment:
    """Put a learner on a unit (its present version, pinned whole) with an assessor.

    Raises AlreadyEnrolled, and NotInThatRole; nobody assesses themselves.
    """
    _check_roles(learner, assessor)
    with write() as session:
        taken = _open().where(Enrolment.learner_id == learner.id, Enrolment.unit_id == unit.unit)
        if session.scalar(taken):
            raise AlreadyEnrolled(f"{learner.name} is enrolled on “{unit.title}” already.")
        enrolment = Enrolment(
            learner_id=learner.id,
            assessor_id=assessor.id,
            unit_id=unit.unit,
            unit_version=unit.version,
            unit_digest=pin(session, unit),
        )
        keep(session, enrolment, ENROLMENT, by=by, action=BEGUN)
        notify(session, learner.id, f"You are enrolled on “{unit.title}”.", "home.first_page")
        notify(
            session, assessor.id, f"You assess {learner.name} on “{unit.title}”.", "home.first_page"
        )
        return enrolment


def reassign(enrolment_id: UUID, assessor: Account, by: Actor) -> Enrolment:
    """Give an enrolment to another assessor. Raises NotInThatRole."""
    with write() as session:
        enrolment = session.get_one(Enrolment, enrolment_id, populate_existing=True)
        _check_roles(
            session.get_one(Account, enrolment.learner_id, populate_existing=True), assessor
        )
        enrolment.assessor_id = assessor.id
        _note(session, enrolment, by, "reassigned", assessor=assessor.name)
        title = enrolment.unit.title
        notify(
            session,
            enrolment.learner_id,
            f"{assessor.name} now assesses you on “{title}”.",
            "home.first_page",
        )
        notify(session, assessor.id, f"You now assess a learner on “{title}”.", "home.first_page")
        return enrolment


def withdraw(enrolment_id: UUID, by: Actor, reason: str) -> None:
    """End an enrolment; its evidence and decisions stay, and it can be taken up again."""
    _switch(enrolment_id, by, withdrawn=True, reason=reason)


def reinstate(enrolment_id: UUID, by: Actor, reason: str) -> None:
    """Take up a withdrawn enrolment again. Raises AlreadyEnrolled when another is open by now."""
    _switch(enrolment_id, by, withdrawn=False, reason=reason)


def _switch(enrolment_id: UUID, by: Actor, *, withdrawn: bool, reason: str) -> None:
    with write() as session:
        enrolment = session.get_one(Enrolment, enrolment_id, populate_existing=True)
        if (enrolment.withdrawn_at is not None) == withdrawn:
            return
        if not withdrawn:
            _refuse_second(session, enrolment)
        enrolment.withdrawn_at = now() if withdrawn else None
        enrolment.withdrawn_because = reason if withdrawn else ""
        _note(session, enrolment, by, "withdrawn" if withdrawn else "reinstated", reason=reason)


def _refuse_second(session: Session, enrolment: Enrolment) -> None:
    open_ones = _open().where(
        Enrolment.learner_id == enrolment.learner_id, Enrolment.unit_id == enrolment.unit_id
    )
    if session.scalar(open_ones.limit(1)):
        raise AlreadyEnrolled(
            "The learner was enrolled on this unit again since. Withdraw that enrolment first."
        )


def _check_roles(learner: Account, assessor: Account) -> None:
    if not learner.has(Role.LEARNER):
        raise NotInThatRole(f"{learner.name} is not a learner here.")
    if not assessor.has(Role.ASSESSOR) or assessor.id == learner.id:
        raise NotInThatRole(
            f"{assessor.name} can’t assess {learner.name}. Choose another assessor."
        )


def _note(session: Session, enrolment: Enrolment, by: Actor, action: str, **more: str) -> None:
    content = {"unit": enrolment.unit_id, "version": enrolment.unit_version, **more}
    note(session, enrolment, ENROLMENT, by=by, action=action, content=content)


def _open() -> Select[Enrolment]:
    return (
        select(Enrolment)
        .where(Enrolment.withdrawn_at.is_(None))
        .options(*PEOPLE)
        .order_by(Enrolment.began_at, Enrolment.unit_id)
    )


@read_once
def of_learner(learner_id: UUID) -> Sequence[Enrolment]:
    """Return a learner's open enrolments, oldest first, with learner and assessor."""
    return _with_units(db.session.scalars(_OF_LEARNER, {"learner_id": learner_id}))


_OF_LEARNER = _open().where(Enrolment.learner_id == bindparam("learner_id"))


def of_assessor(assessor_id: UUID) -> Sequence[Enrolment]:
    """Return the open enrolments that somebody assesses, with learner and assessor."""
    return _with_units(db.session.scalars(_open().where(Enrolment.assessor_id == assessor_id)))


def in_centre(*, withdrawn: bool = False) -> Sequence[Enrolment]:
    """Return all open enrolments of the centre (or all withdrawn ones), with learner and assessor."""
    rows = _open() if not withdrawn else _withdrawn()
    return _with_units(db.session.scalars(rows))


def _with_units(rows: ScalarResult[Enrolment]) -> Sequence[Enrolment]:
    """Return the rows; what of their units the process hasn't seen yet is read for all of them at once."""
    found = rows.unique().all()
    units_of({enrolment.unit_digest for enrolment in found})
    return found


def _withdrawn() -> Select[Enrolment]:
    return (
        select(Enrolment)
        .where(Enrolment.withdrawn_at.is_not(None))
        .options(*PEOPLE)
        .order_by(Enrolment.began_at)
    )


def by_id(enrolment_id: UUID) -> Enrolment | None:
    """Find an enrolment, withdrawn or not, with learner and assessor. Check who may open it."""
    wanted = select(Enrolment).where(Enrolment.id == enrolment_id)
    return db.session.scalar(wanted.options(*PEOPLE))


def for_reader(person: Account, enrolment_id: UUID) -> Enrolment | None:
    """Return an enrolment if this person may open it: its learner, its assessor, an IQA; else None."""
    enrolment = by_id(enrolment_id)
    if enrolment is None:
        return None
    appointed = person.id == enrolment.assessor_id and person.has(*DECIDES)
    assessing = appointed and enrolment.withdrawn_at is None
    theirs = person.id == enrolment.learner_id or assessing
    return enrolment if theirs or person.has(*READS_EVERY_PORTFOLIO) else None


def may_read_portfolio(person: Account, learner_id: UUID) -> bool:
    """Whether somebody may open a learner's portfolio: the learner, an assessor of theirs, an IQA."""
    if person.id == learner_id or person.has(*READS_EVERY_PORTFOLIO):
        return True
    return assesses(person, learner_id)


def assesses(person: Account, learner_id: UUID) -> bool:
    """Whether somebody assesses a learner on any unit."""
    if not person.has(*DECIDES):
        return False
    mine = _open().where(Enrolment.learner_id == learner_id, Enrolment.assessor_id == person.id)
    return db.session.scalar(mine.limit(1)) is not None
