"""The pages of check-backs and reminders, the link that stops the mail, and the calendar's address."""

import logging
import re
import sqlite3
from contextlib import closing
from datetime import timedelta

import pytest
from icalendar import Calendar
from sqlalchemy import func, select

from portfolio.base import clock, jobs
from portfolio.base.db import db
from portfolio.base.link_secrets import digest_of
from portfolio.base.sealed_text import seal
from portfolio.evidence.records import store as evidence
from portfolio.handover.parties.model import CalendarFeed
from portfolio.handover.reminders import feed, switch
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.history.model import ChainEntry
from portfolio.outsiders import link_guesses
from portfolio.people import store as people
from portfolio.people.model import Guess
from tests.browser import Browser
from tests.handover.waiting import MORNING, at, handed_over
from tests.statements import counted


@pytest.fixture(autouse=True)
def _on_the_morning_after():
    with at(MORNING):
        yield


# --- the list ------------------------------------------------------------------------------------


def test_an_empty_list_says_what_will_stand_there(browse, world):
    page = browse(world.learner).get("/check-backs")
    assert "Nothing to check back on" in page.text
    assert "/reminders" in page.links


def test_overdue_comes_first_and_each_leads_to_its_check_back(app, browse, world):
    with app.app_context():
        piece = handed_over(
            world.learner, "2026-12-01T10:00", "2026-10-06T17:30", "2026-10-05T17:30"
        )
    learner = browse(world.learner)
    page = learner.get("/check-backs")
    assert re.search("Overdue 1 Task 3.*Due today 1 Task 2.*Open 1 Task 1", page.text)
    assert "By 5 October 2026 at 17:30 · Priya" in page.text
    overdue = piece.actions[2].id
    (way,) = [link for link in page.links if str(overdue) in link]
    assert way == f"/evidence/{piece.id}?about={overdue}#check-backs"
    form = learner.get(way).form("check-backs")
    assert form.values["action"] == str(overdue)
    assert form.values["checked_on"] == "2026-10-06"
    assert '<details class="govuk-details" open>' in learner.page.html
    written = {**form.values, "method": "By phone", "outcome": "She had rung."}
    assert "Your check-back is added to E1" in learner.post(form.action, written).text
    page = learner.get("/check-backs")
    assert "Task 3" not in page.text
    assert "Task 2" in page.text


def test_a_check_back_that_lacks_something_keeps_its_action_and_words(app, browse, world):
    with app.app_context():
        piece = handed_over(world.learner)
    learner = browse(world.learner)
    form = learner.get(f"/evidence/{piece.id}?about={piece.actions[1].id}").form("check-backs")
    page = learner.post(form.action, {**form.values, "method": "By phone"}, status=422)
    again = page.form("check-backs").values
    assert (again["method"], again["action"]) == ("By phone", str(piece.actions[1].id))


@pytest.mark.parametrize("about", ["rubbish", "%00", "00000000-0000-4000-8000-000000000001"])
def test_an_action_that_is_not_there_is_no_harm(app, browse, world, about):
    with app.app_context():
        piece = handed_over(world.learner)
    browse(world.learner).get(f"/evidence/{piece.id}?about={about}")


def test_many_stand_on_pages_and_one_sees_only_ones_own(app, browse, world):
    with app.app_context():
        handed_over(world.learner, *["2026-10-05T17:30"] * 30)
    learner = browse(world.learner)
    first = learner.get("/check-backs")
    assert "Overdue 30" in first.text
    assert first.text.count("Write the check-back") == 25
    assert "Page 1 of 2" in first.text
    assert learner.get("/check-backs?page=2").text.count("Write the check-back") == 5
    for number in ("3", "0", "-1", "x", "99999999999999999999"):
        learner.get(f"/check-backs?page={number}")
    assert "Nothing to check back on" in browse(world.other_learner).get("/check-backs").text
    for who in (world.assessor, world.iqa, world.administrator):
        for path in ("/check-backs", "/reminders"):
            browse(who).get(path, status=404)


@pytest.mark.both_engines
@pytest.mark.parametrize("path", ["/check-backs", "/", "feed"])
def test_one_action_and_fifty_take_the_same_statements(app, browse, world, path):
    learner = browse(world.learner)
    if path == "feed":
        with app.app_context():
            path = f"/calendar/{feed.make(world.learner).text}.ics"
    sent_with = []
    for many in (1, 49):
        with app.app_context():
            handed_over(world.learner, *["2026-10-05T17:30"] * many)
        with counted(app) as sent:
            learner.get(path)
        sent_with.append(len(sent))
    assert sent_with[0] == sent_with[1]


