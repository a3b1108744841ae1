"""Reminders by themselves: two, spaced, by a real server, once whatever doubles or dies; then the learner is told once."""

import re
import threading

import pytest
from sqlalchemy import func, select

from portfolio.base import clock, jobs
from portfolio.base.db import db
from portfolio.base.mailing.mail import MailState, newest_about
from portfolio.enrolment import store as enrolments
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.people import notices
from portfolio.people import store as people
from portfolio.witness.model import RequestState, WitnessLink
from portfolio.witness.reminders import daily
from portfolio.witness.reminders import send_reminder as makes
from portfolio.witness.requests import staff, store, witness_links
from tests.journeys.mailbox import Mailbox
from tests.one_app import close
from tests.witness.asked import ADDRESS
from tests.witness.reminders.days import (
    ask,
    day,
    each_day,
    fresh,
    many_allowed,
    received,
    reminders_made,
    restarted,
    set_back,
)


def token_in(message):
    return re.search(r"https://portfolio\.example/w/(\S+)", message.get_content())[1]


def days_of(found):
    return [(reminder.created_at.astimezone(clock.zone()).day) for reminder in found]


def told(world):
    db.session.rollback()
    mine = notices.of_person(world.learner.id)
    return [notice.sentence for notice in mine if notice.endpoint == "witness.request"]


def test_two_reminders_then_the_learner_is_told_once_and_it_stops(sending, port, world):
    with Mailbox(port) as box:
        request = ask(world)
        each_day(25)
        first, second = received(box)
    assert days_of(reminders_made()) == [10, 17]
    for message in (first, second):
        assert message["To"] == ADDRESS
        assert message["Subject"] == "Reminder: Mia Learner asks what you saw"
        assert "works until 26 October 2026" in message.get_content()
        assert "can’t help" in message.get_content()
    assert "one more comes" in first.get_content()
    assert "last reminder" in second.get_content()
    assert fresh(request).reminders == 2
    (sentence,) = told(world)
    assert "has not answered, and we have reminded them twice" in sentence
    assert "ask somebody else" in sentence
    assert fresh(request).given_up_at.astimezone(clock.zone()).day == 20
    actions = [entry.action for entry in history.of_learner(world.learner.id)]
    assert actions.count("reminded a witness") == 2
    assert actions.count(daily.TOLD) == 1
    assert history.verify() == []


def test_each_link_opens_the_request_the_older_ones_too(sending, port, world):
    with Mailbox(port) as box:
        request = ask(world)
        each_day(13)
        asked_by = re.search(r"/w/(\S+)", box.messages[0].get_content())[1]
        tokens = [asked_by, *map(token_in, received(box))]
    assert len(set(tokens)) == 3
    with day(13):
        for token in tokens:
            assert witness_links.open_request(token).request.id == request.id
    made = db.session.scalars(select(WitnessLink).order_by(WitnessLink.made_at)).all()
    assert [row.made_by_name for row in made] == ["Mia Learner", "", ""]


def test_nothing_before_the_hour_and_later_that_day_when_the_machine_was_off(sending, port, world):
    with Mailbox(port):
        ask(world)
    with day(5, hour=8):
        jobs.sweep()
    assert reminders_made() == []
    with day(5, hour=22):
        jobs.sweep()
    assert len(reminders_made()) == 1


def test_a_machine_that_was_off_for_days_keeps_them_apart(sending, port, world):
    with Mailbox(port):
        ask(world)
        each_day(25, first=13)
    assert days_of(reminders_made()) == [18, 21]


@pytest.mark.parametrize(
    "state", [RequestState.DONE, RequestState.DECLINED, RequestState.CANCELLED]
)
def test_who_answered_or_whose_request_is_cancelled_gets_none(sending, world, port, state):
    with Mailbox(port):
        request = ask(world)
        set_back(request, state=state)
        each_day(30)
    assert reminders_made() == []
    assert told(world) == []


