"""The portable portfolio is a sound SQLite file: typed, linked, searchable, and whole."""

import sqlite3
from contextlib import closing
from dataclasses import fields

import pytest

from portfolio.exports import dossier as shapes
from portfolio.exports.formats import sqlite
from portfolio.exports.formats.sqlite_tables import FOREIGN_KEYS, TABLES
from tests.exports.sample import photo, sample_dossier


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    out = tmp_path_factory.mktemp("sqlite") / "portfolio.db"
    sqlite.write(sample_dossier(6), out)
    return out


@pytest.fixture
def database(path):
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as opened:
        yield opened


def test_it_is_sound_and_every_key_points_somewhere(database):
    assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    for table, column, other in FOREIGN_KEYS:
        keys = {(row[3], row[2]) for row in database.execute(f"PRAGMA foreign_key_list({table})")}
        assert (column, other) in keys


def test_every_column_has_its_type(database):
    names = {str: "TEXT", int: "INTEGER", bytes: "BLOB"}
    for table, columns in TABLES.items():
        found = {row[1]: row[2] for row in database.execute(f"PRAGMA table_info({table})")}
        assert found == {
            "id": "INTEGER",
            **{column: names[kind] for column, kind in columns.items()},
        }
        for column, kind in columns.items():
            types = {
                row[0] for row in database.execute(f"SELECT DISTINCT typeof({column}) FROM {table}")
            }
            assert types <= {"null", names[kind].lower()}, (table, column)


def test_nothing_of_the_dossier_is_left_out(database):
    dossier = sample_dossier(6)
    count = {
        table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES
    }
    pieces = dossier.pieces
    assert count["evidence"] == 6
    assert count["criterion"] == 12
    assert count["claim"] == sum(len(p.claims) for p in pieces)
    assert count["decision"] == sum(len(c.decisions) for p in pieces for c in p.claims)
    assert count["action"] == sum(len(p.actions) for p in pieces)
    assert count["check_back"] == sum(len(p.check_backs) for p in pieces)
    people = [participant for p in pieces for participant in p.participants]
    assert count["participant"] == len(people)
    assert count["reply"] == sum(len(person.replies) for person in people)
    assert count["attachment"] == sum(len(p.attachments) for p in pieces)
    assert count["statement"] == 1
    assert count["witness"] == 2
    assert all(count.values())


@pytest.mark.parametrize(
    ("shape", "table", "elsewhere"),
    [
        (shapes.ExportedCriterion, "criterion", {"state"}),
        (shapes.ExportedAction, "action", {"id"}),
        (shapes.ExportedParticipant, "participant", {"replies"}),
        (shapes.ExportedReply, "reply", set()),
        (shapes.ExportedCheckBack, "check_back", {"id", "task", "appended"}),
        (shapes.ExportedAttachment, "attachment", {"photo"}),
        (shapes.ExportedDecision, "decision", set()),
        (shapes.ExportedJudgement, "judgement", set()),
        (shapes.Witness, "statement", set()),
        (shapes.WitnessLine, "witness", {"reference"}),
        (shapes.ExportedClaim, "claim", {"unit_id", "criterion", "state", "decisions"}),
        (shapes.ExportedEntry, "field", {"columns", "rows"}),
    ],
)
def test_a_new_field_of_the_dossier_gets_a_column(shape, table, elsewhere):
    assert {f.name for f in fields(shape)} - elsewhere <= set(TABLES[table])


def test_words_are_found_without_their_accents(database):
    found = database.execute(
        "SELECT evidence.reference FROM field_fts JOIN field ON field.id = field_fts.rowid"
        " JOIN evidence ON evidence.id = field.evidence_id WHERE field_fts MATCH ?",
        ("Tomas Briain",),
    ).fetchall()
    assert set(found) == {("E4",)}


def test_coverage_reads_as_a_view(database):
    rows = database.execute("SELECT criterion, state, evidence FROM coverage").fetchall()
    assert len(rows) == 12
    assert rows[10] == ("3", "Met", "E1, E3, E4, E6")


def test_photos_go_in_only_when_wanted(database, tmp_path):
    (content,) = database.execute(
        "SELECT content FROM attachment WHERE media_type = 'image/jpeg'"
    ).fetchone()
    assert content == photo(0)
    sqlite.write(sample_dossier(1), tmp_path / "lean.db", photos=False)
    with closing(sqlite3.connect(tmp_path / "lean.db")) as lean:
        assert lean.execute("SELECT count(content) FROM attachment").fetchone() == (0,)


def test_writing_again_replaces_the_file(tmp_path):
    for _ in range(2):
        sqlite.write(sample_dossier(1), tmp_path / "again.db")
    assert [p.name for p in tmp_path.iterdir()] == ["again.db"]
