"""Content that a learner could have written, for tests to change."""

from typing import Any

from portfolio.enrolment.model import Enrolment
from portfolio.evidence.intake.accepted import Accepted
from portfolio.evidence.intake.door import accept
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Field, Shape
from portfolio.evidence.records import attachments, store
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.records.row_claims import value_of
from portfolio.people.model import Account
from tests.evidence.intake_files import jpeg

PAPER_KIND = "paper_statement"
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
                "done": "yes",
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


def paper_content(**changes: Any) -> dict[str, Any]:
    """What a learner says about a signed paper, lacking nothing."""
    return {
        "title": "Statement about the late parcel",
        "happened_on": "2026-10-05",
        "signed_on": "2026-10-06",
        "witness_name": "Grace Okafor",
        "witness_role": "Night manager",
        "employer": "Rowan Bank Hotels",
        "relationship": "She manages the night team",
        "reach": "01234 567 890, or grace.okafor@rowanbank.example.org",
    } | changes


def content_of_kind(kind_id: str, *, criterion: str = "", **changes: Any) -> dict[str, Any]:
    """Content of any kind that lacks nothing; by its declaration where no example is written here.

    `criterion` is `ticked.value_of` a criterion, for kinds that tick some.
    """
    written = {
        "handover_instance": handover_content,
        "reflective_account": reflective_content,
        PAPER_KIND: paper_content,
    }
    if kind_id in written:
        return written[kind_id](**changes)
    fields = KINDS[kind_id].fields
    return {field.name: answer_to(field, criterion) for field in fields} | changes


def answer_to(field: Field, criterion: str = "") -> Any:
    """Any good answer to a question, by its declaration alone; its words begin with its label."""
    if field.shape is Shape.ROWS:
        return [{column.name: answer_to(column, criterion) for column in field.columns}]
    return {
        Shape.LINE: f"{field.label} Answered in a line."[: field.limit],
        Shape.TEXT: f"{field.label} Answered at length,\nin two lines."[: field.limit],
        Shape.DATE: "2026-10-05",
        Shape.MOMENT: "2026-10-05T16:45",
        Shape.CHOICE: field.choices[0].value if field.choices else "",
        Shape.CRITERION: criterion,
    }.get(field.shape, "")


def draft(learner: Account, kind_id: str = "handover_instance", **changes: Any) -> Evidence:
    """A draft of the learner's with everything in it, files too."""
    piece = store.begin(learner, kind_id, content_of_kind(kind_id, **changes))
    with_files(learner, piece)
    return piece


def with_files(writer: Account, piece: Evidence) -> None:
    """Attach as many files as the piece needs."""
    for number in range(piece.kind.needs_files):
        note = f"Shift log of the evening, page {number + 1}.".encode()
        file = Accepted(note, "text/plain", f"log-{number}.txt", "text")
        if not piece.kind.takes_type(file.media_type):
            file = accept(jpeg(), f"page-{number + 1}.jpg")
        attachments.add(writer, piece.id, file, "A page of writing, signed below")


def submitted(learner: Account, kind_id: str = "handover_instance", **changes: Any) -> Evidence:
    """A submitted piece of the learner's, whole."""
    evidence = draft(learner, kind_id, **changes)
    store.submit(learner, evidence.id)
    whole = store.own(learner, evidence.id)
    assert whole
    return whole


def recorded(
    assessor: Account,
    enrolment: Enrolment,
    kind_id: str = "observation_record",
    *,
    code: str = "1",
    submit: bool = True,
    **changes: Any,
) -> Evidence:
    """A record that an assessor wrote about a learner, submitted unless told otherwise, whole."""
    content = content_of_kind(kind_id, criterion=value_of(enrolment.id, code), **changes)
    piece = store.begin(assessor, kind_id, content, learner_id=enrolment.learner_id)
    with_files(assessor, piece)
    if submit:
        store.submit(assessor, piece.id)
    whole = store.own(assessor, piece.id)
    assert whole
    return whole
