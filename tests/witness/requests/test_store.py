"""Asking once and asking again: one request per form, about several pieces, followed by another in one step."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import func, select

from portfolio.base import clock
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import MailState, OutgoingMail
from portfolio.evidence.records import store as evidence
from portfolio.history import store as history
from portfolio.people.model import Account
from portfolio.witness.model import RequestState, WitnessRequest
from portfolio.witness.requests import store, witness_links
from tests.evidence.examples import submitted
from tests.witness.asked import asked, link_to

KEY = "the key of one form"


def how_many() -> tuple[int, int]:
    """Return how many requests and how many mails there are."""
    mails = select(func.count()).where(OutgoingMail.about == "witness request")
    return db.session.scalar(select(func.count(WitnessRequest.id))), db.session.scalar(mails)


# --- once ----------------------------------------------------------------------------------------


def test_the_same_words_from_the_same_form_are_one_request(context, world):
    first = asked(world, key=KEY)
    assert asked(world, key=KEY).id == first.id
    assert how_many() == (1, 1)
    assert asked(world, key="another form").id != first.id
    changed = asked(world, key=KEY, what_they_saw="Something else")
    assert changed.what_they_saw == "Something else"
    assert how_many() == (3, 3)


def test_after_it_was_cancelled_the_same_form_asks_again(context, world):
    first = asked(world, key=KEY)
    store.cancel(world.learner, first.id)
    assert asked(world, key=KEY).id != first.id
    assert how_many() == (2, 2)


def test_another_learner_with_the_same_key_asks_for_themselves(context, world):
    mine = asked(world, key=KEY)
    theirs = asked(world, key=KEY, learner=world.other_learner, enrolment=world.other_enrolment)
    assert mine.id != theirs.id


def test_many_taps_at_once_make_one_request(app, world):
    start, made = Barrier(8), []

    def tap():
        with app.app_context():
            start.wait()
            made.append(asked(world, key=KEY).id)

    threads = [Thread(target=tap) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with app.app_context():
        assert len(set(made)) == 1
        assert len(made) == 8
        assert how_many() == (1, 1)


def test_a_repeated_tap_is_no_sixth_request(context, world):
    for number in range(5):
        last = asked(world, witness_email=f"w{number}@work.example.org", key=f"{number}")
    assert asked(world, witness_email="w4@work.example.org", key="4").id == last.id


# --- what a request says ---------------------------------------------------------------------------


def test_the_employer_and_several_pieces_are_kept(context, world):
    pieces = [submitted(world.learner) for _ in range(3)]
    request = asked(world, employer=" Rowan Bank ", about=[pieces[2].id, pieces[0].id])
    assert request.employer == "Rowan Bank"
    assert [piece.number for piece in witness_links.pieces_of(request)] == [1, 3]


def test_only_one_s_own_records_can_be_asked_about(context, world):
    own = submitted(world.learner)
    gone = submitted(world.learner)
    evidence.withdraw(world.learner, gone.id, "Not mine")
    for wanted in ([submitted(world.other_learner).id], [own.id, gone.id]):
        with pytest.raises(store.NotYours):
            asked(world, about=wanted)
    assert how_many() == (0, 0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("witness_name", "Grace http://evil.example"),
        ("witness_role", "Manager (boss@evil.example)"),
        ("employer", "www.evil.example"),
        ("relationship", "a＠b.uk"),
        ("what_they_saw", "Look at https://evil.example"),
        ("what_they_saw", "x" * 601),
        ("employer", "x" * 201),
    ],
)
def test_links_addresses_and_long_texts_are_refused(context, world, field, value):
    with pytest.raises(store.RequestRefused) as refused:
        asked(world, **{field: value})
    assert [problem.field for problem in refused.value.problems] == [field]


def test_a_mail_holds_plain_names_and_never_the_message(context, world):
    with write() as session:
        session.get_one(Account, world.learner.id).name = "Mia http://evil.example now@x.y\u202e"
    request = asked(
        world, learner=db.session.get(Account, world.learner.id), witness_name="{0} {link}"
    )
    [mail] = db.session.scalars(select(OutgoingMail).where(OutgoingMail.belongs_to == request.id))
    assert mail.subject == "Mia asks what you saw"
    assert mail.body.startswith("Hello 0 link,")
    assert mail.body.count("{link}") == 1
    for word in ("evil", "x.y", "lift", "October 3"):
        assert word not in mail.subject + mail.body


# --- followed by another ---------------------------------------------------------------------------


def test_a_request_that_is_followed_is_cancelled_with_its_link(context, world):
    old = asked(world, witness_email="wrong@work.example.org")
    link = link_to("wrong@work.example.org").removeprefix("/w/")
    new = asked(world, instead_of=old.id)
    before = store.own(world.learner, old.id)
    assert (before.state, before.followed_by_id) == (RequestState.CANCELLED, new.id)
    assert witness_links.open_request(link) is None
    [unsent] = db.session.scalars(select(OutgoingMail).where(OutgoingMail.belongs_to == old.id))
    assert (unsent.state, unsent.sealed_link) == (MailState.DROPPED, None)
    actions = [entry.action for entry in history.of_learner(world.learner.id)]
    assert actions[-2:] == [store.CANCELLED, store.ASKED]
    assert history.verify() == []


def test_a_following_request_that_is_refused_cancels_nothing(context, world):
    old = asked(world)
    with pytest.raises(store.RequestRefused):
        asked(world, instead_of=old.id, witness_email="mia.learner@fellside.example")
    with pytest.raises(store.NotYours):
        asked(
            world,
            instead_of=old.id,
            learner=world.other_learner,
            enrolment=world.other_enrolment,
            criteria=["1"],
        )
    assert store.own(world.learner, old.id).state == RequestState.WAITING
    assert witness_links.open_request(link_to().removeprefix("/w/"))


def test_the_tenth_open_request_can_be_corrected(context, world):
    start = clock.now()
    for number in range(store.MOST_OPEN):
        with clock.at(start + timedelta(minutes=13 * number)):
            last = asked(world, witness_email=f"w{number}@work.example.org")
    with clock.at(start + timedelta(hours=5)):
        assert asked(world, instead_of=last.id).followed_by_id is None


def test_what_arrived_is_not_followed(context, world):
    old = asked(world)
    with write() as session:
        session.get_one(WitnessRequest, old.id).state = RequestState.DONE
    with pytest.raises(store.NotOpen, match="has arrived"):
        asked(world, instead_of=old.id)


def test_a_correction_is_the_assessor_s_to_change(context, world):
    piece = submitted(world.learner)
    request = asked(world)
    with write() as session:
        session.get_one(WitnessRequest, request.id).corrects_evidence_id = piece.id
    for verb in (store.cancel, store.send_again):
        with pytest.raises(store.NotOpen, match="Your assessor asked"):
            verb(world.learner, request.id)
    assert store.asked_before(world.learner.id) == []


def test_people_asked_before_are_named_once(context, world):
    asked(world)
    newest = asked(world, witness_role="Day manager")
    asked(world, witness_email="ben@work.example.org", witness_name="Ben")
    known = store.asked_before(world.learner.id)
    assert [request.witness_name for request in known] == ["Ben", "Grace Okafor"]
    assert known[1].id == newest.id
    assert store.asked_before(world.other_learner.id) == []
