"""When a witness is reminded and when the learner is told, day by day; why somebody is not reminded by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portfolio.base.mailing.mail import MailState
from portfolio.outsiders.plain_names import plain_name
from portfolio.witness.provenance import Way
from portfolio.witness.reminders.rules import (
    MOST_A_DAY,
    ByHand,
    ReminderStep,
    UnansweredRequest,
    next_step,
    why_not,
)
from portfolio.witness.reminders.words import reminder, told

ASKED_ON = date(2026, 10, 1)
NOON = datetime(2026, 10, 6, 12, tzinfo=UTC)


def asked(**changes):
    given = {
        "mailed_on": ASKED_ON,
        "reminders": 0,
        "reminded_on": None,
        "over": False,
        "mail": MailState.SENT,
    }
    return UnansweredRequest(**(given | changes))


def day(number):
    return ASKED_ON + timedelta(days=number)


@pytest.mark.parametrize(
    ("after", "changes", "step"),
    [
        (0, {}, ReminderStep.NOTHING),
        (4, {}, ReminderStep.NOTHING),
        (5, {}, ReminderStep.REMIND),
        (9, {}, ReminderStep.REMIND),
        (5, {"reminded_on": day(5)}, ReminderStep.NOTHING),
        (6, {"reminded_on": day(4)}, ReminderStep.NOTHING),
        (7, {"reminded_on": day(4)}, ReminderStep.REMIND),
        (11, {"reminders": 1, "reminded_on": day(5)}, ReminderStep.NOTHING),
        (12, {"reminders": 1, "reminded_on": day(5)}, ReminderStep.REMIND),
        (12, {"reminders": 1, "reminded_on": day(11)}, ReminderStep.NOTHING),
        (14, {"reminders": 2, "reminded_on": day(12)}, ReminderStep.NOTHING),
        (15, {"reminders": 2, "reminded_on": day(12)}, ReminderStep.SAY_SILENT),
        (15, {"reminders": 2, "reminded_on": day(14)}, ReminderStep.NOTHING),
        (5, {"mailed_on": None}, ReminderStep.NOTHING),
        (30, {"mailed_on": None}, ReminderStep.NOTHING),
        (21, {"over": True}, ReminderStep.SAY_OVER),
        (21, {"over": True, "mailed_on": None}, ReminderStep.SAY_OVER),
        (1, {"mail": MailState.REFUSED}, ReminderStep.SAY_REFUSED),
        (5, {"mail": MailState.WAITING}, ReminderStep.NOTHING),
        (5, {"mail": MailState.SENDING}, ReminderStep.NOTHING),
        (5, {"mail": MailState.DOUBTFUL}, ReminderStep.NOTHING),
        (5, {"mail": None}, ReminderStep.REMIND),
    ],
)
def test_what_is_due_on_which_day(after, changes, step):
    assert next_step(asked(**changes), day(after)) is step


def by_hand(**changes):
    given = {
        "over": False,
        "way": Way.MAIL,
        "mail": MailState.SENT,
        "mailed_at": NOON - timedelta(days=2),
        "today": 0,
        "mail_leaves": True,
    }
    return ByHand(**(given | changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, ""),
        ({"mail": None}, ""),
        ({"mailed_at": NOON - timedelta(hours=24)}, ""),
        ({"mailed_at": NOON - timedelta(hours=23, minutes=59)}, "less than 24 hours"),
        ({"over": True}, "run out"),
        ({"way": Way.HAND}, "handed over"),
        ({"way": Way.FILE}, "not gone out"),
        ({"way": None}, "not gone out"),
        ({"mail": MailState.REFUSED}, "refused"),
        ({"mail": MailState.WAITING}, "on its way"),
        ({"mail": MailState.DOUBTFUL}, "on its way"),
        ({"today": MOST_A_DAY}, "3 mails a day"),
        ({"mail_leaves": False}, "No mail leaves"),
    ],
)
def test_why_somebody_is_not_reminded_by_hand(changes, words):
    said = why_not(by_hand(**changes), NOON)
    assert (said == "") if not words else words in said


def test_a_reminder_says_that_it_is_one_when_it_ends_and_how_to_say_no():
    subject, body = reminder(
        learner="Mia Learner",
        witness="Grace Okafor",
        centre="Fellside Training",
        until="22 October 2026",
        begun=False,
        last=False,
    )
    assert subject == "Reminder: Mia Learner asks what you saw"
    for words in ("Hello Grace Okafor", "This is a reminder", "works until 22 October 2026"):
        assert words in body
    assert "can’t help" in body
    assert body.count("{link}") == 1
    assert "one more comes" in body
    assert "last reminder" not in body
    assert "wrote so far" not in body


def test_the_last_one_says_so_and_what_was_written_is_kept():
    _, body = reminder(
        learner="Mia", witness="Grace", centre="", until="today", begun=True, last=True
    )
    assert "This is the last reminder" in body
    assert "What you wrote so far is kept" in body
    assert "with their centre and" in body


@pytest.mark.parametrize("name", ["Ann {link}", "Ann http://evil.example", "Ann\nBcc: x@y.example"])
def test_names_are_only_names(name):
    subject, body = reminder(
        learner=name, witness=name, centre=name, until="today", begun=False, last=None
    )
    assert "evil" not in subject + body
    assert "\n" not in subject
    assert body.count("{link}") == 1
    assert plain_name(name) in body
    assert "evil" not in told(ReminderStep.SAY_SILENT, name)
