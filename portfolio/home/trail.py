"""A learner's history as rows for a page: who did what, when, and where it can be seen."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select, union_all

from portfolio.assessment.model import Achievement, Decision, VersionJudgement
from portfolio.base.db import db
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import PinnedUnit
from portfolio.enrolment.scope import of_assessor
from portfolio.evidence.records.model import Attachment, CheckBack, Claim, Evidence, EvidenceVersion
from portfolio.handover.parties.model import Participant, Reply
from portfolio.history.model import ChainEntry
from portfolio.home.next_step import Destination
from portfolio.people.model import Account
from portfolio.people.roles import READS_EVERY_PORTFOLIO
from portfolio.witness.model import Confirmation, Statement


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


def steps(entries: Sequence[ChainEntry]) -> list[TrailEntry]:
    """Return entries as rows; one SQL statement for each sort of subject among them."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for entry in entries:
        wanted[entry.subject].add(entry.subject_id)
    found = {
        (subject, key): answer
        for subject, keys in wanted.items()
        if subject in _SUBJECTS
        for key, answer in _look_up(subject, keys)
    }
    return [_step(entry, found.get((entry.subject, entry.subject_id))) for entry in entries]


Answer = tuple[str, Destination]


def _step(entry: ChainEntry, known: Answer | None) -> TrailEntry:
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


def _look_up(subject: str, keys: set[UUID]) -> list[tuple[UUID, Answer]]:
    statement, answer = _SUBJECTS[subject]
    key, *_columns = statement.selected_columns
    return [(row[0], answer(row)) for row in db.session.execute(statement.where(key.in_(keys)))]


def _of_evidence(row: Any) -> Answer:
    return f"of E{row[2]}", Destination("evidence.piece", {"evidence_id": str(row[1])})


def _of_claim(row: Any) -> Answer:
    place = Destination("evidence.piece", {"evidence_id": str(row[1])}, f"claim-{row[3]}")
    return f"of E{row[2]} for criterion {row[4]}", place


def _itself(row: Any) -> Answer:
    return f"E{row[2]}", Destination("evidence.piece", {"evidence_id": str(row[1])})


def _of_enrolment(row: Any) -> Answer:
    return f"“{row[2]}”", Destination("coverage.grid", {"enrolment_id": str(row[1])})


def _of_criterion(row: Any) -> Answer:
    place = Destination("coverage.grid", {"enrolment_id": str(row[1])}, f"criterion-{row[3]}")
    return f"of criterion {row[3]}, “{row[2]}”", place


_SUBJECTS: dict[str, tuple[Select[*tuple[Any, ...]], Callable[[Any], Answer]]] = {
    "evidence": (select(Evidence.id, Evidence.id.label("evidence_id"), Evidence.number), _itself),
    "evidence version": (
        select(EvidenceVersion.id, Evidence.id, Evidence.number).join(
            Evidence, Evidence.id == EvidenceVersion.evidence_id
        ),
        _of_evidence,
    ),
    "claim": (
        select(
            Claim.id, Evidence.id, Evidence.number, Claim.id.label("anchor"), Claim.criterion
        ).join(Evidence, Evidence.id == Claim.evidence_id),
        _of_claim,
    ),
    "attachment": (
        select(Attachment.id, Evidence.id, Evidence.number).join(
            Evidence, Evidence.id == Attachment.evidence_id
        ),
        _of_evidence,
    ),
    "check-back": (
        select(CheckBack.id, Evidence.id, Evidence.number).join(
            Evidence, Evidence.id == CheckBack.evidence_id
        ),
        _of_evidence,
    ),
    "decision": (
        select(Decision.id, Evidence.id, Evidence.number, Claim.id.label("anchor"), Claim.criterion)
        .join(Claim, Claim.id == Decision.claim_id)
        .join(Evidence, Evidence.id == Claim.evidence_id),
        _of_claim,
    ),
    "judgement": (
        select(VersionJudgement.id, Evidence.id, Evidence.number)
        .join(EvidenceVersion, EvidenceVersion.id == VersionJudgement.version_id)
        .join(Evidence, Evidence.id == EvidenceVersion.evidence_id),
        _of_evidence,
    ),
    "witness statement": (
        select(Statement.id, Evidence.id, Evidence.number).join(
            Evidence, Evidence.id == Statement.evidence_id
        ),
        _of_evidence,
    ),
    "confirmation": (
        select(Confirmation.id, Evidence.id, Evidence.number)
        .join(Statement, Statement.id == Confirmation.statement_id)
        .join(Evidence, Evidence.id == Statement.evidence_id),
        _of_evidence,
    ),
    "participant": (
        select(Participant.id, Evidence.id, Evidence.number).join(
            Evidence, Evidence.id == Participant.evidence_id
        ),
        _of_evidence,
    ),
    "reply": (
        select(Reply.id, Evidence.id, Evidence.number).join(
            Evidence, Evidence.id == Reply.evidence_id
        ),
        _of_evidence,
    ),
    "enrolment": (
        select(Enrolment.id, Enrolment.id.label("enrolment_id"), PinnedUnit.title).join(
            PinnedUnit, PinnedUnit.digest == Enrolment.unit_digest
        ),
        _of_enrolment,
    ),
    "achievement": (
        select(Achievement.id, Enrolment.id, PinnedUnit.title, Achievement.criterion)
        .join(Enrolment, Enrolment.id == Achievement.enrolment_id)
        .join(PinnedUnit, PinnedUnit.digest == Enrolment.unit_digest),
        _of_criterion,
    ),
}
"""For each sort of subject: how its page is found."""


def hidden_from(person: Account, learner_id: UUID) -> frozenset[UUID]:
    """Return the subjects that are another's alone: pieces that were never submitted, their claims and files."""
    writer = func.coalesce(Evidence.writer_id, Evidence.learner_id)
    kept_back = Evidence.learner_id == learner_id, ~Evidence.versions.any(), writer != person.id
    ids = union_all(
        select(Evidence.id).where(*kept_back),
        select(Claim.id).join(Evidence, Evidence.id == Claim.evidence_id).where(*kept_back),
        select(Attachment.id)
        .join(Evidence, Evidence.id == Attachment.evidence_id)
        .where(*kept_back),
    )
    return frozenset(db.session.scalars(ids))


def may_follow(person: Account, learner_id: UUID) -> bool:
    """Whether somebody may read a learner's history: an assessor of theirs, or a quality assurer."""
    return person.has(*READS_EVERY_PORTFOLIO) or enrolments.assesses(person, learner_id)


def learners_of(person: Account) -> Sequence[Account]:
    """Return the learners whose history somebody may read, by name."""
    wanted = select(Enrolment.learner_id).where(Enrolment.learner_id == Account.id)
    if not person.has(*READS_EVERY_PORTFOLIO):
        wanted = wanted.where(Enrolment.id.in_(of_assessor(person.id).enrolments))
    whose = of_assessor(person.id).values
    rows = db.session.scalars(select(Account).where(wanted.exists()), whose).unique().all()
    return sorted(rows, key=lambda row: row.name.casefold())
