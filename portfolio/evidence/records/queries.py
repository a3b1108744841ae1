"""Reads pieces of evidence, each read naming whose; `store` offers these names to other features."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Select, bindparam, exists, or_, select
from sqlalchemy.orm import Session, lazyload, selectinload
from sqlalchemy.orm.attributes import set_committed_value

from portfolio.base.db import db
from portfolio.base.snapshot import rows
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records.model import (
    Action,
    Attachment,
    CheckBack,
    Claim,
    Evidence,
    EvidenceVersion,
)
from portfolio.people.model import Account


@dataclass(frozen=True)
class DraftRecord:
    """A draft that an assessor writes about a learner, as a list shows it."""

    evidence_id: UUID
    reference: str
    kind: str
    title: str
    learner: str


class NotThere(Exception):
    """There is no such piece, or it isn't this person's."""


WHOLE = (
    selectinload(Evidence.versions),
    selectinload(Evidence.claims),
    selectinload(Evidence.attachments),
    selectinload(Evidence.check_backs),
    selectinload(Evidence.actions),
)


ABOUT_LEARNER_OR_SUBMITTED = or_(Evidence.writer_id.is_(None), Evidence.versions.any())
"""What a learner may know of: their own pieces, and what somebody else submitted about them."""


def own_locked(
    session: Session, writer: Account, evidence_id: UUID, *, withdrawn: bool | None = False
) -> Evidence:
    """Return a piece that this person writes, whole and locked. Raises NotThere."""
    evidence = _locked(session, evidence_id)
    if evidence is None or not writes(writer, evidence):
        raise NotThere("There is no such piece of evidence for you to write.")
    if withdrawn is False and evidence.withdrawn_at is not None:
        raise NotThere("There is no such piece of evidence in your portfolio.")
    return evidence


def claimable_locked(session: Session, person: Account, evidence_id: UUID) -> Evidence:
    """Return a piece that this person may claim criteria with, whole and locked. Raises NotThere.

    Its writer may; and the learner, as soon as it was submitted.
    """
    evidence = _locked(session, evidence_id)
    if evidence is None or evidence.withdrawn_at is not None or not _claims(person, evidence):
        raise NotThere("There is no such piece of evidence in your portfolio.")
    return evidence


_HANGING: dict[str, tuple[Any, Any]] = {
    "versions": (EvidenceVersion, EvidenceVersion.version),
    "claims": (Claim, Claim.created_at),
    "attachments": (Attachment, Attachment.added_at),
    "check_backs": (CheckBack, CheckBack.recorded_at),
    "actions": (Action, Action.position),
}
"""What hangs on a piece by the name of its collection, and the order it stands in there."""
_ROWS = {
    name: select(model).where(model.evidence_id == bindparam("evidence_id")).order_by(place)
    for name, (model, place) in _HANGING.items()
}
_AFTER_A_REFUSAL = tuple(lazyload(getattr(Evidence, name)) for name in _HANGING)
"""A refused write is rolled back and forgets what was read; it is read again when somebody asks for it."""
_PIECE: Select[*tuple[Any, ...]] = (
    select(
        Evidence,
        *(
            exists().where(model.evidence_id == Evidence.id).label(f"has_{name}")
            for name, (model, _place) in _HANGING.items()
        ),
    )
    .where(Evidence.id == bindparam("evidence_id"))
    .options(*_AFTER_A_REFUSAL)
)
_LOCKED_PIECE: Select[*tuple[Any, ...]] = _PIECE.with_for_update(of=Evidence)


def _whole(
    session: Session, evidence_id: UUID, wanted: Select[*tuple[Any, ...]]
) -> Evidence | None:
    """Return one piece, whole: of what hangs on it only that is asked for which it has; a new draft has nothing."""
    which = {"evidence_id": evidence_id}
    row = session.execute(wanted, which).first()
    if row is None:
        return None
    piece, *has = row
    for (name, hanging), there in zip(_ROWS.items(), has, strict=True):
        found = session.scalars(hanging, which).all() if there else ()
        set_committed_value(piece, name, list(found))
    return cast("Evidence", piece)


def _locked(session: Session, evidence_id: UUID) -> Evidence | None:
    return _whole(session, evidence_id, _LOCKED_PIECE)


def writes(person: Account, evidence: Evidence) -> bool:
    """Whether a draft is this person's: the learner's own, or an assessor's about their learner."""
    if not evidence.is_written_by(person.id):
        return False
    return evidence.by_learner or enrolments.assesses(person, evidence.learner_id)


def _claims(person: Account, evidence: Evidence) -> bool:
    theirs = evidence.learner_id == person.id and evidence.latest is not None
    return theirs or writes(person, evidence)


