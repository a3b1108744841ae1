"""The witness's way, through browsers without cookies, and every way in which a link must not work."""

import logging
import sqlite3
from datetime import timedelta
from pathlib import Path
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from portfolio.base import clock, jobs
from portfolio.base.db import db
from portfolio.base.web.masking import mask
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.pinned_units import pin
from portfolio.evidence.records import store as evidence
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.outsiders import link_guesses
from portfolio.people import notices
from portfolio.people import store as people
from portfolio.people.model import Guess
from portfolio.witness.model import RequestState
from portfolio.witness.requests import store
from portfolio.witness.requests.witness_links import LINKS
from portfolio.witness.statements import standing
from portfolio.witness.statements.brief import ALWAYS
from tests.browser import Browser
from tests.witness.asked import ADDRESS, STATEMENT, Witness, asked, link_to


@pytest.fixture
def link(app: Flask, world) -> str:
    """The path of an open link."""
    with app.app_context():
        asked(world)
        return link_to()


@pytest.fixture
def witness(app: Flask, link: str) -> Witness:
    """Somebody who got that link."""
    return Witness(app, link)


def rows(app: Flask) -> list[str]:
    """Every row of the database, as SQL."""
    with sqlite3.connect(app.config["HOME"] / "portfolio.db") as file:
        lines = list(file.iterdump())
    file.close()
    return lines


def the_request(app: Flask, world):
    with app.app_context():
        return store.of_learner(world.learner.id)[0]


def pieces(app: Flask, world):
    with app.app_context():
        return evidence.of_learner(world.learner.id)


# --- the way ------------------------------------------------------------------------------------


def test_the_whole_way_without_a_cookie(app, world, witness):
    page = witness.whole_way()
    assert "Your statement has arrived" in page.text
    assert "Reference E1" in page.text
    [piece] = pieces(app, world)
    assert piece.kind_id == "witness_statement"
    assert piece.latest.content["statement"] == STATEMENT
    assert piece.latest.submitted_by_name == "Grace Okafor (witness)"
    assert piece.latest.submitted_by_id is None
    assert piece.latest.content["declaration"].endswith("Signed: Grace Okafor")
    assert the_request(app, world).state == RequestState.DONE
    with app.app_context():
        assert history.verify() == []


def test_only_what_was_seen_is_claimed_at_the_witness_s_own_words(app, world, witness):
    witness.whole_way()
    [piece] = pieces(app, world)
    claims = {claim.criterion: claim for claim in piece.live_claims}
    assert set(claims) == {"3", "4"}
    assert claims["3"].place == "She had him say it back, and she waited."
    assert STATEMENT.startswith(claims["4"].place)
    assert {claim.made_by for claim in claims.values()} == {"witness"}
    assert {claim.reason for claim in claims.values()} == {"The witness says they saw this."}
    assert {claim.version for claim in claims.values()} == {1}
    assert {claim.enrolment_id for claim in claims.values()} == {world.second_enrolment.id}


def test_learner_and_assessor_are_told_and_the_witness_gets_a_receipt(app, world, witness):
    page = witness.whole_way()
    with app.app_context():
        jobs.run_waiting()
        learner, assessor = (
            [notice.sentence for notice in notices.unread(person.id)]
            for person in (world.learner, world.assessor)
        )
        mail = mails_in(app)
    assert any("Grace Okafor has sent a statement. It is E1" in sentence for sentence in learner)
    assert any("about Mia Learner (E1)" in sentence for sentence in assessor)
    digest = page.text.split("Fingerprint ")[1].split()[0]
    receipts = [message for message in mail if "has arrived" in message]
    assert len(receipts) == 1
    assert f"To: {ADDRESS}" in receipts[0]
    assert digest in receipts[0].replace("=\n", "")


def mails_in(app: Flask) -> list[str]:
    return [path.read_text() for path in (app.config["HOME"] / "mailbox").iterdir()]


def test_the_first_page_says_who_asks_and_every_criterion_in_plain_words(app, world, witness):
    page = witness.open()
    unit = world.second_enrolment.unit
    assert "Mia Learner asks what you saw" in page.text
    for criterion in unit.criteria:
        assert criterion.witness_prompt in page.text
        assert criterion.text not in page.text
    for _title, prompt in ALWAYS:
        assert prompt in page.text
        assert prompt.endswith("?")
    asked_first = [page.text.index(unit.criterion(code).witness_prompt) for code in "3412"]
    assert asked_first == sorted(asked_first)


