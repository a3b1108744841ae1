"""Once a day: reminds witnesses who have not answered, twice; then tells the learner, once."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from portfolio.base.clock import local, now, today
from portfolio.base.db import db, end_reading, write
from portfolio.base.jobs import RunningJob, TryLater
from portfolio.base.mailing.mail import MailState, OutgoingMail, newest_about
from portfolio.enrolment.model import Enrolment
from portfolio.history.chain import SYSTEM
from portfolio.people.model import Account
from portfolio.people.notices import notify
from portfolio.witness.history_entries import note_request
from portfolio.witness.model import OPEN_STATES, WitnessLink, WitnessRequest
from portfolio.witness.provenance import Way
from portfolio.witness.reminders.rules import (
    AFTER_DAYS,
    MOST_A_DAY,
    ReminderStep,
    UnansweredRequest,
    next_step,
)
from portfolio.witness.reminders.send_reminder import mails_today, send_reminder
from portfolio.witness.reminders.words import told
from portfolio.witness.requests.witness_links import ASKING, mailed_way

NAME = "witness.reminders"
HOUR = 9
"""When people are at work, by the centre's clock."""
AT_ONCE = 500
"""So many requests are looked at together."""
LONG_OVER = timedelta(days=14)
"""What ran out earlier is no news: an installation that was upgraded, or off for weeks, tells nobody of it."""
TOLD = "told the learner that a witness has not answered"


def remind_witnesses(_job: RunningJob, /, *, day: str) -> None:
    """Do what is due about every open request. Raises TryLater when the database does not answer.

    May be done twice, or by two workers at once: each request is looked at again in the transaction
    that makes its mail or notice. A day that is over is left to the next one.
    """
    if day != today().isoformat():
        return
    try:
        waiting = db.session.scalars(_untold().with_only_columns(WitnessRequest.id)).all()
        for first in range(0, len(waiting), AT_ONCE):
            for request_id in list(_with_something_due(waiting[first : first + AT_ONCE])):
                _do(request_id)
    except OperationalError as problem:
        raise TryLater("The database did not answer; reminders are tried again.") from problem


def _untold() -> Select[WitnessRequest, Account]:
    """Select open requests, with their learner, of which the learner was not told; the longest asked first.

    Who answered, declined or cancelled is not open; whose learner left or is kept out is left alone.
    """
    return (
        select(WitnessRequest, Account)
        .join(Account, Account.id == WitnessRequest.learner_id)
        .join(Enrolment, Enrolment.id == WitnessRequest.enrolment_id)
        .where(
            WitnessRequest.state.in_(OPEN_STATES),
            WitnessRequest.given_up_at.is_(None),
            WitnessRequest.expires_at > now() - LONG_OVER,
            Enrolment.withdrawn_at.is_(None),
            Account.active,
        )
        .order_by(WitnessRequest.created_at, WitnessRequest.id)
    )


def _with_something_due(ids: Sequence[UUID]) -> Iterator[UUID]:
    found = db.session.execute(_untold().where(WitnessRequest.id.in_(ids))).unique().all()
    how = _standing([row[0] for row in found])
    end_reading()
    for row in found:
        if next_step(how[row[0].id], today()) is not ReminderStep.NOTHING:
            yield row[0].id


def _standing(requests: Sequence[WitnessRequest]) -> dict[UUID, UnansweredRequest]:
    """Return how it stands with requests, in two statements."""
    ids = [request.id for request in requests]
    first = select(WitnessLink.request_id, func.min(WitnessLink.made_at)).where(
        WitnessLink.request_id.in_(ids),
        WitnessLink.ended_at.is_(None),
        WitnessLink.way == Way.MAIL,
    )
    mailed = {row[0]: row[1] for row in db.session.execute(first.group_by(WitnessLink.request_id))}
    mails = newest_about(ids)
    return {
        request.id: _asked(request, mailed.get(request.id), mails.get(request.id))
        for request in requests
    }


def _asked(
    request: WitnessRequest, linked_at: datetime | None, mail: OutgoingMail | None
) -> UnansweredRequest:
    """Return how it stands with one; a mail that left late counts from when it left."""
    left = mail.sent_at if mail and mail.about == ASKING else None
    mailed_at = linked_at and max(linked_at, left or linked_at)
    return UnansweredRequest(
        mailed_on=local(mailed_at).date() if mailed_at else None,
        reminders=request.reminders,
        reminded_on=local(request.reminded_at).date() if request.reminded_at else None,
        over=request.expires_at <= now(),
        mail=MailState(mail.state) if mail else None,
    )


def _do(request_id: UUID) -> None:
    """Do what is due about one request, if it still is: in one transaction, so once."""
    with write() as session:
        wanted = _untold().where(WitnessRequest.id == request_id)
        again = wanted.with_for_update(of=WitnessRequest).execution_options(populate_existing=True)
        row = session.execute(again).unique().first()
        if row is None:
            return
        request, learner = row[0], row[1]
        step = next_step(_standing([request])[request.id], today())
        if step is ReminderStep.REMIND:
            _remind(session, request, learner)
        elif step is not ReminderStep.NOTHING:
            _tell(session, request, step)


def _remind(session: Session, request: WitnessRequest, learner: Account) -> None:
    """Remind, unless the address had its mails of the day; then it is due tomorrow still."""
    if (
        mailed_way() is not Way.MAIL
        or mails_today([request.email_key]).get(request.email_key, 0) >= MOST_A_DAY
    ):
        return
    request.reminders += 1
    last = request.reminders == len(AFTER_DAYS)
    send_reminder(session, request, learner, SYSTEM, last=last)


def _tell(session: Session, request: WitnessRequest, step: ReminderStep) -> None:
    """Tell whoever asked: the learner, or the assessor who released a correction."""
    request.given_up_at = now()
    sentence = told(step, request.witness_name)
    if request.released_by_id:
        notify(session, request.released_by_id, sentence, "witness.waiting")
    else:
        mine = {"request_id": str(request.id)}
        notify(session, request.learner_id, sentence, "witness.request", **mine)
    note_request(session, request, SYSTEM, TOLD, because=step.value)
