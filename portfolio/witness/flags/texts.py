"""Reads what a statement is compared with: the learner's own words, and other statements."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select

from portfolio.base.db import db
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records.model import Evidence, EvidenceVersion
from portfolio.witness.flags.likeness import Text
from portfolio.witness.flags.subject import FlagSubject, said_in
from portfolio.witness.model import Statement, WitnessRequest

MOST_STATEMENTS = 100
"""The newest others that one is compared with."""
TESTIMONY = [kind.id for kind in KINDS.values() if kind.testimony]


def own_texts(learner_id: UUID) -> tuple[Text, ...]:
    """Return what a learner wrote: each piece in all its versions, its draft, and messages to witnesses.

    A draft is its writer's alone: it is compared, and never quoted. Withdrawn pieces count too.
    """
    return (*_pieces(learner_id), *_messages(learner_id))


def _pieces(learner_id: UUID) -> Iterator[Text]:
    wanted = (
        select(Evidence.id, Evidence.number, Evidence.kind_id, EvidenceVersion.content)
        .outerjoin(EvidenceVersion, EvidenceVersion.evidence_id == Evidence.id)
        .where(*_own(learner_id))
        .order_by(Evidence.number, EvidenceVersion.version.desc())
    )
    said: dict[tuple[int, str], dict[str, None]] = {}
    for _id, number, kind_id, content in db.session.execute(wanted):
        said.setdefault((number, kind_id), {}).update(dict.fromkeys(_texts(kind_id, content)))
    drafts = select(Evidence.number, Evidence.kind_id, Evidence.draft).where(
        *_own(learner_id), Evidence.draft.is_not(None)
    )
    for (number, _kind_id), lines in said.items():
        if lines:
            yield Text(f"what the learner wrote in E{number}", "\n".join(lines))
    for number, kind_id, draft in db.session.execute(drafts):
        before = said.get((number, kind_id), {})
        fresh = [line for line in _texts(kind_id, draft) if line not in before]
        if fresh:
            yield Text("a draft of the learner’s", "\n".join(fresh), may_be_quoted=False)


def _own(learner_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return (
        Evidence.learner_id == learner_id,
        or_(Evidence.writer_id.is_(None), Evidence.writer_id == learner_id),
        Evidence.kind_id.not_in(TESTIMONY),
    )


def _texts(kind_id: str, content: dict[str, Any] | None) -> list[str]:
    return [text for _field, text in KINDS[kind_id].texts(content or {})]


def _messages(learner_id: UUID) -> Iterator[Text]:
    wanted = select(WitnessRequest.what_they_saw).where(WitnessRequest.learner_id == learner_id)
    for words in dict.fromkeys(db.session.scalars(wanted)):
        yield Text("the learner’s message to a witness", words)


def other_statements(subject: FlagSubject) -> tuple[Text, ...]:
    """Return statements by the same address about other learners, and by others about this learner.

    What was said about another learner is compared and never quoted: it isn't this assessor's to read.
    """
    if subject.statement is None:
        return ()
    same_witness = (
        WitnessRequest.email_key == subject.key if subject.key else WitnessRequest.id.is_(None)
    )
    wanted = (
        select(
            Evidence.learner_id, Evidence.number, Statement.witness_name, EvidenceVersion.content
        )
        .join(Statement, Statement.evidence_id == Evidence.id)
        .join(
            EvidenceVersion,
            (EvidenceVersion.evidence_id == Evidence.id)
            & (EvidenceVersion.version == Statement.version),
        )
        .outerjoin(WitnessRequest, WitnessRequest.id == Statement.request_id)
        .where(
            Statement.evidence_id != subject.statement.evidence_id,
            or_(same_witness, Evidence.learner_id == subject.learner_id),
        )
        .order_by(Statement.submitted_at.desc())
        .limit(MOST_STATEMENTS)
    )
    return tuple(
        Text(f"the statement of {name} in E{number}", said_in(content))
        if learner_id == subject.learner_id
        else Text(
            "a statement of the same witness about another learner",
            said_in(content),
            may_be_quoted=False,
        )
        for learner_id, number, name, content in db.session.execute(wanted)
    )
