"""“This wasn't me”: the link in the receipt's mail, from outside."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from portfolio.assessment.standings import counting
from portfolio.base import clock
from portfolio.base.clock import now
from portfolio.base.db import db
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.evidence.records import store as evidence
from portfolio.history import store as history
from portfolio.history.store import verify
from portfolio.people.model import Account, Notice
from portfolio.witness.model import Confirmation, Statement
from portfolio.witness.requests import staff
from portfolio.witness.statements import standing
from tests.browser import Browser
from tests.witness.asked import ADDRESS, Witness, asked, link_to, not_mine_link


@pytest.fixture
def receipt(app, world):
    """The path in the receipt's mail of a statement that was vouched for, and so counted."""
    with app.app_context():
        request = asked(world)
        staff.vouch(world.assessor, request.id, "On the bank’s web page")
        path = link_to()
    app.config["MAIL_REALLY_LEAVES"] = True
    Witness(app, path).whole_way()
    with app.app_context():
        return not_mine_link()


def the_statement() -> Statement:
    return db.session.scalars(select(Statement)).one()


def counts(world: Any) -> bool:
    learner = select(Account.id).where(Account.id == world.learner.id)
    return counting(learner)[the_statement().evidence_id]


def say_no(app, path, words="I never wrote this.", status=200):
    mailbox = Browser(app, cookies=False)
    mailbox.get(path)
    return mailbox.submit({"wrote_it": "not mine", "words": words}, status=status)


def test_disputes_removes_the_coverage_and_tells_who_must_know(app, world, receipt):
    page = say_no(app, receipt)
    assert "Thank you for telling us" in page.text
    with app.app_context():
        answer = db.session.scalars(select(Confirmation)).one()
        assert (answer.source, answer.confirmed, answer.how) == (
            "mailbox",
            False,
            "I never wrote this.",
        )
        assert (answer.by_id, answer.by_name) == (None, ADDRESS)
        assert not counts(world)
        assert standing.standing(the_statement()).disputed
        told = db.session.scalars(
            select(Notice.sentence).where(Notice.account_id == world.assessor.id)
        ).all()
        assert any("did not write the statement of Grace Okafor" in sentence for sentence in told)
        to_learner = db.session.scalars(
            select(Notice.sentence).where(Notice.account_id == world.learner.id)
        ).all()
        assert any("There is a question about E1" in sentence for sentence in to_learner)
        assert not any("never wrote" in sentence or ADDRESS in sentence for sentence in to_learner)
        mails = db.session.scalars(
            select(OutgoingMail.body).where(OutgoingMail.recipient == world.assessor.email)
        ).all()
        assert any("did not write the statement" in mail for mail in mails)
        trail = history.of_learner(world.learner.id)
        assert trail[-1].action == "said: this wasn’t me"
        assert verify() == []


def test_looking_and_a_lone_button_change_nothing(app, receipt):
    mailbox = Browser(app, cookies=False)
    for method in ("get", "head", "options"):
        getattr(mailbox.client, method)(receipt)
    mailbox.get(receipt)
    page = mailbox.submit({}, status=200)
    assert "Choose whether you wrote the statement." in page.text
    with app.app_context():
        assert db.session.scalar(select(func.count(Confirmation.id))) == 0


def test_the_answer_goes_to_an_address_without_the_secret(app, receipt):
    page = Browser(app, cookies=False).get(receipt)
    assert receipt.rsplit("/", 1)[1] not in page.html
    assert 'action="/not-mine"' in page.html


def test_yes_it_was_me_changes_nothing(app, receipt):
    mailbox = Browser(app, cookies=False)
    mailbox.get(receipt)
    assert "Nothing has changed" in mailbox.submit({"wrote_it": "mine"}, status=200).text
    with app.app_context():
        assert db.session.scalar(select(func.count(Confirmation.id))) == 0


def test_said_twice_it_is_kept_once(app, receipt):
    say_no(app, receipt)
    say_no(app, receipt, "Again: not me.")
    with app.app_context():
        assert db.session.scalar(select(func.count(Confirmation.id))) == 1
    assert "You told us on" in Browser(app, cookies=False).get(receipt).text


def test_it_works_a_year_later(app, world, receipt):
    with clock.at(now() + timedelta(days=366)):
        say_no(app, receipt)
        with app.app_context():
            assert not counts(world)


def test_an_assessor_may_confirm_it_later_and_the_mailbox_deny_it_again(app, world, receipt):
    say_no(app, receipt)
    with app.app_context():
        standing.confirm(
            the_statement().id, world.assessor, confirmed=True, how="Rang the bank’s main number"
        )
        assert counts(world)
        said = standing.standing(the_statement()).reasons
        assert any("Rang the bank’s main number" in reason for reason in said)
        assert any("did not write it" in reason for reason in said), "both facts are shown"
    say_no(app, receipt)
    with app.app_context():
        assert not counts(world)
        assert db.session.scalar(select(func.count(Confirmation.id))) == 3
        assert verify() == []


@pytest.mark.parametrize("path", ["/not-mine/" + "a" * 43, "/not-mine/x", "/w/" + "a" * 43])
def test_every_link_that_is_not_open_shows_the_same_page(app, receipt, path):
    same = Browser(app, cookies=False).get("/not-mine/never-was", 404).html
    assert Browser(app, cookies=False).get(path, 404).html == same


def test_taking_the_piece_out_does_not_close_it(app, world, receipt):
    with app.app_context():
        evidence.withdraw(world.learner, the_statement().evidence_id, "Not needed")
    say_no(app, receipt)
    with app.app_context():
        evidence.restore(world.learner, the_statement().evidence_id)
        assert not counts(world)


def test_a_secret_of_another_link_opens_nothing(app, world, receipt):
    with app.app_context():
        other = asked(world, witness_email="other@rowanbank.example.org")
        path = link_to(other.witness_email)
    Browser(app, cookies=False).get("/not-mine/" + path.rsplit("/", 1)[1], 404)
    Browser(app, cookies=False).get("/w/" + receipt.rsplit("/", 1)[1], 404)


def test_a_signed_in_browser_is_refused(app, world, receipt, browse):
    browse(world.learner).get(receipt, 403)
    with app.app_context():
        assert db.session.scalar(select(func.count(Confirmation.id))) == 0


def test_a_reload_says_how_to_go_on(app, receipt):
    assert "open the link again" in Browser(app, cookies=False).get("/not-mine").text
