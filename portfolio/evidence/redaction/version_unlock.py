"""Opens a submitted version for details to go: the database holds those of statements append-only."""

from contextlib import AbstractContextManager, nullcontext

from sqlalchemy.orm import Session

from portfolio.base.append_only import unlocked
from portfolio.evidence.records.model import Evidence, EvidenceVersion


def opened(
    session: Session, piece: Evidence, version: EvidenceVersion, *, by: str, reason: str
) -> AbstractContextManager[None]:
    """Let this version be changed inside the block; recorded where the database would refuse it."""
    if not piece.kind.testimony:
        return nullcontext()
    return unlocked(session, reason, by=by, rows=[version.id])
