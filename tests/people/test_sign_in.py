"""Signing in and out: a cookie is worth nothing after sign-out, and guessing grows slow."""

import os
import threading
from dataclasses import fields

import pytest
from sqlalchemy import update

from portfolio.app import create_app
from portfolio.base.db import db, write
from portfolio.base.settings.config import read_settings
from portfolio.people import guesses
from portfolio.people.model import Account, SignIn
from portfolio.people.passwords import HashCost, hashed, hashing
from tests.browser import Browser
from tests.conftest import PASSWORD, settings_at
from tests.one_app import close


def test_a_person_signs_in_and_out(browse, world):
    browser = browse(world.learner)
    assert "Mia Learner" in browser.get("/units").text
    browser.submit(action="sign-out")
    assert browser.get("/units").path.startswith("/sign-in")


def test_the_old_cookie_is_useless_after_sign_out(app, browse, world):
    browser = browse(world.learner)
    browser.get("/units")
    stolen = browser.client.get_cookie("portfolio").value
    browser.submit(action="sign-out")
    thief = Browser(app)
    thief.client.set_cookie("portfolio", stolen)
    assert thief.client.get("/units").status_code == 303


def test_a_wrong_password_says_nothing_about_the_account(browse, world):
    answers = []
    for email in (world.learner.email, "nobody@fellside.example"):
        browser = browse()
        browser.get("/sign-in")
        page = browser.post("/sign-in", {"email": email, "password": "wrong"}, status=200)
        answers.append(page.text.replace(email, ""))
    assert answers[0] == answers[1]
    assert "There is a problem" in answers[0]


def test_guessing_is_refused_after_ten_tries_even_with_the_right_password(browse, world):
    browser = browse()
    browser.get("/sign-in")
    for _ in range(guesses.GUESSES_PER_WINDOW):
        browser.post("/sign-in", {"email": world.learner.email, "password": "wrong"}, status=200)
    page = browser.post(
        "/sign-in", {"email": world.learner.email, "password": PASSWORD}, status=200
    )
    assert "Wait 15 minutes" in page.text


def test_a_new_password_signs_every_other_browser_out(browse, world):
    here, there = browse(world.learner), browse(world.learner)
    here.get("/change-password")
    here.post(
        "/change-password",
        {
            "password": PASSWORD,
            "new_password": "another good one",
            "new_password_confirm": "another good one",
        },
    )
    assert here.get("/units").path == "/units"
    assert there.client.get("/units").status_code == 303


def test_the_next_page_is_never_another_site(browse, world):
    browser = browse()
    browser.get("/sign-in?next=https://evil.example/")
    page = browser.submit({"email": world.learner.email, "password": PASSWORD}, follow=False)
    assert "evil" not in page.response.headers["Location"]


def test_a_foreign_host_is_refused(app):
    assert app.test_client().get("/sign-in", headers={"Host": "evil.example"}).status_code == 400


def hashed_in(app, password):
    with app.app_context():
        return hashed(password)


def test_a_centre_hashes_at_full_strength_whatever_its_environment_says(tmp_path):
    names = [field.name.upper() for field in fields(HashCost)]
    weak = {f"PORTFOLIO_{name}": "1" for name in [*names, "HASH_COST"]}
    app = create_app(read_settings(weak, HOME=str(tmp_path)))
    # RFC 9106, section 4: the second recommended option
    assert hashed_in(app, PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    close(app)


@pytest.mark.parametrize("cost", [{"passes": 0}, {"lanes": 0}, {"memory_kib": 31}])
def test_a_cost_that_argon2_can_t_pay_is_refused(cost):
    with pytest.raises(ValueError, match="hash"):
        HashCost(**cost)


@pytest.fixture
def at_full_strength(app, world):
    """The application on the same home as a centre runs it, where the learner's password is as strong."""
    strong = create_app(settings_at(app.config["HOME"]))
    secret = hashed_in(strong, PASSWORD)
    with strong.app_context(), write() as rows:
        rows.execute(update(Account).where(Account.id == world.learner.id).values(password=secret))
    yield strong
    close(strong)


def test_a_hundred_people_sign_in_at_once_without_an_error(app, world):
    a_hundred_sign_in_at_once(app, world)


@pytest.mark.long
def test_a_hundred_people_sign_in_at_once_at_full_strength(at_full_strength, world):
    """Measured fact in SECURITY: hashing inside the transaction gave 19 errors in 60."""
    a_hundred_sign_in_at_once(at_full_strength, world)


def a_hundred_sign_in_at_once(app, world):
    answers: list[int] = []
    with app.app_context():
        before = db.session.query(SignIn).count()

    def sign_in() -> None:
        browser = Browser(app)
        browser.get("/sign-in")
        page = browser.post(
            "/sign-in", {"email": world.learner.email, "password": PASSWORD}, follow=False
        )
        answers.append(page.status)

    threads = [threading.Thread(target=sign_in) for _ in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [302] * 100
    with app.app_context():
        assert db.session.query(SignIn).count() == before + 100


def test_no_more_passwords_are_hashed_at_once_than_there_are_processors(app, world):
    """Else a hundred at once starve whoever holds the writer's lock, and the others give up."""
    answers: list[int] = []
    processors = os.cpu_count() or 1
    for _ in range(processors):
        assert hashing.acquire(blocking=False)
    assert not hashing.acquire(blocking=False)

    def sign_in() -> None:
        browser = Browser(app)
        browser.get("/sign-in")
        page = browser.post(
            "/sign-in", {"email": world.learner.email, "password": PASSWORD}, follow=False
        )
        answers.append(page.status)

    waiting = threading.Thread(target=sign_in)
    waiting.start()
    waiting.join(1)
    assert answers == []
    hashing.release(processors)
    waiting.join()
    assert answers == [302]
