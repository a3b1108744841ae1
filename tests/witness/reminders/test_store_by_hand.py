"""An assessor reminds many at once: each recorded by name, nobody twice within a day, what fails said by name."""

import threading

import pytest

from portfolio.base import jobs
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import MailState, OutgoingMail
from portfolio.history import store as history
from portfolio.people import store as people
from portfolio.witness.model import RequestState
from portfolio.witness.provenance import Way
from portfolio.witness.reminders import by_hand
from portfolio.witness.requests import staff, witness_links
from portfolio.witness.waiting import overview
from tests.journeys.mailbox import Mailbox
from tests.witness.reminders.days import (
    ask,
    day,
    each_day,
    fresh,
    many_allowed,
    received,
    reminders_made,
    set_back,
)


def why(found):
    return {asked.request.witness_name: asked.why_not for asked in found}


def test_each_is_reminded_recorded_by_name_and_its_older_link_still_opens(sending, port, world):
    with Mailbox(port) as box:
        requests = [
            ask(world, witness_email=f"w{n}@depot.example", witness_name=f"W {n}") for n in "ab"
        ]
        with day(2):
            done = by_hand.remind(world.assessor, [request.id for request in requests])
            jobs.run_waiting()
        assert set(why(done).values()) == {""}
        assert sorted(message["To"] for message in received(box)) == [
            "wa@depot.example",
            "wb@depot.example",
        ]
    for request in requests:
        made = witness_links.working_links([request.id])[request.id]
        assert [(link.way, link.made_by_name) for link in made] == [
            (Way.MAIL, "Mia Learner"),
            (Way.MAIL, "Ann Assessor"),
        ]
        assert (fresh(request).reminders, fresh(request).reminded_at is not None) == (0, True)
    entries = [
        history_entry
        for history_entry in history.of_learner(world.learner.id)
        if history_entry.action == "reminded a witness"
    ]
    assert [entry.actor_name for entry in entries] == ["Ann Assessor"] * 2
    assert history.verify() == []


def test_pressing_twice_reminds_once(sending, port, world):
    with Mailbox(port) as box:
        request = ask(world)
        with day(2):
            by_hand.remind(world.assessor, [request.id, request.id])
            again = by_hand.remind(world.assessor, [request.id])
            jobs.run_waiting()
            once_sent = by_hand.remind(world.assessor, [request.id])
        assert len(received(box)) == 1
    assert "on its way" in why(again)["Grace Okafor"]
    assert "less than 24 hours" in why(once_sent)["Grace Okafor"]


