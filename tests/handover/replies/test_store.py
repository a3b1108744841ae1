"""Asking, replying, cancelling, releasing: who may, what is refused, what is kept, what is written down."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from portfolio.base import clock
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records import store as evidence
from portfolio.handover.corroboration.bulk import corroborated
from portfolio.handover.corroboration.rules import Corroboration
from portfolio.handover.corroboration.store import of_one
from portfolio.handover.parties import store as parties
from portfolio.handover.parties.model import AskedState, Participant, Reply
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.replies import reply_links, requests
from portfolio.handover.replies import store as replies
from portfolio.handover.replies.piece_panels import people_of
from portfolio.handover.replies.request_rules import Inviting
from portfolio.handover.replies.store import Point
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.outsiders.pages import LinkClosed
from portfolio.people import notices
from portfolio.people import store as people
from portfolio.people.model import Account
from tests.evidence.examples import draft, handover_content, submitted
from tests.handover.asked import ADDRESS, agreement, asked, revised, token_to, whole

OMAR = "omar.other@fellside.example"


def mails() -> int:
    return db.session.scalar(select(func.count()).where(OutgoingMail.about == "reply request")) or 0


def actions_of(piece):
    return [action.id for action in piece.live_actions]


def scope(world):
    return select(Account.id).where(Account.id == world.learner.id)


def reply(piece, *points, sending="a form", version=1, token=None):
    return replies.reply_by_link(token or token_to(), version, sending, points)


# --- asking --------------------------------------------------------------------------------------


def test_asking_writes_a_participant_a_mail_and_history(context, world):
    one = asked(world.learner)
    assert (one.state, one.part, one.account_id) == (AskedState.WAITING, "receiver", None)
    assert one.expires_at - one.created_at >= reply_links.LINKS.lasts
    assert len(one.link_digest) == 64
    mail = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.about == "reply request")
    ).one()
    assert (mail.recipient, mail.body.count("{link}")) == (ADDRESS, 1)
    assert token_to() not in mail.body
    assert "parcel" not in mail.body
    entry = history.of_learner(world.learner.id)[-1]
    assert (entry.action, entry.subject) == ("asked a receiver", "participant")
    assert history.verify() == []


def test_with_a_mail_server_it_is_sent(context, world):
    context.config["MAIL_REALLY_LEAVES"] = True
    assert asked(world.learner).state == AskedState.SENT


@pytest.mark.parametrize(
    "address",
    [
        "mia.learner@fellside.example",
        "Mia.Learner+x@fellside.example",
        "miа.lеarner@fellside.example",
    ],
)
def test_the_learner_s_own_address_is_refused(context, world, address):
    piece = submitted(world.learner)
    with pytest.raises(requests.RequestRefused, match="your own address"):
        asked(world.learner, piece, address)
    assert mails() == 0


def test_somebody_with_an_account_gets_a_notice_and_never_a_link(context, world):
    one = asked(world.learner, email="Omar.Other+work@fellside.example")
    assert (one.account_id, one.link_digest, one.expires_at) == (world.other_learner.id, None, None)
    assert mails() == 0
    assert "confirm what you took over" in notices.unread(world.other_learner.id)[0].sentence
    assert reply_links.open_for(world.other_learner, one.id).participant.id == one.id
    for person in (world.learner, world.assessor, world.administrator):
        assert reply_links.open_for(person, one.id) is None


def test_the_learner_s_assessor_can_t_confirm_what_they_assess(context, world):
    with pytest.raises(requests.RequestRefused, match="assess your work"):
        asked(world.learner, email="ann.assessor@fellside.example")
    assert asked(world.learner, email="sol.stranger@fellside.example").account_id


def test_nobody_is_asked_about_a_draft_or_somebody_else_s_piece(context, world):
    with pytest.raises(evidence.NotThere, match="Submit it first"):
        asked(world.learner, draft(world.learner))
    with pytest.raises(evidence.NotThere):
        asked(world.learner, submitted(world.other_learner))
    with pytest.raises(evidence.NotThere, match="Nobody else takes part"):
        asked(world.learner, submitted(world.learner, "reflective_account"))


@pytest.mark.parametrize(
    ("inviting", "words"),
    [
        (Inviting("", ADDRESS), "Enter their name"),
        (Inviting("Priya\nBcc: me@x.uk", ADDRESS), "one line"),
        (Inviting("Priya", "priya"), "one e-mail address"),
        (Inviting("Priya", "a@b.uk\r\nBcc: c@d.uk"), "one line"),
        (Inviting("P" * 201, ADDRESS), "Shorten"),
        (Inviting("Priya", ADDRESS, "x" * 2001), "2,000"),
    ],
)
def test_what_can_t_be_sent_is_said(context, world, inviting, words):
    piece = submitted(world.learner)
    with pytest.raises(requests.RequestRefused, match=words):
        requests.ask(world.learner, piece.id, inviting)
    assert mails() == 0


def test_nobody_is_asked_twice_about_one_piece(context, world):
    piece = submitted(world.learner)
    one = asked(world.learner, piece)
    with pytest.raises(requests.RequestRefused, match="already"):
        asked(world.learner, piece, ADDRESS.upper())
    requests.cancel(world.learner, one.id)
    assert asked(world.learner, piece).id != one.id


def test_at_most_ten_an_hour(context, world):
    piece = submitted(world.learner)
    for number in range(requests.MOST_PER_HOUR):
        asked(world.learner, piece, f"w{number}@work.example.org")
    with pytest.raises(requests.TooMany, match="an hour"):
        asked(world.learner, piece, "one.more@work.example.org")
    with clock.at(clock.now() + timedelta(hours=2)):
        asked(world.learner, piece, "one.more@work.example.org")


def test_at_most_thirty_without_an_answer(context, world, monkeypatch):
    monkeypatch.setattr(requests, "MOST_OPEN", 2)
    piece = submitted(world.learner)
    first = asked(world.learner, piece, "a@work.example.org")
    asked(world.learner, piece, "b@work.example.org")
    with pytest.raises(requests.TooMany, match="have not answered"):
        asked(world.learner, piece, "c@work.example.org")
    token = token_to("a@work.example.org")
    replies.reply_by_link(token, 1, "x", [Point(ReplyKind.UNDERSTOOD)])
    assert parties.own(world.learner, first.id).state == AskedState.REPLIED
    asked(world.learner, piece, "c@work.example.org")


def test_sending_again_replaces_the_link_and_cancelling_ends_it(context, world):
    one = asked(world.learner)
    old = token_to()
    requests.send_again(world.learner, one.id)
    new = token_to()
    assert reply_links.open_link(old) is None
    assert reply_links.open_link(new).participant.id == one.id
    requests.cancel(world.learner, one.id)
    assert reply_links.open_link(new) is None
    for verb in (requests.cancel, requests.send_again):
        with pytest.raises(requests.NotOpen):
            verb(world.learner, one.id)
        with pytest.raises(evidence.NotThere):
            verb(world.other_learner, one.id)
    assert history.verify() == []


def test_a_link_runs_out_and_closes_with_what_it_is_about(context, world):
    piece = submitted(world.learner)
    one = asked(world.learner, piece)
    token = token_to()
    with clock.at(clock.now() + reply_links.LINKS.lasts):
        assert one.state_at(clock.now()) == AskedState.EXPIRED
        assert reply_links.open_link(token) is None
    evidence.withdraw(world.learner, piece.id, "wrong")
    assert reply_links.open_link(token) is None
    evidence.restore(world.learner, piece.id)
    assert reply_links.open_link(token)
    people.switch(world.learner.id, active=False, by=SYSTEM)
    assert reply_links.open_link(token) is None
    people.switch(world.learner.id, active=True, by=SYSTEM)
    for enrolment in (world.enrolment, world.second_enrolment):
        enrolments.withdraw(enrolment.id, SYSTEM, "left")
    assert reply_links.open_link(token) is None


def test_a_link_to_somebody_who_got_an_account_opens_nothing(context, world):
    one = asked(world.learner)
    token = token_to()
    people.add(name="Priya Shah", email=ADDRESS, role_names=["learner"], by=SYSTEM)
    assert reply_links.open_link(token) is None
    with pytest.raises(LinkClosed):
        replies.reply_by_link(token, 1, "x", [Point(ReplyKind.UNDERSTOOD)])
    with pytest.raises(requests.RequestRefused, match="account here now"):
        requests.send_again(world.learner, one.id)


@pytest.mark.parametrize("who", ["assessor", "administrator"])
def test_staff_release_a_link_and_every_reply_says_so(context, world, who):
    staff = getattr(world, who)
    one = asked(world.learner)
    mailed = token_to()
    assert [row[0].id for row in parties.unsent_for(staff)] == [one.id]
    assert db.session.scalar(parties.how_many_unsent(staff)) == 1
    row, link = requests.release(staff, one.id)
    assert (row.state, row.released_by_name) == (AskedState.SENT, staff.name)
    assert reply_links.open_link(mailed) is None
    assert history.of_learner(world.learner.id)[-1].actor_name == staff.name
    [said] = replies.reply_by_link(link.rsplit("/", 1)[1], 1, "x", [Point(ReplyKind.UNDERSTOOD)])
    assert said.by_label == "by a link that the centre handed over"
    assert history.verify() == []


@pytest.mark.parametrize("who", ["learner", "other_learner", "other_assessor", "iqa"])
def test_nobody_else_releases(context, world, who):
    one = asked(world.learner)
    with pytest.raises(evidence.NotThere):
        requests.release(getattr(world, who), one.id)
    assert parties.unsent_for(getattr(world, who)) == []


# --- replying ------------------------------------------------------------------------------------


def test_replies_are_appended_bound_to_a_version_and_verified(context, world):
    piece = submitted(world.learner)
    one = asked(world.learner, piece)
    first, second = actions_of(piece)
    rows = reply(
        piece,
        Point(ReplyKind.TAKEN_OVER, first),
        Point(ReplyKind.TAKEN_OVER, second, "On the phone", "2026-10-05T19:00"),
        Point(ReplyKind.UNDERSTOOD),
    )
    assert [(row.version, row.place, row.by_label) for row in rows] == [
        (1, place, "by the link mailed to them") for place in range(3)
    ]
    assert [row.by_id for row in rows] == [None] * 3
    assert parties.own(world.learner, one.id).state == AskedState.REPLIED
    assert "has replied about E1" in notices.unread(world.learner.id)[0].sentence
    judged = of_one(whole(world.learner, piece)).actions
    assert judged[str(first)].state is Corroboration.CORROBORATED
    assert judged[str(second)].state is Corroboration.CONTRADICTED
    reply(piece, Point(ReplyKind.DONE, second), sending="later")
    assert (
        of_one(whole(world.learner, piece)).actions[str(second)].state is Corroboration.CORROBORATED
    )
    assert db.session.scalar(select(func.count()).select_from(Reply)) == 4
    assert history.verify() == []


def test_the_same_form_is_kept_once(context, world):
    piece = submitted(world.learner)
    asked(world.learner, piece)
    point = Point(ReplyKind.TAKEN_OVER, actions_of(piece)[0])
    once, again = reply(piece, point), reply(piece, point)
    assert [kept_reply.id for kept_reply in once] == [kept_reply.id for kept_reply in again]
    told = [notice.sentence for notice in notices.unread(world.learner.id)]
    assert sum("has replied about" in sentence for sentence in told) == 1
    assert db.session.scalar(select(func.count()).select_from(Reply)) == 1


def test_an_action_of_another_piece_is_left_out(context, world):
    piece, other = submitted(world.learner), submitted(world.learner)
    asked(world.learner, piece)
    assert reply(piece, Point(ReplyKind.DONE, actions_of(other)[0])) == []


def test_replying_signed_in_is_labelled_so(context, world):
    piece = submitted(world.learner)
    one = asked(world.learner, piece, OMAR, "Omar")
    [row] = replies.reply_signed_in(
        world.other_learner, one.id, 1, "x", [Point(ReplyKind.DONE, actions_of(piece)[0])]
    )
    assert row.by_label == "signed in as a learner of this centre"
    assert (row.by_id, row.by_name) == (world.other_learner.id, "Omar Other")
    for person in (world.learner, world.assessor):
        with pytest.raises(LinkClosed):
            replies.reply_signed_in(person, one.id, 1, "y", [Point(ReplyKind.UNDERSTOOD)])
    reasons = of_one(whole(world.learner, piece)).actions[str(actions_of(piece)[0])].reasons
    assert any("signed in as a learner" in reason for reason in reasons)
    assert history.verify() == []


@pytest.mark.parametrize(
    ("said", "words"),
    [(ReplyKind.NOT_ME, "are not Priya Shah"), (ReplyKind.NOT_THERE, "were not there")],
)
def test_declining_closes_the_link_and_tells_the_learner(context, world, said, words):
    one = asked(world.learner)
    token = token_to()
    replies.decline_by_link(token, said, "I was off that day", "x")
    assert reply_links.open_link(token) is None
    assert replies.is_kept("x")
    assert parties.own(world.learner, one.id).state == AskedState.DECLINED
    assert words in notices.unread(world.learner.id)[0].sentence
    assert words in notices.unread(world.assessor.id)[0].sentence
    with pytest.raises(requests.NotOpen):
        requests.send_again(world.learner, one.id)
    assert history.verify() == []


def test_a_changed_or_deleted_reply_is_found(context, world):
    piece = submitted(world.learner)
    asked(world.learner, piece)
    [row] = reply(piece, Point(ReplyKind.NOT_TAKEN_OVER, actions_of(piece)[0]))
    with write() as session:
        session.execute(update(Reply).where(Reply.id == row.id).values(said=ReplyKind.TAKEN_OVER))
    assert any("no longer what was recorded" in finding for finding in history.verify())
    with write() as session:
        session.query(Reply).delete()
    assert any("Missing" in finding for finding in history.verify())


def test_a_participant_that_history_doesn_t_know_is_found(context, world):
    one = asked(world.learner)
    with write() as session:
        session.execute(
            update(Participant).where(Participant.id == one.id).values(state="cancelled")
        )
    assert any("cancelled an ask" in finding for finding in history.verify())
    with write() as session:
        piece = session.get_one(Participant, one.id).evidence_id
        session.add(
            Participant(
                learner_id=world.learner.id, evidence_id=piece, part="receiver", name="Nobody"
            )
        )
    assert any("Unrecorded: participant" in finding for finding in history.verify())


# --- what counts ---------------------------------------------------------------------------------


def test_a_piece_counts_as_confirmed_while_an_action_is_corroborated(context, world):
    piece = submitted(world.learner)
    asked(world.learner, piece)
    first, second = actions_of(piece)
    assert corroborated(scope(world)) == frozenset()
    reply(piece, Point(ReplyKind.TAKEN_OVER, first), Point(ReplyKind.NOT_TAKEN_OVER, second))
    assert corroborated(scope(world)) == {piece.id}
    content = handover_content()["actions"]
    tasks = [
        {**row, "id": str(action_id), "task": "Something bigger"}
        for row, action_id in zip(content, (first, second), strict=True)
    ]
    changed = revised(world.learner, piece, actions=tasks)
    assert corroborated(scope(world)) == frozenset()
    judged = of_one(changed).actions[str(first)]
    assert judged.state is Corroboration.OPEN
    assert "changed since Priya Shah replied about version 1" in judged.reasons[-1]


def test_parties_sign_a_version_and_are_asked_again_for_the_next(context, world):
    piece = agreement(world.learner)
    one = asked(world.learner, piece)
    assert one.part == "party"
    reply(piece, Point(ReplyKind.AGREED, words="Fine by me"))
    signed = whole(world.learner, piece)
    assert people_of(signed, of_one(signed))[0].signed == "Agreed to version 1"
    assert corroborated(scope(world)) == {piece.id}
    changed = revised(world.learner, piece, if_late="We tell the customer as well.")
    assert people_of(changed, of_one(changed))[0].signed == (
        "Agreed to version 1; not yet to version 2"
    )
    assert corroborated(scope(world)) == frozenset()
    assert mails() == 2
    assert "asked again to reply" in [
        entry.action for entry in history.of_learner(world.learner.id)
    ]
    reply(piece, Point(ReplyKind.NOT_AGREED), sending="second", version=2)
    changed = whole(world.learner, piece)
    assert people_of(changed, of_one(changed))[0].signed == "Did not agree to version 2"
    assert corroborated(scope(world)) == frozenset()
    kept = db.session.scalars(select(Reply).order_by(Reply.at)).all()
    assert [(row.version, row.said) for row in kept] == [(1, "agreed"), (2, "not agreed")]
    assert history.verify() == []


def test_a_name_can_t_make_our_mail_say_what_it_wants(context, world):
    piece = submitted(world.learner)
    with write() as session:
        session.get_one(Account, world.learner.id).name = "Click http://evil.example now@x.y"
    learner = people.by_email("mia.learner@fellside.example")
    requests.ask(learner, piece.id, Inviting("Win www.evil.example {link}", ADDRESS, ""))
    mail = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.about == "reply request")
    ).one()
    assert mail.subject == "Click asks: did you take this over?"
    assert mail.body.startswith("Hello Win link,")
    assert mail.body.count("{link}") == 1
    assert "evil" not in mail.subject + mail.body
