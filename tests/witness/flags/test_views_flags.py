"""Where flags are shown: to staff, on three pages; never to the learner, the witness or in an export."""

from pathlib import Path

from portfolio.evidence.records import store as evidence
from portfolio.witness.flags.store import of_statement
from tests.statements import counted
from tests.witness.asked import Witness, asked, link_to
from tests.witness.flags.test_store_flags import arrived

ROOT = Path(__file__).parents[3]
STAFF_PAGES = {"statement.html", "vouch.html"}
"""`waiting.html` shows their titles alone."""
NOTICED = "A domain the centre does not know"


def test_the_assessor_sees_them_where_they_decide(app, browse, world):
    with app.app_context():
        statement = arrived(app, world)
        request = asked(world, witness_email="b@elsewhere.example.org")
    for path in (
        f"/witnesses/statements/{statement.id}",
        f"/witnesses/{request.id}/vouch",
        "/witnesses/waiting",
    ):
        page = browse(world.assessor).get(path)
        assert NOTICED in page.text
    page = browse(world.iqa).get(f"/witnesses/statements/{statement.id}")
    assert NOTICED in page.text


def test_neither_the_learner_nor_the_witness_sees_any(app, browse, world):
    with app.app_context():
        statement = arrived(app, world)
        titles = [flag.title for flag in of_statement(statement.id)]
        asked(world, witness_email="b@elsewhere.example.org")
        path = link_to("b@elsewhere.example.org")
        piece_id = evidence.of_learner(world.learner.id)[-1].id
    assert titles == [NOTICED]
    browser = browse(world.learner)
    pages = [browser.get(f"/evidence/{piece_id}").text, browser.get("/witnesses").text]
    browser.get(f"/witnesses/statements/{statement.id}", status=404)
    pages.append(Witness(app, path).open().text)
    assert all(title not in page for title in titles for page in pages)


def test_only_the_staffs_pages_and_no_export_know_of_flags():
    using = {
        path.name
        for path in (ROOT / "templates").rglob("*.html")
        if "_flags.html" in path.read_text(encoding="utf-8")
    }
    assert using == STAFF_PAGES
    above = [
        ROOT / "portfolio" / name
        for name in ("exports", "coverage", "home", "handover", "evidence")
    ]
    named = [
        path
        for folder in above
        for path in folder.rglob("*.py")
        if "witness.flags" in path.read_text(encoding="utf-8")
    ]
    assert named == []


def test_the_list_costs_as_many_statements_however_many_it_shows(app, browse, world):
    with app.app_context():
        asked(world, witness_email="a@a.example.org")
    browser = browse(world.assessor)
    browser.get("/witnesses/waiting")
    with counted(app) as one:
        browser.get("/witnesses/waiting")
    with app.app_context():
        for number in range(3):
            asked(world, witness_email=f"w{number}@w{number}.example.org")
    with counted(app) as four:
        browser.get("/witnesses/waiting")
    assert len(one) == len(four)
