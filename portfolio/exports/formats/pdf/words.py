"""How the printed portfolio says dates, sizes and other small things."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime

from portfolio.base.formatting import long_date, short_date

_UNPRINTABLE = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def day(moment: date | datetime | None) -> str:
    """Say a day: 3 November 2026; or nothing."""
    return long_date(_date(moment)).replace(" ", "\u00a0", 1) if moment else ""


def short_day(moment: date | datetime | None) -> str:
    """Say a day in a narrow column: 3 Nov 2026; or nothing."""
    return short_date(_date(moment)).replace(" ", "\u00a0") if moment else ""


def _date(moment: date | datetime) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def moment(at: datetime | None) -> str:
    """Say a moment: 3 November 2026, 14:45, in its own zone; or nothing."""
    return f"{day(at)}, {at:%H:%M}" if at else ""


def size(octets: int) -> str:
    """Say a file's size: 812 bytes, 41 kB, 2.3 MB."""
    for unit, scale in (("MB", 1_000_000), ("kB", 1_000)):
        if octets >= scale:
            number = octets / scale
            return f"{number:.1f}\u00a0{unit}" if number < 10 else f"{number:.0f}\u00a0{unit}"  # noqa: PLR2004
    return f"{octets} bytes"


def printable(html: str, missing: Mapping[str, str]) -> str:
    """Return the page without control characters, and with what no font has spelled out."""
    page = _UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", html)
    return page.translate({ord(character): words for character, words in missing.items()})
