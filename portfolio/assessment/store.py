"""An assessor decides on claims, judges versions and declares criteria achieved; append-only, in the learner's chain."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.assessment.history_entries import ACHIEVEMENT, DECISION, JUDGEMENT
from portfolio.assessment.model import Achievement, Decision, VersionJudgement
from portfolio.assessment.problems import (
    FeedbackMissing,
    NotEnough,
    NotTheirsToAssess,
    OwnStatement,
    ReasonMissing,
    StaleEvidence,
)
from portfolio.assessment.queries import (
    achievements_of,
    decisions_of,
    facts,
    judgements_of,
)
from portfolio.assessment.sufficiency import missing
from portfolio.base.clock import now, today
from portfolio.base.db import write
from portfolio.base.formatting import listed
from portfolio.criteria.model import Criterion
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.scope import one_enrolment
from portfolio.evidence.records.model import Claim, Evidence, EvidenceVersion
from portfolio.history.store import keep
from portfolio.people.model import Account
from portfolio.people.notices import notify
from portfolio.witness.identity import is_the_witness
from portfolio.witness.statements import standing


@dataclass(frozen=True)
class Verdict:
    """What an assessor says about one claim; `feedback` is needed when it isn't valid."""

    claim_id: UUID
    valid: bool
    feedback: str = ""


@dataclass(frozen=True)
class Soundness:
    """What an assessor says about one version (the A, C and R of VACSR); `note` when one is no."""

    authentic: bool
    current: bool
    reliable: bool
    note: str = ""


# --- deciding on claims and judging versions -----------------------------------------------------


def decide(
    assessor: Account, claim_id: UUID, version_id: UUID, valid: bool, feedback: str = ""
) -> Decision:
    """Decide on one claim, as it stands in one version. Raises as `assess` does."""
    assess(assessor, version_id, [Verdict(claim_id, valid, feedback)])
    return decisions_of([claim_id])[claim_id]


def judge(
    assessor: Account,
    version_id: UUID,
    authentic: bool,
    current: bool,
    reliable: bool,
    note: str = "",
) -> VersionJudgement:
    """Judge whether one version is authentic, current and reliable. Raises as `assess` does."""
    assess(assessor, version_id, [], Soundness(authentic, current, reliable, note))
    return judgements_of([version_id])[version_id]


def assess(
    assessor: Account,
    version_id: UUID,
    verdicts: Sequence[Verdict],
    soundness: Soundness | None = None,
) -> int:
    """Keep everything an assessor decided on one page, or nothing; the learner gets one notice.

    What was decided the same way before on this version is not written twice. Returns how many
    rows are new. Raises NotTheirsToAssess, OwnStatement, StaleEvidence, FeedbackMissing.
    """
    with write() as session:
        evidence, version = _to_judge(session, assessor, version_id)
        made = [
            decision
            for verdict in verdicts
            if (decision := _decision(session, assessor, evidence, version, verdict))
        ]
        judgement = _judgement(session, assessor, version, soundness)
        if made or judgement:
            notify(
                session,
                evidence.learner_id,
                f"{assessor.name} looked at {evidence.reference}: {_outcome(made)}",
                "assessment.feedback",
                evidence_id=str(evidence.id),
            )
        return len(made) + (judgement is not None)


def _outcome(made: Sequence[Decision]) -> str:
    valid = sum(decision.valid for decision in made)
    counted = [f"{valid} valid" if valid else "", f"{len(made) - valid} not yet"]
    told = listed([words for words in counted if words and not words.startswith("0 ")])
    return f"{told}." if told else "see what they noted."


def _to_judge(
    session: Session, assessor: Account, version_id: UUID
) -> tuple[Evidence, EvidenceVersion]:
    """Return the piece, locked, and its newest version, when this assessor may judge exactly that one."""
    version = session.get(EvidenceVersion, version_id)
    if version is None:
        raise NotTheirsToAssess("There is no such version.")
    wanted = select(Evidence).where(Evidence.id == version.evidence_id)
    evidence = session.scalars(wanted.with_for_update(of=Evidence)).one()
    if evidence.withdrawn_at is not None or not enrolments.assesses(assessor, evidence.learner_id):
        raise NotTheirsToAssess("There is no such piece of evidence for you to assess.")
    _refuse_own_statement(assessor, evidence)
    versions = select(EvidenceVersion).where(EvidenceVersion.evidence_id == evidence.id)
    newest = session.scalars(versions.order_by(EvidenceVersion.version.desc()).limit(1)).one()
    if newest.id != version.id:
        raise StaleEvidence(newest)
    return evidence, newest


def _refuse_own_statement(assessor: Account, evidence: Evidence) -> None:
    if not evidence.kind.testimony:
        return
    shown = standing.of_evidence(evidence.id)
    if shown and is_the_witness(assessor, shown.statement):
        raise OwnStatement(
            "You are the witness of this statement, so you can’t decide on it. Ask another assessor."
        )


