"""Filling: further learners beside the story, once each; and never into somebody else's centre."""

import shutil

import pytest
from sqlalchemy import func, select

from portfolio.base import jobs
from portfolio.base.db import db
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.demonstration.cohort import cohort
from portfolio.demonstration.fill import SEED, OtherCentre, fill
from portfolio.evidence.records import store as evidence
from portfolio.history import store as history
from portfolio.people import store as people
from tests.conftest import app_at
from tests.one_app import close

SOME = 5


@pytest.fixture
def copied(filled, tmp_path):
    """A copy of the filled home, to add to."""
    app, _said = filled
    home = tmp_path / "home"
    shutil.copytree(app.config["HOME"], home)
    copy = app_at(home, DEMONSTRATION="1")
    with copy.app_context():
        yield copy
    close(copy)


def count(table):
    return db.session.scalar(select(func.count()).select_from(table))


def test_further_learners_live_through_the_same_verbs_and_once(copied):
    mails, said = count(OutgoingMail), []
    db.session.rollback()
    fill(said.append, SOME)
    assert said[-1] == f"  {SOME} of {SOME} further learners"
    for person, story in cohort(SOME, SEED):
        learner = people.by_email(person.email)
        pieces = evidence.of_learner(learner.id)
        assert [piece.title for piece in pieces] == [piece.content.title for piece in story.pieces]
    assert history.verify() == []
    assert set(db.session.scalars(select(jobs.Job.status))) == {"done"}
    assert count(OutgoingMail) > mails
    unsent = db.session.scalars(select(OutgoingMail.about).where(OutgoingMail.sent_at.is_(None)))
    assert set(unsent) == {"notice"}

    everybody = len(people.everybody())
    db.session.rollback()
    fill(said.append, SOME)
    assert len(people.everybody()) == everybody
    db.session.rollback()
    fill(said.append, SOME + 1)
    assert len(people.everybody()) == everybody + 1


def test_another_centre_is_left_alone(app):
    with app.app_context():
        before = len(people.everybody())
        db.session.rollback()
        with pytest.raises(OtherCentre, match="Name an empty folder with --home"):
            fill(pytest.fail)
        assert len(people.everybody()) == before
