"""What moment a time on a wall's clock means, also in the two nights of a year in which clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def moment_of(written: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment (aware, UTC) that a local time (naive) means in `zone`.

    A time that exists twice means its second hour, and one that is skipped means as long after the
    change as it is written after it (01:30 becomes 02:30): of the two readings the later one, so
    that nobody is called late while the clock on their wall has yet to pass that time.
    """
    if written.tzinfo is not None:
        raise ValueError("A time on a wall's clock has no time zone of its own.")
    readings = (written.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return max(reading.astimezone(UTC) for reading in readings)
