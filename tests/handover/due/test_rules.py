"""Open, due today, overdue, settled: the rules over plain values, also when the clocks change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from portfolio.base.wall_time import moment_of
from portfolio.handover.due.rules import (
    Due,
    DueState,
    NotedCheckBack,
    ReceiverReport,
    due_at,
    most_urgent_first,
    standing_of,
)

LONDON = ZoneInfo("Europe/London")
KOLKATA = ZoneInfo("Asia/Kolkata")
NEW_YORK = ZoneInfo("America/New_York")
RING, OTHER = UUID(int=1), UUID(int=2)
DEADLINE = datetime(2026, 11, 3, 17, 30, tzinfo=UTC)
"""Winter: London's clocks show the same."""


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def standing(moment="2026-11-04T09:00", deadline=DEADLINE, checks=(), replies=(), zone=LONDON):
    return standing_of(RING, deadline, checks, replies, moment=utc(moment), zone=zone)


def checked(at: str, about=RING, on: date | None = None) -> NotedCheckBack:
    return NotedCheckBack(about, on or utc(at).date(), utc(at))


def told(at: str, done: bool, about=RING) -> ReceiverReport:
    return ReceiverReport(about, done, utc(at))


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-11-02T23:59", DueState.OPEN),
        ("2026-11-03T00:00", DueState.DUE_TODAY),
        ("2026-11-03T17:29", DueState.DUE_TODAY),
        ("2026-11-03T17:30", DueState.OVERDUE),
        ("2027-01-01T00:00", DueState.OVERDUE),
    ],
)
def test_an_action_is_open_then_due_then_overdue(moment, expected):
    assert standing(moment) is expected


@pytest.mark.parametrize(
    ("check", "expected"),
    [
        (checked("2026-11-03T17:30"), DueState.SETTLED),
        (checked("2026-11-05T08:00"), DueState.SETTLED),
        (checked("2026-11-05T08:00", about=None), DueState.SETTLED),  # about all of it
        (checked("2026-11-05T08:00", about=OTHER), DueState.OVERDUE),
        (checked("2026-11-03T17:29"), DueState.OVERDUE),  # the day itself, but too early
        (checked("2026-11-02T12:00"), DueState.OVERDUE),
        # Looked before, written down after: what was promised could not be seen yet.
        (checked("2026-11-05T08:00", on=date(2026, 11, 2)), DueState.OVERDUE),
        # Looked on the day, written down the day after: nobody knows the hour, so it counts.
        (checked("2026-11-04T08:00", on=date(2026, 11, 3)), DueState.SETTLED),
        # Submitted before, then revised with the day on which it was seen.
        (checked("2026-11-01T08:00", on=date(2026, 11, 4)), DueState.SETTLED),
    ],
)
def test_only_a_check_back_since_the_deadline_settles_it(check, expected):
    assert standing("2026-11-06T09:00", checks=[check]) is expected


def test_a_receiver_may_say_that_it_is_done_before_the_deadline():
    assert standing("2026-11-03T12:00", replies=[told("2026-11-03T11:00", True)]) is (
        DueState.SETTLED
    )
    assert standing(replies=[told("2026-11-03T11:00", True, about=None)]) is DueState.SETTLED
    assert standing(replies=[told("2026-11-03T11:00", True, about=OTHER)]) is DueState.OVERDUE


def test_the_last_word_counts():
    done, not_done = told("2026-11-03T18:00", True), told("2026-11-04T08:00", False)
    seen = checked("2026-11-04T08:30")
    assert standing(replies=[done, not_done]) is DueState.OVERDUE
    assert standing(replies=[not_done, done]) is DueState.OVERDUE, "in whatever order they are read"
    assert standing(replies=[done, not_done], checks=[seen]) is DueState.SETTLED
    assert standing(replies=[told("2026-11-04T08:45", False)], checks=[seen]) is DueState.OVERDUE
    assert standing("2026-11-03T10:00", replies=[told("2026-11-03T09:00", False)]) is (
        DueState.DUE_TODAY
    )


