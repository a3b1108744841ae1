"""Which criteria have evidence, is it enough, what next: pure rules over what is known about claims."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from portfolio.assessment.claim_status import ClaimFact, ClaimState
from portfolio.assessment.sufficiency import missing
from portfolio.base.formatting import listed, plural
from portfolio.coverage.criterion_states import (
    GAPS_FIRST,
    Cell,
    CriterionState,
    Declared,
    NextStep,
    State,
)
from portfolio.criteria.model import Criterion, Need, Unit


@dataclass(frozen=True)
class UnitCoverage:
    """The coverage of one enrolment."""

    states: Mapping[str, CriterionState]
    claims: Mapping[str, Sequence[ClaimFact]]
    """The claims by criterion."""
    order: tuple[str, ...]
    """The codes, gaps first."""
    waiting: int
    """How many claims wait for the assessor."""
    with_evidence: int
    achieved: int

    @cached_property
    def cells(self) -> Mapping[tuple[str, UUID], Cell]:
        """The cells of the grid that are not empty, by criterion and piece; only made when asked for."""
        return _cells(self.claims)

    @property
    def sentence(self) -> str:
        """Say the progress: how many criteria have evidence, how many are achieved."""
        total = len(self.states)
        verb = plural(self.with_evidence, "has", "have")
        are = plural(self.achieved, "is", "are")
        return f"{self.with_evidence} of {total} criteria {verb} evidence; {self.achieved} {are} achieved."

    @property
    def gaps(self) -> int:
        """How many criteria need something from the learner."""
        return sum(
            state.step not in (NextStep.WAIT, NextStep.DONE) for state in self.states.values()
        )


def coverage_of(
    unit: Unit, facts: Sequence[ClaimFact], declared: Mapping[str, Declared], on: date
) -> UnitCoverage:
    """Return the coverage of one enrolment on a unit: every criterion's state and every cell of the grid."""
    by_criterion: dict[str, list[ClaimFact]] = {criterion.code: [] for criterion in unit.criteria}
    for fact in facts:
        if fact.criterion in by_criterion:
            by_criterion[fact.criterion].append(fact)
    states = {
        criterion.code: state_of(
            criterion, by_criterion[criterion.code], declared.get(criterion.code), on
        )
        for criterion in unit.criteria
    }
    place = {criterion.code: number for number, criterion in enumerate(unit.criteria)}
    return UnitCoverage(
        states=states,
        claims=by_criterion,
        order=tuple(
            sorted(states, key=lambda code: (GAPS_FIRST.index(states[code].state), place[code]))
        ),
        waiting=sum(fact.waiting for known in by_criterion.values() for fact in known),
        with_evidence=sum(any(f.submitted for f in known) for known in by_criterion.values()),
        achieved=sum(state.state is State.MET for state in states.values()),
    )


def state_of(
    criterion: Criterion, claims: Sequence[ClaimFact], declared: Declared | None, on: date
) -> CriterionState:
    """Return how far a criterion is on the day `on`, given its claims and what was last declared.

    Met only when the assessor declared it achieved, never because a claim is valid (DESIGN).
    """
    if declared and declared.achieved:
        return _met(claims, declared)
    submitted = [claim for claim in claims if claim.submitted]
    useful = [fact for fact in submitted if not fact.refused]
    if not useful:
        return _refused(submitted, declared) if submitted else _begun(claims)
    counting = [fact for fact in useful if fact.counts]
    lacking = missing(criterion.needs, [fact.shown for fact in counting], on)
    if not counting:
        return _uncounted(lacking)
    waiting = sum(fact.waiting for fact in useful)
    if declared and not waiting:
        return _declared_not_yet(declared, lacking)
    if lacking and any(fact.upheld for fact in counting):
        return _more_needed(criterion.needs, lacking, waiting)
    return _claimed(waiting, lacking)


def cell(claims: Sequence[ClaimFact]) -> Cell | None:
    """Return the state of one piece's claims for one criterion: the strongest of them; None without claims."""
    if not claims:
        return None
    strongest = claims[0]
    if len(claims) > 1:
        strongest = max(claims, key=lambda claim: (_STRENGTH[claim.state], str(claim.claim_key)))
    return Cell(strongest.state, strongest.claim_id, len(claims))