def test_who_answers_between_two_gets_no_second(sending, world, port):
    with Mailbox(port):
        request = ask(world)
        each_day(6)
        set_back(request, state=RequestState.DECLINED)
        each_day(30, first=7)
    assert len(reminders_made()) == 1
    assert told(world) == []


def test_a_withdrawn_learner_and_one_kept_out_remind_nobody(sending, world, port):
    with Mailbox(port):
        ask(world)
        enrolments.withdraw(world.second_enrolment.id, SYSTEM, "Left.")
        ask(world, enrolment=world.enrolment, criteria=["1"], witness_email="two@depot.example")
        people.switch(world.learner.id, active=False, by=SYSTEM)
        each_day(30)
    assert reminders_made() == []
    assert told(world) == []


def test_a_link_that_waits_or_was_handed_over_is_not_reminded_and_its_end_is_told(
    sending, world, port
):
    with Mailbox(port):
        sending.config["MAIL_REALLY_LEAVES"] = False
        ask(world, witness_email="waits@depot.example")
        sending.config["MAIL_REALLY_LEAVES"] = True
        request = ask(world, witness_email="handed@depot.example")
        with day(0):
            staff.release(world.assessor, request.id)
        each_day(30)
    assert reminders_made() == []
    assert len(told(world)) == 2
    assert all("has run out" in sentence for sentence in told(world))


def test_a_mail_that_has_not_gone_is_not_followed_by_a_reminder(sending, world, port):
    request = ask(world)  # the server is away
    each_day(6)
    assert newest_about([request.id])[request.id].state == MailState.WAITING
    assert reminders_made() == []
    with Mailbox(port) as box:
        each_day(13, first=7)
        first, second = box.messages
    assert days_of(reminders_made()) == [17], "five days after it left"
    assert first["Subject"] == "Mia Learner asks what you saw"
    assert second["Subject"] == "Reminder: Mia Learner asks what you saw"


def test_a_refused_address_is_told_the_next_morning_and_asking_again_begins_anew(
    sending, world, port, monkeypatch
):
    with Mailbox(port) as box:
        monkeypatch.setattr(Mailbox, "handle_RCPT", _refuse, raising=False)
        request = ask(world)
        assert newest_about([request.id])[request.id].state == MailState.REFUSED
        each_day(1)
        (sentence,) = told(world)
        assert "was refused. Check the address" in sentence
        each_day(3, first=2)
        assert len(told(world)) == 1
        monkeypatch.undo()
        with day(4):
            store.send_again(world.learner, request.id)
            jobs.run_waiting()
        assert newest_about([request.id])[request.id].state == MailState.SENT
        assert fresh(request).given_up_at is None
        each_day(9, first=5)
        assert [message["To"] for message in received(box)] == [ADDRESS]


async def _refuse(_self, _server, _session, envelope, address, _options):
    if address == ADDRESS:
        return "550 5.1.1 nobody of that name"
    envelope.rcpt_tos.append(address)
    return "250 OK"


def test_a_reminder_by_hand_keeps_others_away_for_days(sending, world, port):
    with Mailbox(port):
        request = ask(world)
        with day(4):
            set_back(request, reminded_at=clock.now())
        each_day(20)
    assert days_of(reminders_made()) == [12, 17]


def test_sending_again_begins_to_count_anew(sending, world, port):
    with Mailbox(port):
        request = ask(world)
        each_day(6)
        assert fresh(request).reminders == 1
        with day(7):
            store.send_again(world.learner, request.id)
            assert (fresh(request).reminders, fresh(request).reminded_at) == (0, None)
            assert len(witness_links.working_links([request.id])[request.id]) == 1
            jobs.run_waiting()
        each_day(20, first=8)
    assert days_of(reminders_made()) == [10, 17, 24]


def test_ten_open_requests_to_one_address_are_three_mails_a_day_and_all_get_theirs(
    sending, world, port, monkeypatch
):
    with Mailbox(port), many_allowed(monkeypatch):
        made = [ask(world, witness_name=f"Grace {number}") for number in range(10)]
        each_day(8)
    by_day = days_of(reminders_made())
    assert by_day == [10, 10, 10, 11, 11, 11, 12, 12, 12, 13]
    assert {fresh(row).reminders for row in made} == {1}


