"""A receiver's way by their link, from outside: what they see, what is kept once, and links that must not work."""

import sqlite3
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from portfolio.base import clock
from portfolio.base.db import db
from portfolio.base.web.masking import mask
from portfolio.evidence.records import store as evidence
from portfolio.handover.parties.model import AskedState, Participant, Reply
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.replies import requests
from portfolio.handover.replies import store as replying
from portfolio.handover.replies.reply_links import LINKS
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.outsiders import link_guesses
from portfolio.people import store as people
from portfolio.people.model import Guess
from tests.browser import Browser
from tests.evidence.examples import handover_content, submitted
from tests.handover.asked import ADDRESS, Receiver, agreement, asked, link_to, revised, whole
from tests.statements import counted


@pytest.fixture
def link(app: Flask, world) -> str:
    """The path of an open link about a handover with two actions."""
    with app.app_context():
        asked(world.learner)
        return link_to()


@pytest.fixture
def receiver(app: Flask, link: str) -> Receiver:
    """Somebody who got that link."""
    return Receiver(app, link)


def rows(app: Flask) -> list[str]:
    """Every row of the database, as SQL."""
    with sqlite3.connect(app.config["HOME"] / "portfolio.db") as file:
        lines = list(file.iterdump())
    file.close()
    return lines


def replies(app: Flask) -> list[Reply]:
    with app.app_context():
        return list(db.session.scalars(select(Reply).order_by(Reply.at, Reply.place)))


def closed_page(app: Flask, path: str) -> bytes:
    return Browser(app, cookies=False).get(path, 404).response.get_data()


# --- the way -------------------------------------------------------------------------------------


def test_the_page_shows_what_was_handed_over_as_submitted(app, world, receiver):
    with app.app_context():
        piece = evidence.of_learner(world.learner.id)[0]
        opened = evidence.revise(world.learner, piece.id)
        evidence.save_draft(
            world.learner,
            piece.id,
            opened.draft | {"purpose": "Only in the draft"},
            opened.draft_revision,
        )
    page = receiver.open()
    for words in ("Mia Learner", "Ring the depot", "Priya, by 5 October 2026 at 17:30", "Please."):
        assert words in page.text
    assert "promised a call by six" in page.text
    assert "Only in the draft" not in page.text
    assert "criterion" not in page.text.lower()


def test_the_whole_way_without_a_cookie(app, world, receiver):
    page = receiver.answer(question="Which depot?")
    assert "Thank you, your answer is kept" in page.text
    assert "I took this over, by 5 October 2026 at 17:30." in page.text
    kept = replies(app)
    assert [kept_reply.said for kept_reply in kept] == [
        ReplyKind.TAKEN_OVER,
        ReplyKind.TAKEN_OVER,
        ReplyKind.UNDERSTOOD,
        ReplyKind.QUESTION,
    ]
    with app.app_context():
        assert history.verify() == []
    page = receiver.open()
    assert "You said: I took this over, by 5 October 2026 at 17:30." in page.text
    assert "Did you understand all that was handed over?" not in page.text
    page = receiver.browser.submit({"what_0": "done", "words_0": "At five"}, action="/h/answer")
    assert "It is done. “At five”" in page.text
    assert [reply.said for reply in replies(app)][4:] == [ReplyKind.DONE]


def test_another_deadline_and_a_refusal(app, receiver):
    receiver.answer(what_0="other", when_0="5/10/2026 18:30", what_1="no", understood="no")
    first, second, whole_of_it = replies(app)
    assert (first.said, first.by_when) == (ReplyKind.TAKEN_OVER, "2026-10-05T18:30")
    assert (second.said, whole_of_it.said) == (ReplyKind.NOT_TAKEN_OVER, ReplyKind.NOT_UNDERSTOOD)


