"""The page from which an assessor can tell why a statement may be trusted, and what they do about it there."""

import pytest
from sqlalchemy import select

from portfolio.base import jobs
from portfolio.base.db import db
from portfolio.witness.model import Statement, WitnessRequest
from portfolio.witness.statements import standing
from portfolio.witness.trust import disowning
from tests.assessment.examples import stated
from tests.witness.asked import ADDRESS, not_mine_link
from tests.witness.statements.test_standing import received
from tests.witness.trust.test_store_correcting import REASON, corrected


@pytest.fixture
def shown(app, world):
    """A statement from an address that the assessor vouched for."""
    with app.app_context():
        return received(app, world, vouched=True)


def where(shown, action: str = "") -> str:
    return f"/witnesses/statements/{shown.statement.id}{action}"


def test_one_page_says_why(app, world, browse, shown):
    with app.app_context():
        token = not_mine_link().rsplit("/", 1)[1]
        jobs.run_waiting()
        disowning.say_not_mine(token, "Somebody else’s doing.")
        standing.confirm(shown.statement.id, world.assessor, confirmed=True, how="Rang the bank")
    page = browse(world.assessor).get(where(shown))
    for words in (
        "Counts This statement counts as evidence. Confirmed with the witness by the assessor (W3).",
        "We never claim that an identity is proven.",
        f"Somebody who can read the mailbox {ADDRESS}, which Ann Assessor had checked",
        f"The link was mailed to {ADDRESS}.",
        "Ann Assessor vouched for the address",
        f"Mia Learner asked Grace Okafor, and gave the address {ADDRESS}.",
        "The first answer was saved.",
        "The statement was sent in.",
        "with the link “this wasn’t me”",
        f"Somebody at {ADDRESS} said that they did not write it. Somebody else’s doing.",
        "Ann Assessor confirmed it with the witness. Rang the bank",
        "What the learner gave",
        "What the witness confirmed",
        "resetting the panel",
        "What to look at first",
    ):
        assert words in page.text, words
    assert page.text.index("resetting the panel") < page.text.index(
        "Did they write this statement?"
    )


def test_who_may_look(app, world, browse, shown):
    for who in ("learner", "other_assessor", "other_learner"):
        browse(getattr(world, who)).get(where(shown), 404)
    for who in ("iqa", "administrator"):
        page = browse(getattr(world, who)).get(where(shown))
        assert "We never claim" in page.text
        assert not any("/confirm" in form.action for form in page.forms)


def test_an_administrator_reads_no_portfolio(world, browse, shown):
    assert "resetting the panel" not in browse(world.administrator).get(where(shown)).text


def test_confirming_and_disputing_stay_on_the_page(app, world, browse, shown):
    browser = browse(world.assessor)
    browser.get(where(shown))
    page = browser.submit({}, action="/confirm")
    assert "Choose what the witness said." in page.text
    page = browser.submit({"confirmed": "no", "how": "Met her; not her"}, action="/confirm")
    assert "In question This statement does not count" in page.text
    page = browser.submit(
        {"confirmed": "yes", "how": "Rang; it was her after all"}, action="/confirm"
    )
    assert "Confirmed with the witness by the assessor (W3)" in page.text
    assert "Met her; not her" in page.text


def test_asking_for_a_correction(app, world, browse, shown):
    browser = browse(world.assessor)
    browser.get(where(shown))
    page = browser.submit({}, action="/correct")
    assert "Say what the witness should look at" in page.text
    page = browser.submit({"reason": REASON}, action="/correct")
    assert "has been asked by mail" in page.text
    assert page.text.count(REASON) == 2, "beside the statement, and in what happened"
    assert not any("/correct" in form.action for form in page.forms), "one at a time"
    with app.app_context():
        assert db.session.scalars(
            select(WitnessRequest).where(WitnessRequest.corrects_evidence_id.is_not(None))
        ).one()
        page = corrected(app)
        newest = db.session.scalars(select(Statement).where(Statement.version == 2)).one()
    page = browser.get(f"/witnesses/statements/{newest.id}")
    for words in (
        "Version 2, sent in on",
        "Ann Assessor asked for it on",
        "the night porter line by line",
        "Ann Assessor asked Grace Okafor for a correction.",
    ):
        assert words in page.text, words
    old = browser.get(where(shown))
    assert "A newer version of this statement has come" in old.text
    assert not any("/confirm" in form.action for form in old.forms)
    assert "him line by line" in browser.get(f"/evidence/{shown.evidence.id}?version=1").text


def test_without_mail_the_link_is_handed_over(app, world, browse, shown):
    app.config["MAIL_REALLY_LEAVES"] = False
    browser = browse(world.assessor)
    browser.get(where(shown))
    page = browser.submit({"reason": REASON}, action="/correct")
    assert "hand it over yourself" in page.text


def test_the_assessors_page_of_the_piece_says_it_shortly(world, browse, shown):
    page = browse(world.assessor).get(f"/assessment/evidence/{shown.evidence.id}")
    assert "Counts W2: " in page.text
    assert "We never claim that an identity is proven" in page.text
    assert where(shown) in page.links


def test_the_learner_reads_kind_words_and_nothing_of_the_rest(app, world, browse, shown):
    path = f"/evidence/{shown.evidence.id}"
    assert "your centre knows the address" in browse(world.learner).get(path).text
    with app.app_context():
        disowning.say_not_mine(not_mine_link().rsplit("/", 1)[1], "Mia made it up.")
    page = browse(world.learner).get(path)
    assert "There is a question about this statement" in page.text
    for words in ("made it up", "look at first", "W2", "Disputed", "did not write it"):
        assert words not in page.text, words


def test_the_witness_themselves_is_told_why_they_cannot(app, world, browse):
    with app.app_context():
        statement = stated(world.learner, world.enrolment.id, email=world.assessor.email)[2]
    browser = browse(world.assessor)
    page = browser.get(f"/witnesses/statements/{statement.id}")
    assert "nobody is both witness and assessor" in page.text
    browser.get(f"/witnesses/statements/{statement.id}/confirm", 409)
    browser.get(f"/witnesses/statements/{statement.id}/correct", 409)
