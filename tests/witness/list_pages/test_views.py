"""The pages of the centre's witness list and of employers' domains."""

import csv
import io

import pytest

from portfolio.base.db import db
from portfolio.history.store import verify
from portfolio.witness.known import employers
from portfolio.witness.known import store as listing
from portfolio.witness.model import WitnessRequest
from portfolio.witness.provenance import Through
from tests.evidence.examples import submitted
from tests.witness.asked import ADDRESS, Witness, asked, link_to
from tests.witness.known.test_store import DOMAIN, ENTRY, approve, entry

LINE = {name: value for name, value in ENTRY.items() if name != "expert"} | {"expert": "yes"}
ADD = "/witnesses/list/add"
PAGES = ("/witnesses/list", "/witnesses/list?off=1", "/witnesses/list.csv", "/witnesses/domains")


def put_on(app, world, **changes):
    with app.app_context():
        return listing.add(world.assessor, entry(**changes))


def test_an_assessor_puts_somebody_on_the_list(app, world, browse):
    browser = browse(world.assessor)
    page = browser.get("/witnesses/list")
    assert "The list is empty" in page.text
    browser.get(ADD)
    page = browser.submit(LINE, action=ADD)
    assert "Grace Okafor is on the witness list. You vouch for" in page.text
    assert "Expert witness" in page.text
    assert "None yet" in page.text
    [way] = [link for link in page.links if link.startswith("/witnesses/list/") and link != ADD]
    page = browser.get(way)
    assert "Her address is on the firm’s web page" in page.text
    assert "Ann Assessor put Grace Okafor on the list" in page.text


def test_a_form_with_problems_keeps_what_was_typed(app, world, browse):
    browser = browse(world.administrator)
    browser.get(ADD)
    page = browser.submit(LINE | {"email": world.learner.email, "how": "I know her"}, action=ADD)
    assert "Somebody with an account at this centre uses that address" in page.text
    assert page.form(ADD).values["how"].strip() == "I know her"
    page = browser.submit(LINE | {"name": "", "expert": "perhaps"}, action=ADD)
    assert "Choose whether they are an expert witness." in page.text
    assert "Enter their name." in page.text
    with app.app_context():
        assert not listing.on_list()


def test_an_address_that_is_on_the_list_is_named(app, world, browse):
    put_on(app, world)
    browser = browse(world.assessor)
    browser.get(ADD)
    page = browser.submit(LINE | {"name": "G. Okafor"}, action=ADD)
    assert "Grace Okafor is on the list with" in page.text


def test_change_and_take_off_and_put_on_again(app, world, browse):
    row = put_on(app, world)
    browser = browse(world.administrator)
    here = f"/witnesses/list/{row.id}"
    browser.get(f"{here}/change")
    page = browser.submit({"role": "Duty manager", "how": "They told me"}, action=f"{here}/change")
    assert "The line of Grace Okafor is changed." in page.text
    assert "Ada Administrator changed the line of Grace Okafor" in page.text
    with app.app_context():
        new = listing.on_list()[0]
    here = f"/witnesses/list/{new.id}"
    browser.get(f"{here}/take-off")
    page = browser.submit({"because": " "}, action=f"{here}/take-off")
    assert "Say why they come off the list." in page.text
    page = browser.submit({"because": "Left the firm"}, action=f"{here}/take-off")
    assert "Grace Okafor is off the witness list." in page.text
    assert "Left the firm" in browser.get("/witnesses/list.csv?off=1").html
    assert "Taken off" in browser.get("/witnesses/list?off=1").text
    page = browser.get(f"{ADD}?again={new.id}")
    assert page.form(ADD).values["role"] == "Duty manager"
    assert page.form(ADD).values["how"].strip() == ""
    browser.submit({"how": "She is back"}, action=ADD)
    with app.app_context():
        assert [line.role for line in listing.on_list()] == ["Duty manager"]
        assert verify() == []