def test_what_is_missing_is_said_and_nothing_typed_is_lost(app, receiver):
    page = receiver.answer(what_0="other", when_0="soon", what_1="", understood="", question="Who?")
    assert page.status == 422
    for words in (
        "Enter by when you will do “Ring the depot”, such as 3/11/2026 14:45.",
        "Choose an answer to “Ring the customer”.",
        "Choose whether you understood all of it.",
    ):
        assert words in page.text
    form = page.form("/h/answer").values
    assert (form["when_0"], form["question"]) == ("soon", "Who?")
    assert form["what_0"] == "other"
    assert receiver.answer(words_0="x" * 2001).status == 422
    assert replies(app) == []


def test_somebody_for_whom_nothing_is_new_is_asked_for_something(receiver):
    receiver.answer()
    receiver.open()
    page = receiver.browser.submit(action="/h/answer")
    assert "Choose or write something first." in page.text


def test_a_party_agrees_and_sees_the_next_version(app, world):
    with app.app_context():
        piece = agreement(world.learner)
        asked(world.learner, piece)
        path = link_to()
    tom = Receiver(app, path)
    assert "Do you agree who does what?" in tom.open().text
    assert tom.browser.submit(action="/h/answer").status == 422
    page = tom.browser.submit({"agree": "yes"}, action="/h/answer")
    assert "I agree." in page.text
    stale = tom.open().form("/h/answer").values
    with app.app_context():
        revised(world.learner, whole(world.learner, piece), if_late="We ring the customer.")
        new = link_to()
    tom.open(404)  # the parties are asked again, by a new link
    tom = Receiver(app, new)
    stale["sealed"] = tom.open().form("/h/answer").values["sealed"]
    page = tom.open()
    assert "We ring the customer." in page.text
    assert "about version 1" in page.text
    # What was filled in before the revision is kept as about the version that was seen.
    tom.browser.post("/h/answer", stale | {"agree": "no", "words": "Not me"})
    tom.open()
    tom.browser.submit({"agree": "yes"}, action="/h/answer")
    assert [(reply.version, reply.said) for reply in replies(app)] == [
        (1, ReplyKind.AGREED),
        (1, ReplyKind.NOT_AGREED),
        (2, ReplyKind.AGREED),
    ]


@pytest.mark.parametrize(
    ("why", "said"), [("not-me", ReplyKind.NOT_ME), ("not-there", ReplyKind.NOT_THERE)]
)
def test_declining_asks_once_more_and_a_retry_sees_the_same_page(app, receiver, why, said):
    receiver.open()
    page = receiver.browser.submit(action=f"/h/decline/{why}")
    assert replies(app) == []
    form = page.form("/h/decline").values | {"do": "sure", "words": "I was off"}
    first = receiver.browser.post(f"/h/decline/{why}", form)
    assert "Thank you for telling us" in first.text
    again = Browser(app, cookies=False).post(f"/h/decline/{why}", form)
    assert again.html == first.html
    assert [(reply.said, reply.words) for reply in replies(app)] == [(said, "I was off")]
    assert receiver.open(404).status == 404


# --- looking changes nothing -----------------------------------------------------------------------


def test_a_scanner_changes_nothing(app, link):
    before = rows(app)
    client = app.test_client(use_cookies=False)
    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200
        assert client.options(link).status_code == 200
    for path in ("/h/answer", "/h/decline/not-me"):
        assert b"Open your link again" in client.get(path).data
        assert client.head(path).status_code == 200
    assert rows(app) == before


@pytest.mark.parametrize("form", ["/h/answer", "/h/decline/not-me", "/h/decline/not-there"])
def test_pressing_a_lone_button_changes_nothing(app, receiver, form):
    before = rows(app)
    receiver.open()
    receiver.browser.submit(action=form)
    assert rows(app) == before


def test_no_answer_holds_the_secret_in_its_address_or_page(app, receiver, link):
    token = link.removeprefix("/h/")
    pages = [receiver.open(), receiver.answer()]
    for page in pages:
        assert token not in page.html
        assert page.response.headers["Referrer-Policy"] == "no-referrer"
        assert "Set-Cookie" not in page.response.headers
    assert pages[1].path == "/h/answer"
    assert token not in mask(f"GET {link} HTTP/1.1")
    assert not any(token in line for line in rows(app))


