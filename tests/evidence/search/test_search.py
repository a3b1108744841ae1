"""What only the embedded engine's index has: a file, triggers, and bytes that may stay behind."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlite_utils import Database

from portfolio.base import schema
from portfolio.base.db import db, write
from portfolio.evidence.records import store
from portfolio.evidence.records.model import EvidenceVersion
from portfolio.evidence.search import index as search
from tests.evidence.examples import draft, handover_content, submitted
from tests.evidence.search.test_store_search import numbers


@pytest.fixture
def place(context) -> Path:
    return Path(db.engine.url.database)


def upgrade() -> None:
    db.session.commit()
    schema.upgrade(str(db.engine.url))


def test_a_table_that_a_migration_rebuilt_has_its_index_again(place, world):
    submitted(world.learner)
    db.session.commit()
    with sqlite3.connect(place) as connection:
        Database(connection)["evidence_words"].transform(types={"own": str})
        assert not Database(connection)["evidence_words"].triggers
    connection.close()
    upgrade()
    draft(world.learner, purpose="Marmalade")
    assert numbers(world.learner, "marmalade") == [2]
    assert numbers(world.learner, "parcel") == [1, 2]


def test_the_index_is_whole_after_vacuum_and_restore(place, world, tmp_path):
    for number in range(5):
        draft(world.learner, purpose=f"Marmalade {number}")
    with write() as session:
        session.execute(text("DELETE FROM evidence_words WHERE own LIKE '% 1 %' OR id = 2"))
    db.session.commit()
    copy = tmp_path / "copy.db"
    with sqlite3.connect(place) as connection:
        connection.execute("VACUUM INTO ?", [str(copy)])
    connection.close()
    with sqlite3.connect(copy) as connection:
        connection.execute(
            "INSERT INTO evidence_words_fts(evidence_words_fts, rank) VALUES('integrity-check', 1)"
        )
    connection.close()


def test_no_byte_of_a_replaced_word_stays_in_the_file(place, world):
    """The draft's own column is zeroed by secure_delete; the index needs purging."""
    secret = "Zanzibarquux"
    piece = draft(world.learner, purpose=f"Mr {secret} rang")
    for number in range(30):
        draft(world.learner, title=f"Another {number}")
    revision = store.own(world.learner, piece.id).draft_revision
    store.save_draft(world.learner, piece.id, handover_content(purpose="Customer A rang"), revision)
    search.purge_deleted()
    db.session.close()
    every = b"".join(path.read_bytes() for path in place.parent.glob(place.name + "*"))
    assert b"customer" in every
    assert secret.lower().encode() not in every.lower()


def test_purging_joins_a_write_that_is_under_way(place, world):
    piece = submitted(world.learner, purpose="Mr Zanzibarquux rang")
    with write() as session:
        version = session.get(EvidenceVersion, piece.latest.id)
        version.content = {**version.content, "purpose": "Customer A rang"}
        search.purge_deleted()
    db.session.close()
    every = b"".join(path.read_bytes() for path in place.parent.glob(place.name + "*"))
    assert b"zanzibarquux" not in every.lower()
