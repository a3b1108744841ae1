"""What nobody needs of requests that ended is erased thirty days later; what is open or counts is kept."""

from datetime import timedelta

from portfolio.base import clock
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import MailState, OutgoingMail
from portfolio.witness.model import RequestState
from portfolio.witness.reminders import ending
from tests.witness.asked import asked
from tests.witness.reminders.days import fresh, set_back

NOTE = {"statement": "I was resetting the panel"}


def ended(world, state, days, **changes):
    """A request with a draft and a network's mark that was answered, or ran out, so many days ago."""
    request = asked(world, asked_from="a mark", witness_email=f"w{days}{state}@depot.example")
    then = clock.now() - timedelta(days=days)
    times = {"answered_at": then} if state in ("done", "declined") else {"expires_at": then}
    set_back(request, state=state, draft=NOTE, **times, **changes)
    return request


def erase():
    db.session.rollback()
    ending.erase_what_ended(None, day=clock.today().isoformat())
    ending.erase_what_ended(None, day=clock.today().isoformat())


def test_after_thirty_days_draft_and_mark_are_gone(context, world):
    gone = [
        ended(world, RequestState.DECLINED, 31),
        ended(world, RequestState.CANCELLED, 31),
        ended(world, RequestState.BEGUN, 31),
    ]
    erase()
    for request in gone:
        assert (fresh(request).draft, fresh(request).asked_from) == (None, "")


def test_before_that_and_while_it_is_open_everything_is_kept(context, world):
    kept = [
        ended(world, RequestState.DECLINED, 29),
        ended(world, RequestState.BEGUN, 29),
        ended(world, RequestState.BEGUN, -5),
    ]
    erase()
    for request in kept:
        assert (fresh(request).draft, fresh(request).asked_from) == (NOTE, "a mark")


def test_what_a_statement_rests_on_is_kept(context, world):
    request = ended(world, RequestState.DONE, 31)
    erase()
    assert (fresh(request).draft, fresh(request).asked_from) == (None, "a mark")


def test_a_link_that_never_left_is_forgotten(context, world):
    request = asked(world)
    with write() as session:
        mail = session.query(OutgoingMail).filter_by(belongs_to=request.id).one()
        mail.state, mail.created_at = MailState.REFUSED, clock.now() - timedelta(days=31)
        assert mail.sealed_link
        mail_id = mail.id
    erase()
    assert db.session.get_one(OutgoingMail, mail_id).sealed_link is None


def test_a_job_of_yesterday_erases_nothing(context, world):
    request = ended(world, RequestState.DECLINED, 31)
    db.session.rollback()
    ending.erase_what_ended(None, day="2020-01-01")
    assert fresh(request).draft == NOTE