# --- links that aren't open ------------------------------------------------------------------------


def test_every_link_that_is_not_open_shows_the_same_page(app, world, link):
    seen = {"never was": closed_page(app, "/h/" + "x" * 43), "odd": closed_page(app, "/h/%20'\"")}
    with app.app_context():
        one = db.session.scalars(select(Participant)).one()
        requests.send_again(world.learner, one.id)
        second = link_to()
    seen["replaced"] = closed_page(app, link)
    with clock.at(clock.now() + LINKS.lasts):
        seen["run out"] = closed_page(app, second)
    with app.app_context():
        people.switch(world.learner.id, active=False, by=SYSTEM)
        seen["learner switched off"] = closed_page(app, second)
        people.switch(world.learner.id, active=True, by=SYSTEM)
        assert Receiver(app, second).open().status == 200
        requests.cancel(world.learner, one.id)
        seen["cancelled"] = closed_page(app, second)
        asked(world.learner, email="b@work.example.org")
        third = link_to("b@work.example.org")
        replying.decline_by_link(third.removeprefix("/h/"), ReplyKind.NOT_ME, "", "x")
    seen["declined"] = closed_page(app, third)
    with app.app_context():
        asked(world.learner, email="c@work.example.org")
        fourth = link_to("c@work.example.org")
        people.add(name="C", email="c@work.example.org", role_names=["learner"], by=SYSTEM)
    seen["has an account"] = closed_page(app, fourth)
    with app.app_context():
        one = asked(world.learner, email="d@work.example.org")
        fifth = link_to("d@work.example.org")
        evidence.withdraw(world.learner, one.evidence_id, "wrong")
    seen["withdrawn"] = closed_page(app, fifth)
    assert len(set(seen.values())) == 1, {name: len(page) for name, page in seen.items()}
    page = next(iter(seen.values())).decode()
    assert "office@fellside.example" in page
    assert "Mia" not in page


@pytest.mark.parametrize("path", ["/h/answer", "/h/decline/not-me"])
def test_a_changed_seal_or_a_link_that_closed_meanwhile_keeps_nothing(app, world, receiver, path):
    form = receiver.open().form("/h/answer").values
    answers = form | {"what_0": "yes", "what_1": "yes", "understood": "yes", "do": "sure"}
    for sealed in ("", "rubbish", form["sealed"][:-2] + "AA"):
        page = Browser(app, cookies=False).post(path, answers | {"sealed": sealed})
        assert page.status == 404
    with clock.at(clock.now() + LINKS.lasts + timedelta(seconds=1)):
        assert Browser(app, cookies=False).post(path, answers).status == 404
    with app.app_context():
        one = db.session.scalars(select(Participant)).one()
        requests.cancel(world.learner, one.id)
    assert Browser(app, cookies=False).post(path, answers).status == 404
    assert replies(app) == []


def test_guesses_from_one_network_lock_no_valid_link_out(app, receiver, monkeypatch):
    monkeypatch.setattr(link_guesses, "MOST_GUESSES", 3)
    tried = [Browser(app, cookies=False).client.get(f"/h/guess{number}") for number in range(6)]
    assert len({response.data for response in tried}) == 1
    assert [response.status_code for response in tried] == [404, 404, 404, 429, 429, 429]
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Guess)) == 3
    receiver.open()


# --- once, and by nobody else ----------------------------------------------------------------------


