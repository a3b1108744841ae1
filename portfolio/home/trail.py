"""A learner's history, cut by the database: who did what, when, and where it can be seen."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Integer,
    bindparam,
    case,
    func,
    select,
    union_all,
)

from portfolio.base.db import db
from portfolio.evidence.records.model import Attachment, Claim, Evidence
from portfolio.history.model import ChainEntry
from portfolio.home.next_step import Destination
from portfolio.home.trail_subjects import Answer, look_up
from portfolio.people.model import Account


@dataclass(frozen=True)
class TrailEntry:
    """One entry of a chain."""

    sequence: int
    at: datetime
    who: str
    action: str
    about: str
    """The subject in words, with its reference: evidence version of E3."""
    place: Destination | None
    version: int
    hash: str


@dataclass(frozen=True)
class TrailCounts:
    """How many entries a learner's chain has, and how many of them somebody may read."""

    all: int
    shown: int

    @property
    def left_out(self) -> int:
        """How many are about what is another's alone."""
        return self.all - self.shown


def counts(reader: Account, learner_id: UUID) -> TrailCounts:
    """Count a learner's entries."""
    return TrailCounts(*db.session.execute(_COUNTS, _whose(reader, learner_id)).one())


def entries(reader: Account, learner_id: UUID, offset: int, limit: int) -> list[TrailEntry]:
    """Return some of the entries that somebody may read, oldest first.

    One SQL statement, and one for each sort of subject among them.
    """
    cut = {"offset": offset, "limit": limit}
    rows = db.session.execute(_PAGE, _whose(reader, learner_id) | cut).all()
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        wanted[row.subject].add(row.subject_id)
    found = {
        (subject, key): answer
        for subject, keys in wanted.items()
        for key, answer in look_up(subject, keys).items()
    }
    return [_entry(row, found.get((row.subject, row.subject_id))) for row in rows]


def _whose(reader: Account, learner_id: UUID) -> dict[str, Any]:
    return {"reader_id": reader.id, "learner_id": learner_id}


def _entry(entry: Any, known: Answer | None) -> TrailEntry:
    of, place = known or ("", None)
    return TrailEntry(
        sequence=entry.sequence,
        at=entry.at,
        who=entry.actor_name,
        action=_capital(entry.action),
        about=_capital(f"{entry.subject} {of}".strip()),
        place=place,
        version=entry.version,
        hash=entry.hash,
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _hidden() -> CompoundSelect[UUID]:
    """Select the subjects of `learner_id` that `reader_id` may not know of: pieces of others that were never submitted, their claims and files."""
    writer = func.coalesce(Evidence.writer_id, Evidence.learner_id)
    which = (
        Evidence.learner_id == bindparam("learner_id"),
        ~Evidence.versions.any(),
        writer != bindparam("reader_id"),
    )
    return union_all(
        select(Evidence.id).where(*which),
        select(Claim.id).join(Evidence, Evidence.id == Claim.evidence_id).where(*which),
        select(Attachment.id).join(Evidence, Evidence.id == Attachment.evidence_id).where(*which),
    )


_IS_THEIRS = ChainEntry.chain == bindparam("learner_id")
HIDDEN = _hidden()
"""The subjects of `learner_id` whose entries `reader_id` is not shown."""
_IS_SHOWN = ChainEntry.subject_id.not_in(HIDDEN)
_COUNTS = select(func.count(), func.count(case((_IS_SHOWN, 1)))).where(_IS_THEIRS)
_PAGE = (
    select(
        ChainEntry.sequence,
        ChainEntry.at,
        ChainEntry.actor_name,
        ChainEntry.action,
        ChainEntry.subject,
        ChainEntry.subject_id,
        ChainEntry.version,
        ChainEntry.hash,
    )
    .where(_IS_THEIRS, _IS_SHOWN)
    .order_by(ChainEntry.sequence)
    .offset(bindparam("offset", type_=Integer))
    .limit(bindparam("limit", type_=Integer))
)
