"""Reads what was decided: facts about claims for any number of enrolments, and the record of one piece."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    String,
    null,
    or_,
    select,
    type_coerce,
    union_all,
)

from portfolio.assessment.claim_status import ClaimFact
from portfolio.assessment.model import Achievement, Decision, VersionJudgement
from portfolio.assessment.standings import counting
from portfolio.assessment.sufficiency import SIMULATED
from portfolio.base.db import db
from portfolio.base.snapshot import rows
from portfolio.enrolment.scope import Scope
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records.model import Claim, Evidence, EvidenceVersion
from portfolio.handover.corroboration.bulk import corroborated


def facts(scope: Scope, *, settings: bool = False) -> list[ClaimFact]:
    """Return what is known about every claim in scope, in no particular order.

    What an assessor is still writing is left out: it is theirs alone. Four SQL statements, however
    many enrolments; a fifth reads which handovers were simulated, when `settings` asks for it (some
    unit allows no simulation).
    """
    decided, judged = _verdicts(scope)
    known = counting(scope.learners, scope.values)
    confirmed = corroborated(scope.learners, scope.values)
    simulated = _simulated(scope) if settings else frozenset()
    ids = _Ids()
    claims = rows(_claims(scope.enrolments), scope.values)
    return [_fact(row, ids, decided, judged, known, simulated, confirmed) for row in claims]


def in_order(known: Iterable[ClaimFact]) -> list[ClaimFact]:
    """Return facts in the order of references."""
    return sorted(known, key=lambda fact: (fact.number, str(fact.claim_key)))


class _Ids(dict[Any, UUID]):
    """UUIDs of repeated keys, each made once."""

    def __missing__(self, key: Any) -> UUID:
        self[key] = found = key if isinstance(key, UUID) else UUID(hex=key)
        return found


def _key(column: Any) -> ColumnElement[Any]:
    """Read an id or a moment as the database gives it: text on SQLite; UUID or datetime on PostgreSQL."""
    return cast("ColumnElement[Any]", type_coerce(column, String))


@lru_cache(maxsize=16)
def _claims(enrolments: Select[UUID]) -> Select[*tuple[Any, ...]]:
    return (
        select(
            _key(Claim.id),
            _key(Claim.enrolment_id),
            Claim.criterion,
            _key(Claim.evidence_id),
            Evidence.number,
            Evidence.kind_id,
            Evidence.title,
            Evidence.happened_on,
            Claim.version,
        )
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .where(
            Claim.enrolment_id.in_(enrolments),
            Claim.withdrawn_at.is_(None),
            Evidence.withdrawn_at.is_(None),
            or_(Claim.version.is_not(None), Evidence.writer_id.is_(None)),
        )
    )


def _fact(
    row: Row[*tuple[Any, ...]],
    ids: _Ids,
    decided: dict[Any, tuple[int, bool]],
    judged: dict[tuple[Any, int], bool],
    known: dict[UUID, bool],
    simulated: frozenset[UUID],
    confirmed: frozenset[UUID],
) -> ClaimFact:
    key, enrolment, criterion, evidence, number, kind_id, title, happened_on, version = row
    of_version, valid = decided.get(key, (0, None))
    evidence_id = ids[evidence]
    return ClaimFact(
        key,
        ids[enrolment],
        criterion,
        evidence_id,
        number,
        kind_id,
        title,
        happened_on,
        version,
        not KINDS[kind_id].testimony or known.get(evidence_id, False),
        valid,
        valid is not None and of_version != version,
        judged.get((evidence, version)),
        evidence_id in simulated,
        evidence_id in confirmed,
    )


def _verdicts(scope: Scope) -> tuple[dict[Any, tuple[int, bool]], dict[tuple[Any, int], bool]]:
    """Return what was last said of claims and of versions, in one SQL statement.

    First the version judged and the verdict, by the claim's key; then whether each judged version is
    sound, by the evidence's key and the version's number.
    """
    newest: dict[Any, tuple[Any, int, bool]] = {}
    for claim, evidence, version, good, at in rows(_all_verdicts(scope.enrolments), scope.values):
        about = claim or (evidence, version)
        if about not in newest or newest[about][0] <= at:
            newest[about] = (at, version, bool(good))
    decisions, judgements = {}, {}
    for about, (_at, version, good) in newest.items():
        if isinstance(about, tuple):
            judgements[about] = good
        else:
            decisions[about] = (version, good)
    return decisions, judgements


@lru_cache(maxsize=16)
def _all_verdicts(enrolments: Select[UUID]) -> CompoundSelect[*tuple[Any, ...]]:
    decided = (
        select(
            _key(Decision.claim_id).label("claim"),
            _key(EvidenceVersion.evidence_id).label("evidence"),
            EvidenceVersion.version.label("version"),
            Decision.valid.label("good"),
            _key(Decision.at).label("at"),
        )
        .join(EvidenceVersion, EvidenceVersion.id == Decision.version_id)
        .join(Claim, Claim.id == Decision.claim_id)
        .where(Claim.enrolment_id.in_(enrolments))
    )
    sound = VersionJudgement.authentic & VersionJudgement.current & VersionJudgement.reliable
    judged = (
        select(
            _key(null()),
            _key(EvidenceVersion.evidence_id),
            EvidenceVersion.version,
            sound,
            _key(VersionJudgement.at),
        )
        .join(EvidenceVersion, EvidenceVersion.id == VersionJudgement.version_id)
        .join(Evidence, Evidence.id == EvidenceVersion.evidence_id)
        .where(Evidence.learner_id.in_(Scope(enrolments).learners))
    )
    return union_all(
        decided, judged
    )  # in no order: putting them in one takes longer than reading them


def _simulated(scope: Scope) -> frozenset[UUID]:
    """Return the pieces whose newest version says that it was no real work."""
    newest = {row[0]: row[1] for row in rows(_settings(scope.learners), scope.values)}
    return frozenset(evidence_id for evidence_id, said in newest.items() if said in SIMULATED)


@lru_cache(maxsize=16)
def _settings(learners: Select[UUID]) -> Select[*tuple[Any, ...]]:
    return (
        select(EvidenceVersion.evidence_id, EvidenceVersion.content["setting"].as_string())
        .join(Evidence, Evidence.id == EvidenceVersion.evidence_id)
        .where(Evidence.learner_id.in_(learners))
        .order_by(EvidenceVersion.version)
    )


def achievements(scope: Scope) -> dict[tuple[UUID, str], Achievement]:
    """Return what was last declared, by enrolment and criterion, in one SQL statement."""
    found = db.session.scalars(
        select(Achievement)
        .where(Achievement.enrolment_id.in_(scope.enrolments))
        .order_by(Achievement.at),
        scope.values,
    )
    return {(row.enrolment_id, row.criterion): row for row in found}


def achievements_of(enrolment_id: UUID) -> dict[str, list[Achievement]]:
    """Return everything declared on an enrolment, by criterion, oldest first, in one SQL statement."""
    wanted = Achievement.enrolment_id == enrolment_id
    found: dict[str, list[Achievement]] = defaultdict(list)
    for row in db.session.scalars(select(Achievement).where(wanted).order_by(Achievement.at)):
        found[row.criterion].append(row)
    return found


def decisions_on(claim_ids: Sequence[UUID]) -> dict[UUID, list[Decision]]:
    """Return all decisions on these claims, oldest first, in one SQL statement."""
    made = select(Decision).where(Decision.claim_id.in_(claim_ids)).order_by(Decision.at)
    found: dict[UUID, list[Decision]] = defaultdict(list)
    for row in db.session.scalars(made):
        found[row.claim_id].append(row)
    return found


def decisions_of(claim_ids: Sequence[UUID]) -> dict[UUID, Decision]:
    """Return the latest decision on each of these claims."""
    return {claim_id: made[-1] for claim_id, made in decisions_on(claim_ids).items()}


def judgements_of(version_ids: Sequence[UUID]) -> dict[UUID, VersionJudgement]:
    """Return the latest judgement of each of these versions, in one SQL statement."""
    wanted = VersionJudgement.version_id.in_(version_ids)
    found = db.session.scalars(select(VersionJudgement).where(wanted).order_by(VersionJudgement.at))
    return {row.version_id: row for row in found}
