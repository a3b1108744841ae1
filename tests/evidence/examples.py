"""Content that a learner could have written, for tests to change."""

from typing import Any

from portfolio.evidence import store
from portfolio.evidence.model import Evidence
from portfolio.people.model import Account

UNDERSTANDING = "I asked Priya to say back what she would do and by when, and she did."


def handover_content(**changes: Any) -> dict[str, Any]:
    """A handover instance that lacks nothing."""
    return {
        "title": "Late parcel handed to the evening desk",
        "happened_at": "2026-10-05T16:45",
        "setting": "real",
        "trigger": "shift_change",
        "trigger_detail": "",
        "purpose": "The customer was promised a call by six and my shift ended at five.",
        "scope": "Only the missing parcel; the refund stays with me.",
        "customer_need": "The customer needs to know where the parcel is before they leave work.",
        "handed_by": "Mia",
        "handed_to": "Priya, evening desk",
        "actions": [
            {"task": "Ring the depot", "owner": "Priya", "deadline": "2026-10-05T17:30"},
            {"task": "Ring the customer", "owner": "Priya", "deadline": "2026-10-05T18:00"},
        ],
        "agreement": "",
        "responsibilities": "We agreed that Priya owns the call and I keep the refund.",
        "method": "face_to_face",
        "method_reason": "Priya could ask me things and see the note on the screen.",
        "questions": "Priya asked which depot; I showed her the tracking page.",
        "understanding": UNDERSTANDING,
        "read_back": "Priya said: ring the depot by half past five, then the customer by six.",
        "outstanding": "The depot had not answered yet.",
        "check_backs": [
            {
                "checked_on": "2026-10-06",
                "action": "",
                "method": "In person",
                "with_whom": "Priya",
                "outcome": "The parcel was found and delivered.",
            }
        ],
        "help_offered": "I offered to stay ten minutes longer.",
        "customer_contact": "I rang the customer the next day.",
        "customer_outcome": "The customer had the parcel the next morning.",
        "still_open": "",
    } | changes


def reflective_content(**changes: Any) -> dict[str, Any]:
    """A reflective account that lacks nothing."""
    return {
        "title": "What I learned from the late parcel",
        "happened_on": "2026-10-06",
        "about_handover": "",
        "what_happened": "A parcel went missing just before my shift ended.",
        "what_i_did": "I wrote down who does what and asked Priya to repeat it, because it had gone wrong before.",
        "service_standard": "We promise a call the same day, and the customer got it.",
        "ineffective": "Without a handover nobody would have rung and the customer would have complained.",
        "went_well": "The depot was rung in time.",
        "would_change": "I would begin ten minutes earlier.",
    } | changes


def draft(learner: Account, kind_id: str = "handover_instance", **changes: Any) -> Evidence:
    """A draft of the learner's with everything in it."""
    content = (
        handover_content(**changes)
        if kind_id == "handover_instance"
        else reflective_content(**changes)
    )
    return store.begin(learner, kind_id, content)


def submitted(learner: Account, kind_id: str = "handover_instance", **changes: Any) -> Evidence:
    """A submitted piece of the learner's, whole."""
    evidence = draft(learner, kind_id, **changes)
    store.submit(learner, evidence.id)
    whole = store.own(learner, evidence.id)
    assert whole
    return whole
