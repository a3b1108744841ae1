"""How statements stand: as sent, confirmed, disputed; and in how many SQL statements that is known."""

import pytest
from sqlalchemy import event, select

from portfolio.base import append_only
from portfolio.base.db import db, end_reading, write
from portfolio.evidence.records import store as evidence
from portfolio.history import store as history
from portfolio.people.addresses import address_key
from portfolio.people.model import Account, Centre
from portfolio.witness.assurance import Assurance
from portfolio.witness.model import Confirmation, Statement
from portfolio.witness.requests import staff as staff_store
from portfolio.witness.requests import store
from portfolio.witness.statements import standing
from portfolio.witness.trust import disowning
from tests.witness.asked import ADDRESS, Witness, asked, link_to, not_mine_link


def received(app, world, *, vouched=False, released=False, address=ADDRESS):
    """A statement that arrived, with the piece it became; the centre's mail leaves."""
    app.config["MAIL_REALLY_LEAVES"] = True
    request = asked(world, witness_email=address)
    path = link_to(address)
    if vouched:
        staff_store.vouch(world.assessor, request.id, "On our list")
    if released:
        _request, link = staff_store.release(world.assessor, request.id)
        path = "/w/" + link.rsplit("/", 1)[1]
    assert "has arrived" in Witness(app, path).whole_way().text
    piece = evidence.of_learner(world.learner.id)[-1]
    return standing.of_evidence(piece.id)


@pytest.mark.parametrize(
    ("how", "level", "counts"),
    [
        ({}, "W1", False),
        ({"vouched": True}, "W2", True),
        ({"released": True}, "W1", False),
        ({"vouched": True, "released": True}, "W1", False),
    ],
)
def test_a_statement_arrives_at_its_level(context, world, how, level, counts):
    shown = received(context, world, **how)
    assert shown.statement.sent_assurance == level
    stands = standing.standing(shown.statement)
    assert (stands.level, stands.counts, stands.disputed) == (level, counts, False)


def test_confirming_lifts_it_and_the_latest_answer_counts(context, world):
    shown = received(context, world, released=True)
    standing.confirm(shown.statement.id, world.assessor, confirmed=True, how="Rang the hotel")
    stands = standing.standing(shown.statement)
    assert (stands.level, stands.counts) == (Assurance.W3, True)
    standing.confirm(shown.statement.id, world.assessor, confirmed=False, how="Met her; not her")
    stands = standing.standing(shown.statement)
    assert (stands.counts, stands.disputed) == (False, True)
    assert any("Met her; not her" in reason for reason in stands.reasons)
    assert history.verify() == []


@pytest.mark.parametrize("who", ["learner", "other_assessor", "administrator", "iqa"])
def test_only_an_assessor_of_that_learner_confirms(context, world, who):
    shown = received(context, world)
    with pytest.raises(store.NotYours):
        standing.confirm(shown.statement.id, getattr(world, who), confirmed=True, how="x")


def test_nobody_is_both_witness_and_assessor(context, world):
    shown = received(context, world)
    with write() as session:
        assessor = session.get_one(Account, world.assessor.id)
        assessor.email, assessor.email_key = ADDRESS, address_key(ADDRESS)
    with pytest.raises(standing.BothWitnessAndAssessor):
        standing.confirm(shown.statement.id, assessor, confirmed=True, how="It was me")


def test_a_stricter_centre_counts_only_what_is_confirmed(context, world):
    shown = received(context, world, vouched=True)
    with write() as session:
        session.query(Centre).one().counts_from = "W3"
    assert not standing.standing(shown.statement).counts


def test_many_statements_are_known_in_as_many_sql_statements_as_one(context, world):
    first = received(context, world, address="a@work.example.org")
    one = counted(lambda: standing.standings_of_learner([world.learner.id]))
    second = received(context, world, vouched=True, address="b@work.example.org")
    standing.confirm(first.statement.id, world.assessor, confirmed=True, how="Rang")
    people = [world.learner.id, world.other_learner.id]
    two = counted(lambda: standing.standings_of_learner(people))
    assert one[0] == two[0] == 3
    assert {key: stands.level for key, stands in two[1].items()} == {
        first.evidence.id: "W3",
        second.evidence.id: "W2",
    }


def counted(read):
    end_reading()  # what was read before is not known any more, as when a page begins
    seen: list[str] = []

    def note(_connection, _cursor, sql, *_rest):
        if sql.lstrip().upper().startswith("SELECT"):
            seen.append(sql)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        result = read()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen), result


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("witness_email", "x@y.uk"),
        ("version", 2),
        ("way", "hand"),
        ("link_id", None),
        ("sent_assurance", "W2"),
        ("sent_from", "another network"),
        ("not_mine_digest", "0" * 64),
        ("not_mine_digest", None),
    ],
)
def test_a_changed_statement_is_noticed(context, world, column, value):
    shown = received(context, world)
    assert history.verify() == []
    with write() as session:
        append_only.take_down(session.connection())
        setattr(session.get_one(Statement, shown.statement.id), column, value)
    assert any("witness statement" in finding for finding in history.verify())


@pytest.mark.parametrize(
    ("column", "value"), [("source", "staff"), ("confirmed", True), ("by_name", "Ann"), ("how", "")]
)
def test_a_changed_answer_of_a_mailbox_is_noticed(context, world, column, value):
    received(context, world)
    disowning.say_not_mine(not_mine_link().rsplit("/", 1)[1], "Not me")
    assert history.verify() == []
    with write() as session:
        append_only.take_down(session.connection())
        setattr(session.scalars(select(Confirmation)).one(), column, value)
    assert any("confirmation" in finding for finding in history.verify())


def test_an_assessors_answer_made_into_a_mailboxs_is_noticed(context, world):
    shown = received(context, world)
    standing.confirm(shown.statement.id, world.assessor, confirmed=True, how="Rang the hotel")
    with write() as session:
        append_only.take_down(session.connection())
        session.scalars(select(Confirmation)).one().source = "mailbox"
    assert any("confirmation" in finding for finding in history.verify())
