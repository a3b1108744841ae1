"""The learner asks and sees, others reply signed in, staff hand links over; each page for whom it is."""

import pytest
from flask import Flask
from sqlalchemy import select

from portfolio.base.db import db
from portfolio.handover.parties.model import Participant, Reply
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.replies import store as replies
from portfolio.handover.replies.store import Point
from portfolio.history import store as history
from tests.evidence.examples import draft, handover_content, submitted
from tests.handover.asked import ADDRESS, Receiver, agreement, asked, link_to, token_to
from tests.statements import counted

OMAR = "omar.other@fellside.example"


@pytest.fixture
def piece(app: Flask, world):
    with app.app_context():
        return submitted(world.learner)


def participant(app: Flask) -> Participant:
    with app.app_context():
        return db.session.scalars(select(Participant)).one()


def test_a_learner_asks_and_never_sees_the_link(app, world, browse, piece):
    browser = browse(world.learner)
    page = browser.get(f"/evidence/{piece.id}")
    assert "Nobody has been asked to confirm it yet." in page.text
    assert "Claimed by the learner only" in page.text
    page = browser.get(f"/evidence/{piece.id}/people")
    page = browser.submit({"name": "", "email": "priya"}, action="/people")
    assert page.status == 422
    assert "Enter their name." in page.text
    page = browser.submit(
        {"name": "Priya Shah", "email": ADDRESS, "message": "Please."}, action="/people"
    )
    assert "Priya Shah is asked. Their link waits for your assessor, who passes it on." in page.text
    assert "Your centre sends mail by hand." in page.text
    with app.app_context():
        token = token_to()
    assert token not in page.html
    page = browser.submit(action="/again")
    assert "Priya Shah is asked again." in page.text
    with app.app_context():
        assert token_to() != token
    page = browser.get(f"/participants/{participant(app).id}/cancel")
    page = browser.submit(action="/cancel")
    assert "no longer asked" in page.text
    assert "Cancelled" in page.text


def test_after_submitting_the_next_thing_is_to_ask(world, browse, app, piece):
    page = browse(world.learner).get(f"/evidence/{piece.id}/submitted")
    assert f"/evidence/{piece.id}/people" in page.links
    with app.app_context():
        shared = agreement(world.learner)
        account = submitted(world.learner, "reflective_account")
    assert (
        "Ask everybody to sign it"
        in browse(world.learner).get(f"/evidence/{shared.id}/submitted").text
    )
    page = browse(world.learner).get(f"/evidence/{account.id}/submitted")
    assert not any(link.endswith("/people") for link in page.links)


def test_a_draft_is_not_asked_about_and_others_have_no_such_page(app, world, browse, piece):
    with app.app_context():
        writing = draft(world.learner)
        account = submitted(world.learner, "reflective_account")
        one = asked(world.learner, piece)
    browser = browse(world.learner)
    assert "Submit it first" in browser.get(f"/evidence/{writing.id}/people").text
    browser.get(f"/evidence/{account.id}/people", 404)
    for person in (world.other_learner, world.assessor, world.iqa):
        other = browse(person)
        other.get(f"/evidence/{piece.id}/people", 404)
        other.get(f"/participants/{one.id}/cancel", 404)
        other.get(f"/replies/{one.id}", 404)


def test_a_contradiction_is_shown_to_learner_assessor_and_iqa(app, world, browse, piece):
    with app.app_context():
        asked(world.learner, piece)
        path = link_to()
    Receiver(app, path).answer(what_1="no", words_1="I was at lunch", question="Which depot?")
    for person, where in (
        (world.learner, f"/evidence/{piece.id}"),
        (world.assessor, f"/evidence/{piece.id}"),
        (world.assessor, f"/assessment/evidence/{piece.id}"),
        (world.iqa, f"/evidence/{piece.id}"),
    ):
        page = browse(person).get(where)
        assert "Corroborated" in page.text
        assert "Contradicted" in page.text
        assert "I did not take this over. “I was at lunch”" in page.text
        assert "It is not a witness statement" in page.text
        assert "by the link mailed to them" in page.text
    page = browse(world.learner).get("/notices")
    assert "there is something to answer" in page.text