def of_learner(learner_id: UUID, *, withdrawn: bool = False) -> Sequence[Evidence]:
    """Return a learner's pieces (or the withdrawn ones), whole, in the order of their references.

    What an assessor is still writing about them is not among them.
    """
    state = Evidence.withdrawn_at.is_not(None) if withdrawn else Evidence.withdrawn_at.is_(None)
    rows = select(Evidence).where(Evidence.learner_id == learner_id, state)
    rows = rows.where(ABOUT_LEARNER_OR_SUBMITTED).options(*WHOLE)
    return db.session.scalars(rows.order_by(Evidence.number)).all()


def written_by(writer: Account) -> list[DraftRecord]:
    """Return the drafts that somebody writes about learners they assess, the one saved last first."""
    assessed = select(Enrolment.learner_id).where(
        Enrolment.assessor_id == writer.id, Enrolment.withdrawn_at.is_(None)
    )
    rows = (
        select(Evidence.id, Evidence.number, Evidence.kind_id, Evidence.title, Account.name)
        .join(Account, Account.id == Evidence.learner_id)
        .where(
            Evidence.writer_id == writer.id,
            Evidence.learner_id.in_(assessed),
            Evidence.draft.is_not(None),
            Evidence.withdrawn_at.is_(None),
        )
    )
    found = db.session.execute(rows.order_by(Evidence.draft_saved_at.desc()))
    return [
        DraftRecord(row.id, f"E{row.number}", KINDS[row.kind_id].name, row.title, row.name)
        for row in found
    ]


def of_learners(learner_ids: Sequence[UUID]) -> Sequence[Evidence]:
    """Return many learners' pieces with versions and claims only, for a cohort."""
    rows = select(Evidence).where(
        Evidence.learner_id.in_(learner_ids), Evidence.withdrawn_at.is_(None)
    )
    return db.session.scalars(
        rows.options(selectinload(Evidence.versions), selectinload(Evidence.claims))
    ).all()


def for_reader(person: Account, evidence_id: UUID) -> Evidence | None:
    """Return a piece, whole, if this person may open it: its writer; once submitted, learner, assessor and IQA."""
    evidence = _whole(db.session, evidence_id, _PIECE)
    if evidence is None or writes(person, evidence):
        return evidence
    if evidence.latest is None or not enrolments.may_read_portfolio(person, evidence.learner_id):
        return None
    return evidence


def own(writer: Account, evidence_id: UUID) -> Evidence | None:
    """Return a piece that this person writes, whole, or None."""
    evidence = for_reader(writer, evidence_id)
    return evidence if evidence and writes(writer, evidence) else None


def claimable(person: Account, evidence_id: UUID) -> Evidence | None:
    """Return a piece that this person may claim criteria with, whole, or None."""
    evidence = for_reader(person, evidence_id)
    return evidence if evidence and _claims(person, evidence) else None


def in_portfolio(learner: Account, evidence_id: UUID) -> Evidence | None:
    """Return a piece of the learner's portfolio that they may read, whole, or None."""
    evidence = for_reader(learner, evidence_id)
    return evidence if evidence and evidence.learner_id == learner.id else None


@dataclass(frozen=True)
class NamedPiece:
    """A piece by its name only: enough to choose it, or to say which it is."""

    id: UUID
    number: int
    kind_id: str
    title: str

    @property
    def reference(self) -> str:
        """Return its reference in the portfolio: E1, E2 and so on."""
        return f"E{self.number}"


def by_name(
    learner_id: UUID, *, submitted_only: bool, kinds: Collection[str] = ()
) -> list[NamedPiece]:
    """Return the names of a learner's pieces (of these kinds, if any is named), in order.

    For anybody but the learner ask for `submitted_only`.
    """
    wanted = _names(submitted_only=submitted_only, of_kinds=bool(kinds))
    values = {"learner_id": learner_id} | ({"kinds": sorted(kinds)} if kinds else {})
    return [NamedPiece(*row) for row in rows(wanted, values)]


@cache
def _names(*, submitted_only: bool, of_kinds: bool) -> Select[UUID, int, str, str]:
    names = select(Evidence.id, Evidence.number, Evidence.kind_id, Evidence.title).where(
        Evidence.learner_id == bindparam("learner_id"),
        Evidence.withdrawn_at.is_(None),
        ABOUT_LEARNER_OR_SUBMITTED,
    )
    if of_kinds:
        names = names.where(Evidence.kind_id.in_(bindparam("kinds", expanding=True)))
    if submitted_only:
        names = names.where(Evidence.versions.any())
    return names.order_by(Evidence.number)


def claims_on(enrolment_ids: Sequence[UUID]) -> Sequence[Claim]:
    """Return the claims on these enrolments that have not been taken back."""
    rows = select(Claim).where(Claim.enrolment_id.in_(enrolment_ids), Claim.withdrawn_at.is_(None))
    return db.session.scalars(rows.order_by(Claim.created_at)).all()
