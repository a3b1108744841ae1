"""Forgotten and changed passwords, through the real mail rows; and how long a sign-in lasts."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from portfolio.base import clock
from portfolio.base.db import db
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.base.sealed_text import unseal
from portfolio.people import store as people
from tests.browser import Browser
from tests.conftest import PASSWORD

NEW = "another good one"


def mails(app, about):
    with app.app_context():
        return list(db.session.scalars(select(OutgoingMail).where(OutgoingMail.about == about)))


def reset_path(app, browser, email):
    browser.get("/reset-password")
    browser.submit({"email": email}, status=200)
    with app.app_context():
        link = unseal(mails(app, "reset_instructions")[-1].sealed_link)
    assert link.startswith("http://127.0.0.1:8000/reset-password/")
    return link.removeprefix("http://127.0.0.1:8000")


def test_a_forgotten_password_is_chosen_anew_by_a_link_that_works_once(app, browse, world):
    elsewhere = browse(world.learner)
    browser = browse()
    path = reset_path(app, browser, world.learner.email)
    browser.get(path)
    page = browser.submit({"password": NEW}, status=302)
    assert "Your password is changed. Sign in with it now." in page.text
    assert elsewhere.client.get("/units").status_code == 303, "every browser is signed out"
    Browser(app).sign_in(world.learner.email, NEW)
    page = Browser(app).get(path)
    assert page.path == "/reset-password"
    assert "That link can’t be used" in page.text
    assert len(mails(app, "reset_notice")) == 1


def test_the_reset_link_is_built_from_the_configured_address(app, world):
    browser = Browser(app)
    browser.get("/reset-password", headers={"Host": "localhost:9999"})
    browser.submit({"email": world.learner.email}, headers={"Host": "localhost:9999"})
    with app.app_context():
        assert unseal(mails(app, "reset_instructions")[0].sealed_link).startswith(
            "http://127.0.0.1:8000/"
        )
    mail = mails(app, "reset_instructions")[0]
    assert "{link}" in mail.body
    assert "token" not in mail.body


def test_the_reset_link_runs_out(app, world):
    browser = Browser(app)
    path = reset_path(app, browser, world.learner.email)
    app.config["SECURITY_RESET_PASSWORD_WITHIN"] = timedelta(seconds=-1)
    assert "That link can’t be used" in browser.get(path).text


def test_an_earlier_link_is_closed_by_a_changed_password(app, browse, world):
    path = reset_path(app, Browser(app), world.learner.email)
    browser = browse(world.learner)
    browser.get("/change-password")
    browser.submit({"password": PASSWORD, "new_password": NEW}, action="change-password")
    assert "That link can’t be used" in Browser(app).get(path).text


def test_nobody_learns_who_has_an_account_by_asking_for_a_link(app, world):
    answers = []
    for email in (world.learner.email, "nobody@fellside.example", "x@y"):
        browser = Browser(app)
        browser.get("/reset-password")
        answers.append(browser.submit({"email": email}, status=200).text.replace(email, ""))
    assert answers[0] == answers[1]
    assert "a link is on its way" in answers[0]
    assert len(mails(app, "reset_instructions")) == 1


def test_somebody_kept_out_gets_no_link(app, world):
    with app.app_context():
        people.switch(world.learner.id, active=False, by=world.administrator.actor)
    browser = Browser(app)
    browser.get("/reset-password")
    browser.submit({"email": world.learner.email}, status=200)
    assert not mails(app, "reset_instructions")


def test_a_changed_password_keeps_this_browser_and_ends_the_others(app, browse, world):
    here, there = browse(world.learner), browse(world.learner)
    here.get("/change-password")
    page = here.submit({"password": PASSWORD, "new_password": NEW}, action="change-password")
    assert "Every other browser is signed out" in page.text
    assert here.get("/units").path == "/units"
    assert there.client.get("/units").status_code == 303
    assert len(mails(app, "change_notice")) == 1


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "wrong", "new_password": NEW}, "That is not your password now"),
        ({"password": PASSWORD, "new_password": "short"}, "8 characters or more"),
        ({"password": PASSWORD, "new_password": PASSWORD}, "Choose another one"),
        ({"password": "", "new_password": NEW}, "Enter a password"),
        ({"password": PASSWORD, "new_password": ""}, "Enter a password"),
    ],
)
def test_a_wrong_change_says_so_in_our_words(browse, world, changes, said):
    browser = browse(world.learner)
    browser.get("/change-password")
    page = browser.submit(changes, action="change-password", status=200)
    assert said in page.text
    assert "There is a problem" in page.text


@pytest.mark.parametrize(
    "email",
    [
        "MIA.Learner@Fellside.Example",
        " mia.learner@fellside.example ",
        "mia.learner+x@fellside.example",
    ],
)
def test_the_address_may_be_written_in_other_ways(app, email):
    Browser(app).sign_in(email, PASSWORD)


def test_a_browser_is_signed_out_after_two_hours_without_use(browse, world):
    browser, began = browse(world.learner, anew=True), clock.now()
    for hours in (1.9, 3.8, 5.7):
        with clock.at(began + timedelta(hours=hours)):
            assert browser.get("/units").path == "/units"
    with clock.at(began + timedelta(hours=7.8)):
        assert browser.get("/units").path == "/sign-in?next=/units"


def test_a_browser_is_signed_out_after_twelve_hours_however_busy(browse, world):
    browser, began = browse(world.learner, anew=True), clock.now()
    for hours in range(1, 12):
        with clock.at(began + timedelta(hours=hours)):
            assert browser.get("/units").path == "/units"
    with clock.at(began + timedelta(hours=12, minutes=1)):
        assert browser.get("/units").path.startswith("/sign-in")


def test_signing_in_long_after_signing_out_lasts(app, browse, world):
    browser, began = browse(world.learner, anew=True), clock.now()
    browser.get("/units")
    browser.submit(action="sign-out")
    with clock.at(began + timedelta(hours=3)):
        browser.sign_in(world.learner.email, PASSWORD)
        assert browser.get("/units").path == "/units"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        r"/\evil.example",
        "///evil.example",
        "javascript:alert(1)",
    ],
)
def test_after_signing_in_one_never_lands_elsewhere(browse, world, elsewhere):
    for asked, sent in ((elsewhere, ""), ("", elsewhere)):
        browser = browse()
        browser.get("/sign-in", query_string={"next": asked})
        own = {"email": world.learner.email, "password": PASSWORD} | (
            {"next": sent} if sent else {}
        )
        page = browser.submit(own, follow=False)
        assert page.status == 302
        assert re.match(r"^/(?![/\\])", page.response.headers["Location"])


def test_after_signing_in_one_lands_where_one_wanted(browse, world):
    browser = browse()
    browser.get("/notices?x=1")
    page = browser.submit({"email": world.learner.email, "password": PASSWORD})
    assert page.path == "/notices?x=1"


def test_no_sentence_of_the_library_is_left(app, browse, world):
    texts = []
    for data in (
        {},
        {"email": "x"},
        {"email": world.learner.email},
        {"email": world.learner.email, "password": "x"},
    ):
        browser = browse()
        browser.get("/sign-in")
        texts.append(browser.submit(data, status=200).text)
    said = " ".join(texts)
    assert not re.search(
        r"identity|passcode|Authentication|not provided|Specified user|Invalid", said
    )
    assert "do not belong together" in said
