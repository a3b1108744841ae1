"""The pages of the log: who may see which, what they ask, and how it leaves as paper and as a table."""

import csv
import io
import re
from datetime import UTC, datetime

import pytest

from portfolio.base import clock
from portfolio.evidence.records import store
from tests.evidence.examples import draft, submitted
from tests.handover.many import fill_handovers
from tests.statements import counted

OF = "/handovers/of/"


@pytest.fixture
def filled(app, world):
    """25 handovers, of which every tenth is a draft."""
    with app.app_context():
        fill_handovers(world.learner.id, 25)
    return world


def rows_of(page) -> list[list[str]]:
    text = page.response.data.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def test_an_empty_log_says_how_to_begin(browse, world):
    page = browse(world.learner).get("/handovers")
    assert "No handovers yet" in page.text
    assert "/handovers/new" in page.links
    theirs = browse(world.assessor).get(f"{OF}{world.learner.id}")
    assert "has not submitted a handover" in theirs.text


def test_the_log_is_found_from_the_ways_above_each_page(browse, world):
    page = browse(world.learner).get("/")
    assert "/handovers" in page.links


@pytest.mark.parametrize("end", ["", ".csv"])
def test_who_may_read_a_log(app, browse, world, end):
    with app.app_context():
        submitted(world.learner)
    own, theirs = f"/handovers{end}", f"{OF}{world.learner.id}{end}"
    browse(world.learner).get(own)
    browse(world.assessor).get(theirs)
    browse(world.iqa).get(theirs)
    browse(world.other_assessor).get(theirs, status=404)
    browse(world.learner).get(theirs, status=404)
    browse(world.other_learner).get(theirs, status=404)
    browse(world.administrator).get(theirs, status=404)
    browse(world.assessor).get(own, status=404)
    browse(world.assessor).get(f"{OF}{world.enrolment.id}{end}", status=404)
    browse(world.iqa).get(f"{OF}{world.assessor.id}{end}", status=404)
    assert browse().get(theirs, follow=False, status=303)


def test_a_draft_is_on_its_learners_page_alone(app, browse, world):
    with app.app_context():
        draft(world.learner, title="Marmalade handed over")
    assert "Marmalade handed over" in browse(world.learner).get("/handovers").text
    assessor = browse(world.assessor)
    for query in ("", "?q=marmalade", "?view=timeline", "?all=1"):
        assert "Marmalade" not in assessor.get(f"{OF}{world.learner.id}{query}").html
    assert len(rows_of(assessor.get(f"{OF}{world.learner.id}.csv"))) == 1


def test_pages_keep_what_was_asked(browse, filled):
    learner = browse(filled.learner)
    first = learner.get("/handovers?q=parcel&from=1+1+2026&view=timeline")
    assert "25 handovers found" in first.text
    (following,) = {link for link in first.links if "page=2" in link}
    second = learner.get(following)
    assert "Page 2 of 2" in second.text
    assert len(re.findall("lp-timeline__item", second.html)) == 5
    for asked in ("q=parcel", "from=2026-01-01", "view=timeline"):
        assert asked in following
    assert 'value="parcel"' in second.html
    assert len(re.findall("<mark>parcel</mark>", second.html, re.IGNORECASE)) >= 5
    assert "Page 2 of 2" in learner.get("/handovers?page=99").text


def test_two_long_lists_name_their_pages_apart(app, browse, filled):
    with app.app_context():
        for number in range(11):
            draft(filled.learner, "reflective_account", title=f"What parcel {number} taught me")
    page = browse(filled.learner).get("/handovers?q=parcel")
    pages = [name for name in page.ways if name.startswith("Pages")]
    assert pages == ["Pages of handovers", "Pages of other evidence"]


def test_nothing_found_says_how_to_see_everything_again(browse, filled):
    page = browse(filled.learner).get("/handovers?q=elephant&method=phone")
    assert "Nothing found" in page.text
    assert "Fewer filters show more." in page.text
    assert "/handovers" in page.links
    assert "Clear search and filters" in page.text


@pytest.mark.parametrize(
    "typed",
    ["?!", "😀", '"', "a" * 10_000, "a " * 5_000, "%00", "' OR 1=1 --", "own:parcel*", "<script>"],
)
def test_any_search_is_answered(browse, filled, typed):
    page = browse(filled.learner).get(
        "/handovers", query_string={"q": typed.replace("%00", "\x00")}
    )
    assert "<script>" not in page.html.replace("<script type", "")
    if typed in {"?!", "😀", '"'}:
        assert "There is no word in" in page.text