def _decision(
    session: Session,
    assessor: Account,
    evidence: Evidence,
    version: EvidenceVersion,
    verdict: Verdict,
) -> Decision | None:
    claim = session.get(Claim, verdict.claim_id)
    if claim is None or claim.evidence_id != evidence.id or claim.version != version.version:
        raise NotTheirsToAssess("That claim is not in this version.")
    enrolment = session.get_one(Enrolment, claim.enrolment_id)
    if claim.withdrawn_at or enrolment.withdrawn_at or enrolment.assessor_id != assessor.id:
        raise NotTheirsToAssess("That claim is not yours to decide on.")
    feedback = verdict.feedback.strip()
    if not verdict.valid and not feedback:
        raise FeedbackMissing(
            f"Criterion {claim.criterion}: say what is missing, so that the learner knows what to do."
        )
    last = decisions_of([claim.id]).get(claim.id)
    if last and (last.version_id, last.valid, last.feedback) == (
        version.id,
        verdict.valid,
        feedback,
    ):
        return None
    decision = Decision(
        claim_id=claim.id,
        version_id=version.id,
        valid=verdict.valid,
        feedback=feedback,
        by_id=assessor.id,
        by_name=assessor.name,
        at=now(),
    )
    keep(session, decision, DECISION, by=assessor.actor, action="decided")
    return decision


def _judgement(
    session: Session,
    assessor: Account,
    version: EvidenceVersion,
    said: Soundness | None,
) -> VersionJudgement | None:
    if said is None:
        return None
    note = said.note.strip()
    if not (said.authentic and said.current and said.reliable) and not note:
        raise FeedbackMissing(
            "Say why the evidence isn’t authentic, current or reliable, so that the learner knows what to do."
        )
    last = judgements_of([version.id]).get(version.id)
    answers = (said.authentic, said.current, said.reliable, note)
    if last and (last.authentic, last.current, last.reliable, last.note) == answers:
        return None
    judgement = VersionJudgement(
        version_id=version.id,
        authentic=said.authentic,
        current=said.current,
        reliable=said.reliable,
        note=note,
        by_id=assessor.id,
        by_name=assessor.name,
        at=now(),
    )
    keep(session, judgement, JUDGEMENT, by=assessor.actor, action="judged")
    return judgement


# --- declaring criteria --------------------------------------------------------------------------


def declare(
    assessor: Account, enrolment_id: UUID, criterion: str, achieved: bool, reason: str = ""
) -> Achievement:
    """Declare a criterion achieved (its evidence is sufficient), or not yet.

    Raises NotTheirsToAssess; NotEnough without one solid claim; ReasonMissing when it is less than we
    suggest, or not yet, and nothing says why.
    """
    with write() as session:
        enrolment = session.get(Enrolment, enrolment_id, populate_existing=True)
        if enrolment is None or enrolment.withdrawn_at or enrolment.assessor_id != assessor.id:
            raise NotTheirsToAssess("There is no such enrolment for you to assess.")
        wanted = next((known for known in enrolment.unit.criteria if known.code == criterion), None)
        if wanted is None:
            raise NotTheirsToAssess("That criterion is not in this unit.")
        reason = reason.strip()
        if achieved:
            _check_enough(enrolment_id, wanted, reason)
        elif not reason:
            raise ReasonMissing("Say what is still missing, so that the learner knows what to do.")
        return _declared(session, assessor, enrolment, criterion, achieved, reason)


def _declared(
    session: Session,
    assessor: Account,
    enrolment: Enrolment,
    criterion: str,
    achieved: bool,
    reason: str,
) -> Achievement:
    before = achievements_of(enrolment.id)[criterion]
    if before and (before[-1].achieved, before[-1].reason) == (achieved, reason):
        return before[-1]
    achievement = Achievement(
        enrolment_id=enrolment.id,
        criterion=criterion,
        achieved=achieved,
        reason=reason,
        by_id=assessor.id,
        by_name=assessor.name,
        at=now(),
    )
    keep(session, achievement, ACHIEVEMENT, by=assessor.actor, action="declared")
    words = "is achieved" if achieved else "is not achieved yet"
    notify(
        session,
        enrolment.learner_id,
        f"Criterion {criterion} of “{enrolment.unit.title}” {words}.",
        "coverage.grid",
        enrolment_id=str(enrolment.id),
    )
    return achievement


def shortfall(enrolment_id: UUID, criterion: Criterion) -> tuple[str, ...]:
    """Return what the solid evidence for a criterion lacks of its needs. Raises NotEnough without any."""
    known = facts(one_enrolment(enrolment_id), settings=not criterion.needs.simulated_allowed)
    solid = [fact.shown for fact in known if fact.criterion == criterion.code and fact.solid]
    if not solid:
        raise NotEnough(
            f"Criterion {criterion.code} needs at least one valid claim, on evidence that counts and that "
            "you judged authentic, current and reliable. Decide on a piece first."
        )
    return missing(criterion.needs, solid, today())


def _check_enough(enrolment_id: UUID, criterion: Criterion, reason: str) -> None:
    lacking = listed(shortfall(enrolment_id, criterion))
    if not lacking:
        return
    if not criterion.needs.suggestion:
        raise NotEnough(
            f"The unit asks for more evidence for criterion {criterion.code}: {lacking}."
        )
    if not reason:
        raise ReasonMissing(
            f"We suggest more evidence for criterion {criterion.code}: {lacking}. "
            "Say why it is enough without, or decide “not yet”."
        )
