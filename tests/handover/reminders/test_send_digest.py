"""Who is mailed what is due: once a day, by a real server, whatever stops or doubles in between."""

import threading
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from portfolio.base import clock, jobs
from portfolio.base.db import db
from portfolio.base.jobs import Job
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records import store as evidence
from portfolio.handover.parties.model import Digest
from portfolio.handover.reminders import send_digest, switch
from portfolio.handover.reminders.words import MOST_LISTED
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from tests.conftest import app_at
from tests.handover.waiting import MORNING, at, handed_over
from tests.journeys.house import free_port
from tests.journeys.mailbox import Mailbox
from tests.one_app import close

ROW = {"checked_on": "2026-10-06", "method": "In person", "outcome": "It was done."}


@pytest.fixture
def port():
    return free_port()


@pytest.fixture
def sending(app, engine, port):
    """The application again, with a mail server that may or may not be there, after its start."""
    again = restarted(app, port)
    with again.app_context():
        yield again
    close(again)


def restarted(app, port):
    more = {"SMTP_URL": f"smtp://127.0.0.1:{port}", "PUBLIC_URL": "https://portfolio.example"}
    with app.app_context():
        more["DATABASE_URL"] = db.engine.url.render_as_string(hide_password=False)
    return app_at(app.config["HOME"], **more)


def digests(address=None):
    """The mails of reminders that were made, sent or not."""
    db.session.rollback()
    wanted = select(OutgoingMail).where(OutgoingMail.about == "digest")
    if address:
        wanted = wanted.where(OutgoingMail.recipient == address)
    return db.session.scalars(wanted.order_by(OutgoingMail.created_at)).all()


def received(box):
    return [message for message in box.messages if message["List-Unsubscribe"]]


def test_what_is_due_arrives_once_on_a_morning(sending, port, world):
    piece = handed_over(world.learner)
    action = piece.actions[0].id
    handed_over(world.learner, "2026-10-06T20:00", "2026-10-07T08:00", title="Keys for the night")
    with Mailbox(port) as box:
        for minute in range(3):
            with at(f"2026-10-06T07:0{minute}+01:00"):
                jobs.sweep()
        (message,) = received(box)
    text = message.get_content().replace("\r\n", "\n")
    assert message["To"] == world.learner.email
    assert message["Subject"] == "2 check-backs are overdue, 1 due today"
    assert text.startswith("Hello Mia Learner,\n")
    assert "- E1: Ring the depot\n  by 5 October 2026 at 17:30\n" in text
    assert f"https://portfolio.example/evidence/{piece.id}?about={action}\n" in text
    assert text.index("Overdue:") < text.index("E1: Ring the customer") < text.index("Due today:")
    assert "E2: Task 1" in text
    assert "Task 2" not in text, "tomorrow's is not due"
    for words in ("the customer was promised", "parcel", "Priya", "depot had not"):
        assert words.casefold() not in text.casefold(), "nothing of the customer but the task"
    assert "https://portfolio.example/check-backs" in text
    assert f"https://{message['List-Unsubscribe'].strip('< >').removeprefix('https://')}" in text
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_nothing_leaves_before_the_hour_or_when_nothing_is_due(sending, world):
    handed_over(world.learner)
    with at("2026-10-06T06:59+01:00"):
        jobs.sweep()
    assert digests() == []
    handed_over(world.other_learner, "2026-10-07T00:00")
    with at(MORNING):
        jobs.sweep()
    assert [sent_digest.recipient for sent_digest in digests()] == [world.learner.email]


def test_a_day_that_nobody_checked_back_on_is_told_again_the_next_and_no_more_after(sending, world):
    piece = handed_over(world.learner)
    for day in ("2026-10-06", "2026-10-07"):
        with at(f"{day}T12:00+01:00"):
            jobs.sweep()
            jobs.sweep()
    assert len(digests()) == 2
    with at("2026-10-07T13:00+01:00"):
        evidence.add_check_back(world.learner, piece.id, action_id=None, row=ROW)
    with at("2026-10-08T12:00+01:00"):
        jobs.sweep()
    assert len(digests()) == 2


def test_what_is_long_overdue_is_told_once_a_week(sending, world):
    handed_over(world.learner)  # due on 5 October
    for day in range(6, 25):
        with at(f"2026-10-{day:02}T12:00+01:00"):
            jobs.sweep()
    told = [
        sent_digest.day.day
        for sent_digest in db.session.scalars(select(Digest).order_by(Digest.day))
    ]
    assert told == [6, 7, 8, 15, 22]


def test_a_machine_that_was_off_at_seven_sends_later_that_day(sending, world):
    handed_over(world.learner)
    with at("2026-10-06T23:10+01:00"):
        jobs.sweep()
    assert [sent_digest.day for sent_digest in db.session.scalars(select(Digest))] == [
        date(2026, 10, 6)
    ]
    with at("2026-10-07T07:00+01:00"):
        jobs.sweep()
    assert len(digests()) == 2


def test_after_a_restart_it_is_not_sent_again(app, sending, port, world):
    handed_over(world.learner)
    with Mailbox(port) as box:
        with at(MORNING):
            jobs.sweep()
        again = restarted(app, port)
        with again.app_context(), at("2026-10-06T09:30+01:00"):
            jobs.sweep()
        close(again)
        assert len(received(box)) == 1


