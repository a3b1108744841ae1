"""Which later check-backs of a handover verify what somebody recorded about it, and how they read."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portfolio.base.db import db
from portfolio.evidence.kinds.fields import Field, Kind, Shape
from portfolio.evidence.records.model import CheckBack, Evidence

TITLE = "What was found when somebody checked back"
COLUMNS = (
    Field("checked_on", "When", Shape.DATE),
    Field("task", "About", Shape.LINE),
    Field("method", "How", Shape.LINE),
    Field("with_whom", "With whom", Shape.LINE),
    Field("outcome", "What had happened", Shape.TEXT),
)
"""A check-back as a row, for pages and exports."""


def handover_named(kind: Kind, content: Mapping[str, Any]) -> str:
    """Return the id of the handover whose check-backs verify this, or nothing."""
    return str(content.get(kind.verified_by) or "") if kind.verified_by else ""


def since(piece: Evidence, handovers: Iterable[Evidence]) -> list[CheckBack]:
    """Return the check-backs, on or after the day of this record, of the handover that it names.

    `piece` with its versions, `handovers` with versions, check-backs and actions; oldest first.
    """
    version = piece.latest
    named = handover_named(piece.kind, version.content) if version else ""
    handover = next((handover for handover in handovers if str(handover.id) == named), None)
    if version is None or handover is None or version.happened_on is None:
        return []
    later = [
        check_back
        for check_back in handover.live_check_backs
        if check_back.checked_on >= version.happened_on
    ]
    return sorted(later, key=lambda check_back: (check_back.checked_on, check_back.recorded_at))


def as_row(check_back: CheckBack, tasks: Mapping[UUID, str]) -> dict[str, str]:
    """Return a check-back as it is kept in a row of `COLUMNS`."""
    return {
        "checked_on": check_back.checked_on.isoformat(),
        "task": tasks.get(check_back.action_id, "") if check_back.action_id else "",
        "method": check_back.method,
        "with_whom": check_back.with_whom,
        "outcome": check_back.outcome,
    }


def handover_of(piece: Evidence) -> Sequence[Evidence]:
    """Return the handover that a record (with its versions) names, with what hangs on it, if it is there."""
    version = piece.latest
    named = handover_named(piece.kind, version.content) if version else ""
    if not named:
        return []
    rows = (
        select(Evidence)
        .where(
            Evidence.learner_id == piece.learner_id,
            Evidence.id == UUID(named),
            Evidence.withdrawn_at.is_(None),
            Evidence.versions.any(),
        )
        .options(
            selectinload(Evidence.versions),
            selectinload(Evidence.check_backs),
            selectinload(Evidence.actions),
        )
    )
    return db.session.scalars(rows).all()