def test_a_day_that_is_none_is_said_and_left_out(browse, filled):
    learner = browse(filled.learner)
    page = learner.get("/handovers?from=31+2+2026&to=someday")
    assert page.text.count("Enter a real day") >= 2
    assert "25 handovers" in page.text
    assert 'value="someday"' in page.html
    page = learner.get("/handovers?from=2026-05-02&to=2026-05-01")
    assert "This day is before the first one" in page.text


@pytest.mark.parametrize("query", ["page=x&also=-3", "method=pigeon&setting=%00", "view=9&open=0"])
def test_a_forged_address_is_an_ordinary_page(browse, filled, query):
    browse(filled.learner).get(f"/handovers?{query}")


def test_all_of_it_stands_on_one_page_for_printing(browse, filled):
    page = browse(filled.learner).get("/handovers?all=1&method=phone&q=parcel&from=1/1/2026")
    assert len(re.findall('scope="row"', page.html)) == 7
    assert "Mia Learner, Fellside Training. Printed" in page.text
    assert "Only: “parcel”; from 1 January 2026; By phone." in page.text
    assert "Page 1 of" not in page.text


def test_the_table_holds_what_the_page_is_filtered_to(app, browse, filled):
    learner = browse(filled.learner)
    page = learner.get("/handovers.csv?method=phone&q=parcel")
    head, *rows = rows_of(page)
    assert page.response.data.startswith(b"\xef\xbb\xbf")
    assert "attachment" in page.response.headers["Content-Disposition"]
    assert len(rows) == 7
    assert {row[head.index("Method")] for row in rows} == {"By phone"}
    assert len(rows_of(learner.get("/handovers.csv"))) == 26
    assert len(rows_of(browse(filled.iqa).get(f"{OF}{filled.learner.id}.csv"))) == 24


def test_no_cell_is_a_formula(app, browse, world):
    with app.app_context():
        submitted(
            world.learner,
            title="=HYPERLINK(1)",
            handed_by="+44",
            handed_to="@me",
            customer_outcome="-1\nline, with “quotes”",
        )
    _head, row = rows_of(browse(world.learner).get("/handovers.csv"))
    assert [cell[0] for cell in row if "HYPER" in cell or "44" in cell or "@" in cell] == ["'"] * 3
    assert "'-1\nline, with “quotes”" in row


def test_the_page_takes_as_many_statements_for_many_as_for_few(app, browse, world):
    taken = {}
    learner, assessor = browse(world.learner), browse(world.assessor)
    for many in (20, 180):
        with app.app_context():
            fill_handovers(world.learner.id, many)
            store.begin(world.learner, "reflective_account", {"title": "The parcel again"})
        for who, path in (
            (learner, "/handovers?"),
            (learner, "/handovers?view=timeline"),
            (learner, "/handovers?q=parcel"),
            (learner, "/handovers?q=parcel&open=1&method=phone"),
            (assessor, f"{OF}{world.learner.id}?q=parcel&open=1"),
        ):
            with counted(app) as sent:
                who.get(path)
            taken.setdefault((path), []).append(len(sent))
    assert {path: few for path, (few, many) in taken.items() if few != many} == {}
    assert max(max(each) for each in taken.values()) <= 12, taken


def test_an_overdue_action_is_said_with_its_number(app, browse, world):
    with clock.at(datetime(2026, 10, 7, 12, 0, tzinfo=UTC)):
        with app.app_context():
            submitted(world.learner, check_backs=[], customer_outcome="")
        page = browse(world.learner).get("/handovers")
    assert "2 overdue" in page.text
    assert "No check-back yet" in page.text
    assert "Not known yet" in page.text


def test_an_assessor_finds_it_where_they_meet_a_learner(app, browse, world):
    with app.app_context():
        piece = submitted(world.learner)
    for person, path in (
        (world.assessor, "/assessment"),
        (world.assessor, f"/coverage/{world.enrolment.id}"),
        (world.iqa, f"/coverage/{world.enrolment.id}"),
        (world.iqa, f"/evidence/{piece.id}"),
    ):
        assert f"{OF}{world.learner.id}" in browse(person).get(path).links
    assert "/handovers" in browse(world.learner).get(f"/coverage/{world.enrolment.id}").links
