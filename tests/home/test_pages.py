"""Notices, navigation, the footer's pages, and the history to follow."""

import pytest
from sqlalchemy import select, text

from portfolio.assessment import store as assessment
from portfolio.base.db import db, write
from portfolio.evidence.records import claims
from portfolio.evidence.records import store as evidence
from portfolio.history.chain import SYSTEM
from portfolio.history.model import ChainEntry
from portfolio.history.store import record
from portfolio.people import notices
from portfolio.people import store as people
from tests.assessment.examples import claimed, stated
from tests.centre.many import fill_enrolments, fill_history, fill_people
from tests.evidence.examples import UNDERSTANDING, draft
from tests.witness.asked import asked, link_to


@pytest.fixture
def busy(app, world):
    """A learner of whom much was recorded."""
    with app.app_context():
        claim, version = claimed(world.learner, world.enrolment.id)
        assessment.decide(world.assessor, claim.id, version.id, True, "Well shown.")
        assessment.judge(world.assessor, version.id, True, True, True)
        stated(world.learner, world.enrolment.id)
        return claim


def test_notices_are_listed_opened_and_read(app, browse, world):
    browser = browse(world.learner)
    page = browser.get("/notices")
    assert page.text.count("You are enrolled on") == 2
    assert "2 waiting" in page.text
    page = browser.submit(action="/notices/")
    assert page.path == "/"
    assert "1 waiting" in browser.get("/notices").text
    page = browser.submit(action="/notices")
    with app.app_context():
        assert notices.how_many_unread(world.learner.id) <= 1
    browser.post("/notices")
    page = browser.get("/notices")
    assert "waiting" not in page.text
    assert "Mark all as read" not in page.text


def test_nobody_opens_another_persons_notice(app, browse, world):
    with app.app_context():
        notice = notices.unread(world.learner.id)[0]
    browser = browse(world.other_learner)
    browser.get("/notices")
    browser.post(f"/notices/{notice.id}", status=404)
    with app.app_context():
        assert notices.how_many_unread(world.learner.id) == 2


def test_without_notices_the_page_says_when_there_will_be_some(browse, world):
    assert "Nothing yet" in browse(world.iqa).get("/notices").text


def test_somebody_kept_out_gets_no_mail(app, world):
    with app.app_context():
        people.switch(world.learner.id, active=False, by=SYSTEM)
        before = db.session.scalar(text("select count(*) from outgoing_mail"))
        with write() as session:
            notices.notify(session, world.learner.id, "Something happened.", "home.first_page")
        assert db.session.scalar(text("select count(*) from outgoing_mail")) == before


@pytest.mark.parametrize(
    ("who", "there", "not_there"),
    [
        ("learner", ["/evidence", "/witnesses"], ["/assessment", "/centre/people", "/history"]),
        (
            "assessor",
            ["/assessment", "/cohort", "/witnesses/waiting", "/history"],
            ["/evidence", "/centre/people"],
        ),
        ("iqa", ["/cohort", "/history"], ["/assessment", "/centre/people", "/witnesses/waiting"]),
        (
            "administrator",
            ["/centre/people", "/centre/enrolments", "/witnesses/waiting"],
            ["/cohort", "/history"],
        ),
    ],
)
def test_each_role_has_its_ways(browse, world, who, there, not_there):
    page = browse(getattr(world, who)).get("/notices")
    ways = set(page.links)
    assert ways.issuperset({"/", "/units", "/notices", *there})
    assert ways.isdisjoint(not_there)


def test_the_way_one_is_under_is_marked(browse, world):
    page = browse(world.administrator).get("/centre/people/invite")
    assert 'href="/centre/people" aria-current="page"' in page.html
    assert page.html.count("aria-current") == 1


@pytest.mark.parametrize("path", ["/accessibility", "/privacy", "/privacy/witnesses"])
def test_the_footers_pages_are_there_for_everybody(browse, world, path):
    for who in (None, world.learner):
        page = browse(who).get(path)
        assert "office@fellside.example" in page.text
        assert {"/accessibility", "/privacy"} <= set(page.links)


def test_the_trail_shows_who_did_what_and_leads_there(browse, world, busy):
    page = browse(world.iqa).get(f"/history/{world.learner.id}")
    for words in (
        "Mia Learner",
        "Enrolled",
        "Submitted",
        "Claimed",
        "Decided",
        "Judged",
        "Ann Assessor",
        "Claim of E1 for criterion 1",
    ):
        assert words in page.text, words
    assert f"/evidence/{busy.evidence_id}#claim-{busy.id}" in page.links
    assert f"/coverage/{world.enrolment.id}" in page.links
    assert not [
        form for form in page.forms if form.method == "post" and "sign-out" not in form.action
    ]


def test_the_trail_is_checked_when_asked(app, browse, world, busy):
    browser = browse(world.assessor)
    page = browser.get(f"/history/{world.learner.id}?check=1")
    assert "were checked just now" in page.text
    with app.app_context(), write() as session:
        session.execute(text("update decision set feedback = 'Nothing shown.'"))
    page = browser.get(f"/history/{world.learner.id}?check=1")
    assert "This history is not as it was written" in page.text
    assert "decision" in page.text


