"""The clock: aware, movable, and right on the night the clocks change."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portfolio.base import clock


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("utc", "shown"),
    [
        ("2026-10-24T23:30", "25 October 2026 at 00:30"),
        ("2026-10-25T00:30", "25 October 2026 at 01:30"),  # still summer time
        ("2026-10-25T01:30", "25 October 2026 at 01:30"),  # an hour later: winter time
        ("2026-10-25T02:30", "25 October 2026 at 02:30"),
        ("2026-03-29T00:59", "29 March 2026 at 00:59"),
        ("2026-03-29T01:00", "29 March 2026 at 02:00"),
    ],
)
def test_times_are_shown_as_the_centres_clocks_show_them(utc, shown):
    assert clock.spoken_time(moment(utc)) == shown


def test_the_two_half_past_ones_of_that_night_stay_an_hour_apart():
    first, second = (clock.local(moment(f"2026-10-25T0{hour}:30")) for hour in (0, 1))
    assert (first.hour, second.hour) == (1, 1)
    assert second.astimezone(UTC) - first.astimezone(UTC) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("utc", "day"),
    [
        ("2026-07-01T22:59", date(2026, 7, 1)),
        ("2026-07-01T23:00", date(2026, 7, 2)),
        ("2026-12-01T23:59", date(2026, 12, 1)),
    ],
)
def test_today_is_the_centres_day(utc, day):
    with clock.at(moment(utc)):
        assert clock.today() == day


def test_another_centre_lives_by_its_own_clock(app):
    app.config["TIME_ZONE"] = "Asia/Kolkata"
    with app.app_context():
        assert clock.spoken_time(moment("2026-11-03T14:05")) == "3 November 2026 at 19:35"


def test_the_clock_moves_only_inside_its_block():
    with clock.at(moment("2030-01-01T00:00")):
        with clock.at(moment("2031-01-01T00:00")):
            assert clock.now() == moment("2031-01-01T00:00")
        assert clock.now() == moment("2030-01-01T00:00")
    assert abs(clock.now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_now_is_aware():
    assert clock.now().utcoffset() == timedelta(0)


def test_a_time_without_its_zone_is_refused():
    naive = datetime(2026, 10, 25, 1, 30)
    with pytest.raises(ValueError, match="time zone"), clock.at(naive):
        raise AssertionError
    for show in (clock.local, clock.spoken_time, clock.spoken_date):
        with pytest.raises(ValueError, match="time zone"):
            show(naive)


def test_a_date_is_said_as_people_write_it():
    assert clock.spoken_date(date(2026, 11, 3)) == "3 November 2026"