# --- the first page ------------------------------------------------------------------------------


def test_an_overdue_action_is_the_next_step(app, browse, world):
    learner = browse(world.learner)
    assert "Nothing just now" in learner.get("/").text
    with app.app_context():
        piece = handed_over(world.learner, "2026-10-05T17:30")
    page = learner.get("/")
    assert "Check back on “Task 1”" in page.text
    assert "It was to be done by 5 October 2026 at 17:30 (E1)" in page.text
    assert f"/evidence/{piece.id}?about={piece.actions[0].id}#check-backs" in page.links
    assert {"/check-backs", "/reminders"} <= set(page.links)
    with app.app_context():
        handed_over(world.learner, *["2026-10-05T17:30"] * 6)
    page = learner.get("/")
    assert "7 check-backs are overdue" in page.text
    assert "All 7 check-backs" in page.text


def test_what_lies_ahead_is_shown_and_is_no_hurry(app, browse, world):
    with app.app_context():
        handed_over(world.learner, "2026-10-09T17:30")
    page = browse(world.learner).get("/")
    assert "Task 1 Open By 9 October 2026 at 17:30 · Priya · E1" in page.text
    assert "Check back on “Task 1”" not in page.text


# --- the mail's switch, and the link that stops it -----------------------------------------------


def test_reminders_are_switched_off_and_on_again(app, browse, world):
    learner = browse(world.learner)
    page = learner.get("/reminders")
    assert "By e-mail On" in page.text
    assert "from 7 o’clock on, to mia.learner@fellside.example" in page.text
    page = learner.post("/reminders", {"do": "stop"})
    assert "You get no more reminders by e-mail." in page.text
    assert "By e-mail Off" in page.text
    page = learner.post("/reminders", {"do": "begin"})
    assert "You get reminders by e-mail again." in page.text
    with app.app_context():
        assert switch.are_on(world.learner.id)
        done = select(ChainEntry.action).where(ChainEntry.subject_id == world.learner.id)
        assert db.session.scalars(done.order_by(ChainEntry.sequence)).all()[-2:] == [
            "reminders stopped",
            "reminders begun again",
        ]
        assert history.verify() == []
    learner.post("/reminders", {"do": "anything"}, status=400)


@pytest.fixture
def stop_path(app, world):
    with app.app_context():
        address = switch.stop_address(world.learner.id)
    assert address.startswith("http://127.0.0.1:8000/reminders/stop/")
    return address.removeprefix("http://127.0.0.1:8000")


def is_on(app, who):
    with app.app_context():
        return switch.are_on(who.id)


def test_the_link_shows_a_page_and_stops_only_by_its_button(app, world, stop_path):
    stranger = Browser(app)
    for _ in range(2):
        page = stranger.get(stop_path)
    assert stranger.client.head(stop_path).status_code == 200
    assert "Stop the reminders?" in page.text
    assert "Mia" not in page.text, "a forwarded mail names nobody more"
    assert is_on(app, world.learner)
    page = stranger.post(page.form("reminders").action)
    assert "You get no more e-mails" in page.text
    assert not is_on(app, world.learner)
    assert "You get no more e-mails" in stranger.post(stop_path).text, "twice is once"
    with app.app_context():
        handed_over(world.learner)
        jobs.sweep()
    assert is_on(app, world.other_learner)


