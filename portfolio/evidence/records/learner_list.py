"""Reads the learner's list of their pieces a page at a time: only what it shows, only the pieces of that page."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, func, or_, select

from portfolio.base.db import db
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
    rows = select(
        _number_of(and_(_IS_KEPT, _IS_DRAFT)),
        _number_of(_IS_KEPT),
        _number_of(_IS_WITHDRAWN),
    ).where(Evidence.learner_id == learner_id, ABOUT_LEARNER_OR_SUBMITTED)
    drafts, kept, withdrawn = db.session.execute(rows).one()
    return PieceCounts(drafts, kept - drafts, withdrawn)


def kept(learner_id: UUID, offset: int, limit: int) -> list[ListedPiece]:
    """Return some of the pieces in the portfolio with their criteria, drafts first, then by number."""
    rows = _rows(learner_id, _IS_KEPT, offset, limit)
    criteria = _criteria([row.id for row in rows])
    return [_listed(row, criteria.get(row.id, {})) for row in rows]


def withdrawn(learner_id: UUID, offset: int, limit: int) -> list[ListedPiece]:
    """Return some of the pieces that were taken out, by number."""
    return [_listed(row, {}) for row in _rows(learner_id, _IS_WITHDRAWN, offset, limit)]


def _number_of(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.count(case((condition, 1)))


def _rows(
    learner_id: UUID, state: ColumnElement[bool], offset: int, limit: int
) -> Sequence[Row[tuple[object, ...]]]:
    rows = select(*_SHOWN).where(
        Evidence.learner_id == learner_id, ABOUT_LEARNER_OR_SUBMITTED, state
    )
    order = (_DRAFTS_FIRST, Evidence.number) if state is _IS_KEPT else (Evidence.number,)
    return db.session.execute(rows.order_by(*order).offset(offset).limit(limit)).all()


def _criteria(evidence_ids: Collection[UUID]) -> Mapping[UUID, Mapping[UUID, Sequence[str]]]:
    """Return the codes that pieces are claimed for, by piece and enrolment."""
    rows = select(Claim.evidence_id, Claim.enrolment_id, Claim.criterion).where(
        Claim.evidence_id.in_(evidence_ids), Claim.withdrawn_at.is_(None)
    )
    found: dict[UUID, dict[UUID, list[str]]] = defaultdict(lambda: defaultdict(list))
    for evidence_id, enrolment_id, code in db.session.execute(
        rows.distinct().order_by(Claim.criterion)
    ):
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
