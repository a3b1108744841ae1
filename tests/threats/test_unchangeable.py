"""Change after submission: refused by the pages, and by the database itself whoever asks it."""

import sqlite3
from contextlib import closing

import pytest

from portfolio.history import store as history
from tests.journeys.house import PATIENCE
from tests.threats.conftest import Asked, Served
from tests.threats.insider import dashed
from tests.threats.outsider import whole_way


@pytest.fixture(scope="module")
def sent(house: Served):
    """A statement that was sent in and confirmed."""
    cast = house.cast()
    one = house.ask(cast)
    whole_way(house.outsider(), one.path)
    house.quiet()
    [(statement, piece)] = house.rows(
        "SELECT id, evidence_id FROM statement WHERE request_id = ?", one.request.id.hex
    )
    assessor = house.signed_in(cast.assessor)
    path = f"/witnesses/statements/{dashed(statement)}/confirm"
    assessor.submit(path, {"confirmed": "yes", "how": "Rang the hotel."}, "/confirm", status=303)
    return cast, one, statement, piece


STATEMENTS = {
    "the statement's address": "UPDATE statement SET witness_email = 'x@evil.example' WHERE id = :statement",
    "its level": "UPDATE statement SET sent_assurance = 'W3' WHERE id = :statement",
    "its row": "DELETE FROM statement WHERE id = :statement",
    "its row, replaced": "INSERT OR REPLACE INTO statement SELECT * FROM statement WHERE id = :statement",
    "its words": "UPDATE evidence_version SET content = '{}' WHERE evidence_id = :piece",
    "its version": "DELETE FROM evidence_version WHERE evidence_id = :piece",
    "the confirmation": "UPDATE confirmation SET confirmed = 0 WHERE statement_id = :statement",
    "the confirmation's row": "DELETE FROM confirmation WHERE statement_id = :statement",
}


@pytest.mark.parametrize("what", STATEMENTS)
def test_the_database_refuses_to_change(house, sent, what):
    _cast, _one, statement, piece = sent
    with closing(sqlite3.connect(house.home / "portfolio.db", timeout=PATIENCE)) as file:
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            file.execute(STATEMENTS[what], {"statement": statement, "piece": piece})
        file.rollback()


def test_a_second_statement_of_one_request_is_refused_by_the_database(house, sent):
    _cast, one, statement, _piece = sent
    columns = [row[1] for row in house.rows("PRAGMA table_info(statement)")]
    copied = [f"'{'f' * 32}'" if name == "id" else f'"{name}"' for name in columns]
    with closing(sqlite3.connect(house.home / "portfolio.db", timeout=PATIENCE)) as file:
        with pytest.raises(sqlite3.IntegrityError):
            file.execute(
                f"INSERT INTO statement SELECT {', '.join(copied)} FROM statement WHERE id = ?",
                (statement,),
            )
        file.rollback()
    assert isinstance(one, Asked)


@pytest.mark.parametrize("who", ["learner", "assessor"])
def test_no_page_offers_or_takes_a_change(house, sent, who):
    cast, one, _statement, piece = sent
    member = house.signed_in(getattr(cast, who))
    content = house.rows("SELECT content FROM evidence_version WHERE evidence_id = ?", piece)
    token = next(form.fields["csrf_token"] for form in member.get("/").forms)
    for path in ("edit", "revise", "save", "withdraw", "attachments", "black-out", "details"):
        fields = {"csrf_token": token, "statement": "I saw everything.", "title": "x"}
        member.post(f"/evidence/{dashed(piece)}/{path}", fields)
    assert (
        house.rows("SELECT content FROM evidence_version WHERE evidence_id = ?", piece) == content
    )
    assert house.outsider().get(one.path).status == 404


def test_history_knows_a_change_that_was_forced(house, sent):
    """Whoever owns the machine can drop a trigger; the chain tells."""
    cast, _one, statement, _piece = sent
    with house.inside():
        assert history.verify_chain(cast.learner.id) == []
    with closing(sqlite3.connect(house.home / "portfolio.db", timeout=PATIENCE)) as file:
        made = file.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'statement'"
        ).fetchall()
        kept = file.execute(
            "SELECT witness_email FROM statement WHERE id = ?", (statement,)
        ).fetchone()
        for name, _sql in made:
            file.execute(f"DROP TRIGGER {name}")
        file.execute(
            "UPDATE statement SET witness_email = 'x@evil.example' WHERE id = ?", (statement,)
        )
        file.commit()
        with house.inside():
            found = history.verify_chain(cast.learner.id)
        file.execute("UPDATE statement SET witness_email = ? WHERE id = ?", (kept[0], statement))
        for _name, sql in made:
            file.execute(sql)
        file.commit()
    assert any("witness statement" in finding for finding in found), found
