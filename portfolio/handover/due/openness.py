"""Keeps which handovers have open actions, in the transaction that changed it; whoever asks gets the rest worked out.

A row that is missing, or was worked out by other rules or in another time zone, counts as unknown until a
daily job has kept it: those of handovers from before rows were kept, for one.
"""

from collections.abc import Collection, Iterator
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from portfolio.base import clock
from portfolio.base.db import db, write
from portfolio.base.jobs import RunningJob
from portfolio.base.snapshot import rows
from portfolio.evidence.kinds.handover_instance import HANDOVER_INSTANCE
from portfolio.evidence.records.model import CheckBack, Evidence, EvidenceVersion
from portfolio.evidence.search.texts import is_newest, newest_version
from portfolio.handover.due import updates
from portfolio.handover.due.model import Openness
from portfolio.handover.due.rules import has_open_action
from portfolio.handover.parties.model import Reply
from portfolio.handover.parties.reply_kinds import ReplyKind

CHANGED = "handovers of which something was said"
CATCHING_UP = "keep which handovers are open"
RULES = 1
"""The number of the rules by which it is worked out (`rules.has_open_action`, `updates`): one more whenever they change."""
CATCHING_UP_AT = 3
"""The hour of the night."""
AT_ONCE = 200
"""Handovers worked out together, when older ones catch up."""
SAYS_WHETHER_DONE = (ReplyKind.DONE, ReplyKind.NOT_DONE)


# --- finding -----------------------------------------------------------------------------------


def is_open() -> ColumnElement[bool]:
    """Return the condition that a learner's submitted handover has open actions; `parameters` are its parameters."""
    kept = select(Openness.evidence_id).where(
        Openness.learner_id == bindparam("learner_id"),
        Openness.is_open,
        Openness.basis == bindparam("basis"),
    )
    worked_out: BindParameter[UUID] = bindparam("found_open", expanding=True)
    return or_(Evidence.id.in_(kept), Evidence.id.in_(worked_out))


def parameters(learner_id: UUID) -> dict[str, Any]:
    """Return what `is_open` needs to know; those of which nothing is kept are worked out here."""
    of_learner = {"learner_id": learner_id, "basis": _basis()}
    unknown = [row.id for row in rows(_unknown_of_learner(), of_learner)]
    found = [row.id for row, is_open in _worked_out(db.session, unknown) if is_open]
    return {**of_learner, "found_open": found}


@cache
def _unknown_of_learner() -> Select[UUID]:
    return _unknown().where(Evidence.learner_id == bindparam("learner_id"))


@cache
def _unknown() -> Select[UUID]:
    known = exists().where(
        Openness.evidence_id == Evidence.id, Openness.basis == bindparam("basis")
    )
    submitted = exists().where(EvidenceVersion.evidence_id == Evidence.id)
    return select(Evidence.id).where(Evidence.kind_id == HANDOVER_INSTANCE.id, submitted, ~known)


def _basis() -> str:
    return f"{RULES} {clock.zone().key}"


# --- keeping -----------------------------------------------------------------------------------


def note_changes(session: Session, _context: object) -> None:
    """Remember which handovers were submitted, checked back on or replied about, whoever did it."""
    for row in (*session.new, *session.dirty, *session.deleted):
        said = isinstance(row, (EvidenceVersion, CheckBack)) or (
            isinstance(row, Reply) and row.said in SAYS_WHETHER_DONE
        )
        if said and _may_be_handover(session, row.evidence_id):
            session.info.setdefault(CHANGED, set()).add(row.evidence_id)


def _may_be_handover(session: Session, evidence_id: UUID) -> bool:
    """Whether a piece is one as far as this session knows, without asking the database."""
    piece = session.identity_map.get(identity_key(Evidence, evidence_id))
    return piece is None or piece.kind_id == HANDOVER_INSTANCE.id


def keep_before_commit(session: Session) -> None:
    """Bring up to date which handovers are open in the transaction that changed it."""
    session.flush()
    changed = session.info.pop(CHANGED, None)
    if changed:
        keep_openness(session, changed)


def forget_changes(session: Session) -> None:
    """Forget what was noted of a transaction that isn't kept."""
    session.info.pop(CHANGED, None)


def keep_openness(session: Session, evidence_ids: Collection[UUID]) -> None:
    """Bring up to date whether these pieces, as far as they are handovers, have open actions; inside their transaction.

    It happens by itself for rows changed through the session. Only who writes past it has to call it.
    """
    for row, is_open in _worked_out(session, evidence_ids):
        kept = row.Openness or Openness(evidence_id=row.id, learner_id=row.learner_id)
        kept.is_open, kept.basis = is_open, _basis()
        session.add(kept)
    session.flush()


def _worked_out(
    session: Session, evidence_ids: Collection[UUID]
) -> Iterator[tuple[Row[Any], bool]]:
    """Yield the row (id, learner_id, Openness if kept) of each submitted handover, and whether it has open actions."""
    if not evidence_ids:
        return
    newest = newest_version()
    said = session.execute(
        select(
            Evidence.id,
            Evidence.learner_id,
            Openness,
            *(newest.content[name].as_json().label(name) for name in ("actions", "check_backs")),
        )
        .select_from(Evidence)
        .join(newest, is_newest(newest))
        .outerjoin(Openness, Openness.evidence_id == Evidence.id)
        .where(and_(Evidence.id.in_(evidence_ids), Evidence.kind_id == HANDOVER_INSTANCE.id))
    ).all()
    later = session.execute(union_all(*updates.selects([row.id for row in said]))).all()
    since = updates.of_pieces(later, {row.id: row.check_backs for row in said})
    zone = clock.zone()
    for row in said:
        yield row, has_open_action(row.actions or (), since[row.id], zone)


def keep_unknown(_job: RunningJob, /, *, day: str) -> None:  # noqa: ARG001 -- done whatever the day
    """Keep which handovers are open, of those of which it isn't known yet."""
    while True:
        with write() as session:
            some = session.scalars(_unknown().limit(AT_ONCE), {"basis": _basis()}).all()
            if not some:
                return
            keep_openness(session, some)
