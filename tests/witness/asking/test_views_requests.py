"""The pages of learner, assessor and administrator."""

import pytest

from portfolio.evidence.records import store as evidence
from portfolio.witness.model import RequestState
from portfolio.witness.requests import store, witness_links
from portfolio.witness.statements import standing
from tests.evidence.examples import submitted
from tests.witness.asked import ADDRESS, DETAILS, Witness, asked, link_to


def only_request(app, world):
    with app.app_context():
        return store.of_learner(world.learner.id)[0]


def test_a_learner_asks_and_never_sees_the_link(app, world, browse):
    browser = browse(world.learner)
    page = browser.get("/witnesses")
    assert "You have not asked anybody yet" in page.text
    page = browser.get("/witnesses/ask")
    assert "For which unit?" in page.text
    browser.get(f"/witnesses/ask?enrolment={world.second_enrolment.id}")
    page = browser.submit({**DETAILS, "criteria": ["3", "4"]}, action="/witnesses/ask")
    assert "Your request to Grace Okafor is made" in page.text
    request = only_request(app, world)
    assert request.criteria == ["3", "4"]
    with app.app_context():
        secret = link_to().removeprefix("/w/")
    for path in ("/witnesses", f"/witnesses/{request.id}", f"/witnesses/{request.id}/cancel"):
        html = browser.get(path).html
        assert secret not in html
        assert "/w/" not in html


def test_a_form_with_problems_keeps_what_was_typed(app, world, browse):
    browser = browse(world.learner)
    browser.get(f"/witnesses/ask?enrolment={world.second_enrolment.id}")
    typed = DETAILS | {"witness_email": "mia.learner+me@fellside.example", "criteria": ["2"]}
    page = browser.submit(typed, action="/witnesses/ask")
    assert "There is a problem" in page.text
    assert "That is your own address." in page.text
    values = page.form("/witnesses/ask").values
    assert values["what_they_saw"].strip() == DETAILS["what_they_saw"]
    assert values["criteria"] == ["2"]
    page = browser.submit({"witness_name": "", "criteria": []}, action="/witnesses/ask")
    assert "Enter the witness’s name." in page.text
    assert "Choose at least one criterion" in page.text


def test_the_piece_it_is_about_is_chosen_already(app, world, browse):
    with app.app_context():
        piece = submitted(world.learner)
    browser = browse(world.learner)
    page = browser.get(f"/witnesses/ask?evidence={piece.id}")
    [way] = [link for link in page.links if str(world.enrolment.id) in link]
    page = browser.get(way)
    assert page.form("/witnesses/ask").values["about"] == [str(piece.id)]
    page = browser.submit({**DETAILS, "criteria": ["1"]}, action="/witnesses/ask")
    assert "Your request to" in page.text
    request = only_request(app, world)
    with app.app_context():
        assert [found_piece.id for found_piece in witness_links.pieces_of(request)] == [piece.id]


def test_a_blank_piece_is_no_piece(app, world, browse):
    browser = browse(world.learner)
    browser.get(f"/witnesses/ask?enrolment={world.enrolment.id}")
    browser.submit({**DETAILS, "criteria": ["3"], "about": "  "}, action="/witnesses/ask")
    request = only_request(app, world)
    with app.app_context():
        assert witness_links.pieces_of(request) == ()


def test_asking_for_the_head_of_a_page_that_asks_once_more_changes_nothing(app, world, browse):
    with app.app_context():
        request = asked(world)
    for person, page in ((world.learner, "cancel"), (world.assessor, "release")):
        assert browse(person).client.head(f"/witnesses/{request.id}/{page}").status_code == 200
    assert only_request(app, world).state == RequestState.WAITING


def test_too_many_requests_are_a_sentence(app, world, browse):
    with app.app_context():
        for number in range(5):
            asked(world, witness_email=f"w{number}@work.example.org")
    browser = browse(world.learner)
    browser.get(f"/witnesses/ask?enrolment={world.second_enrolment.id}")
    page = browser.submit({**DETAILS, "criteria": ["3"]}, action="/witnesses/ask")
    assert "5 requests an hour" in page.text


