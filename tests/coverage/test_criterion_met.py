"""Coverage as a pure function: its states one by one, and what holds for all claims there could be."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portfolio.assessment.claim_status import ClaimFact, ClaimState
from portfolio.base.states import STATES
from portfolio.coverage.criterion_met import cell, coverage_of, state_of
from portfolio.coverage.criterion_states import Declared, NextStep, State
from portfolio.criteria.model import Criterion, Need
from tests.coverage.conftest import read_unit

TODAY = date(2026, 11, 22)
HERE = UUID(int=1)


def criterion(code="1", **needs):
    wanted = {
        "pieces": 1,
        "distinct_dates": 1,
        "kinds": (),
        "corroborated": False,
        "simulated_allowed": True,
        "within_months": None,
        "suggestion": True,
        "why": "So.",
    } | needs
    return Criterion(
        code=code,
        text="Agree who does what",
        title="Agree",
        stage="planning",
        accepts=("handover_instance",),
        needs=Need(**wanted),
        learner_prompt="How?",
        witness_prompt="What did you see?",
    )


def claim(number=1, piece=1, **changes):
    known = {
        "claim_key": UUID(int=number),
        "enrolment_id": HERE,
        "criterion": "1",
        "evidence_id": UUID(int=piece),
        "number": piece,
        "kind_id": "handover_instance",
        "title": "A handover",
        "happened_on": date(2026, 10, piece),
        "version": 1,
    }
    return ClaimFact(**(known | changes))


def valid(number=1, piece=1, **changes):
    return claim(number, piece, **({"valid": True, "sound": True} | changes))


def statement(number=9, piece=9, **changes):
    return claim(number, piece, **({"kind_id": "witness_statement", "counts": False} | changes))


YES, NO = Declared(True, "", "Ann"), Declared(False, "Say who agreed.", "Ann")
TWO = criterion(pieces=2, distinct_dates=2)
CASES = [
    ("no claim", criterion(), [], None, State.NOTHING, NextStep.CLAIM),
    ("a draft", criterion(), [claim(version=None)], None, State.DRAFT, NextStep.SUBMIT),
    ("submitted", criterion(), [claim()], None, State.CLAIMED, NextStep.WAIT),
    ("submitted, but we suggest two", TWO, [claim()], None, State.CLAIMED, NextStep.CLAIM),
    (
        "a statement that does not count",
        criterion(),
        [statement()],
        None,
        State.NOT_YET_COUNTED,
        NextStep.CLAIM,
    ),
    (
        "valid, on a statement that does not count",
        criterion(),
        [statement(valid=True)],
        None,
        State.NOT_YET_COUNTED,
        NextStep.CLAIM,
    ),
    (
        "one that counts beside one that does not",
        criterion(),
        [statement(), claim()],
        None,
        State.CLAIMED,
        NextStep.WAIT,
    ),
    ("not valid", criterion(), [valid(valid=False)], None, State.MORE_NEEDED, NextStep.REVISE),
    (
        "valid but not authentic",
        criterion(),
        [valid(sound=False)],
        None,
        State.MORE_NEEDED,
        NextStep.REVISE,
    ),
    ("valid and enough", criterion(), [valid()], None, State.CLAIMED, NextStep.WAIT),
    ("valid, but we suggest two", TWO, [valid()], None, State.MORE_NEEDED, NextStep.CLAIM),
    (
        "valid, and somebody else is missing",
        criterion(corroborated=True),
        [valid()],
        None,
        State.MORE_NEEDED,
        NextStep.WITNESS,
    ),
    (
        "two on one day",
        TWO,
        [valid(), valid(2, 2, happened_on=date(2026, 10, 1))],
        None,
        State.MORE_NEEDED,
        NextStep.CLAIM,
    ),
    ("two claims on one piece", TWO, [valid(), valid(2)], None, State.MORE_NEEDED, NextStep.CLAIM),
    ("two on two days", TWO, [valid(), valid(2, 2)], None, State.CLAIMED, NextStep.WAIT),
    (
        "too old",
        criterion(within_months=12),
        [valid(happened_on=date(2025, 11, 21))],
        None,
        State.MORE_NEEDED,
        NextStep.CLAIM,
    ),
    (
        "just recent",
        criterion(within_months=12),
        [valid(happened_on=date(2025, 11, 22))],
        None,
        State.CLAIMED,
        NextStep.WAIT,
    ),
    (
        "simulated",
        criterion(simulated_allowed=False),
        [valid(simulated=True)],
        None,
        State.MORE_NEEDED,
        NextStep.CLAIM,
    ),
    (
        "a kind is missing",
        criterion(kinds=("reflective_account",)),
        [valid()],
        None,
        State.MORE_NEEDED,
        NextStep.CLAIM,
    ),
    ("declared achieved", TWO, [valid()], YES, State.MET, NextStep.DONE),
    ("declared not yet", criterion(), [valid()], NO, State.MORE_NEEDED, NextStep.CLAIM),
    (
        "declared not yet, and claimed since",
        criterion(),
        [valid(), claim(2, 2)],
        NO,
        State.CLAIMED,
        NextStep.WAIT,
    ),
]


@pytest.mark.parametrize(
    ("needs", "claims", "declared", "state", "step"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_each_state(needs, claims, declared, state, step):
    found = state_of(needs, claims, declared, TODAY)
    assert (found.state, found.step) == (state, step)
    assert found.reason.endswith(".")
    assert found.next_step.endswith(".")


def test_the_words_say_whose_suggestion_and_what_the_assessor_said():
    assert (
        "We suggest more: 1 more piece of evidence." in state_of(TWO, [valid()], None, TODAY).reason
    )
    fixed = criterion(pieces=2, suggestion=False)
    assert "The unit asks for more" in state_of(fixed, [valid()], None, TODAY).reason
    assert (
        "Ann decided: not yet. Say who agreed."
        in state_of(criterion(), [valid()], NO, TODAY).reason
    )


@pytest.mark.parametrize(
    "claims",
    [
        [valid(stale=True)],
        [],
        [valid(valid=False)],
        [statement(valid=True)],
        [valid(), valid(2, 2, stale=True)],
    ],
)
def test_a_met_criterion_whose_evidence_changed_says_so(claims):
    found = state_of(criterion(), claims, YES, TODAY)
    assert (found.state, found.stale) == (State.MET, True)
    assert "changed or taken back since" in found.reason
    assert not state_of(criterion(), [valid()], YES, TODAY).stale


@pytest.mark.parametrize(
    ("claims", "state"),
    [
        ([claim(version=None)], ClaimState.DRAFT),
        ([claim()], ClaimState.WAITING),
        ([valid()], ClaimState.VALID),
        ([valid(valid=False)], ClaimState.NOT_VALID),
        ([valid(stale=True)], ClaimState.STALE),
        ([statement(valid=True)], ClaimState.NOT_YET_COUNTED),
        ([valid(valid=False), valid(2)], ClaimState.VALID),
    ],
)
def test_a_cell_shows_the_strongest_claim(claims, state):
    assert cell(claims).state == state
    assert cell(list(reversed(claims))) == cell(claims)
    assert cell([]) is None


def test_every_state_has_a_word_and_a_shape():
    for subject, states in (("criterion", State), ("claim", ClaimState)):
        for state in states:
            assert state.word == STATES[subject][state].word
            assert STATES[subject][state].shape


def test_the_coverage_of_a_unit_puts_gaps_first_and_counts(unit):
    facts = [
        valid(criterion="1"),
        claim(2, criterion="2"),
        claim(3, 2, criterion="3", version=None),
        claim(4, criterion="no such"),
    ]
    found = coverage_of(unit, facts, {"1": YES}, TODAY)
    assert found.order == ("4", "5", "6", "7", "8", "3", "2", "1")
    assert found.sentence == "2 of 8 criteria have evidence; 1 is achieved."
    assert (found.waiting, found.gaps) == (1, 7)
    assert set(found.cells) == {("1", UUID(int=1)), ("2", UUID(int=1)), ("3", UUID(int=2))}


# --- what holds for all ------------------------------------------------------------------------

SOME_KINDS = ("handover_instance", "reflective_account", "witness_statement")


EXAMPLES = settings(max_examples=80)


@st.composite
def claims_(draw, code="1"):
    """A claim on one of six pieces, each with a kind and a day of its own."""
    piece = draw(st.integers(1, 6))
    kind = SOME_KINDS[piece % 3]
    return claim(
        draw(st.integers(1, 10**6)),
        piece,
        criterion=code,
        kind_id=kind,
        version=draw(st.none() | st.integers(1, 3)),
        happened_on=None if piece == 6 else TODAY - timedelta(days=120 * (piece // 2)),
        simulated=piece > 3,
        counts=kind != "witness_statement" or draw(st.booleans()),
        valid=draw(st.none() | st.booleans()),
        stale=draw(st.booleans()),
        sound=draw(st.none() | st.booleans()),
    )


CLAIMS = st.lists(claims_(), max_size=8, unique_by=lambda known_claim: known_claim.claim_key)
DECLARED = st.none() | st.builds(Declared, st.booleans(), st.text(max_size=5), st.just("Ann"))
CRITERIA = st.builds(
    criterion,
    pieces=st.integers(1, 3),
    distinct_dates=st.integers(1, 3),
    corroborated=st.booleans(),
    kinds=st.lists(st.sampled_from(SOME_KINDS), unique=True).map(tuple),
    simulated_allowed=st.booleans(),
    within_months=st.none() | st.integers(1, 24),
    suggestion=st.booleans(),
)


@EXAMPLES
@given(CRITERIA, CLAIMS, DECLARED)
def test_it_is_total_and_always_says_why_and_what_next(needs, claims, declared):
    found = state_of(needs, claims, declared, TODAY)
    assert found.state in State
    assert found.step in NextStep
    assert found.reason.strip()
    assert found.next_step.strip()


@EXAMPLES
@given(CRITERIA, CLAIMS, DECLARED)
def test_met_exactly_when_declared_achieved(needs, claims, declared):
    found = state_of(needs, claims, declared, TODAY)
    assert (found.state is State.MET) == bool(declared and declared.achieved)
    assert not found.stale or found.state is State.MET


@EXAMPLES
@given(CRITERIA, CLAIMS, DECLARED, claims_())
def test_another_claim_never_leads_back_to_nothing(needs, claims, declared, another):
    found = state_of(needs, [*claims, another], declared, TODAY)
    assert found.state is not State.NOTHING
    submitted = any(known_claim.submitted for known_claim in claims)
    assert not submitted or found.state not in (State.NOTHING, State.DRAFT)


@EXAMPLES
@given(CRITERIA, CLAIMS)
def test_not_yet_counted_exactly_when_all_that_is_useful_does_not_count(needs, claims):
    useful = [
        known_claim for known_claim in claims if known_claim.submitted and not known_claim.refused
    ]
    found = state_of(needs, claims, None, TODAY)
    assert (found.state is State.NOT_YET_COUNTED) == (
        bool(useful) and not any(known_claim.counts for known_claim in useful)
    )


@EXAMPLES
@given(CRITERIA, CLAIMS, DECLARED, st.randoms(use_true_random=False))
def test_the_order_of_claims_changes_nothing(needs, claims, declared, random):
    shuffled = random.sample(claims, len(claims))
    assert state_of(needs, claims, declared, TODAY) == state_of(needs, shuffled, declared, TODAY)
    assert cell(claims) == cell(shuffled)


@EXAMPLES
@given(
    st.lists(
        st.sampled_from("12345678").flatmap(claims_),
        max_size=20,
        unique_by=lambda known_claim: known_claim.claim_key,
    ),
    st.dictionaries(st.sampled_from("12345678"), DECLARED.filter(bool)),
)
def test_a_units_coverage_agrees_with_itself(facts, declared):
    unit = read_unit()
    found = coverage_of(unit, facts, declared, TODAY)
    assert (
        sorted(found.order)
        == sorted(found.states)
        == [unit_criterion.code for unit_criterion in unit.criteria]
    )
    assert found.achieved <= len(unit.criteria)
    assert found.waiting == sum(fact.waiting for fact in facts)
    assert set(found.cells) == {(fact.criterion, fact.evidence_id) for fact in facts}
    first = found.states[found.order[0]].state
    assert first is State.MET if found.achieved == len(unit.criteria) else first is not State.MET
