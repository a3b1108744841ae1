"""The words of the mail that says what is overdue and due today, made of plain values."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from portfolio.base.formatting import counted
from portfolio.base.mailing.mail import LINK_PLACE, one_line
from portfolio.base.states import STATES
from portfolio.evidence.content.dates import spoken
from portfolio.handover.due.rules import Due, DueState

FRESH = timedelta(days=3)
"""So long after a deadline it is told every morning."""
OFTEN = timedelta(days=7)
"""What is older is told again after so long."""
MOST_LISTED = 20
"""Of each group; the page of check-backs has all of them."""
LONGEST_TASK = 150


def is_due(due: Due) -> bool:
    """Whether an action is worth a mail: overdue, or due today."""
    return due.standing in (DueState.OVERDUE, DueState.DUE_TODAY)


def is_worth_a_mail(found: Sequence[Due], day: date, last: date | None) -> bool:
    """Whether to mail on `day` what `found` says is due; `last` is the day of the newest mail before.

    Each of the first days after a deadline, then once a week: a mail that comes every morning for
    months is no longer read.
    """
    fresh = any(day - FRESH <= date.fromisoformat(due.deadline[:10]) for due in found)
    return bool(found) and (fresh or last is None or day - last >= OFTEN)


def subject_of(found: Sequence[Due]) -> str:
    """Return the subject: how many check-backs are overdue, how many are due today."""
    overdue = sum(due.standing is DueState.OVERDUE for due in found)
    today = sum(due.standing is DueState.DUE_TODAY for due in found)
    if overdue and today:
        return f"{_count(overdue)} overdue, {today} due today"
    return f"{_count(overdue)} overdue" if overdue else f"{_count(today)} due today"


def _count(number: int) -> str:
    return counted(number, "check-back is", "check-backs are")


def body_of(
    name: str, found: Sequence[Due], address_of: Callable[[Due], str], all_of_them: str
) -> str:
    """Return the message; `{link}` in it is where reminders are stopped.

    Of what the learner wrote it has the tasks alone, and nothing of the customer. `address_of` gives the
    page of an action, `all_of_them` is the page of all.
    """
    groups = [
        (STATES["due"]["overdue"].word, [due for due in found if due.standing is DueState.OVERDUE]),
        (
            STATES["due"]["due today"].word,
            [due for due in found if due.standing is DueState.DUE_TODAY],
        ),
    ]
    lists = "\n".join(_list(title, of_it, address_of) for title, of_it in groups if of_it)
    return f"""Hello {name},

You handed these over. Go back, look whether they are done, and note what you found.

{lists}
All your check-backs: {all_of_them}

This comes in the morning while something is due, and once a week for what is long overdue. To get
no more of these, open this link: {LINK_PLACE}

Learner Portfolio
"""


def _list(title: str, found: Sequence[Due], address_of: Callable[[Due], str]) -> str:
    lines = [f"{title}:", ""]
    for due in found[:MOST_LISTED]:
        lines += [f"- {due.reference}: {_task(due.task)}", f"  by {spoken(due.deadline)}"]
        lines += [f"  {address_of(due)}", ""]
    if len(found) > MOST_LISTED:
        lines += [f"… and {len(found) - MOST_LISTED} more.", ""]
    return "\n".join(lines)


def _task(task: str) -> str:
    """Return a task on one line, and without what would be taken for the place of the link."""
    words = one_line(task).replace(LINK_PLACE, "link")
    return words if len(words) <= LONGEST_TASK else f"{words[:LONGEST_TASK].rstrip()} …"