def test_the_brief_is_the_pinned_unit(app, world, link):
    with app.app_context():
        enrolment = enrolments.by_id(world.second_enrolment.id)
        from portfolio.base.db import write

        with write() as session:
            then = {"title": "As it was when she was enrolled"}
            enrolment.unit_digest = pin(session, enrolment.unit.model_copy(update=then))
    assert "As it was when she was enrolled" in Witness(app, link).open().text


def test_nothing_about_what_was_seen_is_filled_in(witness):
    form = witness.begin().form("/witness/statement/seen")
    assert "seen_in_person" not in form.values
    assert form.values["happened_on"] == ""
    form = witness.seen().form("/witness/statement/you")
    assert form.values["witness_name"] == "Grace Okafor"
    assert form.values["employer"] == "Rowan Bank Residences"
    page = witness.you()
    assert page.form("/witness/statement/words").values["statement"].strip() == ""
    assert "The handover by the lift" not in page.text
    values = witness.words().form("/witness/statement/criteria").values
    assert not any(name.startswith("saw_") for name in values)
    assert all(values[name].strip() == "" for name in values if name.startswith("words_"))
    witness.criteria()
    page = witness.browser.submit(action="/witness/statement/declare")
    assert page.form("/witness/statement/send").values["signed"] == ""


def test_corrected_details_are_kept_and_so_is_who_was_asked(app, world, witness):
    witness.begin()
    witness.seen()
    witness.you(witness_name="Grace Okafor-Bell", witness_role="Area night manager")
    witness.words()
    witness.criteria()
    witness.browser.submit(action="/witness/statement/declare")
    witness.send("Grace Okafor-Bell")
    [piece] = pieces(app, world)
    assert piece.latest.content["witness_name"] == "Grace Okafor-Bell"
    with app.app_context():
        shown = standing.of_evidence(piece.id)
        assert shown.statement.witness_name == "Grace Okafor"
        assert shown.statement.witness_email == ADDRESS


def test_what_is_wrong_is_said_and_what_was_typed_stays(witness):
    witness.begin()
    page = witness.seen(seen_in_person="", happened_on="2031-01-01")
    assert "There is a problem" in page.text
    assert "Choose whether you saw it yourself." in page.text
    assert "That day is in the future." in page.text
    witness.seen(happened_on="3/10/2026")
    page = witness.you(witness_role="")
    assert "Enter your role." in page.text
    page = witness.you(witness_role="Night manager")
    assert "Tell it in your own words" in page.text
    page = witness.words("  ")
    assert "Write down what you saw" in page.text
    witness.words()
    page = witness.criteria(saw_1="", words_3="She waited for him.")
    assert "Choose an answer to “When and why a handover is needed”." in page.text
    assert page.form("criteria").values["words_3"].strip() == "She waited for him."


def test_a_text_in_which_nothing_can_be_read_is_asked_for_again(app, world, witness):
    witness.begin()
    witness.seen()
    witness.you()
    page = witness.words("\u200b" * 12)
    assert "Write down what you saw, in your own words." in page.text
    witness.words("\u200b" * 12, do="save")
    witness.begin()
    page = witness.browser.submit(action="/witness/statement/seen")
    assert pieces(app, world) == []
    assert "Check your answers" not in page.text


@pytest.mark.both_engines
def test_a_witness_with_the_longest_name_can_send(app, world):
    with app.app_context():
        asked(world, witness_name="G" * 200)
        path = link_to()
    page = Witness(app, path)
    page.begin()
    page.seen()
    page.you(witness_name="Grace Okafor")
    page.words()
    page.criteria()
    page.browser.submit(action="/witness/statement/declare")
    assert page.send().status == 200
    assert len(pieces(app, world)) == 1


def test_a_text_that_is_too_long_is_shown_again_whole(app, world, witness):
    witness.begin()
    witness.seen()
    witness.you()
    page = witness.words("a" * 20_001, do="save")
    assert "There is a problem" in page.text
    assert len(page.form("words").values["statement"].strip()) == 20_001
    sealed = page.form("words").values["sealed"]
    answer = witness.browser.client.post(
        "/witness/statement/words",
        data={"sealed": sealed, "statement": "a" * 20_001},
        headers={"X-Autosave": "1"},
    )
    assert answer.status_code == 400


