"""When a witness is reminded, when the learner is told instead, and why not by hand: pure rules on plain values."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from portfolio.base.mailing.mail import MailState
from portfolio.witness.provenance import Way

AFTER_DAYS = (5, 12)
"""Days after the request was mailed on which its reminders are due."""
APART_DAYS = 3
"""No reminder comes by itself within so many days of another, one by hand included."""
TOLD_AFTER_DAYS = 3
"""So many days after the last reminder the learner is told."""
MOST_A_DAY = 3
"""Mails with a link that one address gets on a day, whoever asks; further reminders wait for the next day."""
BY_HAND_APART = timedelta(hours=24)
ON_THE_WAY = (MailState.WAITING, MailState.SENDING, MailState.DOUBTFUL)


class ReminderStep(StrEnum):
    """What is due about an open request."""

    NOTHING = "nothing"
    REMIND = "remind"
    SAY_SILENT = "silent"
    """Tell the learner that two reminders brought no answer."""
    SAY_OVER = "over"
    """Tell the learner that the time has run out."""
    SAY_REFUSED = "refused"
    """Tell the learner that the mail server refused the address."""


@dataclass(frozen=True)
class UnansweredRequest:
    """How it stands with a request that nobody answered and whose learner was not told yet. Days are the centre's."""

    mailed_on: date | None
    """When the first of the links that work was mailed; None: it was handed over, or waits to be."""
    reminders: int
    reminded_on: date | None
    over: bool
    """Whether its time has run out."""
    mail: MailState | None
    """How far the newest mail about it is; None for one from before that was kept."""


def next_step(asked: UnansweredRequest, today: date) -> ReminderStep:
    """Return what is due on `today`: two reminders, spaced; then the learner is told, once."""
    if asked.over:
        return ReminderStep.SAY_OVER
    if asked.mail is MailState.REFUSED:
        return ReminderStep.SAY_REFUSED
    if asked.mailed_on is None or asked.mail in ON_THE_WAY:
        return ReminderStep.NOTHING
    since = (today - asked.reminded_on).days if asked.reminded_on else None
    if asked.reminders >= len(AFTER_DAYS):
        return (
            ReminderStep.SAY_SILENT
            if since is None or since >= TOLD_AFTER_DAYS
            else ReminderStep.NOTHING
        )
    due = (today - asked.mailed_on).days >= AFTER_DAYS[asked.reminders]
    return (
        ReminderStep.REMIND
        if due and (since is None or since >= APART_DAYS)
        else ReminderStep.NOTHING
    )


@dataclass(frozen=True)
class ByHand:
    """What decides whether somebody of the staff may remind a witness now."""

    over: bool
    way: Way | None
    """How the newest link went; None: it has none that works."""
    mail: MailState | None
    mailed_at: datetime | None
    """When the newest mail about it was made."""
    today: int
    """Mails with a link that the address has had today, and gets before this one."""
    mail_leaves: bool


def why_not(by_hand: ByHand, moment: datetime) -> str:
    """Return why this witness is not reminded now, as a sentence with what to do; empty when they may be."""
    return next((sentence for true, sentence in _reasons(by_hand, moment) if true), "")


def _reasons(by_hand: ByHand, moment: datetime) -> tuple[tuple[bool, str], ...]:
    lately = by_hand.mailed_at is not None and moment - by_hand.mailed_at < BY_HAND_APART
    return (
        (by_hand.over, "The time has run out. The learner can send a new link."),
        (not by_hand.mail_leaves, "No mail leaves this installation. Hand the link over yourself."),
        (
            by_hand.way is Way.HAND,
            "Their link was handed over. Ask them yourself, or hand a new one over.",
        ),
        (by_hand.way is not Way.MAIL, "Their link has not gone out. Hand it over yourself."),
        (
            by_hand.mail is MailState.REFUSED,
            "The mail server refused the address. The learner must ask again with the right one.",
        ),
        (
            by_hand.mail in ON_THE_WAY,
            "The last mail is still on its way. It is tried again by itself.",
        ),
        (lately, "They had a mail less than 24 hours ago. Try again tomorrow."),
        (
            by_hand.today >= MOST_A_DAY,
            f"This address gets {MOST_A_DAY} mails a day at most. Try again tomorrow.",
        ),
    )