def test_a_learner_sends_again_and_cancels(app, world, browse):
    with app.app_context():
        request = asked(world)
        first = link_to()
    browser = browse(world.learner)
    page = browser.get(f"/witnesses/{request.id}")
    assert "Ask your assessor to pass it on" in page.text
    page = browser.submit(action="/again")
    assert "gets a new link" in page.text
    Witness(app, first).open(404)
    browser.get(f"/witnesses/{request.id}/cancel")
    page = browser.submit(action="/cancel")
    assert "is cancelled" in page.text
    assert only_request(app, world).state == RequestState.CANCELLED
    assert "Send a new link" not in page.text


def test_a_learner_sees_what_came_of_it(app, world, browse):
    with app.app_context():
        asked(world)
        path = link_to()
    Witness(app, path).whole_way()
    browser = browse(world.learner)
    page = browser.get("/witnesses")
    assert "Received" in page.text
    with app.app_context():
        [piece] = evidence.of_learner(world.learner.id)
    assert f"/evidence/{piece.id}" in page.links


def test_another_s_request_is_not_there(app, world, browse):
    with app.app_context():
        request = asked(world)
    other = browse(world.other_learner)
    other.get(f"/witnesses/{request.id}", 404)
    other.get(f"/witnesses/{request.id}/cancel", 404)
    assert other.post(f"/witnesses/{request.id}/again").status == 404
    for who in (world.learner, world.other_assessor, world.iqa):
        browser = browse(who)
        browser.get(f"/witnesses/{request.id}/release", 404)
        assert browser.post(f"/witnesses/{request.id}/release").status == 404
        browser.get(f"/witnesses/{request.id}/vouch", 404)


@pytest.mark.parametrize("who", ["assessor", "administrator"])
def test_staff_hand_a_link_over_once(app, world, browse, who):
    with app.app_context():
        request = asked(world)
    browser = browse(getattr(world, who))
    page = browser.get("/witnesses/waiting")
    assert "Grace Okafor" in page.text
    browser.get(f"/witnesses/{request.id}/release")
    page = browser.submit(action="/release")
    path = "/w/" + page.text.split("/w/")[1].split()[0]
    assert path not in browser.get("/witnesses/waiting").html
    assert "Handed over by" in browser.page.text
    assert "has arrived" in Witness(app, path).whole_way().text


def test_staff_vouch_and_say_how(app, world, browse):
    with app.app_context():
        request = asked(world)
    browser = browse(world.assessor)
    browser.get(f"/witnesses/{request.id}/vouch")
    page = browser.submit({"how": " "}, action="/vouch")
    assert "Say how you know" in page.text
    page = browser.submit({"how": "On the hotel’s web page"}, action="/vouch")
    assert "Vouched for by Ann Assessor" in page.text


def test_an_assessor_confirms_a_statement(app, world, browse):
    with app.app_context():
        asked(world)
        path = link_to()
    Witness(app, path).whole_way()
    with app.app_context():
        [piece] = evidence.of_learner(world.learner.id)
        shown = standing.of_evidence(piece.id)
    where = f"/witnesses/statements/{shown.statement.id}/confirm"
    browse(world.other_assessor).get(where, 404)
    browse(world.learner).get(where, 404)
    browser = browse(world.assessor)
    page = browser.get(where)
    assert ADDRESS in page.text
    assert "W1" in page.text
    assert "resetting the panel" in page.text
    page = browser.submit({"how": "Rang"}, action="/confirm")
    assert "Choose what the witness said." in page.text
    answer = browser.submit(
        {"confirmed": "yes", "how": "Rang the hotel"}, action="/confirm", status=303, follow=False
    )
    assert answer.response.headers["Location"].endswith(where.removesuffix("/confirm"))
    with app.app_context():
        assert standing.standing(shown.statement).counts


def test_nobody_waiting_says_so(browse, world):
    assert "Nobody is waiting" in browse(world.assessor).get("/witnesses/waiting").text
