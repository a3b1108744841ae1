"""A witness asks that what is kept of them be removed: words, name and address go from everywhere, one line stays."""

import pytest
from sqlalchemy import Text, cast, select, text
from sqlalchemy.exc import DBAPIError

from portfolio.base import jobs
from portfolio.base.blobs import BlobProblem, blobs
from portfolio.base.db import Model, db, write
from portfolio.base.mailing.mail import MailState, OutgoingMail
from portfolio.evidence.records import store
from portfolio.evidence.records import store as evidence
from portfolio.history import store as history
from portfolio.people import notices
from portfolio.witness.model import RequestState, Statement, WitnessRequest
from portfolio.witness.requests.store import NotYours, own
from portfolio.witness.statements import standing
from portfolio.witness.trust import disowning, removing
from tests.evidence.examples import submitted
from tests.witness.asked import ADDRESS, STATEMENT, asked, not_mine_link
from tests.witness.statements.test_standing import received

REASON = "By a mail from that address on 3 November; rang back at work"


def everything() -> str:
    """Return all that stands in the database, as text."""
    tables = [table for table in Model.metadata.sorted_tables if table.name != "chain_entry"]
    rows = (
        db.session.execute(select(*(cast(column, Text) for column in table.columns)))
        for table in tables
    )
    return "\n".join(str(tuple(row)) for found in rows for row in found)


@pytest.fixture
def sent(context, world):
    """Grace's statement about Mia, confirmed, and another request to her that is still open."""
    shown = received(context, world, vouched=True)
    standing.confirm(shown.statement.id, world.assessor, confirmed=True, how="Rang Grace Okafor")
    asked(world, what_they_saw="Grace Okafor saw the second one")
    return shown


def test_what_is_kept_is_shown_first(sent, world):
    held = removing.held_of(ADDRESS.upper())
    assert [piece.reference for piece in held.pieces] == [sent.evidence.reference]
    assert (len(held.requests), held.learners) == (2, ("Mia Learner",))
    with pytest.raises(removing.NothingKept, match="how it is written"):
        removing.held_of("nobody@work.example.org")


def test_nothing_of_the_witness_is_left_but_that_they_were_there(sent, world):
    words = STATEMENT.split("\n")[0]
    before = everything()
    assert all(detail in before for detail in (ADDRESS, "Grace Okafor", words, "Night manager"))
    removing.remove(world.administrator, ADDRESS, REASON)
    after = everything()
    for gone in (ADDRESS, "Grace", words, "say it back", "Night manager", "Rang Grace"):
        assert gone not in after, gone
    assert history.verify() == []
    actors = {entry.actor_name for entry in history.of_learner(world.learner.id)}
    assert "Grace Okafor (witness)" in actors


def test_the_statement_no_longer_counts_and_the_learner_is_told(sent, world):
    removing.remove(world.administrator, ADDRESS, REASON)
    piece = evidence.for_reader(world.learner, sent.evidence.id)
    assert piece.withdrawn_at
    assert piece.live_claims == []
    said = [notice.sentence for notice in notices.unread(world.learner.id)]
    assert any(f"{piece.reference} was removed" in sentence for sentence in said)


def test_open_requests_end_and_mails_that_wait_are_not_sent(sent, world):
    removing.remove(world.administrator, ADDRESS, REASON)
    rows = db.session.scalars(select(WitnessRequest)).all()
    assert {row.state for row in rows} == {RequestState.DONE, RequestState.CANCELLED}
    assert all(own(world.learner, row.id).witness_name == "Removed" for row in rows)
    waiting = select(OutgoingMail).where(OutgoingMail.recipient == "")
    assert {mail.state for mail in db.session.scalars(waiting)} == {MailState.REFUSED}
    assert all(mail.sealed_link is None for mail in db.session.scalars(waiting))
    jobs.run_waiting()
    assert {mail.sent_at for mail in db.session.scalars(waiting)} == {None}


def test_the_door_is_shut_again(sent, world):
    removing.remove(world.administrator, ADDRESS, REASON)
    with pytest.raises(DBAPIError, match="append-only"), write() as session:
        session.execute(text("UPDATE statement SET witness_name = 'Somebody'"))
    db.session.rollback()
    assert db.session.scalars(select(Statement.witness_name)).all() == ["Removed"]


def test_a_signed_paper_that_names_the_address_goes_too(context, world):
    piece = submitted(world.learner, "paper_statement")
    [file] = store.own(world.learner, piece.id).live_attachments
    address = standing.of_evidence(piece.id).statement.witness_email
    held = removing.remove(world.administrator, address, REASON)
    assert [piece.id for piece in held.pieces] == [piece.id]
    assert address not in everything()
    with pytest.raises(BlobProblem):
        blobs().get(file.sha256)
    assert history.verify() == []


def test_it_goes_however_its_address_is_written(sent, world):
    disowning.say_not_mine(not_mine_link().rsplit("/", 1)[1], "It was not I, Grace Okafor")
    removing.remove(world.administrator, "Grace.Okafor+Lift@RowanBank.example.org", REASON)
    after = everything()
    for gone in (ADDRESS, "Grace", "line by line", "Night manager", "It was not I"):
        assert gone not in after, gone
    assert history.verify() == []


def test_the_learner_cannot_bring_back_what_is_left(app, world, browse):
    with app.app_context():
        gone = received(app, world, vouched=True).evidence.id
        removing.remove(world.administrator, ADDRESS, REASON)
        with pytest.raises(evidence.RemovedForGood, match="was removed"):
            evidence.restore(world.learner, gone)
    learner = browse(world.learner)
    assert "Restore E1" not in learner.get(f"/evidence/{gone}", status=200).text
    learner.get("/evidence", status=200)
    page = learner.submit(action=f"/evidence/{gone}/restore", status=409)
    assert "E1 was removed" in page.text


def test_what_was_removed_stands_no_more_and_nobody_confirms_it(sent, world):
    removing.remove(world.administrator, ADDRESS, REASON)
    assert standing.of_evidence(sent.evidence.id) is None
    assert standing.standings_of_learner([world.learner.id]) == {}
    with pytest.raises(NotYours):
        standing.confirm(sent.statement.id, world.assessor, confirmed=True, how="Rang Grace")
    assert history.verify() == []
