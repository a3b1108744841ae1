"""Mails each learner, once on a day, which check-backs are overdue or due today."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.exc import OperationalError

from portfolio.base.clock import today
from portfolio.base.db import db, end_reading, write
from portfolio.base.jobs import RunningJob, TryLater
from portfolio.base.mailing.mail import LINK_PLACE, post
from portfolio.base.web.full_addresses import full_address
from portfolio.enrolment.model import Enrolment
from portfolio.handover.due import store as due
from portfolio.handover.due.rules import Due
from portfolio.handover.parties.model import Digest, DigestStop
from portfolio.handover.reminders.switch import stop_address
from portfolio.handover.reminders.words import body_of, is_due, is_worth_a_mail, subject_of
from portfolio.people.model import Account

NAME = "handover.digest"
AT_ONCE = 50
"""So many learners' handovers are held in memory at a time."""


def mail_digests(_job: RunningJob, /, *, day: str) -> None:
    """Mail everybody for whom something is due. Raises TryLater when the database does not answer.

    May be done twice, or by two workers at once: the row of a person and a day is made together
    with the mail, so there is one of each. A day that is over is left to the next one's mail.
    """
    if day != today().isoformat():
        return
    try:
        learners = db.session.scalars(select(Account.id).where(*_may_be_mailed(today()))).all()
        for first in range(0, len(learners), AT_ONCE):
            _mail_some(learners[first : first + AT_ONCE], today())
    except OperationalError as problem:
        raise TryLater("The database did not answer; reminders are tried again.") from problem


def _may_be_mailed(day: date) -> tuple[ColumnElement[bool], ...]:
    """Active, on a unit, not tired of reminders, and not yet mailed on that day."""
    return (
        Account.active.is_(True),
        exists().where(Enrolment.learner_id == Account.id, Enrolment.withdrawn_at.is_(None)),
        ~exists().where(DigestStop.account_id == Account.id),
        ~exists().where(Digest.account_id == Account.id, Digest.day == day),
    )


def _mail_some(learner_ids: Sequence[UUID], day: date) -> None:
    theirs: dict[UUID, list[Due]] = {}
    for learner in due.of_learners(learner_ids):
        if is_due(learner):
            theirs.setdefault(learner.learner_id, []).append(learner)
    newest = select(Digest.account_id, func.max(Digest.day)).where(Digest.account_id.in_(theirs))
    newest_by_account = newest.group_by(Digest.account_id)
    last = {row[0]: row[1] for row in db.session.execute(newest_by_account)}
    end_reading()
    for learner_id, found in theirs.items():
        if is_worth_a_mail(found, day, last.get(learner_id)):
            _mail(learner_id, day, found)


def _mail(learner_id: UUID, day: date, found: Sequence[Due]) -> None:
    """Keep that this person was mailed on this day, and the mail, in one transaction."""
    with write() as session:
        wanted = select(Account).where(Account.id == learner_id, *_may_be_mailed(day))
        account = session.scalars(wanted).unique().first()
        if account is None:  # another worker was first, or they stopped it since
            return
        session.add(Digest(account_id=learner_id, day=day))
        post(
            session,
            to=account.email,
            subject=subject_of(found),
            body=body_of(account.name, found, _address_of, full_address("handover.due")),
            link=stop_address(learner_id),
            headers={
                "List-Unsubscribe": f"<{LINK_PLACE}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            },
            about="digest",
        )


def _address_of(handed_over: Due) -> str:
    """Return the page on which an action's check-back is written."""
    return full_address(
        "evidence.piece", evidence_id=handed_over.evidence_id, about=handed_over.action_id
    )
