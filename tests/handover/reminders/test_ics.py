"""The calendar: read back by icalendar, right at the clock change, and the same bytes for the same actions."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some
from icalendar import Calendar

from portfolio.handover.due.rules import Due, DueState, due_at
from portfolio.handover.reminders.ics import calendar_of

LONDON = ZoneInfo("Europe/London")
SAID = datetime(2026, 10, 5, 16, 50, tzinfo=UTC)


def action(task="Ring the depot", deadline="2026-11-03T17:30", version=1, action_id=None) -> Due:
    some_id = action_id or uuid4()
    return Due(
        some_id,
        some_id,
        some_id,
        "E7",
        "Late parcel",
        task,
        "Priya",
        deadline,
        due_at(deadline, LONDON),
        DueState.OPEN,
        version,
        SAID,
    )


def address_of(due: Due) -> str:
    return f"https://portfolio.example/evidence/{due.evidence_id}?about={due.action_id}"


def events(*found):
    return Calendar.from_ical(calendar_of(found, address_of)).walk("VEVENT")


def test_an_action_is_an_event_at_its_deadline_with_an_alarm():
    one = action(action_id=UUID(int=7), version=3)
    (event,) = events(one)
    assert str(event["SUMMARY"]) == "Check back: Ring the depot"
    assert event.decoded("DTSTART") == datetime(2026, 11, 3, 17, 30, tzinfo=UTC)
    assert event.decoded("DURATION") == timedelta(minutes=15)
    assert str(event["UID"]) == f"{UUID(int=7)}@learner-portfolio"
    assert event["SEQUENCE"] == 2
    assert event.decoded("LAST-MODIFIED") == event.decoded("DTSTAMP") == SAID
    assert str(event["STATUS"]) == "CONFIRMED"
    assert str(event["URL"]) == address_of(one)
    assert "E7, by 3 November 2026 at 17:30." in str(event["DESCRIPTION"])
    assert "Priya" not in event.to_ical().decode()
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("TRIGGER") == timedelta()
    assert str(alarm["ACTION"]) == "DISPLAY"


@pytest.mark.parametrize(
    ("deadline", "utc"),
    [
        ("2026-03-29T01:30", "20260329T013000Z"),  # does not exist: 02:30 of the summer
        ("2026-03-29T09:00", "20260329T080000Z"),
        ("2026-10-25T01:30", "20261025T013000Z"),  # exists twice: the second
        ("2026-10-24T17:30", "20261024T163000Z"),
        ("2026-10-25T17:30", "20261025T173000Z"),
        ("2027-03-28T01:30", "20270328T013000Z"),
        ("2027-10-31T01:59", "20271031T015900Z"),
    ],
)
def test_times_are_in_utc_and_right_when_clocks_change(deadline, utc):
    assert f"DTSTART:{utc}\r\n" in calendar_of([action(deadline=deadline)], address_of).decode()


def test_an_action_without_a_deadline_is_left_out_and_nothing_is_a_calendar_too():
    assert events(action(deadline="")) == []
    assert events() == []


AWKWARD = "Ring; the, depot\\n “now” 🚚 and the café\x07 at:\nonce" + " very long" * 30


def test_awkward_words_come_back_as_they_were_on_one_line():
    written = calendar_of([action(AWKWARD)], address_of)
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    assert str(event["SUMMARY"]) == "Check back: " + AWKWARD.replace("\x07", " ").replace("\n", " ")
    assert max(len(line) for line in written.split(b"\r\n")) <= 75, "RFC 5545 counts octets"
    assert b"\n" not in written.replace(b"\r\n", b""), "every line ends as the RFC says"


def test_the_same_actions_are_the_same_bytes():
    found = [action(), action("Ring the customer")]
    assert calendar_of(found, address_of) == calendar_of(found, address_of)


@given(some.text(min_size=1, max_size=200))
def test_any_task_is_one_event_and_no_other_line(task):
    (event,) = events(action(task))
    assert {name for name in event if name.startswith("X-")} == set()
    assert len(event.walk("VALARM")) == 1
    assert str(event["SUMMARY"]).startswith("Check back: ")
