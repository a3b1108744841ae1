"""Makes one reminder: another link beside those that work, and the mail that carries it."""

from collections.abc import Collection
from datetime import datetime, time

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portfolio.base.clock import now, today, zone
from portfolio.base.db import db
from portfolio.base.mailing.mail import MailState, OutgoingMail, post
from portfolio.base.translating import speaking, spoken_date, wanted_language
from portfolio.base.wall_time import moment_of
from portfolio.history.chain import Actor
from portfolio.people import store as people
from portfolio.people.model import Account
from portfolio.witness.history_entries import note_request
from portfolio.witness.model import WitnessRequest
from portfolio.witness.reminders.words import reminder
from portfolio.witness.requests.witness_links import ASKING, LINKS, REMINDING

REMINDED = "reminded a witness"


def mails_today(keys: Collection[str]) -> dict[str, int]:
    """Return how many mails with a link were made today for each of these addresses, in one statement."""
    midnight = moment_of(datetime.combine(today(), time.min), zone())
    wanted = (
        select(WitnessRequest.email_key, func.count(OutgoingMail.id))
        .join(OutgoingMail, OutgoingMail.belongs_to == WitnessRequest.id)
        .where(
            WitnessRequest.email_key.in_(keys),
            OutgoingMail.about.in_((ASKING, REMINDING)),
            OutgoingMail.created_at >= midnight,
            OutgoingMail.state != MailState.DROPPED,
        )
        .group_by(WitnessRequest.email_key)
    )
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def send_reminder(
    session: Session, request: WitnessRequest, learner: Account, by: Actor, *, last: bool | None
) -> None:
    """Mail the witness one more link; those before it go on working. Call inside `write()`.

    So nobody who is typing on a page they opened from an earlier mail loses a word. `last`: no other
    comes by itself; None: nothing is said of others.
    """
    link = LINKS.mint(session, request, by if by.id else None)
    centre = people.the_centre()
    with speaking(wanted_language()):
        subject, body = reminder(
            learner=learner.name,
            witness=request.witness_name,
            centre=centre.name if centre else "",
            until=spoken_date(request.expires_at),
            begun=request.has_answers,
            last=last,
        )
    post(
        session,
        to=request.witness_email,
        subject=subject,
        body=body,
        link=link,
        about=REMINDING,
        belongs_to=request.id,
    )
    request.reminded_at = now()
    note_request(session, request, by, REMINDED)
