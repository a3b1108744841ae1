"""All of a piece that is searched, as texts: what others may see, and what its learner alone does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records.model import (
    Attachment,
    CheckBack,
    Claim,
    Evidence,
    EvidenceVersion,
)


@dataclass
class Texts:
    """All of a piece that is searched."""

    id: UUID
    learner_id: UUID
    submitted: list[str]
    """Empty while there is no version, for then others than its writer know nothing of it."""
    draft: list[str]
    """What its learner alone sees, with the files as they are now; nothing of a draft of somebody else."""


def texts_of(session: Session, evidence_ids: Collection[UUID]) -> list[Texts]:
    """Read the texts of these pieces, in two SQL statements."""
    newest = newest_version()
    rows = session.execute(
        select(
            Evidence.id,
            Evidence.learner_id,
            Evidence.kind_id,
            Evidence.draft,
            Evidence.writer_id,
            newest.content,
            newest.attachments,
        )
        .outerjoin(newest, is_newest(newest))
        .where(Evidence.id.in_(evidence_ids))
    )
    pieces = {}
    theirs = set()
    for row in rows:
        submitted = [*_said(row.kind_id, row.content), *_described(row.attachments)]
        pieces[row.id] = Texts(row.id, row.learner_id, submitted, _said(row.kind_id, row.draft))
        if row.writer_id not in (None, row.learner_id):
            theirs.add(row.id)
    _append(session, pieces)
    for identity in theirs:
        pieces[identity].draft.clear()
    return list(pieces.values())


def _append(session: Session, pieces: dict[UUID, Texts]) -> None:
    """Add what hangs on the pieces: later check-backs, reasons of claims, files as they are now."""
    nothing, drafted, submitted = literal(""), literal(0), literal(1)
    checks = select(
        CheckBack.evidence_id, submitted, CheckBack.method, CheckBack.with_whom, CheckBack.outcome
    ).where(CheckBack.evidence_id.in_(pieces), CheckBack.later)
    reach = case((Claim.version.is_(None), 0), else_=1)
    claims = select(Claim.evidence_id, reach, Claim.reason, nothing, nothing).where(
        Claim.evidence_id.in_(pieces), Claim.withdrawn_at.is_(None)
    )
    files = select(
        Attachment.evidence_id, drafted, Attachment.filename, Attachment.alt_text, nothing
    ).where(Attachment.evidence_id.in_(pieces), Attachment.withdrawn_at.is_(None))
    for evidence_id, is_submitted, *said in session.execute(union_all(checks, claims, files)):
        piece = pieces[evidence_id]
        (piece.submitted if is_submitted else piece.draft).extend(said)


def newest_version() -> type[EvidenceVersion]:
    """Return the newest version of a piece, to join to it by `is_newest`."""
    return aliased(EvidenceVersion)


def is_newest(version: type[EvidenceVersion]) -> ColumnElement[bool]:
    """Return the condition that joins a piece to its newest version."""
    other = aliased(EvidenceVersion)
    later = select(other.id).where(
        other.evidence_id == version.evidence_id, other.version > version.version
    )
    return and_(version.evidence_id == Evidence.id, ~later.exists())


def _said(kind_id: str, content: dict[str, Any] | None) -> list[str]:
    return [said for _field, said in KINDS[kind_id].texts(content or {})]


def _described(files: Sequence[dict[str, Any]] | None) -> list[str]:
    return [file.get(name) or "" for file in files or () for name in ("filename", "alt_text")]
