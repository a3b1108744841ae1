"""Which modules speak to the database is written down, and views are never among them."""

from pathlib import Path

from tests.house.database import modules_that_speak

LISTED = Path(__file__).with_name("database.txt")


def test_the_modules_that_speak_to_the_database_are_listed():
    assert modules_that_speak() == LISTED.read_text().split(), (
        "Think whether the statement belongs into the feature's store; if it is right where it is, "
        "renew the list: python -m tests.house.database > tests/house/database.txt"
    )


def test_a_view_asks_a_store():
    assert [path for path in modules_that_speak() if Path(path).name.startswith("views")] == []
