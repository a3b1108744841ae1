"""Handovers with actions that wait for a check-back, for tests to change."""

from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any

from portfolio.base import clock
from portfolio.evidence.records.model import Evidence
from portfolio.people.model import Account
from tests.evidence.examples import submitted

YESTERDAY = "2026-10-05T17:30"
MORNING = "2026-10-06T09:00+01:00"
"""The day after the deadlines of `handed_over`, when reminders are sent."""


def at(text: str) -> AbstractContextManager[None]:
    """Let it be that moment (with its offset) inside the block."""
    return clock.at(datetime.fromisoformat(text))


def handed_over(learner: Account, *deadlines: str, **changes: Any) -> Evidence:
    """A submitted handover that nobody checked back on, with one action for each deadline (or the two of old)."""
    if deadlines:
        changes["actions"] = [
            {"task": f"Task {number}", "owner": "Priya", "deadline": deadline}
            for number, deadline in enumerate(deadlines, 1)
        ]
    return submitted(learner, **({"check_backs": []} | changes))
