"""The page of open requests: what is shown of each, filters, and reminding those who were ticked."""

from datetime import timedelta

import pytest

from portfolio.base import clock, jobs
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import MailState, OutgoingMail
from portfolio.history import store as history
from portfolio.witness.model import RequestState, WitnessLink
from tests.browser import Browser
from tests.conftest import PASSWORD, app_at
from tests.journeys.mailbox import Mailbox
from tests.one_app import close
from tests.statements import counted
from tests.witness.asked import asked
from tests.witness.reminders.days import many_allowed, received, reminders_made, set_back

REFUSED = "The mail server refused this address (550)."


@pytest.fixture
def mailing(app, port):
    """The application again, at its own address, with a mail server."""
    again = app_at(app.config["HOME"], SMTP_URL=f"smtp://127.0.0.1:{port}")
    with again.app_context(), Mailbox(port) as box:
        again.box = box
        yield again
    close(again)


def days_ago(number, world, **changes):
    with clock.at(clock.now() - timedelta(days=number)):
        made = asked(world, **changes)
        jobs.run_waiting()
        return made


@pytest.fixture
def waiting(mailing, world):
    """Three requests: nothing heard for eight days, begun, and refused."""
    made = {
        name: days_ago(ago, world, witness_name=name, witness_email=f"{name.lower()}@depot.example")
        for name, ago in (("Quiet", 8), ("Begun", 3), ("Wrong", 2))
    }
    set_back(made["Begun"], state=RequestState.BEGUN, draft={"statement": "Secret words"})
    with write() as session:
        mail = session.query(OutgoingMail).filter_by(belongs_to=made["Wrong"].id).one()
        mail.state, mail.problem = MailState.REFUSED, REFUSED
    return made


def signed_in(app, person):
    browser = Browser(app)
    browser.sign_in(person.email, PASSWORD)
    return browser


def test_the_page_says_how_far_each_is_and_never_what_was_written(mailing, waiting, world):
    page = signed_in(mailing, world.assessor).get("/witnesses/waiting")
    for words in ("Quiet", "Begun", "Wrong", "Silent for a week", REFUSED, "No reminder yet"):
        assert words in page.text
    assert "The learner must ask again" in page.text
    assert "Secret words" not in page.text
    assert "/w/" not in page.html


@pytest.mark.parametrize(
    ("show", "there", "not_there"),
    [
        ("", ["Quiet", "Begun", "Wrong"], []),
        ("need", ["Quiet", "Wrong"], ["begun@"]),
        ("unsent", ["Wrong"], ["quiet@", "begun@"]),
        ("begun", ["begun@"], ["quiet@", "wrong@"]),
        ("silent", ["quiet@"], ["begun@", "wrong@"]),
        ("nonsense", ["Quiet", "Begun", "Wrong"], []),
    ],
)
def test_filters(mailing, waiting, world, show, there, not_there):
    page = signed_in(mailing, world.assessor).get(f"/witnesses/waiting?show={show}")
    for words in there:
        assert words in page.text
    for words in not_there:
        assert words not in page.text


def test_the_first_page_counts_those_that_need_somebody(mailing, waiting, world):
    assert "2 requests to witnesses need you" in signed_in(mailing, world.assessor).get("/").text


def test_the_ticked_are_named_before_anything_is_sent_and_then_reminded(mailing, waiting, world):
    browser = signed_in(mailing, world.assessor)
    browser.get("/witnesses/waiting")
    ids = [str(request.id) for request in waiting.values()]
    page = browser.submit({"id": ids}, action="/witnesses/remind", status=200)
    assert "Remind 2 witnesses" in page.text
    assert "quiet@depot.example, asked by Mia Learner" in page.text
    assert "The mail server refused the address. The learner must ask again" in page.text
    assert reminders_made() == []
    said = browser.submit({"id": ids}, action="/witnesses/remind").text
    assert "2 reminders are on their way" in said
    assert "Wrong was not reminded. The mail server refused the address." in said
    db.session.rollback()
    jobs.run_waiting()
    assert sorted(message["To"] for message in received(mailing.box)) == [
        "begun@depot.example",
        "quiet@depot.example",
    ]
    page = browser.get("/witnesses/waiting")
    assert "1 reminder, the last on" in page.text
    done = [e for e in history.of_learner(world.learner.id) if e.action == "reminded a witness"]
    assert {entry.actor_name for entry in done} == {"Ann Assessor"}
    assert history.verify() == []


def test_ticking_nobody_says_so(mailing, waiting, world):
    browser = signed_in(mailing, world.assessor)
    browser.get("/witnesses/waiting")
    page = browser.submit(action="/witnesses/remind", status=200)
    assert "You ticked nobody who still waits" in page.text
    assert reminders_made() == []


def test_tick_all_works_without_a_script(mailing, waiting, world):
    browser = signed_in(mailing, world.assessor)
    browser.get("/witnesses/waiting?show=silent&all=1")
    page = browser.submit(action="/witnesses/remind", status=200)
    assert "Remind 1 witness" in page.text


@pytest.mark.parametrize("who", ["learner", "iqa"])
def test_nobody_else_gets_there(mailing, waiting, world, who):
    browser = signed_in(mailing, getattr(world, who))
    browser.get("/witnesses/waiting", 404)
    browser.post("/witnesses/remind", status=404)


def test_another_assessor_sees_and_reminds_nobody(mailing, waiting, world):
    browser = signed_in(mailing, world.other_assessor)
    page = browser.get("/witnesses/waiting")
    assert "Nobody is waiting" in page.text
    assert reminders_made() == []


def test_the_vouching_page_leads_to_the_witness_list(mailing, waiting, world):
    browser = signed_in(mailing, world.assessor)
    quiet = waiting["Quiet"].id
    page = browser.get(f"/witnesses/{quiet}/vouch")
    assert f"/witnesses/list/add?request={quiet}" in page.html
    assert "quiet@depot.example" in browser.get(f"/witnesses/list/add?request={quiet}").html


def test_as_many_statements_for_many_requests_as_for_few(mailing, world, monkeypatch):
    browser = signed_in(mailing, world.assessor)
    with many_allowed(monkeypatch):
        asked(world)
        browser.get("/witnesses/waiting")
        with counted(mailing) as few:
            browser.get("/witnesses/waiting")
        for number in range(60):
            asked(world, witness_email=f"w{number}@depot.example")
        with counted(mailing) as many:
            browser.get("/witnesses/waiting")
    assert len(many) <= len(few) + 1
    assert db.session.query(WitnessLink).count() == 61