def test_answers_can_be_checked_and_changed_before_sending(app, world, witness):
    witness.begin()
    witness.seen()
    witness.you()
    witness.words()
    page = witness.criteria()
    assert "Check your answers" in page.text
    assert "3 October 2026" in page.text
    assert "I did not see this" in page.text
    assert pieces(app, world) == []
    page = witness.browser.submit(action="/witness/statement/words")
    assert page.form("words").values["statement"].replace("\r\n", "\n").strip() == STATEMENT
    page = witness.words("I saw only the end of it.")
    assert "Check your answers" in page.text
    assert "I saw only the end of it." in page.text


def test_customer_details_are_pointed_out_and_never_changed(witness):
    witness.begin()
    witness.seen()
    witness.you()
    said = "I saw Mia hand over Mrs Okonkwo, who rang on 07700 900461, to Priya."
    witness.words(said)
    page = witness.criteria()
    assert "Does this show who a customer is?" in page.text
    assert "<strong>Mrs Okonkwo</strong>, <strong>07700 900461</strong>" in page.response.text
    assert said in page.text
    witness.browser.submit(action="/witness/statement/words")
    witness.words("I saw Mia hand the customer over to Priya.")
    assert "Does this show who" not in witness.browser.page.text


def test_a_draft_waits_for_the_witness_to_come_back(app, world, witness, link):
    witness.begin()
    witness.seen()
    witness.you()
    page = witness.words(do="save")
    assert "Your words are saved" in page.text
    again = Witness(app, link)
    again.begin()
    again.seen()
    page = again.you()
    assert page.form("words").values["statement"].replace("\r\n", "\n").strip() == STATEMENT
    page = again.words(do="back")
    assert "Is this you?" in page.text


def test_words_save_themselves_while_typing(app, world, witness):
    form = witness.begin().form("/witness/statement/seen")
    assert the_request(app, world).state == RequestState.WAITING
    witness.seen()
    witness.you()
    form = witness.browser.page.form("/witness/statement/words")
    data = {**form.values, "statement": "I was there"}
    answer = witness.browser.client.post(
        "/witness/statement/words", data=data, headers={"X-Autosave": "1"}
    )
    assert answer.status_code == 200
    assert set(answer.json) == {"revision", "saved"}
    request = the_request(app, world)
    assert request.draft["statement"] == "I was there"
    assert request.state == RequestState.BEGUN
    more = data | {"seen_revision": answer.json["revision"], "statement": "I was there too"}
    again = witness.browser.client.post(
        "/witness/statement/words", data=more, headers={"X-Autosave": "1"}
    )
    assert again.status_code == 200


def test_two_windows_lose_no_word(app, world, witness, link):
    witness.begin()
    witness.seen()
    witness.you()
    other = Witness(app, link)
    other.begin()
    other.seen()
    other.you()
    other.words("Written in the other window.", do="save")
    page = witness.browser.submit(
        {"statement": "Written here.", "do": "next"}, action="/witness/statement/words", status=409
    )
    assert "Written in the other window." in page.text
    assert page.form("words").values["statement"].strip() == "Written here."
    witness.words("Written here.")
    assert the_request(app, world).draft["statement"] == "Written here."


def test_a_form_without_its_first_pages_can_not_be_sent(app, world, witness):
    sealed = witness.open().form().values["sealed"]
    page = witness.browser.post("/witness/statement/declare", {"sealed": sealed})
    assert "Did you see this yourself?" in page.text
    data = {"sealed": sealed, "receipt": "x" * 43, "signed": "Grace Okafor"}
    page = witness.browser.post("/witness/statement/send", data)
    assert "Did you see this yourself?" in page.text
    assert pieces(app, world) == []


def test_it_is_signed_by_typing_a_name(app, world, witness):
    witness.to_declaration()
    page = witness.send(signed=" ")
    assert "Type your full name to sign." in page.text
    assert pieces(app, world) == []
    assert "Your statement has arrived" in witness.send().text


@pytest.mark.parametrize(
    ("why", "told"), [("not-me", "says they are not Grace Okafor"), ("cannot", "can’t write")]
)
def test_a_witness_can_say_no(app, world, witness, why, told):
    witness.open()
    page = witness.browser.submit(action=f"/witness/statement/{why}")
    assert the_request(app, world).state == RequestState.WAITING
    witness.browser.submit({"words": "I was on leave."}, action=f"/witness/statement/{why}")
    request = the_request(app, world)
    assert (request.state, request.answer) == (RequestState.DECLINED, "I was on leave.")
    witness.open(404)
    with app.app_context():
        said = [notice.sentence for notice in notices.unread(world.learner.id)]
    assert any(told in sentence for sentence in said)
    assert page.status == 200
    witness.open(404)


