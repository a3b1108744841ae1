"""The keys that tables keep follow the rule for addresses: after an upgrade, and back after a downgrade."""

import pytest
from alembic import command
from sqlalchemy import create_engine, select, text, update

from portfolio.base import schema
from portfolio.base.db import db, write
from portfolio.base.schema import _config
from portfolio.history.chain import SYSTEM
from portfolio.people import store
from portfolio.people.model import Account
from portfolio.witness.model import WitnessRequest
from tests.one_app import close
from tests.witness.asked import asked


def upgraded(app) -> None:
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.close()
    close(app)
    schema.upgrade(url)


def keys() -> dict[str, str]:
    return {
        account.email: account.email_key for account in db.session.scalars(select(Account)).unique()
    }


def person(email: str) -> Account:
    return store.add(name=email, email=email, role_names=["learner"], by=SYSTEM)


def test_keys_from_an_older_rule_are_made_again(context, world):
    asked(world, witness_email="g.okafor@rowanbank.example.org")
    with write() as session:
        session.execute(update(Account).values(email_key=Account.email + " old"))
        session.execute(update(WitnessRequest).values(email_key="gokafor@rowanbank.example.org"))
    assert store.by_email("MIA.learner@fellside.example") is None
    upgraded(context)
    assert store.by_email("MIA.learner@fellside.example").id == world.learner.id
    assert all(email == key for email, key in keys().items())
    assert db.session.scalars(select(WitnessRequest.email_key)).one() == (
        "g.okafor@rowanbank.example.org"
    )


def test_two_people_whose_addresses_differ_by_a_dot_both_have_accounts(context, world):
    one, other = person("j.smith@work.example"), person("js.mith@work.example")
    assert store.by_email("J.Smith@work.example").id == one.id
    assert store.by_email("js.mith@work.example").id == other.id
    with pytest.raises(store.AddressTaken):
        person("j.smith+2@work.example")


def test_two_accounts_that_turn_out_to_be_one_mailbox_both_stay_and_sign_in(context, world):
    older, newer = person("ann.lee@gmail.com"), person("other@work.example")
    with write() as session:
        row = Account.id == newer.id
        session.execute(update(Account).where(row).values(email="annlee@googlemail.com"))
    upgraded(context)
    assert keys()["ann.lee@gmail.com"] == "annlee@gmail.com"
    assert keys()["annlee@googlemail.com"] == "annlee@gmail.com 2"
    assert store.by_email("annlee@googlemail.com").id == newer.id
    assert store.by_email("AnnLee@gmail.com").id == older.id
    before = keys()
    upgraded(context)
    assert keys() == before


def test_two_keys_may_change_places(context, world):
    one, other = person("a@work.example"), person("b@work.example")
    with write() as session:
        for row, email in ((one, "b@work.example "), (other, "a@work.example ")):
            session.execute(update(Account).where(Account.id == row.id).values(email=email))
    upgraded(context)
    assert keys()["b@work.example "] == "b@work.example"
    assert keys()["a@work.example "] == "a@work.example"


def test_going_back_gives_the_keys_that_the_code_before_goes_by(context, world):
    for name in ("j.smith", "js.mith", "jsmith"):
        person(f"{name}@work.example")
    asked(world, witness_email="sam.reid@rowanbank.example.org")
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.close()
    close(context)
    engine = create_engine(url)
    with engine.begin() as connection:
        command.downgrade(_config(connection), "0002")
        found = dict(connection.execute(text("SELECT email, email_key FROM account")).all())
        requests = connection.scalars(text("SELECT email_key FROM witness_request")).all()
    engine.dispose()
    assert found["mia.learner@fellside.example"] == "mialearner@fellside.example"
    smiths = sorted(key for email, key in found.items() if "mith" in email)
    assert smiths == ["jsmith@work.example", "jsmith@work.example 2", "jsmith@work.example 3"]
    assert requests == ["samreid@rowanbank.example.org"]
    schema.upgrade(url)
    assert store.by_email("js.mith@work.example").email == "js.mith@work.example"