def test_a_line_that_was_changed_meanwhile_says_so_and_keeps_the_words(app, world, browse):
    row = put_on(app, world)
    browser = browse(world.assessor)
    here = f"/witnesses/list/{row.id}"
    browser.get(f"{here}/change")
    with app.app_context():
        listing.take_off(world.administrator, row.id, "Left")
    page = browser.submit({"role": "Porter", "how": "Long words"}, action=f"{here}/change")
    assert "Somebody changed this line of the list meanwhile" in page.text
    assert page.form(f"{here}/change").values["how"].strip() == "Long words"
    assert browser.get(f"{here}/change", 409)


def test_a_request_fills_the_forms_in_for_those_who_may_see_it(app, world, browse):
    with app.app_context():
        request = asked(world, employer="Rowan Bank Hotels")
    browser = browse(world.assessor)
    page = browser.get(f"/witnesses/{request.id}/vouch")
    way = f"{ADD}?request={request.id}"
    assert way in page.links
    assert f"/witnesses/domains/add?request={request.id}" in page.links
    page = browser.get(way)
    values = page.form(ADD).values
    assert (values["name"], values["employer"]) == ("Grace Okafor", "Rowan Bank Hotels")
    assert (values["email"], values["relationship"]) == (ADDRESS, "")
    assert "Mia Learner says: “Manages the night team”" in page.text
    browser.submit(LINE, action=ADD)
    with app.app_context():
        assert db.session.get(WitnessRequest, request.id).vouched_through == Through.WITNESS_LIST
    page = browser.get(f"/witnesses/domains/add?request={request.id}")
    assert page.form("/witnesses/domains/add").values["domain"] == DOMAIN
    stranger = browse(world.other_assessor)
    stranger.get(way, 404)
    stranger.get(f"/witnesses/domains/add?request={request.id}", 404)


def test_an_address_that_looks_like_somebodys_is_pointed_out(app, world, browse):
    alike = world.learner.email.replace("mia.learner", "mia.1earner")
    row = put_on(app, world, email=alike)
    browser = browse(world.administrator)
    said = "looks like that of Mia Learner, who can sign in here"
    assert said in browser.get(f"/witnesses/list/{row.id}").text
    assert said in browser.get(f"{ADD}?again={row.id}").text
    assert "looks like" not in browser.get(ADD).text


def test_only_staff_read_and_a_quality_assurer_changes_nothing(app, world, browse):
    row = put_on(app, world)
    with app.app_context():
        domain = approve(world)
    one = f"/witnesses/list/{row.id}"
    changing = (
        ADD,
        f"{one}/change",
        f"{one}/take-off",
        "/witnesses/domains/add",
        f"/witnesses/domains/{domain.id}/end",
    )
    learner, iqa = browse(world.learner), browse(world.iqa)
    for path in (*PAGES, one, *changing):
        learner.get(path, 404)
    for path in (*PAGES, one):
        page = iqa.get(path)
        assert not [way for way in page.links if way in changing], path
    for path in changing:
        iqa.get(path, 404)
        iqa.post(path, {"because": "no"}, status=404)


def test_sorted_searched_and_paged_in_a_constant_number_of_statements(
    app, world, browse, statements
):
    def add(number):
        put_on(
            app,
            world,
            name=f"Zoë {number:03}",
            email=f"z{number}@firm{number}.example.org",
            employer=f"Firm {100 - number}",
        )

    for number in range(3):
        add(number)
    browser = browse(world.assessor)
    browser.get("/witnesses/list")
    with statements() as few:
        browser.get("/witnesses/list")
    for number in range(3, 60):
        add(number)
    with statements() as many:
        page = browser.get("/witnesses/list")
    assert len(many) == len(few)
    assert "Page 1 of 2" in page.text
    assert page.text.index("Zoë 000") < page.text.index("Zoë 001")
    page = browser.get("/witnesses/list?page=2&sort=employer")
    assert "Page 2 of 2" in page.text
    page = browser.get("/witnesses/list?q=ZOE+firm41")
    assert "1 person found" in page.text
    assert "Zoë 041" in page.text
    assert "Nobody found" in browser.get("/witnesses/list?q=nobody").text
    assert browser.get("/witnesses/list?sort=evil&page=x")