def test_at_the_same_time_from_four_places_once(sending, port, world):
    with Mailbox(port) as box:
        request_id, assessor_id = ask(world).id, world.assessor.id
        start, said = threading.Barrier(4), []

        def press():
            with sending.app_context(), day(2):
                assessor = people.by_id(assessor_id)
                start.wait()
                said.extend(outcome.why_not for outcome in by_hand.remind(assessor, [request_id]))

        threads = [threading.Thread(target=press) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        db.session.rollback()  # what the threads did is seen from here on
        with day(2, hour=11):
            jobs.run_waiting()
        assert sorted(bool(reason) for reason in said) == [False, True, True, True], said
        assert len(received(box)) == 1
    assert len(reminders_made()) == 1


def test_what_fails_is_said_by_name_and_keeps_nobody_else_back(sending, port, world):
    with Mailbox(port):
        good = ask(world, witness_name="Good", witness_email="good@depot.example")
        handed = ask(world, witness_name="Handed", witness_email="handed@depot.example")
        refused = ask(world, witness_name="Refused", witness_email="refused@depot.example")
        done = ask(world, witness_name="Done", witness_email="done@depot.example")
        with day(0):
            staff.release(world.assessor, handed.id)
            with write() as session:
                mail = session.query(OutgoingMail).filter_by(belongs_to=refused.id).one()
                mail.state = MailState.REFUSED
            set_back(done, state=RequestState.DONE)
        with day(2):
            found = by_hand.remind(
                world.assessor, [request.id for request in (good, handed, refused, done)]
            )
    said = why(found)
    assert said["Good"] == ""
    assert "handed over" in said["Handed"]
    assert "refused" in said["Refused"]
    assert "Done" not in said
    assert [reminder.belongs_to for reminder in reminders_made()] == [good.id]


def test_what_is_answered_between_the_look_and_the_press_is_said(sending, port, world, monkeypatch):
    with Mailbox(port):
        request = ask(world)
        looked = by_hand.chosen

        def then_they_decline(*given):
            found = looked(*given)
            set_back(request, state=RequestState.DECLINED)
            return found

        monkeypatch.setattr(by_hand, "chosen", then_they_decline)
        with day(2):
            (one,) = by_hand.remind(world.assessor, [request.id])
    assert "answered or cancelled already" in one.why_not
    assert reminders_made() == []


def test_no_more_than_three_a_day_to_one_address(sending, port, world, monkeypatch):
    with Mailbox(port), many_allowed(monkeypatch):
        requests = [ask(world, witness_name=f"Grace {number}") for number in range(5)]
        with day(2):
            ids = [request.id for request in requests]
            looked = by_hand.chosen(world.assessor, ids)
            done = by_hand.remind(world.assessor, ids)
        assert why(looked) == why(done)
    assert sorted(why(done).values())[:3] == ["", "", ""]
    assert sum("3 mails a day" in reason for reason in why(done).values()) == 2
    assert len(reminders_made()) == 3


def test_it_keeps_the_daily_ones_away_for_a_while(sending, port, world):
    with Mailbox(port):
        request = ask(world)
        with day(5, hour=8):
            by_hand.remind(world.assessor, [request.id])
            jobs.run_waiting()
        each_day(13, first=5)
    made = [reminder.created_at.day for reminder in reminders_made()]
    assert made == [10, 13, 17]


def test_without_a_mail_server_nobody_is_reminded(context, world):
    request = ask(world)
    with day(2):
        (one,) = by_hand.remind(world.assessor, [request.id])
    assert "No mail leaves this installation" in one.why_not
    assert reminders_made() == []


@pytest.mark.parametrize("who", ["learner", "other_learner", "other_assessor", "iqa"])
def test_nobody_else_reminds(sending, port, world, who):
    with Mailbox(port):
        request = ask(world)
        with day(2):
            assert by_hand.remind(getattr(world, who), [request.id]) == []
    assert reminders_made() == []


def test_an_administrator_reminds_for_everybody(sending, port, world):
    with Mailbox(port):
        request = ask(world)
        with day(2):
            (one,) = by_hand.remind(world.administrator, [request.id])
    assert one.why_not == ""
    (entry,) = [e for e in history.of_learner(world.learner.id) if e.action == "reminded a witness"]
    assert entry.actor_name == "Ada Administrator"


def test_nobody_reminds_themselves(sending, port, world):
    with Mailbox(port):
        request = ask(world)
        set_back(request, witness_email="ANN.Assessor@fellside.example")
        with day(2):
            (one,) = by_hand.remind(world.assessor, [request.id])
    assert one.why_not
    assert reminders_made() == []


def test_the_overview_takes_as_many_statements_for_200_as_for_one(
    sending, port, world, monkeypatch, statements
):
    ask(world)
    with day(8), statements() as few:
        overview.waiting(world.assessor)
        by_hand.chosen(world.assessor, [])
    with many_allowed(monkeypatch):
        ids = [ask(world, witness_email=f"w{number}@depot.example").id for number in range(40)]
    with day(8), statements() as many:
        assert len(overview.waiting(world.assessor)) == 41
        assert len(by_hand.chosen(world.assessor, ids)) == 40
    assert len(many) <= len(few) + 1


def test_which_need_somebody(sending, port, world):
    with Mailbox(port):
        quiet = ask(world, witness_email="quiet@depot.example")
        begun = ask(world, witness_email="begun@depot.example")
        fine = ask(world, witness_email="fine@depot.example")
        sending.config["MAIL_REALLY_LEAVES"] = False
        waits = ask(world, witness_email="waits@depot.example")
        sending.config["MAIL_REALLY_LEAVES"] = True
        set_back(begun, state=RequestState.BEGUN, draft={})
        with day(6):
            by_hand.remind(world.assessor, [fine.id])
            jobs.run_waiting()
        with day(8):
            found = {listed.request.id: listed for listed in overview.waiting(world.assessor)}
            counts = overview.counts(found.values(), world.assessor)
            needing = db.session.scalar(overview.how_many_need(world.assessor))
            nobody = db.session.scalar(overview.how_many_need(world.other_assessor))
    assert {asked for asked in found if found[asked].needs} == {quiet.id, begun.id, waits.id}
    assert (needing, nobody) == (3, 0)
    assert (counts["need"], counts["unsent"], counts["begun"], counts["silent"]) == (3, 1, 1, 2)
    assert found[fine.id].reminders == 1
    assert overview.Show.MINE not in counts
    with day(25):
        assert db.session.scalar(overview.how_many_need(world.assessor)) == 0
        assert {listed.state for listed in overview.waiting(world.assessor)} == {
            RequestState.EXPIRED
        }
    with day(52):
        assert overview.waiting(world.assessor) == []
