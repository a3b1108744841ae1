"""Asking, sending again, cancelling, vouching, releasing: who may, what is refused, what is written down."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from portfolio.base import clock
from portfolio.base.db import db
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.enrolment import store as enrolments
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.outsiders.rules import TooMany
from portfolio.people import store as people
from portfolio.witness.known import store as listed
from portfolio.witness.known.rules import Entry
from portfolio.witness.model import RequestState
from portfolio.witness.provenance import Way
from portfolio.witness.requests import staff as staff_store
from portfolio.witness.requests import store, witness_links
from tests.evidence.examples import submitted
from tests.witness.asked import ADDRESS, asked, link_to

LEARNER = "mia.learner@fellside.example"


def how_many_mails() -> int:
    return (
        db.session.scalar(select(func.count()).where(OutgoingMail.about == "witness request")) or 0
    )


def actions(world) -> list[str]:
    return [entry.action for entry in history.of_learner(world.learner.id)]


def test_asking_writes_a_request_a_mail_and_history(context, world):
    request = asked(world, criteria=["4", "3"])
    assert request.criteria == ["3", "4"]
    assert request.state == RequestState.WAITING
    assert request.expires_at - request.created_at >= witness_links.LINKS.lasts
    mail = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.about == "witness request")
    ).one()
    assert (mail.recipient, mail.body.count("{link}")) == (ADDRESS, 1)
    assert "lift" not in mail.body
    assert actions(world)[-1] == store.ASKED
    assert history.verify() == []


def test_with_a_mail_server_a_request_is_sent(context, world):
    context.config["MAIL_REALLY_LEAVES"] = True
    assert asked(world).state == RequestState.SENT


@pytest.mark.parametrize(
    "address",
    [
        LEARNER,
        "MIA.Learner@Fellside.Example",
        "mia.learner+witness@fellside.example",
        "mialearner@fellside.example",
        "m.i.a.learner@fellside.example",
        "miа.lеarner@fellside.example",  # two Cyrillic letters
        " mia.learner@fellside.example ",
        "ｍia.learner@fellside.example",  # a full-width letter
    ],
)
def test_the_learner_s_own_address_is_refused_however_it_is_written(context, world, address):
    with pytest.raises(store.RequestRefused, match="your own address"):
        asked(world, witness_email=address)
    assert how_many_mails() == 0


@pytest.mark.parametrize(
    "name", ["omar.other", "Ann.Assessor", "ian.quality", "adaadministrator", "оmar.оther"]
)
def test_nobody_with_an_account_here_can_be_asked(context, world, name):
    with pytest.raises(store.RequestRefused, match="account at this centre"):
        asked(world, witness_email=f"{name}+x@fellside.example")
    assert how_many_mails() == 0


def test_a_witness_whose_address_only_looks_like_somebodys_can_be_put_on_the_list(context, world):
    people.add(name="Jo", email="j.smith@bank.example.org", role_names=["learner"], by=SYSTEM)
    with pytest.raises(store.RequestRefused, match="account at this centre"):
        asked(world, witness_email="js.mith@bank.example.org")
    entry = Entry(
        name="Jane Mith",
        role="Manager",
        employer="The bank",
        relationship="Manages the branch",
        email="js.mith@bank.example.org",
        expert=False,
        how="I have met her at the branch.",
    )
    listed.add(world.assessor, entry)
    assert asked(world, witness_email="js.mith@bank.example.org").vouched_by_id == world.assessor.id
    with pytest.raises(store.RequestRefused, match="account at this centre"):
        asked(world, witness_email="j.smith+x@bank.example.org")


def test_line_breaks_never_reach_a_mail(context, world):
    with pytest.raises(store.RequestRefused, match="one line"):
        asked(world, witness_name="Grace\nBcc: me@x.uk")
    with pytest.raises(store.RequestRefused):
        asked(world, witness_email="a@b.uk\r\nBcc: me@x.uk")


def test_braces_in_a_name_do_not_draw_the_link_elsewhere(context, world):
    asked(world, witness_name="{link}", witness_role="{0}")
    assert how_many_mails() == 1


def test_five_an_hour_and_ten_open(context, world):
    start = clock.now()
    for number in range(10):
        with clock.at(start + timedelta(minutes=13 * number)):
            asked(world, witness_email=f"w{number}@work.example.org")
    with clock.at(start + timedelta(hours=5)):
        with pytest.raises(TooMany, match="10 of your requests"):
            asked(world, witness_email="one.more@work.example.org")
        store.cancel(world.learner, store.of_learner(world.learner.id)[0].id)
        for number in range(5):
            request = asked(world, witness_email=f"n{number}@work.example.org")
            if number < 4:
                store.cancel(world.learner, request.id)
        store.cancel(world.learner, request.id)
        with pytest.raises(TooMany, match="5 requests an hour"):
            asked(world, witness_email="sixth@work.example.org")


def test_only_for_one_s_own_enrolment_and_piece(context, world):
    with pytest.raises(store.NotYours):
        asked(world, enrolment=world.other_enrolment, criteria=["1"])
    piece = submitted(world.other_learner)
    with pytest.raises(store.NotYours):
        asked(world, about=[piece.id])
    own = submitted(world.learner)
    request = asked(world, about=[own.id, own.id])
    assert [found_piece.id for found_piece in witness_links.pieces_of(request)] == [own.id]


def test_sending_again_replaces_the_link(context, world):
    request = asked(world)
    old = link_to().removeprefix("/w/")
    assert witness_links.open_request(old).request.id == request.id
    store.send_again(world.learner, request.id)
    new = link_to().removeprefix("/w/")
    assert witness_links.open_request(old) is None
    assert witness_links.open_request(new).request.id == request.id
    assert actions(world)[-1] == store.ASKED_AGAIN


def test_a_link_that_ran_out_can_be_sent_again(context, world):
    request = asked(world)
    with clock.at(clock.now() + witness_links.LINKS.lasts):
        assert request.state_at(clock.now()) == RequestState.EXPIRED
        assert witness_links.open_request(link_to().removeprefix("/w/")) is None
        store.send_again(world.learner, request.id)
        assert witness_links.open_request(link_to().removeprefix("/w/"))


def test_a_cancelled_request_is_over(context, world):
    request = asked(world)
    mailed = link_to().removeprefix("/w/")
    store.cancel(world.learner, request.id)
    assert witness_links.open_request(mailed) is None
    with pytest.raises(store.NotOpen):
        store.send_again(world.learner, request.id)
    with pytest.raises(store.NotOpen):
        staff_store.vouch(world.assessor, request.id, "I know them")
    with pytest.raises(store.NotOpen):
        store.cancel(world.learner, request.id)


def test_another_learner_can_do_nothing(context, world):
    request = asked(world)
    for verb in (store.cancel, store.send_again):
        with pytest.raises(store.NotYours):
            verb(world.other_learner, request.id)
    assert store.own(world.other_learner, request.id) is None


@pytest.mark.parametrize("who", ["assessor", "administrator"])
def test_staff_release_a_link_once_and_it_is_written_down(context, world, who):
    staff = getattr(world, who)
    request = asked(world)
    mailed = link_to().removeprefix("/w/")
    row, link = staff_store.release(staff, request.id)
    opened = witness_links.open_request(link.rsplit("/", 1)[1])
    assert (row.state, opened.link.way) == (RequestState.SENT, Way.HAND)
    assert opened.link.made_by_name == staff.name
    assert witness_links.open_request(mailed) is None
    assert witness_links.open_request(link.rsplit("/", 1)[1]).request.id == request.id
    entry = history.of_learner(world.learner.id)[-1]
    assert (entry.action, entry.actor_name) == ("released a witness’s link", staff.name)


@pytest.mark.parametrize("who", ["learner", "other_learner", "other_assessor", "iqa"])
def test_nobody_else_releases_or_vouches(context, world, who):
    request = asked(world)
    person = getattr(world, who)
    with pytest.raises(store.NotYours):
        staff_store.release(person, request.id)
    with pytest.raises(store.NotYours):
        staff_store.vouch(person, request.id, "I know them")
    assert staff_store.for_staff(person, request.id) is None
    assert staff_store.waiting_for(person) == []


def test_vouching_names_who_and_how(context, world):
    request = asked(world)
    staff_store.vouch(world.assessor, request.id, " On our list ")
    row = store.own(world.learner, request.id)
    assert (row.vouched_by_name, row.vouched_how) == ("Ann Assessor", "On our list")
    assert [waiting[0].id for waiting in staff_store.waiting_for(world.assessor)] == [request.id]


def test_a_new_link_by_mail_is_not_a_released_one(context, world):
    request = asked(world)
    staff_store.release(world.assessor, request.id)
    context.config["MAIL_REALLY_LEAVES"] = True
    store.send_again(world.learner, request.id)
    assert witness_links.open_request(link_to().removeprefix("/w/")).link.way == Way.MAIL


def test_a_withdrawn_enrolment_closes_its_links(context, world):
    request = asked(world)
    token = link_to().removeprefix("/w/")
    enrolments.withdraw(world.second_enrolment.id, SYSTEM, "left")
    assert witness_links.open_request(token) is None
    with pytest.raises(store.NotYours):
        store.send_again(world.learner, request.id)