def test_without_a_deadline_it_is_open_until_somebody_checks_back():
    assert standing(deadline=None) is DueState.OPEN
    assert standing(deadline=None, checks=[checked("2026-11-01T08:00")]) is DueState.SETTLED
    assert due_at("", LONDON) is None
    assert due_at("2026-11-03", LONDON) is None
    assert due_at("2026-02-30T10:00", LONDON) is None


# --- clocks that change ----------------------------------------------------------------------------

CHANGES = [
    # zone, what is written, the moment it means
    (LONDON, "2026-03-29T00:59", "2026-03-29T00:59"),
    (LONDON, "2026-03-29T01:30", "2026-03-29T01:30"),  # is skipped: 02:30 on the wall
    (LONDON, "2026-03-29T02:00", "2026-03-29T01:00"),
    (LONDON, "2026-10-25T00:59", "2026-10-24T23:59"),
    (LONDON, "2026-10-25T01:30", "2026-10-25T01:30"),  # exists twice: the second
    (LONDON, "2026-10-25T02:00", "2026-10-25T02:00"),
    (LONDON, "2027-03-28T01:30", "2027-03-28T01:30"),
    (LONDON, "2027-03-28T02:00", "2027-03-28T01:00"),
    (LONDON, "2027-10-31T01:30", "2027-10-31T01:30"),
    (LONDON, "2027-10-31T02:00", "2027-10-31T02:00"),
    (LONDON, "2026-07-01T17:30", "2026-07-01T16:30"),
    (NEW_YORK, "2026-03-08T02:30", "2026-03-08T07:30"),
    (NEW_YORK, "2026-11-01T01:30", "2026-11-01T06:30"),
    (NEW_YORK, "2027-03-14T02:30", "2027-03-14T07:30"),
    (NEW_YORK, "2027-11-07T01:30", "2027-11-07T06:30"),
    (KOLKATA, "2026-10-25T01:30", "2026-10-24T20:00"),
]


@pytest.mark.parametrize(("zone", "written", "meant"), CHANGES)
def test_a_deadline_is_the_moment_that_the_centres_clocks_show(zone, written, meant):
    assert due_at(written, zone) == utc(meant)


def test_nobody_is_overdue_while_the_clock_has_yet_to_pass_the_deadline_again():
    deadline = due_at("2026-10-25T01:30", LONDON)
    assert standing("2026-10-25T00:31", deadline) is DueState.DUE_TODAY  # 01:31, the first time
    assert standing("2026-10-25T01:29", deadline) is DueState.DUE_TODAY  # 01:29, the second time
    assert standing("2026-10-25T01:30", deadline) is DueState.OVERDUE


def test_a_day_is_the_centres_day():
    late = due_at("2026-07-01T00:30", LONDON)  # still June in UTC
    assert standing("2026-06-30T22:59", late) is DueState.OPEN
    assert standing("2026-06-30T23:00", late) is DueState.DUE_TODAY
    assert standing("2026-06-30T18:00", utc("2026-06-30T18:31"), zone=KOLKATA) is DueState.OPEN
    assert standing("2026-06-30T18:30", utc("2026-06-30T18:31"), zone=KOLKATA) is DueState.DUE_TODAY


def test_a_time_with_a_zone_of_its_own_is_refused():
    with pytest.raises(ValueError, match="no time zone"):
        moment_of(DEADLINE, LONDON)


zones = some.sampled_from([LONDON, NEW_YORK, KOLKATA, ZoneInfo("Australia/Lord_Howe")])
written_times = some.datetimes(datetime(2000, 1, 1), datetime(2040, 1, 1)).map(
    lambda moment: moment.replace(second=0, microsecond=0)
)


