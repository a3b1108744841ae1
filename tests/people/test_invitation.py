"""An invitation: looking changes nothing, the form sets the password once, and a closed link says nothing about why."""

import re
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from portfolio.base import clock
from portfolio.base.db import db
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.base.sealed_text import seal, unseal
from portfolio.history.chain import SYSTEM
from portfolio.history.model import ChainEntry
from portfolio.people import invitations
from portfolio.people import store as people
from portfolio.people.model import Invitation
from tests.browser import Browser

NEW = "three odd words"


@pytest.fixture
def invited(app):
    """Somebody who was invited, and the path in their mail."""
    with app.app_context():
        account = people.add(
            name="Nia New", email="Nia.New@example.org", role_names=["learner"], by=SYSTEM
        )
        invitations.invite(account.id, SYSTEM)
        return account, path_for(account)


def path_for(account):
    rows = select(OutgoingMail).where(
        OutgoingMail.recipient == account.email, OutgoingMail.about == "invitation"
    )
    mail = db.session.scalars(rows.order_by(OutgoingMail.created_at.desc())).first()
    assert "{link}" in mail.body
    return re.sub(r"^http://127\.0\.0\.1:8000", "", unseal(mail.sealed_link))


def test_the_link_shows_a_form_and_looking_changes_nothing(app, invited):
    account, path = invited
    for method in ("get", "head", "get"):
        assert getattr(app.test_client(), method)(path).status_code == 200
    with app.app_context():
        row = db.session.scalars(select(Invitation)).one()
        assert row.used_at is None
        assert people.by_id(account.id).password is None


def test_the_form_goes_to_an_address_without_the_secret(app, invited):
    _, path = invited
    page = Browser(app).get(path)
    token = path.rsplit("/", 1)[1]
    assert page.form().action == "/invitation"
    assert token not in page.html
    assert "Nia.New@example.org" in page.text
    assert page.form().values["name"] == "Nia New"


def test_the_password_is_set_once_and_the_person_is_signed_in(app, invited):
    account, path = invited
    browser = Browser(app)
    browser.get(path)
    page = browser.submit({"name": "Nia Newton", "password": NEW}, status=303)
    assert "you are signed in" in page.text
    assert "Hello Nia" in page.text
    Browser(app).sign_in("nia.new@EXAMPLE.org", NEW)
    with app.app_context():
        assert people.by_id(account.id).name == "Nia Newton"
        assert (
            db.session.scalars(
                select(ChainEntry.action).order_by(ChainEntry.sequence.desc())
            ).first()
            == "invitation taken up"
        )
    assert Browser(app).get(path, status=404)


@pytest.mark.parametrize(
    "password",
    [
        "12345678",
        "correct horse battery staple " * 40,
        "pässwörter für älle",
        "ﬁne ﬂags",
        "  spaces  ",
    ],
)
def test_any_password_of_eight_characters_works_however_it_is_written(app, invited, password):
    _, path = invited
    browser = Browser(app)
    browser.get(path)
    browser.submit({"password": password}, status=303)
    Browser(app).sign_in("nia.new@example.org", password)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"password": "short"}, "8 characters or more"),
        ({"password": ""}, "8 characters or more"),
        ({"password": NEW, "name": ""}, "Enter your name"),
    ],
)
def test_a_wrong_form_says_so_and_uses_nothing_up(app, invited, changes, said):
    _, path = invited
    browser = Browser(app)
    browser.get(path)
    page = browser.submit(changes, status=200)
    assert said in page.text
    assert 'autocomplete="new-password"' in page.html
    browser.submit({"password": NEW, "name": "Nia New"}, status=303)


def used(account, path):
    invitations.take_up(path.rsplit("/", 1)[1], NEW)


def replaced(account, path):
    invitations.invite(account.id, SYSTEM)


def kept_out(account, path):
    people.switch(account.id, active=False, by=SYSTEM)


def test_every_closed_link_gets_the_same_page_with_the_centres_contact(app, invited):
    account, path = invited
    pages = []

    def look():
        pages.append(Browser(app).get(path, status=404))

    with clock.at(clock.now() + timedelta(days=14, minutes=1)):
        look()
    with app.app_context():
        kept_out(account, path)
    look()
    with app.app_context():
        people.switch(account.id, active=True, by=SYSTEM)
        replaced(account, path)
    look()
    with app.app_context():
        path = path_for(account)
        used(account, path)
    look()
    path = "/invitation/" + "x" * 43
    look()
    assert len({page.text for page in pages}) == 1
    assert "Pat Office" in pages[0].text
    assert "office@fellside.example" in pages[0].text


@pytest.mark.parametrize("closing", [used, replaced, kept_out])
def test_a_form_of_a_link_that_closed_meanwhile_changes_nothing(app, invited, closing):
    account, path = invited
    browser = Browser(app)
    browser.get(path)
    with app.app_context():
        closing(account, path)
        before = people.by_id(account.id).password
    page = browser.submit({"password": "another good one"}, status=404)
    assert "This link can’t be used" in page.text
    with app.app_context():
        assert people.by_id(account.id).password == before


@pytest.mark.parametrize("sealed", ["", "nonsense", "gAAAAA"])
def test_a_form_with_a_broken_seal_gets_the_same_page(app, invited, sealed):
    browser = Browser(app)
    browser.get(invited[1])
    assert (
        "This link can’t be used"
        in browser.submit({"password": NEW, "sealed": sealed}, status=404).text
    )


def test_a_sealed_text_that_is_no_invitation_gets_the_same_page(app, invited):
    browser = Browser(app)
    browser.get(invited[1])
    with app.app_context():
        sealed = seal("something else")
    browser.submit({"password": NEW, "sealed": sealed}, status=404)


def test_of_two_who_press_at_once_only_one_succeeds(app, invited):
    token, answers = invited[1].rsplit("/", 1)[1], []

    def press(password):
        with app.app_context():
            try:
                invitations.take_up(token, password)
            except invitations.InvitationNotOpen as problem:
                answers.append(str(problem))
            else:
                answers.append("taken up")

    threads = [threading.Thread(target=press, args=(f"password {number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers.count("taken up") == 1
    assert len(answers) == 4


def test_a_reset_closes_the_invitation_too(app, invited):
    account, path = invited
    browser = Browser(app)
    browser.get("/reset-password")
    browser.submit({"email": account.email})
    with app.app_context():
        mail = db.session.scalars(
            select(OutgoingMail).where(OutgoingMail.about == "reset_instructions")
        ).one()
        reset = unseal(mail.sealed_link).removeprefix("http://127.0.0.1:8000")
    browser.get(reset)
    browser.submit({"password": NEW}, status=302)
    Browser(app).get(path, status=404)


def test_taking_it_up_signs_out_whoever_was_signed_in_here(app, invited, browse, world):
    browser = browse(world.administrator)
    stolen = browser.client.get_cookie("portfolio").value
    browser.get(invited[1])
    page = browser.submit({"password": NEW}, action="/invitation", status=303)
    assert "Hello Nia" in page.text
    thief = Browser(app)
    thief.client.set_cookie("portfolio", stolen)
    assert thief.client.get("/units").status_code == 303