@pytest.mark.both_engines
def test_twenty_posts_at_once_keep_one_reply(app, world):
    with app.app_context():
        asked(world.learner)
        path = link_to()
    form = Receiver(app, path).open().form("/h/answer").values
    data = form | {"what_0": "yes", "what_1": "no", "understood": "yes"}
    start, statuses = Barrier(20), []

    def send() -> None:
        client = app.test_client(use_cookies=False)
        start.wait()
        statuses.append(client.post("/h/answer", data=data).status_code)

    threads = [Thread(target=send) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 20
    assert len(replies(app)) == 3
    with app.app_context():
        assert history.verify() == []


def test_a_retry_sees_the_same_page_and_adds_nothing(app, receiver):
    data = receiver.open().form("/h/answer").values
    data |= {"what_0": "yes", "what_1": "yes", "understood": "yes"}
    first = receiver.browser.post("/h/answer", data)
    again = Browser(app, cookies=False).post("/h/answer", data)
    assert (again.status, again.html) == (200, first.html)
    assert len(replies(app)) == 3


def test_going_back_and_answering_otherwise_is_kept_too(app, receiver):
    receiver.open()
    form = receiver.browser.page.form("/h/answer").values | {"what_1": "yes"}
    receiver.browser.post("/h/answer", form | {"what_0": "yes", "understood": "yes"}, 200)
    other = form | {"what_0": "no", "understood": "no", "correction": "It went to the depot."}
    for _twice in range(2):
        page = receiver.browser.post("/h/answer", other, 200)
    assert "It went to the depot." in page.text
    first, then = replies(app)[:3], replies(app)[3:]
    assert [kept_reply.said for kept_reply in first] == [
        ReplyKind.TAKEN_OVER,
        ReplyKind.TAKEN_OVER,
        ReplyKind.UNDERSTOOD,
    ]
    assert [kept_reply.said for kept_reply in then] == [
        ReplyKind.NOT_TAKEN_OVER, ReplyKind.TAKEN_OVER, ReplyKind.NOT_UNDERSTOOD, ReplyKind.CORRECTION,
    ]  # fmt: skip
    with app.app_context():
        assert history.verify() == []


@pytest.mark.parametrize("version", ["1", "abc", "-1", "9" * 5000, "²"])
def test_nobody_reads_a_version_from_before_they_were_asked(app, world, version):
    with app.app_context():
        old = submitted(world.learner, purpose="What only the assessor was to read, at first.")
        asked(world.learner, revised(world.learner, old, purpose="What everybody may read now."))
        receiver = Receiver(app, link_to())
    receiver.open()
    form = receiver.browser.page.form("/h/answer").values | {"version": version}
    page = receiver.browser.post("/h/answer", form, 422)
    assert "What everybody may read now." in page.text
    assert "only the assessor" not in page.html
    whole_form = form | {"what_0": "yes", "what_1": "yes", "understood": "yes"}
    receiver.browser.post("/h/answer", whole_form, 200)
    assert {reply.version for reply in replies(app)} == {2}


@pytest.mark.parametrize("who", ["learner", "other_learner", "assessor", "administrator"])
def test_a_browser_that_is_signed_in_is_refused(app, world, browse, receiver, link, who):
    form = receiver.open().form("/h/answer").values
    browser = browse(getattr(world, who))
    assert "sign out first" in browser.get(link, 403).text
    data = form | {"what_0": "yes", "what_1": "yes", "understood": "yes", "do": "sure"}
    for path in ("/h/answer", "/h/decline/not-me"):
        assert browser.post(path, data).status == 403
    assert replies(app) == []
    with app.app_context():
        assert db.session.scalars(select(Participant)).one().state == AskedState.WAITING


def test_a_page_with_thirty_actions_takes_as_many_statements_as_one(app, world):
    numbers = []
    for many in (1, 30):
        rows_of = [handover_content()["actions"][0] | {"task": f"Task {n}"} for n in range(many)]
        address = f"a{many}@work.example.org"
        with app.app_context():
            asked(world.learner, submitted(world.learner, actions=rows_of), address)
            path = link_to(address)
        receiver = Receiver(app, path)
        with counted(app) as opening:
            receiver.open()
        answers = {f"what_{n}": "yes" for n in range(many)}
        receiver.browser.submit(answers | {"understood": "yes"}, action="/h/answer")
        with counted(app) as again:
            receiver.open()
        numbers.append((len(opening), len(again)))
    assert numbers[0] == numbers[1], numbers
    assert max(numbers[0]) <= 12


def test_the_address_of_the_receiver_is_not_on_their_page(receiver):
    assert ADDRESS not in receiver.open().text
