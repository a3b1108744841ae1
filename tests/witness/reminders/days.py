"""Days after a witness was asked, an application that really mails, and what arrived: shared by these tests."""

from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import select

from portfolio.base import clock, jobs
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.witness.model import WitnessRequest
from portfolio.witness.requests import store
from portfolio.witness.requests.witness_links import REMINDING
from tests.conftest import app_at
from tests.witness.asked import asked

ASKED = datetime.fromisoformat("2026-10-05T10:00+01:00")
"""A Monday; the clocks go back on the 25th."""


def restarted(app, port):
    """The application again, with a mail server that may or may not be there."""
    more = {"SMTP_URL": f"smtp://127.0.0.1:{port}", "PUBLIC_URL": "https://portfolio.example"}
    with app.app_context():
        more["DATABASE_URL"] = db.engine.url.render_as_string(hide_password=False)
    return app_at(app.config["HOME"], **more)


def day(number, hour=10):
    """Let it be so many days after the asking, at that hour of the centre's clock."""
    wall = ASKED.replace(tzinfo=None) + timedelta(days=number)
    return clock.at(wall.replace(hour=hour, tzinfo=clock.zone()))


def ask(world, **changes):
    """Let a learner ask on the first day, and let the mail go."""
    with day(0):
        made = asked(world, **changes)
        jobs.run_waiting()
    return made


def each_day(last, first=1, hour=10):
    """Let the days pass, each with two sweeps."""
    for number in range(first, last + 1):
        with day(number, hour):
            jobs.sweep()
            jobs.sweep()


def fresh(request):
    """Return a request as it is kept now."""
    db.session.rollback()
    return db.session.get_one(WitnessRequest, request.id, populate_existing=True)


def reminders_made(request=None):
    """Return the reminders that were made, sent or not."""
    db.session.rollback()
    wanted = select(OutgoingMail).where(OutgoingMail.about == REMINDING)
    if request is not None:
        wanted = wanted.where(OutgoingMail.belongs_to == request.id)
    return db.session.scalars(wanted.order_by(OutgoingMail.created_at)).all()


def received(box):
    """Return the reminders that arrived."""
    return [message for message in box.messages if message["Subject"].startswith("Reminder:")]


def set_back(request, **values):
    """Change a request straight in its table."""
    with write() as session:
        row = session.get_one(WitnessRequest, request.id)
        for name, value in values.items():
            setattr(row, name, value)


@contextmanager
def many_allowed(monkeypatch):
    """Let a learner ask more witnesses than the caps allow."""
    with monkeypatch.context() as patch:
        patch.setattr(store, "MOST_OPEN", 1000)
        patch.setattr(store, "MOST_PER_HOUR", 1000)
        yield
