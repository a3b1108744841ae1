"""Checks for `verify` that what hangs on a submitted piece still says what was submitted."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from portfolio.base.db import db
from portfolio.evidence.records.model import Action, CheckBack, Evidence

_SUBMITTED = select(Evidence).where(Evidence.versions.any())
_LOADS = (
    selectinload(Evidence.versions),
    selectinload(Evidence.actions),
    selectinload(Evidence.check_backs),
)


def disagreements(learner_id: UUID) -> Iterator[str]:
    """Yield a sentence for each title, action and check-back that is not as it was last submitted."""
    mine = _SUBMITTED.where(Evidence.learner_id == learner_id).order_by(Evidence.number)
    afresh = {"populate_existing": True}
    for piece in db.session.scalars(mine.options(*_LOADS), execution_options=afresh):
        place = f"{piece.reference} of learner {learner_id}"
        newest = piece.versions[-1]
        happened_at = piece.kind.happened_at(newest.content)
        said = (newest.title, newest.happened_on, happened_at)
        if (piece.title, piece.happened_on, piece.happened_at) != said:
            yield f"Changed: title or date of {place} is no longer what was submitted."
        actions = {str(action.id): _action(action) for action in piece.actions}
        yield from _compared(f"an action of {place}", piece, "actions", actions)
        early = {
            str(check_back.id): _check_back(check_back)
            for check_back in piece.check_backs
            if not check_back.later
        }
        yield from _compared(f"a check-back of {place}", piece, "check_backs", early)


def _compared(
    what: str, piece: Evidence, name: str, rows: dict[str, dict[str, Any]]
) -> Iterator[str]:
    said = {row["id"]: row for version in piece.versions for row in version.content.get(name) or []}
    for identity in sorted(said.keys() | rows.keys()):
        row, words = rows.get(identity), said.get(identity)
        if words is None:
            yield f"Unrecorded: {what} was never submitted ({identity})."
        elif row is None:
            yield f"Missing: {what} is no longer there ({identity})."
        elif any((words.get(key) or "") != value for key, value in row.items()):
            yield f"Changed: {what} is no longer what was submitted ({identity})."


def _action(action: Action) -> dict[str, Any]:
    return {"task": action.task, "owner": action.owner, "deadline": action.deadline}


def _check_back(check_back: CheckBack) -> dict[str, Any]:
    return {
        "checked_on": check_back.checked_on.isoformat(),
        "method": check_back.method,
        "with_whom": check_back.with_whom,
        "done": check_back.done,
        "outcome": check_back.outcome,
    }
