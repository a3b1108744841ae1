"""The administrator looks what is kept of a witness, says how they asked, and removes it."""

from portfolio.base.db import db
from portfolio.witness.model import Statement
from tests.witness.asked import ADDRESS, Witness, asked, link_to


def test_an_administrator_looks_gives_a_reason_and_removes(app, world, browse):
    with app.app_context():
        asked(world)
        path = link_to()
    Witness(app, path).whole_way()
    admin = browse(world.administrator)
    page = admin.get("/witnesses/removal")
    page = admin.submit({"address": "x@y.example.org", "look": "1"}, action="/removal", status=200)
    assert "Nothing is kept under that address" in page.text
    page = admin.submit({"address": ADDRESS, "look": "1"}, action="/removal", status=200)
    assert "Mia Learner" in page.text
    assert "This can’t be undone" in page.text
    page = admin.submit({"remove": "1"}, action="/removal", status=200)
    assert "Say how the wish reached you" in page.text
    page = admin.submit({"reason": "By mail on 3 November", "remove": "1"}, action="/removal")
    assert "One statement and what else was kept" in page.text
    with app.app_context():
        assert db.session.query(Statement.witness_name).all() == [("Removed",)]


def test_nobody_else_finds_the_page(browse, world):
    for who in (world.learner, world.assessor, world.iqa):
        browse(who).get("/witnesses/removal", status=404)