# --- what must not be found or kept ---------------------------------------------------------------


def test_only_the_hash_of_the_link_is_kept_anywhere(app, world, link):
    secret = link.rsplit("/", 1)[1]
    with app.app_context():
        jobs.run_waiting()
    Witness(app, link).whole_way()
    with app.app_context():
        jobs.run_waiting()
        db.session.close()
    home: Path = app.config["HOME"]
    stored = [path for path in home.rglob("*") if path.is_file() and path.parent.name != "mailbox"]
    assert any(stored_file.name == "portfolio.db" for stored_file in stored)
    for stored_file in stored:
        assert secret.encode() not in stored_file.read_bytes(), stored_file
    assert any(secret in message.replace("=\n", "") for message in mails_in(app))


def test_later_pages_carry_the_secret_only_sealed(app, witness, link):
    secret = link.rsplit("/", 1)[1]
    pages = [witness.open(), witness.begin(), witness.seen(), witness.you()]
    pages += [witness.words(), witness.criteria()]
    for page in pages:
        assert secret not in page.html
        assert page.response.headers["Referrer-Policy"] == "no-referrer"
        assert page.response.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in page.response.headers


def test_no_log_shows_a_secret(app, link):
    heard: list[str] = []

    class Ear(logging.Handler):
        def emit(self, record):
            heard.append(self.format(record))

    log, ear = logging.getLogger("werkzeug"), Ear()
    log.addHandler(ear)
    try:
        log.warning('127.0.0.1 "%s" %s', f"GET {link} HTTP/1.1", 200)
    finally:
        log.removeHandler(ear)
    assert heard == ['127.0.0.1 "GET /w/… HTTP/1.1" 200']
    assert mask("/invitation/abc?x=1 /sign-in") == "/invitation/…?x=1 /sign-in"


def test_looking_changes_nothing(app, link):
    before = rows(app)
    client = app.test_client()
    for method in ("GET", "HEAD", "OPTIONS", "GET"):
        assert client.open(link, method=method).status_code == 200
    for page in ("seen", "send", "not-me"):
        for method in ("GET", "HEAD", "OPTIONS"):
            assert client.open(f"/witness/statement/{page}", method=method).status_code == 200
    assert rows(app) == before


def test_a_scanner_that_presses_begin_consumes_nothing(app, world, witness, link):
    before = rows(app)
    witness.begin()
    for why in ("not-me", "cannot"):
        witness.open()
        witness.browser.submit(action=f"/witness/statement/{why}")
    assert rows(app) == before
    assert "has arrived" in Witness(app, link).whole_way().text


# --- links that aren't open -----------------------------------------------------------------------


def closed_page(app: Flask, path: str) -> bytes:
    page = Browser(app, cookies=False).get(path, 404)
    return page.response.get_data()


def test_every_link_that_is_not_open_shows_the_same_page(app, world):
    seen = {"never was": closed_page(app, "/w/" + "x" * 43), "odd": closed_page(app, "/w/%20'\"")}
    with app.app_context():
        request = asked(world)
        first = link_to()
        store.send_again(world.learner, request.id)
        second = link_to()
    seen["replaced"] = closed_page(app, first)
    Witness(app, second).whole_way()
    seen["used"] = closed_page(app, second)
    with app.app_context():
        request = asked(world, witness_email="b@work.example.org")
        path = link_to("b@work.example.org")
        with clock.at(clock.now() + LINKS.lasts):
            seen["run out"] = closed_page(app, path)
        store.cancel(world.learner, request.id)
    seen["cancelled"] = closed_page(app, path)
    with app.app_context():
        asked(world, witness_email="c@work.example.org")
        path = link_to("c@work.example.org")
        people.switch(world.learner.id, active=False, by=SYSTEM)
        seen["learner switched off"] = closed_page(app, path)
        people.switch(world.learner.id, active=True, by=SYSTEM)
        assert Witness(app, path).open().status == 200
        enrolments.withdraw(world.second_enrolment.id, SYSTEM, "left")
    seen["withdrawn"] = closed_page(app, path)
    assert len(set(seen.values())) == 1, {name: len(page) for name, page in seen.items()}
    page = next(iter(seen.values())).decode()
    assert "may have been replaced or cancelled" in page
    assert "office@fellside.example" in page
    assert "Mia" not in page


