"""Reads what was decided: facts about claims for any number of enrolments, and the record of one piece."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, select

from portfolio.assessment.fact import ClaimFact
from portfolio.assessment.model import Achievement, Decision, VersionJudgement
from portfolio.assessment.standings import Standing, standings
from portfolio.assessment.sufficiency import SIMULATED, TESTIMONY
from portfolio.base.db import db
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.model import Claim, Evidence, EvidenceVersion

Scope = Select[tuple[UUID]]
"""The ids of the enrolments that a read is about."""


def one_enrolment(enrolment_id: UUID) -> Scope:
    """Return the scope of a single enrolment."""
    return select(Enrolment.id).where(Enrolment.id == enrolment_id)


def facts(scope: Scope, *, settings: bool = False) -> list[ClaimFact]:
    """Return what is known about every claim in scope, in the order of references.

    Four SQL statements, however many enrolments; a fifth reads which handovers were simulated, when
    `settings` asks for it (some unit allows no simulation).
    """
    learners = select(Enrolment.learner_id).where(Enrolment.id.in_(scope))
    decided = _latest_decisions(scope)
    judged = _latest_judgements(scope)
    known = standings(learners)
    simulated = _simulated(scope) if settings else frozenset()
    return [_fact(row, decided, judged, known, simulated) for row in _claims(scope)]


def _claims(scope: Scope) -> Iterable[Row[Any]]:
    return db.session.execute(
        select(
            Claim.id,
            Claim.enrolment_id,
            Claim.criterion,
            Claim.evidence_id,
            Evidence.number,
            Evidence.kind_id,
            Evidence.title,
            Evidence.happened_on,
            Claim.version,
        )
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .where(
            Claim.enrolment_id.in_(scope),
            Claim.withdrawn_at.is_(None),
            Evidence.withdrawn_at.is_(None),
        )
        .order_by(Evidence.number, Claim.created_at, Claim.id)
    )


def _fact(
    row: Row[Any],
    decided: dict[UUID, tuple[int, bool]],
    judged: dict[tuple[UUID, int], bool],
    known: dict[UUID, Standing],
    simulated: frozenset[UUID],
) -> ClaimFact:
    claim_id, evidence_id, version = row[0], row[3], row[8]
    of_version, valid = decided.get(claim_id, (0, None))
    standing = known.get(evidence_id) if row[5] == TESTIMONY else None
    return ClaimFact(
        *row,
        counts=row[5] != TESTIMONY or (standing is not None and standing.counts),
        valid=valid,
        stale=valid is not None and of_version != version,
        sound=judged.get((evidence_id, version)),
        simulated=evidence_id in simulated,
    )


def _latest_decisions(scope: Scope) -> dict[UUID, tuple[int, bool]]:
    rows = db.session.execute(
        select(Decision.claim_id, EvidenceVersion.version, Decision.valid)
        .join(EvidenceVersion, EvidenceVersion.id == Decision.version_id)
        .join(Claim, Claim.id == Decision.claim_id)
        .where(Claim.enrolment_id.in_(scope))
        .order_by(Decision.at)
    )
    return {claim_id: (version, valid) for claim_id, version, valid in rows}


def _latest_judgements(scope: Scope) -> dict[tuple[UUID, int], bool]:
    learners = select(Enrolment.learner_id).where(Enrolment.id.in_(scope))
    rows = db.session.execute(
        select(
            EvidenceVersion.evidence_id,
            EvidenceVersion.version,
            VersionJudgement.authentic,
            VersionJudgement.current,
            VersionJudgement.reliable,
        )
        .join(EvidenceVersion, EvidenceVersion.id == VersionJudgement.version_id)
        .join(Evidence, Evidence.id == EvidenceVersion.evidence_id)
        .where(Evidence.learner_id.in_(learners))
        .order_by(VersionJudgement.at)
    )
    return {(evidence_id, version): all(said) for evidence_id, version, *said in rows}


def _simulated(scope: Scope) -> frozenset[UUID]:
    """Return the pieces whose newest version says that it was no real work."""
    learners = select(Enrolment.learner_id).where(Enrolment.id.in_(scope))
    setting = EvidenceVersion.content["setting"].as_string()
    rows = db.session.execute(
        select(EvidenceVersion.evidence_id, setting)
        .join(Evidence, Evidence.id == EvidenceVersion.evidence_id)
        .where(Evidence.learner_id.in_(learners))
        .order_by(EvidenceVersion.version)
    )
    newest = {evidence_id: said for evidence_id, said in rows}  # noqa: C416 -- a row is no pair for mypy
    return frozenset(evidence_id for evidence_id, said in newest.items() if said in SIMULATED)


def achievements(scope: Scope) -> dict[tuple[UUID, str], Achievement]:
    """Return what was last declared, by enrolment and criterion, in one SQL statement."""
    rows = db.session.scalars(
        select(Achievement).where(Achievement.enrolment_id.in_(scope)).order_by(Achievement.at)
    )
    return {(row.enrolment_id, row.criterion): row for row in rows}


def decisions_on(claim_ids: Sequence[UUID]) -> dict[UUID, list[Decision]]:
    """Return all decisions on these claims, oldest first, in one SQL statement."""
    rows = select(Decision).where(Decision.claim_id.in_(claim_ids)).order_by(Decision.at)
    found: dict[UUID, list[Decision]] = defaultdict(list)
    for row in db.session.scalars(rows):
        found[row.claim_id].append(row)
    return found


def decisions_of(claim_ids: Sequence[UUID]) -> dict[UUID, Decision]:
    """Return the latest decision on each of these claims."""
    return {claim_id: made[-1] for claim_id, made in decisions_on(claim_ids).items()}


def judgements_of(version_ids: Sequence[UUID]) -> dict[UUID, VersionJudgement]:
    """Return the latest judgement of each of these versions, in one SQL statement."""
    wanted = VersionJudgement.version_id.in_(version_ids)
    rows = db.session.scalars(select(VersionJudgement).where(wanted).order_by(VersionJudgement.at))
    return {row.version_id: row for row in rows}
