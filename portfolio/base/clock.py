"""The one clock: what time it is, and how a time is shown at the centre."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import current_app, has_app_context

from portfolio.base.formatting import long_date

_moved: ContextVar[Callable[[], datetime] | None] = ContextVar("moved clock", default=None)


def now() -> datetime:
    """Return the present moment, aware, in UTC."""
    moved = _moved.get()
    return moved() if moved else datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """Let it be `moment` (aware) inside the block; for the demonstration and for tests."""
    _refuse_naive(moment)
    token = _moved.set(lambda: moment.astimezone(UTC))
    try:
        yield
    finally:
        _moved.reset(token)


def zone() -> ZoneInfo:
    """Return the centre's time zone."""
    name = current_app.config["TIME_ZONE"] if has_app_context() else "Europe/London"
    return ZoneInfo(name)


def local(moment: datetime) -> datetime:
    """Return `moment` (aware) in the centre's time zone."""
    _refuse_naive(moment)
    return moment.astimezone(zone())


def _refuse_naive(moment: datetime) -> None:
    if moment.tzinfo is None:
        raise ValueError("A moment needs its time zone; use portfolio.base.clock.")


def today() -> date:
    """Return today's date at the centre."""
    return local(now()).date()


def day_of(value: date | datetime) -> date:
    """Return a day, or the day a moment (aware) falls on at the centre."""
    return local(value).date() if isinstance(value, datetime) else value


def spoken_date(value: date | datetime) -> str:
    """Return a date as people write it: 3 November 2026."""
    return long_date(day_of(value))


def spoken_time(moment: datetime) -> str:
    """Return a moment as people write it: 3 November 2026 at 14:05 (the centre's time)."""
    return f"{spoken_date(moment)} at {local(moment):%H:%M}"