def test_withdrawing_an_enrolment_closes_a_form_that_is_being_written(app, world, witness):
    witness.to_declaration()
    with app.app_context():
        enrolments.withdraw(world.second_enrolment.id, SYSTEM, "left")
    assert witness.send().status == 404
    assert pieces(app, world) == []


def test_a_link_that_runs_out_while_writing_is_closed(app, world, witness):
    witness.to_declaration()
    with clock.at(clock.now() + LINKS.lasts + timedelta(seconds=1)):
        assert witness.send().status == 404
    assert pieces(app, world) == []


@pytest.mark.parametrize("page", ["seen", "words", "check", "declare", "send", "not-me", "cannot"])
def test_a_changed_seal_opens_nothing(app, witness, page):
    sealed = witness.open().form().values["sealed"]
    for text in ("", "rubbish", sealed[:-2] + "AA"):
        browser = Browser(app, cookies=False)
        answer = browser.post(f"/witness/statement/{page}", {"sealed": text, "do": "sure"})
        assert answer.status == 404
        assert "This link can’t be used" in answer.text


def test_guesses_from_one_network_lock_no_valid_link_out(app, witness, monkeypatch):
    monkeypatch.setattr(link_guesses, "MOST_GUESSES", 3)
    tried = [Browser(app, cookies=False).client.get(f"/w/guess{number}") for number in range(6)]
    assert len({response.data for response in tried}) == 1, "the same page, however many were tried"
    assert [response.status_code for response in tried] == [404, 404, 404, 429, 429, 429]
    assert tried[-1].headers["Retry-After"] == "900"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Guess)) == 3, (
            "no more is written than is needed"
        )
    witness.open()


# --- once, and by nobody else ---------------------------------------------------------------------


def test_fifty_browsers_at_once_send_one_statement(app, world, witness):
    form = witness.to_declaration().form("/witness/statement/send")
    start, statuses = Barrier(50), []

    def send(number: int) -> None:
        data = {**form.values, "signed": "Grace Okafor", "receipt": f"{number:043d}"}
        client = app.test_client(use_cookies=False)
        start.wait()
        statuses.append(client.post("/witness/statement/send", data=data).status_code)

    threads = [Thread(target=send, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(statuses) == [200] + [404] * 49
    assert len(pieces(app, world)) == 1
    with app.app_context():
        assert history.verify() == []


def test_a_double_click_and_a_retry_see_the_same_receipt(app, world, witness):
    form = witness.to_declaration().form("/witness/statement/send")
    first = witness.send()
    data = {**form.values, "signed": "Grace Okafor"}
    again = Browser(app, cookies=False).post("/witness/statement/send", data)
    assert again.status == 200
    assert again.html == first.html
    assert len(pieces(app, world)) == 1


def test_a_replay_without_the_browser_s_secret_finds_the_closed_page(app, world, witness):
    form = witness.to_declaration().form("/witness/statement/send")
    witness.send()
    for secret in ("", "y" * 43):
        data = {**form.values, "signed": "Grace Okafor", "receipt": secret}
        page = Browser(app, cookies=False).post("/witness/statement/send", data)
        assert page.status == 404
    assert len(pieces(app, world)) == 1


@pytest.mark.parametrize("who", ["learner", "other_learner", "assessor", "administrator"])
def test_a_browser_that_is_signed_in_is_refused(app, world, browse, link, who):
    sealed = Witness(app, link).open().form().values["sealed"]
    browser = browse(getattr(world, who))
    page = browser.get(link, 403)
    assert "open the link on your own device" in page.text
    for name in ("seen", "words", "check", "declare", "send", "not-me"):
        answer = browser.post(f"/witness/statement/{name}", {"sealed": sealed, "do": "sure"})
        assert answer.status == 403, name
    assert pieces(app, world) == []
    assert the_request(app, world).state == RequestState.WAITING


def test_a_signed_in_browser_learns_nothing_about_a_link(world, browse):
    browser = browse(world.learner)
    assert browser.get("/w/nothing", 403).status == 403


def test_a_witness_with_cookies_goes_the_same_way(app, link):
    assert "has arrived" in Witness(app, link, cookies=True).whole_way().text
