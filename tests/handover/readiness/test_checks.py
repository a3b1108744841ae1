"""Each check speaks about its mistake and is silent when it is mended; a new check brings its example here."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from portfolio.criteria.readiness_checks import CHECKS as DECLARED
from portfolio.evidence.kinds import KINDS
from portfolio.handover.readiness.checks import CHECKS, advice
from portfolio.handover.readiness.record import (
    ACCOUNT,
    HANDOVER,
    OtherHandover,
    Record,
    RecordedCheckBack,
    RecordedReply,
)
from tests.evidence.examples import handover_content, reflective_content

READ_ON = datetime(2026, 10, 9, 12, 0)
ACTIONS = [
    {"id": "a", "task": "Ring the depot", "owner": "Priya", "deadline": "2026-10-05T17:30"},
    {"id": "b", "task": "Ring the customer", "owner": "Priya", "deadline": "2026-10-07T18:00"},
]


def handover(**changes):
    return Record(HANDOVER, handover_content(**{"actions": ACTIONS} | changes), READ_ON)


def account(**changes):
    return Record(ACCOUNT, reflective_content(**changes), READ_ON)


def checked(on, outcome, action=""):
    return {
        "checked_on": on,
        "action": action,
        "method": "By phone",
        "with_whom": "",
        "outcome": outcome,
    }


HABIT = "Talking is always the best."
SAME = tuple(OtherHandover("face_to_face", HABIT) for _ in range(3))

UNWRITTEN = handover(questions="Which depot? Leeds.", method_reason="She could ask me things.")

# name -> a record with the mistake, the same one mended, and the place that is named
EXAMPLES = {
    "purpose_or_scope_missing": (
        handover(purpose="Late parcel handover"),
        handover(purpose="The customer was promised a call by six."),
        ("purpose", None, ""),
    ),
    "context_missing": (
        handover(customer_need="see above", outstanding="n/a"),
        handover(customer_need="A call before six about the missing parcel.", outstanding="n/a"),
        ("customer_need", None, ""),
    ),
    "responsibilities_not_agreed": (
        handover(responsibilities="Priya does the call and I do the refund."),
        handover(responsibilities="Priya does the call, I do the refund. She said yes."),
        ("responsibilities", None, ""),
    ),
    "action_without_owner_or_deadline": (
        handover(actions=[ACTIONS[0], ACTIONS[1] | {"owner": "whoever is in"}]),
        handover(),
        ("actions", 1, "owner"),
    ),
    "vague_text": (
        handover(outstanding="Some stuff for the depot."),
        handover(outstanding="The depot had not answered."),
        ("outstanding", None, ""),
    ),
    "method_without_reason": (
        handover(method_reason="It's the easiest."),
        handover(method_reason="She had a queue and could read it later."),
        ("method_reason", None, ""),
    ),
    "same_method_for_everybody": (
        replace(handover(method_reason=HABIT), others=SAME),
        replace(handover(method_reason="Priya is new, so I showed her."), others=SAME),
        ("method_reason", None, ""),
    ),
    "questions_not_noted": (
        handover(questions="No questions were asked."),
        handover(questions="Which depot? Leeds."),
        ("questions", None, ""),
    ),
    "understanding_not_confirmed": (
        handover(understanding="Yes, she was fine.", read_back=""),
        handover(understanding="She repeated both times.", read_back=""),
        ("understanding", None, ""),
    ),
    "nothing_in_writing": (
        UNWRITTEN,
        replace(UNWRITTEN, attachments=("handover-sheet.jpg",)),
        ("responsibilities", None, ""),
    ),
    "no_check_back": (
        handover(check_backs=[]),
        replace(
            handover(check_backs=[]),
            later=(RecordedCheckBack(None, date(2026, 10, 8), "", "By phone", "Both were rung."),),
        ),
        ("check_backs", None, ""),
    ),
    "action_without_check_back": (
        handover(check_backs=[checked("2026-10-06", "They have found it.", "a")]),
        handover(
            check_backs=[
                checked("2026-10-06", "They have found it.", "a"),
                checked("2026-10-08", "She had rung at half past five.", "b"),
            ]
        ),
        ("actions", 1, "task"),
    ),
    "no_check_back_after_deadline": (
        handover(check_backs=[checked("2026-10-06", "Not done yet.")]),
        handover(
            check_backs=[
                checked("2026-10-06", "Not done yet."),
                checked("2026-10-08", "Done at six."),
            ]
        ),
        ("check_backs", 0, "outcome"),
    ),
    "delay_without_help": (
        handover(check_backs=[checked("2026-10-08", "Rung a day late.")], help_offered="No"),
        handover(
            check_backs=[checked("2026-10-08", "Rung a day late.")],
            help_offered="I offered to ring the depot for her.",
        ),
        ("help_offered", None, ""),
    ),
    "customer_outcome_not_said": (
        handover(
            check_backs=[checked("2026-10-08", "Both were rung.")],
            customer_outcome="",
            customer_contact="",
        ),
        handover(check_backs=[checked("2026-10-08", "Both were rung.")]),
        ("customer_outcome", None, ""),
    ),
    "personal_details_found": (
        handover(outstanding="Mrs Okafor waits on 07700 900123."),
        handover(outstanding="The customer waits for a call."),
        ("outstanding", None, ""),
    ),
    "consequences_not_said": (
        account(ineffective="It would have been bad."),
        account(ineffective="The customer would have waited in vain, and we would have paid."),
        ("ineffective", None, ""),
    ),
    "customer_not_linked": (
        account(service_standard="We always keep our standard."),
        account(service_standard="The customer did not have to ask twice."),
        ("service_standard", None, ""),
    ),
    "improvement_not_said": (
        account(would_change="I wouldn’t change anything."),
        account(would_change="Begin ten minutes earlier."),
        ("would_change", None, ""),
    ),
}


def test_every_check_has_its_example_and_its_line_for_unit_files():
    assert set(CHECKS) == set(EXAMPLES) == set(DECLARED)


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_speaks_and_is_silent_when_mended(name):
    bad, mended, (field, row, column) = EXAMPLES[name]
    told = advice(bad, [name])
    assert [(advised.place.field, advised.place.row, advised.place.column) for advised in told] == [
        (field, row, column)
    ]
    assert told[0].sentence.endswith(".")
    assert advice(mended, [name]) == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_it_quotes_what_was_written(name):
    bad, _mended, _place = EXAMPLES[name]
    written = " ".join(text for _place, _field, text in bad.texts())
    (told,) = advice(bad, [name])
    assert told.quote.removesuffix(" …") in " ".join(written.split())


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_draft_is_not_advised_upon(kind):
    """What is missing is told by the form itself."""
    assert advice(Record(kind, {}, READ_ON), CHECKS) == []


def test_a_good_record_is_left_alone():
    assert advice(handover(), CHECKS) == []
    assert advice(account(), CHECKS) == []


def test_a_check_that_is_gone_or_of_another_kind_is_silent():
    bad, _mended, _place = EXAMPLES["understanding_not_confirmed"]
    assert advice(bad, ["a_check_of_old", "consequences_not_said"]) == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("understanding_not_confirmed", "understood"),
        ("responsibilities_not_agreed", "taken over"),
        ("no_check_back", "done"),
    ],
)
def test_what_the_receiver_replied_counts(name, said):
    bad, _mended, _place = EXAMPLES[name]
    assert advice(replace(bad, replies=(RecordedReply(said),)), [name]) == []


def test_nobody_is_told_to_check_back_before_it_is_due():
    early = replace(handover(check_backs=[]), now=datetime(2026, 10, 5, 17, 29))
    assert advice(early, CHECKS) == []
    late = replace(early, now=datetime(2026, 10, 5, 17, 31))
    assert [advised.check for advised in advice(late, CHECKS)] == ["no_check_back"]


def test_without_a_time_a_week_is_waited():
    timeless = [action | {"deadline": ""} for action in ACTIONS]
    after = {6: [], 7: ["no_check_back"]}
    for days, wanted in after.items():
        record = replace(
            handover(actions=timeless, check_backs=[]),
            now=datetime(2026, 10, 5 + days, 9, 0),
        )
        assert [advised.check for advised in advice(record, ["no_check_back"])] == wanted


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("understanding", "I sent it and she did not reply."),
        ("responsibilities", "Nobody agreed to it, it is the rota."),
    ],
)
def test_what_is_denied_does_not_count(field, text):
    assert advice(handover(**{field: text, "read_back": ""}), CHECKS)


def test_one_word_of_a_colleagues_name_is_no_customers_detail():
    known = handover(handed_to="Mr Bhatt", questions="Mr Bhatt asked which depot; I told him.")
    assert advice(known, ["personal_details_found"]) == []


def test_what_its_writer_keeps_is_not_pointed_out_again():
    bad = handover(outstanding="Ring the shop on 01539 721234.")
    assert advice(bad, ["personal_details_found"])
    kept = replace(bad, kept=("phone:01539721234",))
    assert advice(kept, ["personal_details_found"]) == []
