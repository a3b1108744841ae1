"""The forks of a witness's way: hearsay, details put right, many points at once, saying no, coming back."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from portfolio.base import jobs
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.evidence.records import store as evidence
from portfolio.history import store as history
from portfolio.history.model import ChainEntry
from portfolio.people import notices
from portfolio.people.model import Account
from portfolio.people.networks import network_mark
from portfolio.people.notices import Notice
from portfolio.witness.model import Declined, RequestState, Statement
from portfolio.witness.requests import store
from tests.witness.asked import ADDRESS, STATEMENT, Witness, asked, link_to
from tests.witness.tour import mails_in


@pytest.fixture
def link(app: Flask, world) -> str:
    with app.app_context():
        asked(world)
        return link_to()


@pytest.fixture
def witness(app: Flask, link: str) -> Witness:
    return Witness(app, link)


def the_request(app: Flask, world):
    with app.app_context():
        return store.of_learner(world.learner.id)[0]


def pieces(app: Flask, world):
    with app.app_context():
        return evidence.of_learner(world.learner.id)


def buttons(page) -> list[str]:
    return [form.action for form in page.forms]


# --- who did not see it -------------------------------------------------------------------------


def test_hearsay_leads_to_somebody_else_and_back_and_never_to_a_statement(app, world, witness):
    witness.begin()
    page = witness.seen(seen_in_person="no")
    assert "We need somebody who saw it" in page.text
    assert buttons(page) == [
        "/witness/statement/somebody-else",
        "/witness/statement/seen",
        "/witness/statement/cannot",
    ]
    sealed = page.form().values["sealed"]
    for step in ("check", "declare"):
        again = witness.browser.post(f"/witness/statement/{step}", {"sealed": sealed})
        assert again.status == 200
        assert "We need somebody" in again.text
    for part, answers in (
        ("you", {"witness_name": "G", "witness_role": "R", "relationship": "F"}),
        ("words", {"statement": STATEMENT}),
        ("criteria", {f"saw_{code}": "yes" for code in "1234"}),
    ):
        witness.browser.post(
            f"/witness/statement/{part}", {"sealed": sealed, "do": "save"} | answers
        )
    sent = {"sealed": sealed, "receipt": "x" * 43, "signed": "Grace Okafor"}
    assert "We need somebody" in witness.browser.post("/witness/statement/send", sent).text
    assert pieces(app, world) == []
    assert the_request(app, world).state == RequestState.BEGUN
    witness.begin()
    assert "Is this you?" in witness.seen(seen_in_person="partly").text


# --- who they are -------------------------------------------------------------------------------


def test_right_details_take_one_tap(app, world, witness):
    witness.begin()
    page = witness.seen()
    assert page.reader.controls == []
    for said in (
        "Grace Okafor",
        "Night manager",
        "Rowan Bank Residences",
        "Manages the night team",
    ):
        assert said in page.text
    assert "Tell it in your own words" in witness.you().text
    draft = the_request(app, world).draft
    assert draft["employer"] == "Rowan Bank Residences"
    assert draft["witness_role"] == "Night manager"


def test_wrong_details_are_put_right(app, world, witness):
    witness.begin()
    witness.seen()
    page = witness.you(do="change")
    assert {control["name"] for control in page.reader.controls} == {
        "witness_name",
        "witness_role",
        "employer",
        "relationship",
    }
    witness.you(employer="Rowan Bank Lettings", relationship="Runs the desk beside hers")
    witness.words()
    page = witness.criteria()
    assert "Rowan Bank Lettings" in page.text
    witness.browser.submit(action="/witness/statement/you")
    assert witness.browser.page.form("/statement/you").values["employer"] == "Rowan Bank Lettings"
    page = witness.you(employer="")
    assert "Check your answers" in page.text
    witness.browser.submit(action="/witness/statement/declare")
    witness.send()
    [piece] = pieces(app, world)
    assert piece.latest.content["employer"] == ""
    assert piece.latest.content["relationship"] == "Runs the desk beside hers"


def test_details_that_lack_something_are_asked_for(app, world):
    with app.app_context():
        asked(world, witness_name="G" * 200, employer="")
        path = link_to()
    grace = Witness(app, path)
    grace.begin()
    grace.seen()
    page = grace.you()
    assert "This is too long. Please make it shorter." in page.text
    assert page.form("/statement/you").values["witness_name"] == "G" * 200
    assert "Tell it in your own words" in grace.you(witness_name="Grace Okafor").text


# --- many points at once ------------------------------------------------------------------------


def to_points(witness: Witness):
    witness.begin()
    witness.seen()
    witness.you()
    return witness.words()


def test_the_points_nobody_asked_about_are_ticked_with_one_tap_and_stay_open(app, world, witness):
    page = to_points(witness)
    assert "Mia Learner asks about these first" in page.text
    assert "I did not see any of the others" in page.text
    page = witness.browser.submit(
        {"saw_1": "unsure", "words_1": "Perhaps.", "do": "none"},
        action="/witness/statement/criteria",
    )
    assert "We ticked “I did not see this”" in page.text
    values = page.form("criteria").values
    assert (values["saw_1"], values["saw_2"]) == ("unsure", "no")
    assert not {"saw_3", "saw_4"} & values.keys()
    assert the_request(app, world).draft["answers"] == {
        "1": {"saw": "unsure", "words": "Perhaps."},
        "2": {"saw": "no", "words": ""},
    }
    page = witness.browser.submit({"do": "next"}, action="/witness/statement/criteria")
    assert "Choose an answer to" in page.text
    assert "any of the others" not in page.text
    changed = {"saw_2": "yes", "saw_3": "yes", "saw_4": "no", "do": "next"}
    page = witness.browser.submit(changed, action="/witness/statement/criteria")
    assert "Check your answers" in page.text
    assert the_request(app, world).draft["answers"]["2"]["saw"] == "yes"


def test_when_the_learner_asked_about_nothing_first_all_can_be_ticked(app, world):
    with app.app_context():
        asked(world, criteria=["1", "2", "3", "4"])
        path = link_to()
    page = to_points(Witness(app, path))
    assert "any of the others" not in page.text
    assert page.html.count('type="radio"') == 12


def test_an_error_among_the_other_points_opens_them(witness):
    to_points(witness)
    answers = {"saw_1": "no", "saw_3": "yes", "saw_4": "yes", "do": "next"}
    page = witness.browser.submit(answers, action="/witness/statement/criteria")
    assert '<details class="govuk-details" open>' in page.html
    assert "Choose an answer to" in page.text


# --- saying no ----------------------------------------------------------------------------------


@pytest.mark.both_engines
@pytest.mark.parametrize(
    ("why", "reason", "told"),
    [
        ("not-me", Declined.NOT_ME, "says they are not Grace Okafor"),
        ("cannot", Declined.CANNOT, "can’t write a statement"),
        ("somebody-else", Declined.SOMEBODY_ELSE, "says that somebody else saw it"),
    ],
)
def test_a_no_is_confirmed_once_kept_once_and_told_once(app, world, witness, why, reason, told):
    witness.open()
    page = witness.browser.submit(action=f"/witness/statement/{why}")
    assert the_request(app, world).state == RequestState.WAITING
    form = page.form(why).values | {"words": "The night porter saw it."}
    for _retry in range(3):
        page = witness.browser.post(f"/witness/statement/{why}", form)
        assert "Thank you for telling us" in page.text
    request = the_request(app, world)
    assert request.state == RequestState.DECLINED
    assert request.declined_because == reason
    assert request.answer == "The night porter saw it."
    with app.app_context():
        said = [notice.sentence for notice in notices.unread(world.learner.id)]
        assert len([sentence for sentence in said if told in sentence]) == 1
        entries = select(func.count()).where(
            ChainEntry.subject_id == request.id, ChainEntry.actor_name.contains("witness")
        )
        assert db.session.scalar(entries) == 1
        to_assessor = select(func.count()).where(
            Notice.account_id == world.assessor.id, Notice.sentence.contains("they are not")
        )
        assert db.session.scalar(to_assessor) == (1 if why == "not-me" else 0)
        assert history.verify() == []


def test_another_no_after_the_first_finds_the_link_closed(app, world, witness):
    sealed = witness.open().form().values["sealed"]
    sure = {"sealed": sealed, "do": "sure", "words": ""}
    witness.browser.post("/witness/statement/cannot", sure, 200)
    witness.browser.post("/witness/statement/not-me", sure, 404)
    witness.browser.post("/witness/statement/cannot", sure | {"do": "show"}, 404)
    witness.open(404)
    assert the_request(app, world).declined_because == Declined.CANNOT


# --- coming back --------------------------------------------------------------------------------


def test_who_comes_back_goes_on_where_they_stopped(app, witness, link):
    witness.begin()
    witness.seen()
    witness.you()
    page = witness.words(do="save")
    assert "Your words are saved" in page.text
    assert buttons(page) == ["/witness/statement/criteria"]
    again = Witness(app, link)
    page = again.open()
    assert "Welcome back" in page.text
    assert buttons(page)[:2] == ["/witness/statement/criteria", "/witness/statement/seen"]
    page = again.browser.submit(action="/witness/statement/criteria")
    assert "Point by point" in page.text
    again.criteria()
    assert buttons(again.open())[0] == "/witness/statement/check"


def test_pages_that_hold_no_answer_begin_nothing(app, world, witness):
    sealed = witness.begin().form().values["sealed"]
    nothing = {"sealed": sealed, "seen_in_person": "", "happened_on": "", "do": "next"}
    witness.browser.post("/witness/statement/seen", nothing)
    empty = {"sealed": sealed, "statement": "  "}
    answer = witness.browser.client.post(
        "/witness/statement/words", data=empty, headers={"X-Autosave": "1"}
    )
    assert answer.status_code == 200
    request = the_request(app, world)
    assert (request.state, request.draft) == (RequestState.WAITING, None)
    assert "Welcome back" not in witness.open().text


def test_a_link_that_was_replaced_while_typing_loses_no_word(app, world, witness):
    witness.begin()
    witness.seen()
    witness.you()
    witness.words(do="save")
    form = witness.browser.post(
        "/witness/statement/words",
        {"sealed": witness.browser.page.form().values["sealed"], "do": "show"},
    ).form("words")
    with app.app_context():
        store.send_again(world.learner, the_request(app, world).id)
        newest = link_to()
    typed = form.values | {"statement": "Typed after the new mail.", "do": "next"}
    page = witness.browser.post("/witness/statement/words", typed, 404)
    assert "This link can’t be used" in page.text
    assert "Typed after the new mail." in page.text
    assert "Mia" not in page.text
    quiet = witness.browser.client.post(
        "/witness/statement/words", data=typed, headers={"X-Autosave": "1"}
    )
    assert quiet.status_code == 404
    again = Witness(app, newest)
    page = again.open()
    assert "Welcome back" in page.text
    page = again.browser.post(
        "/witness/statement/words", {"sealed": page.form().values["sealed"], "do": "show"}
    )
    assert page.form("words").values["statement"].replace("\r\n", "\n").strip() == STATEMENT


def test_what_is_not_typed_words_is_not_shown_on_the_closed_page(app):
    sent = {"sealed": "rubbish", "witness_name": "Somebody", "do": "next", "words_1": "<b>Mine</b>"}
    page = Witness(app, "/w/x").browser.post("/witness/statement/criteria", sent, 404)
    assert "Somebody" not in page.text
    assert "&lt;b&gt;Mine" in page.html


# --- the receipt --------------------------------------------------------------------------------


def receipt_mail(app: Flask) -> str:
    with app.app_context():
        jobs.run_waiting()
    [mail] = [mail for _name, mail in mails_in(app) if "has arrived" in mail["Subject"]]
    assert mail["To"] == ADDRESS
    return mail.get_content()


def test_the_receipt_s_mail_is_a_copy_with_reference_and_fingerprint(app, world, witness):
    page = witness.whole_way()
    mail = receipt_mail(app)
    assert "Reference: E1" in mail
    assert f"Fingerprint: {page.text.split('Fingerprint ')[1].split()[0]}" in mail
    assert STATEMENT in mail.replace("\r\n", "\n")
    for said in (
        "Yes, I was there",
        "3 October 2026",
        "Night manager",
        "Rowan Bank Residences",
        "Manages the night team",
        "I did not see this",
        "I am not sure",
        "I saw this\nShe had him say it back, and she waited.",
        "These are my own words",
        "Signed: Grace Okafor",
        "office@fellside.example",
        "/not-mine/",
    ):
        assert said in mail.replace("\r\n", "\n"), said
    for criterion in world.second_enrolment.unit.criteria:
        assert criterion.title in mail


def test_a_statement_that_says_link_gets_none(app, witness):
    witness.begin()
    witness.seen()
    witness.you()
    witness.words("I wrote {link} and {0} and %(name)s there.")
    witness.criteria()
    witness.browser.submit(action="/witness/statement/declare")
    witness.send("Grace Okafor\r\n{link}")
    mail = receipt_mail(app)
    assert mail.count("/not-mine/") == 1
    assert "I wrote { link } and {0} and %(name)s there." in mail


def test_a_name_in_the_receipt_is_only_a_name(app, world, witness):
    with app.app_context(), write() as session:
        session.get_one(
            Account, world.learner.id
        ).name = "Mia https://evil.example/x www.evil.example"
    witness.whole_way()
    assert "evil" not in receipt_mail(app)


def test_the_network_is_kept_as_a_mark_and_the_mail_only_until_it_left(app, world, witness):
    witness.whole_way()
    receipt_mail(app)
    with app.app_context():
        sent = db.session.scalars(select(Statement)).one()
        assert sent.sent_from == network_mark("127.0.0.1") != ""
        mails = db.session.scalars(select(OutgoingMail.sealed_link)).all()
        assert not any(mails)


def test_the_points_nobody_asked_about_are_one_question(app, world, witness):
    witness.begin()
    witness.seen()
    witness.you()
    witness.words()
    first = {"saw_3": "yes", "words_3": "She had him say it back.", "saw_4": "no", "do": "next"}
    page = witness.browser.submit(first, action="/witness/statement/criteria")
    assert "Did you see any of the others?" in page.text
    assert "There is a problem" not in page.text
    page = witness.browser.submit({"do": "through"}, action="/witness/statement/criteria")
    assert "Go through them one by one" in page.text
    assert "<details" in page.html
    assert " open" in page.html.split("<details", 1)[1].split(">", 1)[0]
    page = witness.browser.submit(first, action="/witness/statement/criteria")
    page = witness.browser.submit({"do": "rest"}, action="/witness/statement/criteria")
    assert "Check your answers" in page.text
    draft = the_request(app, world).draft["answers"]
    assert {code: answer["saw"] for code, answer in draft.items()} == {
        "1": "no",
        "2": "no",
        "3": "yes",
        "4": "no",
    }
    assert draft["3"]["words"] == "She had him say it back."


def test_who_only_heard_of_it_needs_no_day(witness):
    witness.begin()
    page = witness.seen(seen_in_person="no", happened_on="")
    assert "There is a problem" not in page.text
    assert "somebody who saw it" in page.text.lower()