def test_the_spreadsheet_takes_nothing_for_a_formula(app, world, browse):
    put_on(app, world, name="=1+1", employer="@SUM(A1)", how="-2, I rang")
    answer = browse(world.iqa).get("/witnesses/list.csv")
    assert "attachment" in answer.response.headers["Content-Disposition"]
    assert answer.response.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(answer.html.lstrip("\ufeff"))))
    assert rows[0]["Name"] == "'=1+1"
    assert rows[0]["Employer"] == "'@SUM(A1)"
    assert rows[0]["How it is known"] == "'-2, I rang"
    assert rows[0]["Status"] == "Expert witness"


def test_how_many_statements_each_gave_and_for_how_many_learners(app, world, browse):
    put_on(app, world)
    with app.app_context():
        asked(world)
        first = Witness(app, link_to())
    first.whole_way()
    with app.app_context():
        asked(world, enrolment=world.other_enrolment, learner=world.other_learner, criteria=["1"])
        second = Witness(app, link_to())
    _sends(second)
    page = browse(world.iqa).get("/witnesses/list")
    assert "2, about 2 learners" in page.text
    with app.app_context():
        here = f"/witnesses/list/{listing.on_list()[0].id}"
    for reader, many in ((world.iqa, 2), (world.administrator, 2), (world.assessor, 1)):
        browser = browse(reader)
        page = browser.get(here)
        ways = [link for link in page.links if link.startswith("/witnesses/statements/")]
        assert len(ways) == many
        assert ("1 about learners of other assessors" in page.text) == (many == 1)
        for way in ways:
            browser.get(way)
    assert "Omar Other" not in page.text


def _sends(witness):
    """Let a witness of the first unit say yes to all of it."""
    witness.begin()
    witness.seen()
    witness.you()
    witness.words()
    codes = [str(number) for number in range(1, 9)]
    witness.criteria(**{f"saw_{code}": "yes" for code in codes})
    witness.browser.submit(action="/witness/statement/declare")
    witness.send()


@pytest.mark.parametrize("domain", ["gmail.com", "co.uk"])
def test_a_domain_that_says_nothing_is_refused(app, world, browse, domain):
    browser = browse(world.assessor)
    browser.get("/witnesses/domains/add")
    page = browser.submit(
        {"domain": domain, "employer": "A firm", "how": "I rang"}, action="/witnesses/domains/add"
    )
    assert "There is a problem" in page.text
    assert page.form("/witnesses/domains/add").values["employer"] == "A firm"


def test_a_domain_is_approved_shown_and_ended(app, world, browse):
    browser = browse(world.administrator)
    assert "No domain is approved" in browser.get("/witnesses/domains").text
    browser.get("/witnesses/domains/add")
    page = browser.submit(
        {"domain": "Bücher.example", "employer": "Bücher & Co", "how": "I rang"},
        action="/witnesses/domains/add",
    )
    assert "Addresses at xn--bcher-kva.example are vouched for" in page.text
    with app.app_context():
        row = employers.approved()[0]
    here = f"/witnesses/domains/{row.id}/end"
    browser.get(here)
    assert "Say why the approval ends." in browser.submit({"because": ""}, action=here).text
    page = browser.submit({"because": "Sold"}, action=here)
    assert "no longer vouches for anybody" in page.text
    assert "Sold" in page.text
    browser.get(here, 409)


def test_the_link_that_is_shown_once_is_a_qr_code_too(app, world, browse):
    with app.app_context():
        submitted(world.learner)
        request = asked(world)
    browser = browse(world.assessor)
    browser.get(f"/witnesses/{request.id}/release")
    page = browser.submit(action=f"/witnesses/{request.id}/release", status=200)
    assert (
        'role="img" focusable="false" aria-label="QR code of the link for Grace Okafor' in page.html
    )


def test_the_list_is_found_from_the_witness_links_and_the_administrators_pages(app, world, browse):
    assert "/witnesses/list" in browse(world.assessor).get("/witnesses/waiting").links
    assert "/witnesses/list" in browse(world.administrator).get("/centre/people").links
    assert "/witnesses/list" in browse(world.iqa).get("/").links