_STRENGTH: Mapping[ClaimState, int] = {
    ClaimState.DRAFT: 0,
    ClaimState.NOT_VALID: 1,
    ClaimState.NOT_YET_COUNTED: 2,
    ClaimState.STALE: 3,
    ClaimState.WAITING: 4,
    ClaimState.VALID: 5,
}


def _cells(by_criterion: Mapping[str, Sequence[ClaimFact]]) -> dict[tuple[str, UUID], Cell]:
    grouped: dict[tuple[str, UUID], list[ClaimFact]] = {}
    for code, known in by_criterion.items():
        for fact in known:
            grouped.setdefault((code, fact.evidence_id), []).append(fact)
    return {place: found for place, known in grouped.items() if (found := cell(known))}


# --- the states, each with its reason and next step ----------------------------------------------


def _met(claims: Sequence[ClaimFact], declared: Declared) -> CriterionState:
    stale = any(claim.valid and claim.stale for claim in claims) or not any(
        claim.upheld and claim.counts for claim in claims
    )
    reason = f"{declared.by_name or 'The assessor'} declared it achieved."
    if stale:
        reason += (
            " Evidence it rests on was changed or taken back since, so it may be looked at again."
        )
    return CriterionState(
        State.MET, reason, "Nothing to do: it is achieved.", NextStep.DONE, stale=stale
    )


def _begun(claims: Sequence[ClaimFact]) -> CriterionState:
    if not claims:
        return CriterionState(
            State.NOTHING,
            "No evidence is claimed for it yet.",
            "Claim a piece of evidence for it, or write one.",
            NextStep.CLAIM,
        )
    return CriterionState(
        State.DRAFT,
        f"Only a draft ({_references(claims)}) is claimed for it.",
        f"Finish {_references(claims)} and submit it.",
        NextStep.SUBMIT,
    )


def _refused(claims: Sequence[ClaimFact], declared: Declared | None) -> CriterionState:
    reason = f"The assessor found {_references(claims)} not yet valid for it."
    if declared and declared.reason:
        reason += f" They said: {declared.reason}"
    return CriterionState(
        State.MORE_NEEDED,
        reason,
        f"Read the feedback on {_references(claims)}, then revise it or claim another piece.",
        NextStep.REVISE,
    )


def _uncounted(lacking: tuple[str, ...]) -> CriterionState:
    return CriterionState(
        State.NOT_YET_COUNTED,
        "It rests on a witness statement that does not count yet, until the assessor has confirmed it.",
        "Wait for the assessor to confirm the witness, or claim another piece of evidence.",
        NextStep.CLAIM,
        lacking=lacking,
    )


def _declared_not_yet(declared: Declared, lacking: tuple[str, ...]) -> CriterionState:
    return CriterionState(
        State.MORE_NEEDED,
        f"{declared.by_name or 'The assessor'} decided: not yet. {declared.reason}".strip(),
        "Do what the assessor asked for, and claim it here.",
        NextStep.CLAIM,
        lacking=lacking,
    )


def _more_needed(need: Need, lacking: tuple[str, ...], waiting: int) -> CriterionState:
    whose = "We suggest" if need.suggestion else "The unit asks for"
    also = " More is waiting for the assessor." if waiting else ""
    step = NextStep.WITNESS if lacking[0].startswith("somebody else") else NextStep.CLAIM
    return CriterionState(
        State.MORE_NEEDED,
        f"The evidence so far is valid. {whose} more: {listed(lacking)}.{also}",
        "Ask a witness who saw it, or who took over."
        if step is NextStep.WITNESS
        else f"Add {listed(lacking)}.",
        step,
        lacking=lacking,
    )


def _claimed(waiting: int, lacking: tuple[str, ...]) -> CriterionState:
    if not waiting:
        return CriterionState(
            State.CLAIMED,
            "Its evidence is valid and enough. The assessor declares when it is achieved.",
            "Wait for the assessor.",
            NextStep.WAIT,
        )
    if not lacking:
        reason = "It has enough evidence. The assessor has not decided on all of it yet."
        return CriterionState(State.CLAIMED, reason, "Wait for the assessor.", NextStep.WAIT)
    return CriterionState(
        State.CLAIMED,
        "The assessor has not decided on it yet.",
        f"While you wait, think about adding {listed(lacking)}.",
        NextStep.WITNESS if lacking[0].startswith("somebody else") else NextStep.CLAIM,
        lacking=lacking,
    )


def _references(claims: Sequence[ClaimFact]) -> str:
    return listed([f"E{number}" for number in sorted({claim.number for claim in claims})])