def test_somebody_with_an_account_replies_signed_in(app, world, browse, piece):
    with app.app_context():
        one = asked(world.learner, piece, OMAR, "Omar")
    browser = browse(world.other_learner)
    page = browser.get("/")
    assert "confirm what you took over" in page.text
    assert "Somebody asks you to confirm something" in page.text
    page = browser.get("/replies")
    assert f"/replies/{one.id}" in page.links
    page = browser.get(f"/replies/{one.id}")
    assert "promised a call by six" in page.text
    page = browser.submit({"what_0": "yes"}, action=f"/replies/{one.id}")
    assert page.status == 422
    answers = {"what_0": "yes", "what_1": "other", "when_1": "5/10/2026 19:00", "understood": "no"}
    sent = page.form(f"/replies/{one.id}").values | answers
    page = browser.post(f"/replies/{one.id}", sent)
    assert "Thank you. Mia Learner is told." in page.text
    assert "asks you to confirm something" not in browser.get("/").text
    browser.get(f"/replies/{one.id}")
    browser.post(f"/replies/{one.id}", sent)
    with app.app_context():
        assert len(db.session.scalars(select(Reply)).all()) == 3
        assert history.verify() == []
    page = browse(world.assessor).get(f"/assessment/evidence/{piece.id}")
    assert "signed in as a learner of this centre" in page.text
    # Three points of one sending stand under one date on the learner's page.
    page = browse(world.learner).get(f"/evidence/{piece.id}/people")
    assert page.html.count("lp-timeline__item") == 1
    assert page.html.count("about version 1") == 1
    # The one who replies sees no more of the portfolio than what they are asked about.
    browser.get(f"/evidence/{piece.id}", 404)


def test_somebody_with_an_account_was_not_there(app, world, browse, piece):
    with app.app_context():
        one = asked(world.learner, piece, OMAR, "Omar")
    browser = browse(world.other_learner)
    browser.get(f"/replies/{one.id}/not-there")
    page = browser.submit({"words": "My day off"}, action="/not-there")
    assert "Declined" in page.text
    browser.get(f"/replies/{one.id}", 404)
    page = browse(world.learner).get(f"/evidence/{piece.id}")
    assert "Omar Other says that they were not there." in page.text


def test_an_agreement_shows_who_signed_which_version(app, world, browse):
    with app.app_context():
        piece = agreement(world.learner)
        asked(world.learner, piece)
        replies.reply_by_link(token_to(), 1, "x", [Point(ReplyKind.AGREED)])
    page = browse(world.assessor).get(f"/evidence/{piece.id}")
    assert "Who agreed" in page.text
    assert "Agreed to version 1" in page.text
    assert "Keep the log" in page.text
    browser = browse(world.learner)
    with app.app_context():
        handover = draft(world.learner)
    page = browser.get(f"/evidence/{handover.id}/edit?stage=all")
    assert "E1 Who does what on the late shift" in page.html


def test_staff_hand_a_link_over_this_once(app, world, browse, piece):
    with app.app_context():
        one = asked(world.learner, piece)
        mailed = link_to()
    browser = browse(world.assessor)
    page = browser.get("/reply-links")
    assert f"/reply-links/{one.id}" in page.links
    browser.get(f"/reply-links/{one.id}")
    page = browser.submit(action="/reply-links")
    link = page.text.split("http://")[1].split()[0].split("/", 1)[1]
    Receiver(app, f"/{link}").answer()
    Receiver(app, mailed).open(404)
    assert "Handed over by Ann Assessor" in browser.get("/reply-links").text
    assert "a link that the centre handed over" in browser.get(f"/evidence/{piece.id}").text
    for person in (world.other_assessor, world.learner, world.iqa):
        browse(person).get(f"/reply-links/{one.id}", 404)


@pytest.mark.parametrize("where", ["/evidence/{}", "/evidence/{}/people"])
def test_a_page_takes_as_many_statements_for_many_actions_and_people(app, world, browse, where):
    browser, numbers = browse(world.learner), []
    for many in (1, 10):
        row = handover_content()["actions"][0]
        actions = [row | {"task": f"Task {number}"} for number in range(3 * many)]
        with app.app_context():
            piece = submitted(world.learner, actions=actions, check_backs=[])
            for number in range(min(many, 8)):
                address = f"p{many}{number}@work.example.org"
                asked(world.learner, piece, address)
                points = [Point(ReplyKind.DONE, action.id) for action in piece.live_actions]
                replies.reply_by_link(token_to(address), 1, "x", points)
        with counted(app) as ran:
            browser.get(where.format(piece.id))
        numbers.append(len(ran))
    assert numbers[0] == numbers[1], numbers
