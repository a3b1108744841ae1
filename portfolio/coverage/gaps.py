"""Tells the pages that ask a witness how far each criterion is, gaps first."""

from collections.abc import Mapping

from portfolio.coverage import store
from portfolio.coverage.criterion_states import CriterionState, NextStep, State
from portfolio.enrolment.model import Enrolment
from portfolio.witness.asking.gaps import Gap

_WORDS: Mapping[State, str] = {
    State.NOTHING: "Nothing yet.",
    State.MORE_NEEDED: "More is needed.",
    State.DRAFT: "Only a draft so far.",
    State.NOT_YET_COUNTED: "Rests on a statement that does not count yet.",
    State.CLAIMED: "Claimed. Your assessor has not decided on it yet.",
    State.MET: "Met already.",
}
WITNESS = "witness_statement"


def gaps(enrolment: Enrolment) -> list[Gap]:
    """Return every criterion, those that need most first; open where a witness's word would help."""
    coverage = store.of_enrolment(enrolment).coverage
    accepts = {
        criterion.code: WITNESS in criterion.accepts for criterion in enrolment.unit.criteria
    }
    return [
        Gap(
            code,
            _words(state),
            open=accepts[code] and state.step not in (NextStep.WAIT, NextStep.DONE),
        )
        for code, state in ((code, coverage.states[code]) for code in coverage.order)
    ]


def _words(state: CriterionState) -> str:
    if state.step is NextStep.WITNESS:
        return f"{_WORDS[state.state]} Somebody else should confirm it."
    return _WORDS[state.state]