def test_two_workers_at_once_remind_once(sending, port, world):
    with Mailbox(port) as box:
        request = ask(world)
        start = threading.Barrier(4)

        def work(do):
            with sending.app_context(), day(5):
                start.wait()
                do()

        def straight():
            daily.remind_witnesses(None, day="2026-10-10")

        todo = (jobs.sweep, jobs.sweep, straight, straight)
        threads = [threading.Thread(target=work, args=(do,)) for do in todo]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with day(5, hour=12):
            jobs.sweep()
        assert len(received(box)) == 1
    assert fresh(request).reminders == 1
    assert history.verify() == []


def test_after_a_restart_it_is_not_sent_again(app, sending, port, world):
    with Mailbox(port) as box:
        ask(world)
        with day(5):
            jobs.sweep()
        again = restarted(app, port)
        with again.app_context(), day(5, hour=15):
            jobs.sweep()
            daily.remind_witnesses(None, day="2026-10-10")
        close(again)
        assert len(received(box)) == 1


def test_a_worker_that_died_on_the_way_is_followed_by_one_that_reminds_the_rest(
    sending, port, world, monkeypatch
):
    with Mailbox(port) as box:
        ask(world)
        ask(world, witness_email="second@depot.example")
        posted, made = makes.post, []

        def dies_after_one(*given, **named):
            if made:
                raise SystemExit
            made.append(named["to"])
            return posted(*given, **named)

        with monkeypatch.context() as patch:
            patch.setattr(makes, "post", dies_after_one)
            with day(5), pytest.raises(SystemExit):
                jobs.sweep()
        db.session.rollback()
        assert len(reminders_made()) == 1
        with day(5, hour=11):
            jobs.sweep()
        assert sorted(message["To"] for message in received(box)) == [
            ADDRESS,
            "second@depot.example",
        ]


def test_a_job_of_yesterday_reminds_nobody_today(sending, port, world):
    ask(world)
    with day(5):
        daily.remind_witnesses(None, day="2026-10-09")
    assert reminders_made() == []


def test_what_was_begun_is_said_to_be_kept(sending, port, world):
    with Mailbox(port) as box:
        request = ask(world)
        set_back(request, draft={"statement": "I was"}, state=RequestState.BEGUN)
        each_day(6)
        (message,) = received(box)
    assert "What you wrote so far is kept" in message.get_content()
    assert "I was" not in message.get_content()


def test_what_ran_out_long_ago_is_no_news(sending, port, world):
    request = ask(world)
    with day(60):
        jobs.sweep()
    assert told(world) == []
    assert fresh(request).given_up_at is None


def test_who_released_a_correction_is_told_instead(sending, port, world):
    with Mailbox(port):
        request = ask(world)
        set_back(request, released_by_id=world.assessor.id, released_by_name="Ann Assessor")
        each_day(16)
    db.session.rollback()
    assert told(world) == []
    theirs = [notice.endpoint for notice in notices.of_person(world.assessor.id)]
    assert theirs.count("witness.waiting") == 1


def test_the_look_takes_no_more_statements_for_many_than_for_few(
    sending, port, world, monkeypatch, statements
):
    with many_allowed(monkeypatch):
        ask(world)
        with day(3), statements() as few:
            daily.remind_witnesses(None, day="2026-10-08")
        for number in range(30):
            ask(world, witness_email=f"witness{number}@depot.example")
        with day(3), statements() as many:
            daily.remind_witnesses(None, day="2026-10-08")
    assert len(many) == len(few) <= 5


def test_no_link_is_kept_once_its_mail_has_left(sending, port, world):
    with Mailbox(port):
        ask(world)
        each_day(6)
    assert [reminder.sealed_link for reminder in reminders_made()] == [None]
    assert db.session.scalar(select(func.count(WitnessLink.id))) == 2
