"""Days and moments as they are kept (ISO), as people type them, and as people read them."""

import re
from datetime import date, datetime

from portfolio.base.formatting import SHORT_MONTHS, long_date

_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d", re.ASCII)
_NUMBERS = re.compile(r"(\d{1,2})[./ -](\d{1,2})[./ -](\d{4})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2}) ([a-z]{3,9})\.? (\d{4})", re.ASCII | re.IGNORECASE)
_CLOCK = re.compile(r"(?:,|T| at )?\s*(\d{1,2})[:.](\d\d)(?::\d\d)?$", re.ASCII)


def day_of(value: str) -> date | None:
    """Return the day of a kept day or moment (`2026-11-03`, `2026-11-03T14:45`), or None."""
    pattern = _MOMENT if "T" in value else _DAY
    if not pattern.fullmatch(value):
        return None
    try:
        return datetime.fromisoformat(value).date()
    except ValueError:
        return None


def is_moment(value: str) -> bool:
    """Whether it is a real moment as it is kept, with its hour and minute."""
    return "T" in value and day_of(value) is not None


def as_day(typed: str) -> str:
    """Return a typed day (3/11/2026, 3 November 2026, 2026-11-03) as it is kept; else as typed."""
    text = " ".join(typed.split())
    if _DAY.fullmatch(text):
        return text
    if numbers := _NUMBERS.fullmatch(text):
        day, month, year = (int(part) for part in numbers.groups())
    elif (named := _NAMED.fullmatch(text)) and named[2][:3].lower() in SHORT_MONTHS:
        day, month, year = (
            int(named[1]),
            SHORT_MONTHS.index(named[2][:3].lower()) + 1,
            int(named[3]),
        )
    else:
        return text
    return f"{year:04}-{month:02}-{day:02}"


def as_moment(typed: str) -> str:
    """Return a typed moment (3/11/2026 14:45, 2026-11-03T14:45) as it is kept; else as typed."""
    text = " ".join(typed.split())
    if clock := _CLOCK.search(text):
        day = as_day(text[: clock.start()].strip(" ,"))
        if _DAY.fullmatch(day):
            return f"{day}T{int(clock[1]):02}:{clock[2]}"
    return text


def spoken(value: str) -> str:
    """Return a kept day or moment as people read it: 3 November 2026 at 14:45; else as it is."""
    day = day_of(value)
    if day is None:
        return value
    words = long_date(day)
    return f"{words} at {value[11:]}" if "T" in value else words
