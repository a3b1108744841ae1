"""Once a day: erases what nobody needs of requests that ended: drafts, marks of networks, links that never left."""

from datetime import timedelta
from typing import Any

from sqlalchemy import func, or_, update
from sqlalchemy.exc import OperationalError

from portfolio.base.clock import now, today
from portfolio.base.db import write
from portfolio.base.jobs import RunningJob, TryLater
from portfolio.base.mailing.mail import forget_links
from portfolio.witness.model import OPEN_STATES, RequestState, WitnessRequest

NAME = "witness.endings"
HOUR = 3
KEPT_FOR = timedelta(days=30)
"""After the answer, or after the link has run out; the privacy notice for witnesses says the same."""


def erase_what_ended(_job: RunningJob, /, *, day: str) -> None:
    """Erase it, some at a time. Raises TryLater when the database does not answer. Harmless when done twice.

    The mark of a request that became a statement stays: what is said about that statement rests on it.
    """
    if day != today().isoformat():
        return
    before = now() - KEPT_FOR
    try:
        with write() as session:
            session.execute(
                update(WitnessRequest)
                .where(_ended(before), WitnessRequest.draft.is_not(None))
                .values(draft=None)
            )
            session.execute(
                update(WitnessRequest)
                .where(
                    _ended(before),
                    WitnessRequest.state != RequestState.DONE,
                    WitnessRequest.asked_from != "",
                )
                .values(asked_from="")
            )
            forget_links(session, before)
    except OperationalError as problem:
        raise TryLater("The database did not answer; it is tried again.") from problem


def _ended(before: Any) -> Any:
    """Return the condition of requests that ended before a moment: answered, or run out."""
    over = func.coalesce(WitnessRequest.answered_at, WitnessRequest.expires_at) <= before
    closed = WitnessRequest.state.not_in(OPEN_STATES)
    return over & or_(closed, WitnessRequest.expires_at <= before)
