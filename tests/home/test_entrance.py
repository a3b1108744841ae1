"""The ways in without a password: the first run needs the set-up code, the demonstration this very machine."""

import pytest

from portfolio.base import schema
from portfolio.home.first_run import set_up_code
from portfolio.people import store as people
from tests.browser import Browser
from tests.conftest import app_at, settings_at
from tests.one_app import close

CENTRE = {
    "centre": "Fellside Training",
    "name": "Ada First",
    "email": "ada@fellside.example",
    "password": "correct horse battery",
}


@pytest.fixture
def empty(tmp_path):
    settings = settings_at(tmp_path / "empty")
    schema.upgrade(settings.database_url)
    app = app_at(settings.home)
    yield app
    close(app)


def code_of(app):
    with app.app_context():
        return set_up_code()


def test_an_empty_centre_leads_to_its_first_run(empty):
    browser = Browser(empty)
    page = browser.get("/")
    assert page.path == "/first-run"
    assert "Set up your centre" in page.text


def test_the_first_run_makes_the_centre_and_signs_its_administrator_in(empty):
    browser = Browser(empty)
    browser.get("/first-run")
    spaced = f" {code_of(empty)[:4].upper()} {code_of(empty)[4:]} "
    page = browser.submit({**CENTRE, "code": spaced}, action="first-run", status=303)
    assert "Hello Ada" in page.text
    assert "Invite an assessor" in page.text
    assert "Fellside Training" in page.text
    browser.get("/first-run", status=404)
    again = Browser(empty)
    again.sign_in(CENTRE["email"], CENTRE["password"])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"code": "nonsense"}, "That is not the set-up code"),
        ({"code": ""}, "Enter the set-up code"),
        ({"password": "short"}, "8 characters or more"),
        ({"email": "ada"}, "such as name@example.org"),
        ({"centre": " "}, "Enter the name of your centre"),
    ],
)
def test_a_wrong_first_run_makes_nothing(empty, changes, said):
    browser = Browser(empty)
    browser.get("/first-run")
    page = browser.submit(
        {**CENTRE, "code": code_of(empty)} | changes, action="first-run", status=200
    )
    assert said in page.text
    with empty.app_context():
        assert people.the_centre() is None
        assert not people.everybody()


def test_the_set_up_code_can_not_be_tried_for_ever(empty):
    browser = Browser(empty)
    browser.get("/first-run")
    for _ in range(10):
        browser.submit({**CENTRE, "code": "nonsense"}, action="first-run", status=200)
    page = browser.submit({**CENTRE, "code": code_of(empty)}, action="first-run", status=200)
    assert "Wait 15 minutes" in page.text


@pytest.fixture
def demonstration(app):
    app.config["DEMONSTRATION"] = True
    return app


def test_in_the_demonstration_one_chooses_a_person(demonstration, world):
    browser = Browser(demonstration)
    page = browser.get("/")
    assert "Try it as somebody" in page.text
    page = browser.submit(action=f"demonstration/{world.iqa.id}")
    assert "Hello Ian" in page.text
    browser.submit(action="sign-out")
    assert "Try it as somebody" in browser.get("/").text


@pytest.mark.parametrize(
    "how",
    [
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
        {"headers": {"X-Real-IP": "127.0.0.1"}},
        {"environ_base": {"REMOTE_ADDR": "192.0.2.7"}},
        {"environ_base": {"REMOTE_ADDR": "::ffff:192.0.2.7"}},
    ],
    ids=["forwarded for", "forwarded", "real ip", "another machine", "another machine by IPv6"],
)
def test_from_elsewhere_the_demonstration_is_not_there(demonstration, world, how):
    browser = Browser(demonstration)
    browser.get("/")
    browser.post(f"/demonstration/{world.learner.id}", status=404, **how)
    assert browser.get("/", follow=True, **how).path.startswith("/sign-in")


def test_outside_the_demonstration_nobody_signs_in_without_a_password(app, browse, world):
    browser = browse()
    browser.get("/sign-in")
    browser.post(f"/demonstration/{world.learner.id}", status=404)


def test_somebody_kept_out_can_not_be_tried(demonstration, world):
    with demonstration.app_context():
        people.switch(world.learner.id, active=False, by=world.administrator.actor)
    browser = Browser(demonstration)
    page = browser.get("/")
    assert "Mia Learner" not in page.text
    browser.post(f"/demonstration/{world.learner.id}", status=404)


def test_changing_the_person_signs_the_earlier_one_out(demonstration, world):
    browser = Browser(demonstration)
    browser.get("/")
    browser.submit(action=f"demonstration/{world.learner.id}")
    stolen = browser.client.get_cookie("portfolio").value
    browser.post(f"/demonstration/{world.iqa.id}")
    thief = Browser(demonstration)
    thief.client.set_cookie("portfolio", stolen)
    assert thief.client.get("/units").status_code == 303


def test_a_stranger_is_led_to_sign_in(browse):
    assert browse().get("/").path == "/sign-in"
