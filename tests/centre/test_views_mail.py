"""The administrator sees what did not go, without what it says, and tries it again."""

from datetime import timedelta

import pytest

from portfolio.base import clock, jobs
from portfolio.base.db import db, write
from portfolio.base.link_secrets import mint
from portfolio.base.mailing.mail import MailState, OutgoingMail, post
from portfolio.history import store as history
from portfolio.history.model import CENTRE_CHAIN, ChainEntry
from tests.statements import counted

TO = "grace.okafor@rowanbank.example.org"
REFUSED = "The mail server refused this address (550). Check how it is written."


def put(state=MailState.WAITING, **changes):
    with write() as session:
        row = post(session, to=TO, subject="What did you see?", body="Secret words", about="x")
        row.state = state
        for name, value in changes.items():
            setattr(row, name, value)
        return row.id


def row(mail_id):
    db.session.rollback()
    return db.session.get_one(OutgoingMail, mail_id, populate_existing=True)


def test_nothing_is_there_while_all_is_well(context, browse, world):
    put()
    put(MailState.SENT, sent_at=clock.now())
    put(MailState.DROPPED)
    put(MailState.SENDING, tried_at=clock.now())
    page = browse(world.administrator).get("/centre/mail")
    assert "Every message has gone" in page.text
    assert "not gone" not in browse(world.administrator).get("/").text


@pytest.mark.parametrize(
    ("state", "changes", "words"),
    [
        (MailState.REFUSED, {"problem": REFUSED}, REFUSED),
        (MailState.DOUBTFUL, {"problem": "cut"}, "may have arrived, or not"),
        (MailState.SENDING, {"tried_at": clock.now() - timedelta(hours=1)}, "may have arrived"),
        (
            MailState.WAITING,
            {"created_at": clock.now() - timedelta(hours=2), "problem": "Away."},
            "The mail has not left yet. Away.",
        ),
    ],
)
def test_what_did_not_go_is_shown_and_goes_again(context, browse, world, state, changes, words):
    mail_id = put(state, **changes)
    assert "1 message has not gone" in browse(world.administrator).get("/").text
    administrator = browse(world.administrator)
    page = administrator.get("/centre/mail")
    assert TO in page.text
    assert words in page.text
    assert "Secret words" not in page.text
    administrator.submit(action=f"/centre/mail/{mail_id}/again")
    jobs.run_waiting()
    assert row(mail_id).state == MailState.SENT
    assert "Every message has gone" in browse(world.administrator).get("/centre/mail").text
    entry = db.session.query(ChainEntry).filter_by(chain=CENTRE_CHAIN).all()[-1]
    assert (entry.action, entry.actor_name) == (
        "tried to send a message again",
        world.administrator.name,
    )
    assert history.verify() == []


def test_what_went_meanwhile_is_not_sent_twice(context, browse, world):
    secret = mint().text
    mail_id = put(MailState.REFUSED, problem=REFUSED, body="Open {link}", sealed_link=secret)
    administrator = browse(world.administrator)
    page = administrator.get("/centre/mail")
    assert secret not in page.text
    with write() as session:
        session.get_one(OutgoingMail, mail_id).state = MailState.SENT
    page = administrator.submit(action=f"/centre/mail/{mail_id}/again", status=409)
    assert "nothing to send again" in page.text


def test_a_message_whose_link_is_kept_no_longer_is_not_tried(context, browse, world):
    mail_id = put(MailState.REFUSED, problem=REFUSED, body="Open {link}", sealed_link=None)
    administrator = browse(world.administrator)
    administrator.get("/centre/mail")
    administrator.submit(action=f"/centre/mail/{mail_id}/again", status=409)
    assert row(mail_id).state == MailState.REFUSED


def test_many_take_no_more_statements_than_few(app, browse, world):
    with app.app_context():
        put(MailState.REFUSED, problem=REFUSED)
    administrator = browse(world.administrator)
    administrator.get("/centre/mail")
    with counted(app) as few:
        administrator.get("/centre/mail")
    with app.app_context():
        for _ in range(20):
            put(MailState.REFUSED, problem=REFUSED)
    with counted(app) as many:
        administrator.get("/centre/mail")
    assert len(many) == len(few)


@pytest.mark.parametrize("who", ["learner", "assessor", "iqa"])
def test_nobody_else_sees_it(context, browse, world, who):
    mail_id = put(MailState.REFUSED)
    person = browse(getattr(world, who))
    person.get("/centre/mail", 404)
    person.post(f"/centre/mail/{mail_id}/again", status=404)