def test_a_worker_that_died_on_the_way_is_followed_by_one_that_mails_the_rest(
    sending, port, world, monkeypatch
):
    handed_over(world.learner)
    handed_over(world.other_learner)
    posted = send_digest.post
    made = []

    def dies_after_one(*given, **named):
        if made:
            raise SystemExit
        made.append(named["to"])
        return posted(*given, **named)

    monkeypatch.setattr(send_digest, "post", dies_after_one)
    with at(MORNING), pytest.raises(SystemExit):
        jobs.sweep()
    db.session.rollback()
    monkeypatch.undo()
    assert len(digests()) == 1
    later = clock.datetime.fromisoformat(MORNING) + jobs.LOST_AFTER + timedelta(minutes=1)
    with Mailbox(port) as box, clock.at(later):
        jobs.sweep()
        recipients = sorted(message["to"] for message in received(box))
    assert recipients == sorted([world.learner.email, world.other_learner.email])


def test_two_workers_at_once_make_one_mail(sending, port, world):
    handed_over(world.learner)
    handed_over(world.other_learner)
    start = threading.Barrier(4)

    def work(do):
        with sending.app_context(), at(MORNING):
            start.wait()
            do()

    def straight():
        send_digest.mail_digests(None, day="2026-10-06")

    with Mailbox(port) as box:
        threads = [
            threading.Thread(target=work, args=(do,))
            for do in (jobs.sweep, jobs.sweep, straight, straight)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with at(MORNING):
            jobs.sweep()
        assert len(received(box)) == 2
    assert len(db.session.scalars(select(Digest)).all()) == 2


def test_while_the_mail_server_is_away_it_waits_and_then_leaves_once(sending, port, world):
    handed_over(world.learner)
    with at(MORNING):
        jobs.sweep()
    (waiting,) = digests()
    assert waiting.sent_at is None
    with Mailbox(port) as box, at("2026-10-06T09:10+01:00"):
        jobs.sweep()
        jobs.sweep()
        assert len(received(box)) == 1


def test_a_job_of_yesterday_mails_nothing_today(sending, world):
    handed_over(world.learner)
    with at(MORNING):
        send_digest.mail_digests(None, day="2026-10-05")
    assert digests() == []


def test_who_left_every_unit_is_kept_out_or_stopped_it_gets_none(sending, world):
    with at(MORNING):
        handed_over(world.learner)
        handed_over(world.other_learner)
        for enrolment in enrolments.of_learner(world.learner.id):
            enrolments.withdraw(enrolment.id, SYSTEM, "Left.")
        people.switch(world.other_learner.id, active=False, by=SYSTEM)
        jobs.sweep()
        assert digests() == []
        people.switch(world.other_learner.id, active=True, by=SYSTEM)
        other = people.by_id(world.other_learner.id)
        switch.stop(other, other.actor)
    with at("2026-10-07T09:00+01:00"):
        jobs.sweep()
        assert digests() == []
        switch.begin_again(other, other.actor)
    with at("2026-10-08T09:00+01:00"):
        jobs.sweep()
    assert [sent_digest.recipient for sent_digest in digests()] == [world.other_learner.email]


def test_who_left_one_of_two_units_is_still_reminded(sending, world):
    handed_over(world.learner)
    enrolments.withdraw(world.second_enrolment.id, SYSTEM, "Too much.")
    with at(MORNING):
        jobs.sweep()
    assert len(digests()) == 1


def test_many_actions_are_counted_and_the_first_are_named(sending, world):
    handed_over(world.learner, *["2026-10-05T17:30"] * 30)
    with at(MORNING):
        jobs.sweep()
    (mail,) = digests()
    assert mail.subject == "30 check-backs are overdue"
    assert mail.body.count("- E1: Task") == MOST_LISTED
    assert "… and 10 more." in mail.body
    assert len(mail.body) < 6000


def test_a_task_can_not_take_the_place_of_the_link_or_make_lines(sending, port, world):
    task = "Open {link} now" + "x" * 150
    actions = [{"task": task, "owner": "Priya", "deadline": "2026-10-05T17:30"}]
    handed_over(world.learner, actions=actions)
    with Mailbox(port) as box, at(MORNING):
        jobs.sweep()
        (message,) = received(box)
    text = message.get_content()
    assert "- E1: Open link now" in text
    assert text.count("/reminders/stop/") == 1


def test_the_link_that_stops_is_kept_only_until_it_is_sent(sending, port, world):
    handed_over(world.learner)
    with at(MORNING):
        jobs.sweep()
    (mail,) = digests()
    assert "/reminders/stop/" not in mail.body + str(mail.headers)
    with Mailbox(port), at("2026-10-06T10:00+01:00"):
        jobs.sweep()
    assert digests()[0].sealed_link is None


def test_the_database_away_is_tried_again_and_history_stays_whole(sending, world):
    handed_over(world.learner)
    with at(MORNING):
        jobs.sweep()
        switch.stop(world.learner, SYSTEM)
    done = db.session.scalar(select(Job).where(Job.name == send_digest.NAME))
    assert done.status == "done"
    assert history.verify() == []