def test_a_long_trail_is_turned_page_by_page(app, browse, world):
    with app.app_context(), write() as session:
        for number in range(120):
            record(
                session,
                chain=world.learner.id,
                actor=SYSTEM,
                action="noted",
                subject="account",
                subject_id=world.learner.id,
                content={"n": number},
            )
    browser = browse(world.iqa)
    page = browser.get(f"/history/{world.learner.id}")
    assert "Page 1 of 2" in page.text
    assert 'entry-1"' in page.html
    assert 'entry-101"' in browser.get(f"/history/{world.learner.id}?page=2").html


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("iqa", 200),
        ("assessor", 200),
        ("other_assessor", 404),
        ("learner", 404),
        ("other_learner", 404),
        ("administrator", 404),
    ],
)
def test_a_trail_is_only_for_quality_assurers_and_their_assessor(browse, world, who, status):
    browse(getattr(world, who)).get(f"/history/{world.learner.id}", status=status)


def test_there_is_no_trail_of_somebody_who_is_no_learner(browse, world):
    browse(world.iqa).get(f"/history/{world.administrator.id}", status=404)
    browse(world.iqa).get("/history/00000000-0000-0000-0000-000000000000", status=404)


def test_an_assessor_finds_only_their_learners(browse, world):
    page = browse(world.assessor).get("/history")
    assert "Mia Learner" in page.text
    assert "Omar Other" not in page.text
    page = browse(world.iqa).get("/history?q=omar")
    assert "Omar Other" in page.text
    assert "Mia" not in page.text
    assert "No learner of that name" in browse(world.iqa).get("/history?q=zzz").text


def test_a_trail_takes_the_same_statements_for_little_and_for_much(
    app, browse, world, busy, statements
):
    browser, counts = browse(world.iqa), []
    for _ in range(2):
        with statements() as ran:
            browser.get(f"/history/{world.learner.id}")
        counts.append(len(ran))
        with app.app_context():
            for number in range(5):
                claimed(world.learner, world.enrolment.id, criterion=str(number + 1))
            assert db.session.scalar(select(ChainEntry.id).limit(1))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("number", [60, 600])
def test_histories_take_the_same_statements_for_any_number(app, browse, world, statements, number):
    with app.app_context():
        learners = fill_people([f"Person {place:03}" for place in range(number)])
        fill_enrolments(learners, world.enrolment.id)
        fill_history(world.learner.id, "enrolment", world.enrolment.id, number)
    browser, sent = browse(world.iqa), []
    for path in ("/history", "/history?q=person&page=2", f"/history/{world.learner.id}"):
        with statements() as ran:
            browser.get(path)
        sent.append(len(ran))
    assert sent == [4, 4, 7]


def test_learners_whose_history_is_read_are_turned_page_by_page(app, browse, world):
    with app.app_context():
        learners = fill_people([f"Person {place:03}" for place in range(130)])
        fill_enrolments(learners, world.enrolment.id)
    browser = browse(world.iqa)
    assert "Find a learner by name" in browser.get("/history").text
    page = browser.get("/history?q=PERSON")
    assert "Page 1 of 2" in page.text
    assert "/history?q=PERSON&page=2" in page.links
    last = browser.get("/history?q=PERSON&page=99").text
    assert "Person 129" in last
    assert "Person 099" not in last


def test_a_trail_keeps_drafts_to_themselves(app, browse, world, busy):
    with app.app_context():
        kept = draft(world.learner)
        place = {"place_kind": "quote", "place": UNDERSTANDING, "reason": "Said back."}
        made = claims.add(
            world.learner, kept.id, enrolment_id=world.enrolment.id, criterion="2", **place
        )
    path = f"/history/{world.learner.id}"
    browser = browse(world.assessor)
    page = browser.get(path)
    assert not [link for link in page.links if str(kept.id) in link]
    assert "are left out" in page.text or "is left out" in page.text
    assert f"/evidence/{busy.evidence_id}#claim-{busy.id}" in page.links
    with app.app_context():
        evidence.submit(world.learner, kept.id)
    page = browser.get(path)
    assert f"/evidence/{kept.id}#claim-{made.id}" in page.links
    assert "left out" not in page.text


def test_a_witness_reads_the_notice_for_witnesses_beside_their_page(context, browse, world):
    asked(world)
    page = browse(None).get(link_to())
    assert 'href="/privacy/witnesses" target="_blank"' in page.html
    notice = browse(None).get("/privacy/witnesses")
    for words in ("What we keep", "Who sees it", "How long", "It was not you", "Have it removed"):
        assert words in notice.text


def test_the_notices_say_how_long_the_centre_keeps_portfolios(browse, world):
    before = browse(None).get("/privacy/witnesses").text
    assert "Ask the centre how long that is" in before
    admin = browse(world.administrator)
    admin.get("/centre/details")
    admin.submit({"keeps_for": "three years after the end"}, action="/centre/details")
    for path in ("/privacy", "/privacy/witnesses"):
        assert "three years after the end" in browse(None).get(path).text
