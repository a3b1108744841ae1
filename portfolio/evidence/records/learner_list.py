"""Reads the learner's list of their pieces a page at a time: only what it shows, only the pieces of that page."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, and_, bindparam, case, func, or_, select

from portfolio.base.snapshot import rows
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records.model import Claim, Evidence, EvidenceVersion
from portfolio.evidence.records.queries import ABOUT_LEARNER_OR_SUBMITTED


@dataclass(frozen=True)
class PieceCounts:
    """How many pieces a learner knows of: those being written, those submitted, and those taken out."""

    drafts: int
    submitted: int
    withdrawn: int

    @property
    def kept(self) -> int:
        """How many are in the portfolio."""
        return self.drafts + self.submitted


@dataclass(frozen=True)
class ListedPiece:
    """A piece as the learner's list shows it."""

    id: UUID
    reference: str
    kind: str
    title: str
    happened_on: date | None
    is_draft: bool
    """Whether the learner is writing it; a draft of somebody else's is not theirs to know of."""
    draft_saved_at: datetime | None
    by_learner: bool
    versions: int
    criteria: Mapping[UUID, Sequence[str]]
    """The codes it is claimed for, by enrolment, in order; none for a withdrawn piece."""


@dataclass(frozen=True)
class ChoosablePiece:
    """A piece of the learner's own as they choose it from a list."""

    id: UUID
    number: int
    title: str
    happened_on: date | None

    @property
    def reference(self) -> str:
        """How people name it."""
        return f"E{self.number}"


_BY_LEARNER = or_(Evidence.writer_id.is_(None), Evidence.writer_id == Evidence.learner_id)
_IS_DRAFT = and_(Evidence.draft.is_not(None), _BY_LEARNER)
_IS_WITHDRAWN = Evidence.withdrawn_at.is_not(None)
_IS_KEPT = Evidence.withdrawn_at.is_(None)
_VERSIONS = (
    select(func.count(EvidenceVersion.id))
    .where(EvidenceVersion.evidence_id == Evidence.id)
    .correlate(Evidence)
    .scalar_subquery()
)
_SHOWN = (
    Evidence.id,
    Evidence.number,
    Evidence.kind_id,
    Evidence.title,
    Evidence.happened_on,
    Evidence.draft_saved_at,
    case((_IS_DRAFT, 1), else_=0).label("is_draft"),
    case((_BY_LEARNER, 1), else_=0).label("by_learner"),
    _VERSIONS.label("versions"),
)
_DRAFTS_FIRST = case((_IS_DRAFT, 0), else_=1)


def counts(learner_id: UUID) -> PieceCounts:
    """Count a learner's pieces; what an assessor is still writing about them is not among them."""
    ((drafts, kept, withdrawn),) = rows(_COUNTS, {"learner_id": learner_id})
    return PieceCounts(drafts, kept - drafts, withdrawn)


def kept(learner_id: UUID, offset: int, limit: int) -> list[ListedPiece]:
    """Return some of the pieces in the portfolio with their criteria, drafts first, then by number."""
    found = rows(_KEPT, {"learner_id": learner_id, "offset": offset, "limit": limit})
    criteria = _criteria([row.id for row in found])
    return [_listed(row, criteria.get(row.id, {})) for row in found]


def withdrawn(learner_id: UUID, offset: int, limit: int) -> list[ListedPiece]:
    """Return some of the pieces that were taken out, by number."""
    values = {"learner_id": learner_id, "offset": offset, "limit": limit}
    return [_listed(row, {}) for row in rows(_WITHDRAWN, values)]


def choosable(learner_id: UUID, kinds: Collection[str]) -> list[ChoosablePiece]:
    """Return the pieces of these kinds that a learner wrote and did not take out, by number."""
    which = {"learner_id": learner_id, "kinds": sorted(kinds)}
    return [ChoosablePiece(*row) for row in rows(_CHOOSABLE, which)]


def claimed_with(evidence_ids: Collection[UUID], enrolment_id: UUID) -> set[str]:
    """Return the criteria of an enrolment that these pieces are claimed for."""
    if not evidence_ids:
        return set()
    claimed = _criteria(evidence_ids).values()
    return {code for by_enrolment in claimed for code in by_enrolment.get(enrolment_id, ())}


def _number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _some(state: ColumnElement[bool], *order: Any) -> Select[*tuple[Any, ...]]:
    known = Evidence.learner_id == bindparam("learner_id"), ABOUT_LEARNER_OR_SUBMITTED
    there = select(*_SHOWN).where(*known, state).order_by(*order)
    return there.offset(bindparam("offset")).limit(bindparam("limit"))


_KEPT = _some(_IS_KEPT, _DRAFTS_FIRST, Evidence.number)
_WITHDRAWN = _some(_IS_WITHDRAWN, Evidence.number)
_COUNTS = select(
    _number_of(and_(_IS_KEPT, _IS_DRAFT)), _number_of(_IS_KEPT), _number_of(_IS_WITHDRAWN)
).where(Evidence.learner_id == bindparam("learner_id"), ABOUT_LEARNER_OR_SUBMITTED)
_CHOOSABLE = (
    select(Evidence.id, Evidence.number, Evidence.title, Evidence.happened_on)
    .where(
        Evidence.learner_id == bindparam("learner_id"),
        Evidence.kind_id.in_(bindparam("kinds", expanding=True)),
        ABOUT_LEARNER_OR_SUBMITTED,
        _BY_LEARNER,
        _IS_KEPT,
    )
    .order_by(Evidence.number)
)
_CRITERIA = (
    select(Claim.evidence_id, Claim.enrolment_id, Claim.criterion)
    .where(
        Claim.evidence_id.in_(bindparam("evidence_ids", expanding=True)),
        Claim.withdrawn_at.is_(None),
    )
    .distinct()
    .order_by(Claim.criterion)
)


def _criteria(evidence_ids: Collection[UUID]) -> Mapping[UUID, Mapping[UUID, Sequence[str]]]:
    """Return the codes that pieces are claimed for, by piece and enrolment."""
    found: dict[UUID, dict[UUID, list[str]]] = defaultdict(lambda: defaultdict(list))
    for evidence_id, enrolment_id, code in rows(_CRITERIA, {"evidence_ids": list(evidence_ids)}):
        found[evidence_id][enrolment_id].append(code)
    return found


def _listed(row: Row[tuple[object, ...]], criteria: Mapping[UUID, Sequence[str]]) -> ListedPiece:
    return ListedPiece(
        id=row.id,
        reference=f"E{row.number}",
        kind=KINDS[row.kind_id].name,
        title=row.title,
        happened_on=row.happened_on,
        is_draft=bool(row.is_draft),
        draft_saved_at=row.draft_saved_at,
        by_learner=bool(row.by_learner),
        versions=row.versions,
        criteria=criteria,
    )
