"""Check-backs as a calendar reads them: iCalendar (RFC 5545), one event at each deadline, with an alarm.

Events, because telephones show a subscribed calendar's events everywhere and its to-dos hardly
anywhere. What is settled is left out, and so disappears from the calendar that reads it next.
"""

from collections.abc import Callable, Iterable
from datetime import timedelta

from icalendar import Alarm, Calendar, Event, vDuration, vUri

from portfolio.base.mailing.mail import one_line
from portfolio.evidence.content.dates import spoken
from portfolio.handover.due.rules import Due

MAKER = "-//Learner Portfolio//Check-backs//EN"
SHOWN_FOR = timedelta(minutes=15)
READ_AGAIN_AFTER = timedelta(hours=1)


def calendar_of(found: Iterable[Due], address_of: Callable[[Due], str]) -> bytes:
    """Return a calendar of these actions, as the same bytes for the same actions.

    Those without a deadline that can be read are left out. `address_of` gives the page of one.
    """
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", "Check-backs")
    calendar.add("refresh-interval", vDuration(READ_AGAIN_AFTER), {"value": "DURATION"})
    calendar.add("x-published-ttl", vDuration(READ_AGAIN_AFTER))
    for due in found:
        if due.due_at is not None:
            calendar.add_component(_event(due, address_of(due)))
    written: bytes = calendar.to_ical()
    return written


def _event(due: Due, address: str) -> Event:
    summary = f"Check back: {one_line(due.task)}"
    event = Event()
    event.add("uid", f"{due.action_id}@learner-portfolio")
    event.add("dtstamp", due.said_at)
    event.add("last-modified", due.said_at)
    event.add("sequence", due.version - 1)
    event.add("dtstart", due.due_at)
    event.add("duration", SHOWN_FOR)
    event.add("summary", summary)
    event.add(
        "description",
        f"{due.reference}, by {spoken(due.deadline)}.\nGo back, look whether it is done, and note what you found:\n{address}",
    )
    event.add("url", vUri(address))
    event.add("status", "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add_component(_alarm(summary))
    return event


def _alarm(summary: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("trigger", timedelta())
    alarm.add("description", summary)
    return alarm
