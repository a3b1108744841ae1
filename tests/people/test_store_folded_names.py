"""Folded names: they follow the names, sort by the code of each letter, and are searched for whatever is typed."""

import pytest
from sqlalchemy import inspect, select, update

from portfolio.base import schema
from portfolio.base.db import db, write
from portfolio.history.chain import SYSTEM
from portfolio.people import store
from portfolio.people.folded_names import LONGEST_SEARCH, holds
from portfolio.people.model import Account
from tests.centre.many import fill_people
from tests.one_app import close

NAMES = ["Straße", "zoe", "Ärzte", "Zoë", "STRASSE", "éa", "Ada", "b_b", "ÉB", "b%b", "aDB", "b/b"]


def found(search: str) -> set[str]:
    wanted = select(Account.name).where(holds(Account.name_folded, search))
    return set(db.session.scalars(wanted)) & set(NAMES)


def test_the_folded_name_follows_the_name(context, world):
    added = store.add(name="ÉVA Weiß", email="EVA@example.org", role_names=[], by=SYSTEM)
    assert (added.name_folded, added.email_folded) == ("éva weiss", "eva@example.org")
    with write() as session:
        session.get_one(Account, added.id).name = "Éva NAGY"
    kept = select(Account.name_folded).where(Account.id == added.id)
    assert db.session.scalars(kept).one() == "éva nagy"


def test_people_are_in_the_order_of_python_on_both_engines(context, world):
    fill_people(NAMES)
    names = [account.name for account in store.everybody()]
    assert set(NAMES) < set(names)
    assert [name.casefold() for name in names] == sorted(name.casefold() for name in names)


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("strasse", {"Straße", "STRASSE"}),
        ("ß", {"Straße", "STRASSE"}),
        ("ZO", {"zoe", "Zoë"}),
        ("É", {"éa", "ÉB"}),
        ("%", {"b%b"}),
        ("_", {"b_b"}),
        ("/", {"b/b"}),
        ("", set(NAMES)),
        ("\0", set()),
        ("a" * (LONGEST_SEARCH + 1), set()),
        ("ﬀ" * LONGEST_SEARCH, set()),
    ],
)
def test_what_is_searched_for_is_found_as_it_stands(context, world, search, names):
    fill_people(NAMES)
    assert found(search) == names


def test_names_are_folded_again_after_an_upgrade(context, world):
    with write() as session:
        session.execute(update(Account).values(name_folded="", email_folded=""))
    url = db.engine.url.render_as_string(hide_password=False)
    db.session.close()
    close(context)
    schema.upgrade(url)
    kept = select(Account.name, Account.name_folded, Account.email, Account.email_folded)
    for row in db.session.execute(kept):
        assert (row.name_folded, row.email_folded) == (row.name.casefold(), row.email.casefold())


def test_the_order_does_not_depend_on_the_servers_language(context, engine):
    """SQLite knows no languages unless told."""
    columns = inspect(db.session.connection()).get_columns("account")
    collations = {column["type"].collation for column in columns if "folded" in column["name"]}
    assert collations == {"C" if engine == "postgresql" else None}
