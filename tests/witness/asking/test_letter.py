"""A mail server that is away, or refuses: the request waits and says so, and nothing is lost."""

from datetime import timedelta

import pytest

from portfolio.base import clock, jobs
from portfolio.base.db import db
from portfolio.base.mailing.mail import newest_about
from portfolio.people.model import Account
from portfolio.witness.asking.progress import progress_of
from portfolio.witness.requests import store, witness_links
from tests.base.test_mail import free_port, serving
from tests.conftest import app_at
from tests.evidence.examples import submitted
from tests.one_app import close
from tests.witness.asked import ADDRESS, asked


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def sending(app, port):
    """The application again, with a mail server that may or may not be there."""
    again = app_at(app.config["HOME"], SMTP_URL=f"smtp://127.0.0.1:{port}")
    with again.app_context():
        yield again
    close(again)


def to_grace(postman):
    """The messages to the witness; a digest to the staff may be on its way as well."""
    return [message for message in postman.messages if message["To"] == ADDRESS]


def said(request) -> str:
    db.session.rollback()
    mail = newest_about([request.id]).get(request.id)
    row = store.own(db.session.get(Account, request.learner_id), request.id)
    return progress_of(row, clock.now(), mail, None).sentence


def test_while_the_mail_server_is_away_a_request_waits_and_says_so_and_nothing_is_lost(
    sending, world, port
):
    request = asked(world, about=[submitted(world.learner).id])
    assert "about to go out" in said(request)
    jobs.run_waiting()
    assert "Nothing is lost" in said(request)
    with serving(port) as postman, clock.at(clock.now() + timedelta(minutes=3)):
        postman.refuse[ADDRESS] = "451 try later"
        jobs.sweep()
        assert to_grace(postman) == []
        assert "Nothing is lost" in said(request)
    with serving(port) as postman, clock.at(clock.now() + timedelta(hours=1)):
        jobs.sweep()
        jobs.sweep()
        [message] = to_grace(postman)
        assert "The link was sent by mail" in said(request)
        text = message.get_content()
        secret = text.split("/w/")[1].split()[0]
        assert witness_links.open_request(secret).request.id == request.id
        assert request.what_they_saw not in text


def test_a_refused_address_says_so_and_is_corrected(sending, world, port):
    request = asked(world)
    with serving(port) as postman:
        postman.refuse[ADDRESS] = "550 no such person"
        jobs.run_waiting()
        assert "refused the address" in said(request)
        right = asked(world, witness_email="g.okafor@rowanbank.example.org", instead_of=request.id)
        jobs.run_waiting()
        assert [message["To"] for message in postman.messages] == ["g.okafor@rowanbank.example.org"]
    assert "The link was sent by mail" in said(right)
