"""The words and marks of the assessor's lists: what waits for how long, and how a criterion stands."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from portfolio.assessment.board import CriterionRow
from portfolio.assessment.claim_status import ClaimFact
from portfolio.assessment.model import Achievement
from portfolio.assessment.queue import WaitingPiece
from portfolio.base.paths import shipped
from portfolio.base.states import STATES
from portfolio.criteria.library import Library
from tests.conftest import MAINTAIN

CRITERION = Library([shipped("criteria")]).unit(MAINTAIN).criteria[0]
SINCE = datetime(2026, 11, 3, 12, tzinfo=UTC)
WAITING = WaitingPiece(
    evidence_id=UUID(int=1),
    reference="E1",
    title="",
    kind="",
    learner_id=UUID(int=2),
    learner="",
    units=(),
    unit_ids=(),
    claims=1,
    revised=False,
    since=SINCE,
)


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "It came today."),
        (1, "It has waited for 1 day, since 3 November 2026."),
        (3, "It has waited for 3 days, since 3 November 2026."),
    ],
)
def test_how_long_a_piece_has_waited_is_said_in_days(app, days, words):
    with app.app_context():
        assert WAITING.how_long(SINCE + timedelta(days=days)) == words


def test_what_was_revised_is_marked_as_changed():
    assert WAITING.state == "claimed"
    assert STATES["claim"][WAITING.state].word == "Waiting"
    assert replace(WAITING, revised=True).state == "stale"


def claim(*, stale: bool) -> ClaimFact:
    return ClaimFact(
        claim_key=UUID(int=1),
        enrolment_id=UUID(int=2),
        criterion="1",
        evidence_id=UUID(int=3),
        number=1,
        kind_id="reflective_account",
        title="",
        happened_on=None,
        version=1,
        valid=True,
        sound=True,
        stale=stale,
    )


def row(*declared: bool, solid: bool = False, stale: bool = False) -> CriterionRow:
    claims = [claim(stale=False)] * solid + [claim(stale=True)] * stale
    return CriterionRow(
        CRITERION, claims, [Achievement(achieved=achieved) for achieved in declared], lacking=()
    )


def test_the_mark_of_a_criterion_is_what_was_declared_last():
    words = STATES["declaration"]
    assert words[row().state].word == "Not declared"
    assert words[row(True, False).state].word == "Not yet achieved"
    assert words[row(False, True).state].word == "Achieved"


def test_a_criterion_is_ready_on_a_solid_claim_until_it_is_achieved():
    assert not row().is_ready
    assert row(solid=True).is_ready
    assert not row(True, solid=True).is_ready
    assert row(True, solid=True, stale=True).is_ready


def test_there_is_something_to_declare_on_claims_or_to_take_back():
    assert not row().can_be_declared
    assert row(solid=True).can_be_declared
    assert row(True).can_be_declared
