"""A message leaves at least once and by one worker at a time, whatever is cut off, and its row says how far it is."""

import email
import email.policy
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from sqlalchemy import select

from portfolio.base import clock, jobs
from portfolio.base.db import db, write
from portfolio.base.jobs import Job
from portfolio.base.link_secrets import mint
from portfolio.base.mailing import smtp
from portfolio.base.mailing.mail import (
    LOST_AFTER,
    MailState,
    OutgoingMail,
    drop_unsent,
    newest_about,
    post,
    try_again,
    undelivered,
)
from portfolio.base.mailing.sending import IN_A_FILE
from tests.conftest import app_at
from tests.journeys.house import free_port
from tests.one_app import close

TO = "priya@depot.example"


class Server(SMTP):
    """A mail server that can be told to hang up when it is asked for DATA."""

    async def smtp_DATA(self, arg):  # noqa: N802 -- aiosmtpd's name
        if self.event_handler.cut == "before":
            self.transport.abort()
            return
        await super().smtp_DATA(arg)


class Postman:
    """Keeps what it is given; answers, hangs up or dawdles as it is told."""

    def __init__(self):
        self.messages, self.cut, self.rcpt, self.data = [], "", "250 OK", "250 OK"
        self.got_one = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.rcpt

    async def handle_DATA(self, server, _session, envelope):  # noqa: N802
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        if self.data.startswith("250"):
            self.messages.append(message)
        self.got_one.set()
        if not self.may_answer.is_set():
            await server.loop.run_in_executor(None, self.may_answer.wait, 30)
        if self.cut == "after":
            server.transport.abort()
        return self.data

    @property
    def ids(self):
        return [message["Message-ID"] for message in self.messages]


class Reached(Controller):
    """A controller whose server can hang up."""

    def factory(self):
        return Server(self.handler, **self.SMTP_kwargs)