@given(written_times, zones)
def test_a_moment_shows_on_the_wall_what_was_written_or_it_was_skipped(written, zone):
    meant = moment_of(written, zone)
    shown = meant.astimezone(zone).replace(tzinfo=None)
    assert meant.tzinfo is UTC
    assert shown >= written
    if shown != written:  # skipped: no moment shows it, and it is as far after the change
        early = written.replace(tzinfo=zone, fold=1).astimezone(UTC)
        assert early.astimezone(zone).replace(tzinfo=None) < written
    later = (meant + timedelta(minutes=30)).astimezone(zone).replace(tzinfo=None)
    earlier = (meant + timedelta(hours=1)).astimezone(zone).replace(tzinfo=None)
    assert written not in (later, earlier), "no later moment shows the same time again"


@given(written_times, some.integers(0, 10_000), zones)
def test_what_is_written_later_is_never_meant_much_earlier(written, minutes, zone):
    after = moment_of(written + timedelta(minutes=minutes), zone)
    assert after >= moment_of(written, zone) - timedelta(hours=1)


moments = some.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=some.just(UTC))
checks = some.builds(
    NotedCheckBack,
    some.sampled_from([None, RING, OTHER]),
    some.dates(date(2026, 1, 1), date(2027, 12, 31)),
    moments,
)
replies = some.builds(
    ReceiverReport, some.sampled_from([None, RING, OTHER]), some.booleans(), moments
)


@given(moments, moments, some.lists(checks, max_size=4), some.lists(replies, max_size=4), zones)
def test_it_never_grows_less_urgent_by_waiting(deadline, moment, made, said, zone):
    def at(when):
        return standing_of(RING, deadline, made, said, moment=when, zone=zone)

    order = [DueState.OPEN, DueState.DUE_TODAY, DueState.OVERDUE]
    now, then = at(moment), at(moment + timedelta(days=1))
    assert (now is DueState.SETTLED) == (then is DueState.SETTLED), "only a word settles it"
    if now is not DueState.SETTLED:
        assert order.index(now) <= order.index(then)
        assert (now is DueState.OVERDUE) == (moment >= deadline)


@given(moments, moments, some.lists(checks, max_size=3), some.lists(replies, max_size=3))
def test_a_check_back_after_all_else_settles_it(deadline, moment, made, said):
    last = max(
        [deadline, *(check_back.noted_at for check_back in made), *(reply.at for reply in said)]
    )
    seen = NotedCheckBack(RING, (last + timedelta(days=1)).date(), last + timedelta(days=1))
    found = standing_of(RING, deadline, [*made, seen], said, moment=moment, zone=LONDON)
    assert found is DueState.SETTLED


def test_the_most_urgent_comes_first():
    def one(standing, due, task):
        return Due(RING, RING, RING, "E1", "Title", task, "Priya", "", due, standing, 1, DEADLINE)

    found = most_urgent_first(
        [
            one(DueState.OPEN, None, "some day"),
            one(DueState.OPEN, utc("2026-12-01T10:00"), "next month"),
            one(DueState.DUE_TODAY, utc("2026-11-03T18:00"), "tonight"),
            one(DueState.OVERDUE, utc("2026-11-02T18:00"), "yesterday"),
            one(DueState.OVERDUE, utc("2026-10-02T18:00"), "last month"),
        ]
    )
    assert [due_action.task for due_action in found] == [
        "last month",
        "yesterday",
        "tonight",
        "next month",
        "some day",
    ]


def test_a_check_back_that_says_done_settles_at_once_and_not_yet_keeps_it_open():
    early = NotedCheckBack(RING, DEADLINE.date(), DEADLINE - timedelta(hours=3), done=True)
    assert standing(checks=[early]) is DueState.SETTLED
    late = NotedCheckBack(RING, DEADLINE.date(), DEADLINE + timedelta(hours=1), done=False)
    assert standing(checks=[late]) is DueState.OVERDUE
    again = NotedCheckBack(RING, DEADLINE.date(), DEADLINE + timedelta(hours=2), done=True)
    assert standing(checks=[late, again]) is DueState.SETTLED
    assert standing(
        checks=[again, replace(late, noted_at=again.noted_at + timedelta(hours=1))]
    ) is (DueState.OVERDUE)