def test_a_mail_program_stops_it_by_itself_without_a_cookie(app, world, stop_path):
    client = app.test_client(use_cookies=False)
    answer = client.post(stop_path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert not is_on(app, world.learner)


def test_a_link_that_is_not_ours_is_not_there(app, world, stop_path):
    with app.app_context():
        others = [
            seal("stop reminders of nobody"),
            seal(str(world.learner.id)),
            seal("stop reminders of 00000000-0000-4000-8000-000000000001"),
        ]
    for token in ("rubbish", "é", stop_path.rpartition("/")[2][:-6] + "AAAA==", *others):
        for method in ("GET", "POST"):
            answer = app.test_client().open(f"/reminders/stop/{token}", method=method)
            assert answer.status_code == 404, (token, method)
    assert is_on(app, world.learner)


def test_an_old_link_still_stops(app, world, stop_path):
    with clock.at(clock.now() + timedelta(days=800)):
        assert app.test_client().post(stop_path).status_code == 200
    assert not is_on(app, world.learner)


# --- the calendar --------------------------------------------------------------------------------


def made(learner: Browser) -> str:
    """Make an address as a person does; return its path."""
    page = learner.post("/reminders", {"do": "make"}, status=200)
    found = re.search(r'value="http://127\.0\.0\.1:8000(/calendar/[\w-]{43}\.ics)"', page.html)
    assert found, page.text
    assert f"webcal://127.0.0.1:8000{found[1]}" in page.links
    return found[1]


def read(app, path):
    """Read it as a calendar does: without a cookie."""
    return app.test_client(use_cookies=False).get(path)


def summaries(answer):
    return sorted(str(e["SUMMARY"]) for e in Calendar.from_ical(answer.data).walk("VEVENT"))


def test_the_address_is_shown_once_and_kept_only_as_its_digest(app, browse, world):
    learner = browse(world.learner)
    assert "In your calendar Off" in learner.get("/reminders").text
    path = made(learner)
    token = path.split("/")[2].removesuffix(".ics")
    page = learner.get("/reminders")
    assert "In your calendar On" in page.text
    assert token not in page.html
    assert "made on 6 October 2026" in page.text
    with app.app_context():
        (row,) = db.session.scalars(select(CalendarFeed)).all()
        assert row.link_digest == digest_of(token)
        assert history.verify() == []
    home = app.config["HOME"]
    kept = b"".join(path.read_bytes() for path in home.rglob("*.db*"))
    assert token.encode() not in kept


def test_a_calendar_reads_what_is_open_and_loses_what_is_settled(app, browse, world):
    path = made(browse(world.learner))
    with app.app_context():
        piece = handed_over(world.learner)
        handed_over(world.other_learner, title="Not yours")
    answer = read(app, path)
    assert answer.status_code == 200
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Set-Cookie" not in answer.headers
    assert summaries(answer) == ["Check back: Ring the customer", "Check back: Ring the depot"]
    (event, _) = Calendar.from_ical(answer.data).walk("VEVENT")
    assert str(event["URL"]).startswith(f"http://127.0.0.1:8000/evidence/{piece.id}?about=")
    with app.app_context():
        evidence.add_check_back(
            world.learner,
            piece.id,
            action_id=piece.actions[0].id,
            row={"checked_on": "2026-10-06", "method": "By phone", "outcome": "Done."},
        )
    assert summaries(read(app, path)) == ["Check back: Ring the customer"]


def test_what_has_not_changed_is_not_sent_again(app, browse, world):
    path = made(browse(world.learner))
    with app.app_context():
        handed_over(world.learner)
    client = app.test_client(use_cookies=False)
    tag = client.get(path).headers["ETag"]
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert client.head(path).status_code == 200
    with app.app_context():
        handed_over(world.learner)
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_a_new_address_closes_the_old_and_a_closed_one_is_not_there(app, browse, world):
    learner = browse(world.learner)
    first = made(learner)
    second = made(learner)
    assert first != second
    assert read(app, first).status_code == 404
    assert read(app, second).status_code == 200
    page = learner.post("/reminders", {"do": "close"})
    assert "The calendar address is closed." in page.text
    assert "In your calendar Off" in page.text
    closed = read(app, second)
    assert closed.status_code == 404
    unknown = read(app, "/calendar/" + "A" * 43 + ".ics")
    assert unknown.data == closed.data, "nobody can tell a closed address from one that never was"
    assert unknown.data == read(app, "/nowhere").data


def test_who_is_kept_out_is_not_read(app, browse, world):
    path = made(browse(world.learner))
    with app.app_context():
        people.switch(world.learner.id, active=False, by=SYSTEM)
    assert read(app, path).status_code == 404


def test_guesses_are_counted_up_to_a_number_and_lock_nobody_out(app, browse, world, monkeypatch):
    path = made(browse(world.learner))
    monkeypatch.setattr(link_guesses, "MOST_GUESSES", 3)
    for number in range(6):
        assert read(app, f"/calendar/guess{number}.ics").status_code == 404
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Guess)) == 3
    assert read(app, path).status_code == 200


def test_no_log_holds_the_address(app, browse, world, caplog):
    path = made(browse(world.learner))
    with caplog.at_level(logging.INFO):
        logging.getLogger("werkzeug").info('127.0.0.1 "GET %s HTTP/1.1" 200', path)
    assert path not in caplog.text
    assert "/calendar/…" in caplog.text


def test_looking_changes_nothing(app, browse, world):
    with app.app_context():
        handed_over(world.learner)
    learner = browse(world.learner)
    path = made(learner)

    def everything():
        connection = sqlite3.connect(app.config["HOME"] / "portfolio.db")
        with closing(connection):
            return list(connection.iterdump())

    before = everything()
    for _ in range(2):
        read(app, path)
        learner.get("/check-backs")
        learner.get("/reminders")
    assert everything() == before