@contextmanager
def serving(port, postman=None):
    postman = postman or Postman()
    controller = Reached(postman, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield postman
    finally:
        postman.may_answer.set()
        controller.stop()


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def sending(app, engine, port):
    """The application again, with a mail server that may or may not be there."""
    with app.app_context():
        database = db.engine.url.render_as_string(hide_password=False)
    more = {"SMTP_URL": f"smtp://127.0.0.1:{port}", "DATABASE_URL": database}
    again = app_at(app.config["HOME"], **more)
    with again.app_context():
        yield again
    close(again)


def put(**changes):
    given = {"to": TO, "subject": "Please tell us what you saw", "body": "Hello\n"}
    with write() as session:
        return post(session, **(given | changes)).id


def row(mail_id):
    db.session.rollback()
    return db.session.get_one(OutgoingMail, mail_id, populate_existing=True)


def later(minutes=10):
    return clock.at(clock.now() + timedelta(minutes=minutes))


def job_of(mail_id):
    return db.session.scalar(select(Job).where(Job.arguments == {"mail_id": str(mail_id)}))


@pytest.mark.both_engines
def test_before_the_server_is_spoken_to_the_claim_is_kept(sending, port):
    mail_id = put()
    with serving(port) as postman:
        postman.may_answer.clear()
        worker = threading.Thread(target=_work, args=(sending,))
        worker.start()
        assert postman.got_one.wait(20)
        seen = row(mail_id)
        assert (seen.state, seen.sent_at) == (MailState.SENDING, None)
        assert seen.tried_at is not None
        db.session.rollback()
        postman.may_answer.set()
        worker.join()
    assert row(mail_id).state == MailState.SENT


def _work(app):
    with app.app_context():
        jobs.run_waiting()


def test_cut_off_after_the_message_it_is_doubtful_and_goes_again_as_the_same(sending, port):
    mail_id = put(link=f"https://here.example/w/{mint().text}", body="Open {link}\n")
    with serving(port) as postman:
        postman.cut = "after"
        jobs.run_waiting()
        doubtful = row(mail_id)
        assert (doubtful.state, doubtful.sent_at) == (MailState.DOUBTFUL, None)
        assert "connection broke" in doubtful.problem
        assert doubtful.sealed_link, "it is needed once more"
        postman.cut = ""
        with later():
            jobs.sweep()
            jobs.sweep()
        assert postman.ids == [doubtful.message_id] * 2
    sent = row(mail_id)
    assert (sent.state, sent.problem, sent.sealed_link) == (MailState.SENT, "", None)


def test_cut_off_before_the_message_it_waits(sending, port):
    mail_id = put()
    with serving(port) as postman:
        postman.cut = "before"
        jobs.run_waiting()
        assert row(mail_id).state == MailState.WAITING
        assert "could not be reached" in row(mail_id).problem
        postman.cut = ""
        with later():
            jobs.sweep()
        assert len(postman.ids) == 1
    assert row(mail_id).state == MailState.SENT


def test_a_doubtful_one_stays_doubtful_while_the_server_is_away(sending, port):
    mail_id = put()
    with serving(port) as postman:
        postman.cut = "after"
        jobs.run_waiting()
    with later():
        jobs.sweep()
    assert row(mail_id).state == MailState.DOUBTFUL
    assert "could not be reached" in row(mail_id).problem
    with serving(port) as again, later(60):
        jobs.sweep()
        assert again.ids == postman.ids


def test_a_server_that_is_rude_at_the_end_still_has_the_message(sending, port, monkeypatch):
    async def hang_up(self, _arg):
        self.transport.abort()

    monkeypatch.setattr(Server, "smtp_QUIT", hang_up)
    mail_id = put()
    with serving(port) as postman:
        jobs.run_waiting()
        with later():
            jobs.sweep()
        assert len(postman.ids) == 1
    assert row(mail_id).state == MailState.SENT


@pytest.mark.parametrize(
    ("step", "answer", "state", "words"),
    [
        ("rcpt", "550 5.1.1 no such person", "refused", "refused this address (550 5.1.1)"),
        ("rcpt", "552 5.2.2 over quota", "refused", "is full (552 5.2.2)"),
        ("rcpt", "451 later", "waiting", "did not take the message yet"),
        ("data", "554 looks like spam", "refused", "would not pass this message on (554)"),
        ("data", "452 no room now", "waiting", "did not take the message yet"),
    ],
)
def test_what_the_server_says_is_kept_in_words(sending, port, step, answer, state, words):
    mail_id = put()
    with serving(port) as postman:
        setattr(postman, step, answer)
        jobs.run_waiting()
        assert (row(mail_id).state, job_of(mail_id).status) == (
            state,
            "failed" if state == "refused" else "queued",
        )
        assert words in row(mail_id).problem
        assert job_of(mail_id).words == row(mail_id).problem
        setattr(postman, step, "250 OK")
        with later():
            jobs.sweep()
        assert len(postman.ids) == (0 if state == "refused" else 1)


def test_a_server_that_quotes_the_message_does_not_make_us_tell_the_link(sending, port):
    secret = mint().text
    mail_id = put(body="Open {link}\n", link=f"https://here.example/w/{secret}")
    with serving(port) as postman:
        postman.data = f"554 blocked: https://here.example/w/{secret}"
        jobs.run_waiting()
    assert secret not in row(mail_id).problem + job_of(mail_id).words


def test_a_refused_message_goes_again_when_somebody_says_so(sending, port):
    mail_id = put()
    with serving(port) as postman:
        postman.rcpt = "550 no"
        jobs.run_waiting()
        postman.rcpt = "250 OK"
        with write() as session:
            assert try_again(session, row_here(session, mail_id))
        jobs.run_waiting()
        with write() as session:
            assert not try_again(session, row_here(session, mail_id)), "it went"
        jobs.run_waiting()
        assert postman.ids == [row(mail_id).message_id]


def row_here(session, mail_id):
    return session.get_one(OutgoingMail, mail_id)


def test_down_then_up(sending, port):
    ids = [put(to=f"somebody{number}@depot.example") for number in range(3)]
    jobs.run_waiting()
    assert {row(mail_id).state for mail_id in ids} == {MailState.WAITING}
    with later(61):
        assert {mail.id for mail in undelivered()} == set(ids)
    with serving(port) as postman, later():
        jobs.sweep()
        assert len(set(postman.ids)) == len(postman.ids) == 3
    with later(61):
        assert undelivered() == []


@pytest.mark.both_engines
def test_a_server_that_is_away_for_days_gets_it_when_it_is_back(sending, port):
    mail_id = put()
    for day in range(1, 6):
        with later(day * 24 * 60):
            jobs.sweep()
    assert row(mail_id).state == MailState.WAITING
    with serving(port) as postman:
        with later(6 * 24 * 60):
            jobs.sweep()
            jobs.sweep()
        assert postman.ids == [row(mail_id).message_id]


@pytest.mark.both_engines
def test_eight_workers_send_a_message_once(sending, port):
    mail_ids = [put(to=f"somebody{number}@depot.example") for number in range(3)]
    with write() as session:
        for mail_id in mail_ids * 8:
            jobs.request_job(session, "send mail", {"mail_id": str(mail_id)})
    with serving(port) as postman:
        workers = [threading.Thread(target=_work, args=(sending,)) for _ in range(8)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        with later(70):
            jobs.sweep()
        assert sorted(postman.ids) == sorted(row(mail_id).message_id for mail_id in mail_ids)


_PROCESS = """
import sys
from portfolio.app import create_app
from portfolio.base import jobs
from portfolio.base.settings.config import read_settings
app = create_app(read_settings({"PORTFOLIO_SECRET_KEY": "a key for tests only"}, HOME=sys.argv[1], SMTP_URL=sys.argv[2]))
with app.app_context():
    jobs.run_waiting()
"""


def test_a_process_killed_while_it_sends_leaves_a_doubtful_message_that_goes_again(sending, port):
    mail_id = put(body="Open {link}\n", link=f"https://here.example/w/{mint().text}")
    with serving(port) as postman:
        postman.may_answer.clear()
        url = f"smtp://127.0.0.1:{port}"
        worker = subprocess.Popen(
            [sys.executable, "-c", _PROCESS, str(sending.config["HOME"]), url]
        )
        assert postman.got_one.wait(60)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        postman.may_answer.set()
        assert row(mail_id).state == MailState.SENDING
        assert row(mail_id).shown_state == MailState.SENDING
        tried = row(mail_id).tried_at
        with clock.at(tried + LOST_AFTER + timedelta(minutes=1)):
            assert row(mail_id).shown_state == MailState.DOUBTFUL
            assert [mail.id for mail in undelivered()] == [mail_id]
            jobs.sweep()
        with clock.at(tried + LOST_AFTER + timedelta(minutes=30)):
            jobs.sweep()
        assert postman.ids == [row(mail_id).message_id] * 2
    assert row(mail_id).state == MailState.SENT


def test_one_that_is_being_sent_is_left_to_its_worker_and_looked_at_again(sending, port):
    mail_id = put()
    with write() as session:
        one = row_here(session, mail_id)
        one.state, one.tried_at = MailState.SENDING, clock.now()
    with serving(port) as postman:
        jobs.run_waiting()
        assert postman.ids == []
        assert job_of(mail_id).status == "queued"
        with later():
            jobs.sweep()
        assert len(postman.ids) == 1


def test_a_server_that_never_comes_to_an_end_is_cut_off(sending, port, monkeypatch):
    monkeypatch.setattr(smtp, "LONGEST_TALK", 0.5)
    sending.extensions["mailman"].timeout = 60  # longer than the server dawdles
    mail_id = put()
    with serving(port) as postman:
        postman.may_answer.clear()
        jobs.run_waiting()
        assert row(mail_id).state == MailState.DOUBTFUL, "it answers after 30 seconds"


def test_a_claim_outlasts_every_conversation():
    assert timedelta(seconds=smtp.LONGEST_TALK) < LOST_AFTER


def test_a_file_says_that_it_reached_nobody(app, context):
    mail_id = put()
    jobs.run_waiting()
    assert (row(mail_id).state, row(mail_id).problem) == (MailState.SENT, IN_A_FILE)


@pytest.mark.both_engines
def test_the_newest_about_each_is_read_in_one_statement_without_its_words(context, statements):
    first, second = put(belongs_to=put()), put()
    about = row(first).belongs_to
    with later():
        newest = put(belongs_to=about)
        put(belongs_to=second, about="receipt")
    db.session.rollback()
    db.session.close()
    with statements() as seen:
        found = newest_about([about, second, first])
    assert len([sql for sql in seen if sql.startswith("SELECT")]) == 1
    assert (found[about].id, set(found)) == (newest, {about, second})
    assert set(newest_about([about, second], "receipt")) == {second}
    with pytest.raises(Exception, match="raiseload"):
        print(found[about].body)


@pytest.mark.both_engines
def test_a_message_whose_link_is_dead_never_leaves(context):
    about = put()
    old = put(belongs_to=about, about="witness request", body="{link}", link="https://x/y")
    other = put(belongs_to=about, about="receipt")
    with write() as session:
        drop_unsent(session, about, "witness request")
        new = post(session, to=TO, subject="s", body="b", belongs_to=about, about="witness request")
    new_id = new.id
    jobs.run_waiting()
    assert (row(old).state, row(old).sent_at, row(old).sealed_link) == ("dropped", None, None)
    assert row(other).state == row(new_id).state == MailState.SENT
    assert newest_about([about], "witness request")[about].id == new_id
    with write() as session:
        assert not try_again(session, row_here(session, old))
