"""Every mistake and tip that the two study pages name is covered by a check, or said not to be checkable."""

import pytest

from portfolio.handover.readiness.checks import CHECKS
from tests.criteria.test_shipped import MISTAKES, OF_SEED, TIPS, points

# The beginning of the line -> the checks that notice it, or why none can.
COVERED = {
    "Assuming colleagues automatically understand": "responsibilities_not_agreed nothing_in_writing",
    "Focusing only on the initial handover": "no_check_back no_check_back_after_deadline",
    "Not adapting communication methods": "method_without_reason same_method_for_everybody",
    "Assuming that handing over a task": "action_without_check_back delay_without_help",
    "Providing vague or incomplete": "vague_text action_without_owner_or_deadline",
    "Failing to document the handover": "nothing_in_writing",
    "Failing to establish the purpose": "purpose_or_scope_missing",
    "Assuming the recipient has background": "context_missing",
    "Not verifying that the handover": "understanding_not_confirmed",
    "Overlooking confidentiality": "personal_details_found",
    "In your portfolio, provide concrete": "nothing_in_writing",
    "When being observed, explicitly agree": "responsibilities_not_agreed no_check_back",
    "Prepare to explain the rationale": "method_without_reason",
    "For portfolio evidence, include copies": "nothing_in_writing",
    "In role-play assessments, actively": "questions_not_noted understanding_not_confirmed",
    "When writing reflective accounts": "customer_not_linked customer_outcome_not_said",
    "Maintain a log of handover instances": "no_check_back customer_outcome_not_said",
    "For assessments, always structure": "purpose_or_scope_missing method_without_reason no_check_back",
    "Include real or simulated examples": "improvement_not_said consequences_not_said",
    "Ensure your handover documentation": "vague_text action_without_owner_or_deadline context_missing",
}
NOT_CHECKABLE = {
    "Collect witness statements": "What others say is not in the record; coverage asks for it.",
    "If using witness statements": "A brief is sent by us with every request, not written.",
}
LINES = [
    line for seed in OF_SEED.values() for part in (MISTAKES, TIPS) for line in points(seed, part)
]


@pytest.mark.parametrize("line", LINES)
def test_every_mistake_and_tip_is_covered_or_said_not_to_be(line):
    starts = [start for start in (*COVERED, *NOT_CHECKABLE) if line.startswith(start)]
    assert len(starts) == 1
    assert set(COVERED.get(starts[0], "").split()) <= set(CHECKS)


def test_nothing_is_claimed_about_lines_that_are_not_there():
    starts = (*COVERED, *NOT_CHECKABLE)
    assert [start for start in starts if not any(line.startswith(start) for line in LINES)] == []
