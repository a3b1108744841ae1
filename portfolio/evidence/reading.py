"""Reads pieces of evidence, each read naming whose; `store` offers these names to other features."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from portfolio.base.db import db
from portfolio.enrolment import store as enrolments
from portfolio.evidence.model import Claim, Evidence, EvidenceVersion
from portfolio.people.model import Account


class NotThere(Exception):
    """There is no such piece, or it isn't this person's."""


WHOLE = (
    selectinload(Evidence.versions),
    selectinload(Evidence.claims),
    selectinload(Evidence.attachments),
    selectinload(Evidence.check_backs),
    selectinload(Evidence.actions),
)


def own_locked(
    session: Session, learner_id: UUID, evidence_id: UUID, *, withdrawn: bool | None = False
) -> Evidence:
    """Return the learner's own piece, whole and locked. Raises NotThere."""
    wanted = (
        select(Evidence)
        .where(Evidence.id == evidence_id, Evidence.learner_id == learner_id)
        .options(*WHOLE)
        .with_for_update(of=Evidence)
    )
    evidence = session.scalar(wanted)
    if evidence is None or (withdrawn is False and evidence.withdrawn_at is not None):
        raise NotThere("There is no such piece of evidence in your portfolio.")
    return evidence


def of_learner(learner_id: UUID, *, withdrawn: bool = False) -> Sequence[Evidence]:
    """Return a learner's pieces (or the withdrawn ones), whole, in the order of their references."""
    state = Evidence.withdrawn_at.is_not(None) if withdrawn else Evidence.withdrawn_at.is_(None)
    rows = select(Evidence).where(Evidence.learner_id == learner_id, state).options(*WHOLE)
    return db.session.scalars(rows.order_by(Evidence.number)).all()


def listed(learner_id: UUID) -> Sequence[Evidence]:
    """Return all of a learner's pieces, withdrawn ones too, as a list shows them, in order.

    Three SQL statements, however many pieces: claims and the versions' numbers, but no answers.
    """
    rows = (
        select(Evidence)
        .where(Evidence.learner_id == learner_id)
        .options(
            selectinload(Evidence.claims),
            selectinload(Evidence.versions).load_only(EvidenceVersion.version, raiseload=True),
        )
    )
    return db.session.scalars(rows.order_by(Evidence.number)).all()


def of_learners(learner_ids: Sequence[UUID]) -> Sequence[Evidence]:
    """Return many learners' pieces with versions and claims only, for a cohort."""
    rows = select(Evidence).where(
        Evidence.learner_id.in_(learner_ids), Evidence.withdrawn_at.is_(None)
    )
    return db.session.scalars(
        rows.options(selectinload(Evidence.versions), selectinload(Evidence.claims))
    ).all()


def for_reader(person: Account, evidence_id: UUID) -> Evidence | None:
    """Return a piece, whole, if this person may open it: its learner; or, once submitted, assessor and IQA."""
    wanted = select(Evidence).where(Evidence.id == evidence_id).options(*WHOLE)
    evidence = db.session.scalar(wanted)
    if evidence is None:
        return None
    if evidence.learner_id == person.id:
        return evidence
    if evidence.latest is None or not enrolments.may_read_portfolio(person, evidence.learner_id):
        return None
    return evidence


def own(learner: Account, evidence_id: UUID) -> Evidence | None:
    """Return the learner's own piece, whole, or None."""
    evidence = for_reader(learner, evidence_id)
    return evidence if evidence and evidence.learner_id == learner.id else None


def by_name(
    learner_id: UUID, *, submitted_only: bool, kinds: Collection[str] = ()
) -> Sequence[Evidence]:
    """Return a learner's pieces (of these kinds, if any is named) without what hangs on them, in order."""
    rows = select(Evidence).where(
        Evidence.learner_id == learner_id,
        Evidence.withdrawn_at.is_(None),
    )
    if kinds:
        rows = rows.where(Evidence.kind_id.in_(kinds))
    if submitted_only:
        rows = rows.where(Evidence.versions.any())
    return db.session.scalars(rows.order_by(Evidence.number)).all()


def claims_on(enrolment_ids: Sequence[UUID]) -> Sequence[Claim]:
    """Return the claims on these enrolments that have not been taken back."""
    rows = select(Claim).where(Claim.enrolment_id.in_(enrolment_ids), Claim.withdrawn_at.is_(None))
    return db.session.scalars(rows.order_by(Claim.created_at)).all()
