"""The learner's list a page at a time: the same statements for any number, drafts first, each piece once."""

import re

import pytest
from sqlalchemy import insert

from portfolio.base.clock import now
from portfolio.base.db import write
from portfolio.evidence.pages.views_portfolio import PER_PAGE
from portfolio.evidence.records import store
from portfolio.evidence.records.model import Evidence
from tests.evidence.examples import draft, submitted
from tests.statements import counted

MOST_STATEMENTS = 8


@pytest.fixture
def add(app, world):
    """Fill the list: so many pieces that were handed in, numbered from 1000 or another number."""

    def rows(number, first=1000, **values):
        kept = {"learner_id": world.learner.id, "kind_id": "handover_instance", **values}
        with app.app_context(), write() as session:
            session.execute(
                insert(Evidence),
                [{**kept, "number": first + step, "title": "Parcel"} for step in range(number)],
            )

    return rows


@pytest.fixture
def mia(browse, world):
    return browse(world.learner)


def references(page):
    """Return the pieces that a page shows, taken out or not, in its order."""
    return re.findall(r'class="lp-ref">(E\d+)<', page.html)


def titles(page):
    return re.findall(r'<h2 class="govuk-heading-m">([^<]+)<', page.html)


def test_the_list_takes_the_same_statements_for_130_pieces_as_for_5(app, mia, add):
    add(5, withdrawn_at=now(), first=1)
    add(5)
    mia.get("/evidence")
    with counted(app) as few:
        mia.get("/evidence")
    add(125, first=2000)
    with counted(app) as many:
        mia.get("/evidence")
    assert len(few) == len(many) <= MOST_STATEMENTS


def test_every_piece_is_on_one_page_in_order(mia, add):
    add(130)
    pages = [mia.get(f"/evidence?page={number}") for number in (1, 2, 3)]
    shown = [references(page) for page in pages]
    assert [len(page) for page in shown] == [PER_PAGE, PER_PAGE, 130 - 2 * PER_PAGE]
    assert [reference for page in shown for reference in page] == [
        f"E{1000 + step}" for step in range(130)
    ]
    assert "Page 2 of 3" in pages[1].text


def test_drafts_come_first_whatever_their_numbers(app, mia, world, add):
    add(PER_PAGE, first=1)
    with app.app_context():
        handed_in, writing = submitted(world.learner), draft(world.learner)
    first, second = mia.get("/evidence"), mia.get("/evidence?page=2")
    assert references(first)[0] == writing.reference
    assert titles(first) == ["Being written", "Submitted"]
    assert references(second) == [f"E{PER_PAGE}", handed_in.reference]
    assert titles(second) == ["Submitted"]
    assert f"/exports/{world.learner.id}" in second.links


@pytest.mark.parametrize(("asked", "nearest"), [("99", 2), ("0", 1), ("-3", 1), ("x", 1)])
def test_a_page_that_is_not_there_becomes_the_nearest(mia, add, asked, nearest):
    add(PER_PAGE + 1)
    page = mia.get(f"/evidence?page={asked}")
    assert f"Page {nearest} of 2" in page.text


def test_few_pieces_have_no_pages(mia, add):
    add(PER_PAGE)
    assert "lp-pager" not in mia.get("/evidence").html


def test_withdrawn_pieces_have_pages_of_their_own(mia, add):
    add(2, first=1)
    add(PER_PAGE + 1, withdrawn_at=now())
    first = mia.get("/evidence")
    assert f"Taken out of the portfolio ({PER_PAGE + 1})" in first.text
    assert references(first) == ["E1", "E2", *(f"E{1000 + step}" for step in range(PER_PAGE))]
    assert "/evidence?withdrawn=2#withdrawn" in first.links
    assert '<details class="govuk-details">' in first.html
    second = mia.get("/evidence?withdrawn=2")
    assert references(second) == ["E1", "E2", f"E{1000 + PER_PAGE}"]
    assert '<details class="govuk-details" open>' in second.html


def test_two_long_lists_name_their_pages_apart(mia, add):
    add(PER_PAGE + 1, first=1)
    add(PER_PAGE + 1, withdrawn_at=now())
    pages = [name for name in mia.get("/evidence").ways if name.startswith("Pages")]
    assert pages == ["Pages of the portfolio", "Pages of what was taken out"]


def test_a_revision_says_which_version_stays(app, mia, world):
    with app.app_context():
        piece = submitted(world.learner)
        store.revise(world.learner, piece.id)
    page = mia.get("/evidence")
    assert "A revision of version 1, which stays as it is" in page.text
    assert titles(page) == ["Being written"]
