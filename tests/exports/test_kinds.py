"""Every kind, by its declaration alone: from the form to the pages, the coverage and every export."""

import csv
import sqlite3
import subprocess

import pytest

from portfolio.base.db import write
from portfolio.coverage import store as coverage
from portfolio.enrolment import store as enrolments
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import Shape
from portfolio.evidence.records import claims, store
from portfolio.evidence.records.received import SaidClaim, receive
from portfolio.evidence.records.row_claims import value_of
from portfolio.exports.formats import FORMATS
from portfolio.exports.formats import json as as_json
from portfolio.exports.gather import gather
from portfolio.history.chain import Actor
from tests.evidence.examples import content_of_kind, with_files

pytestmark = pytest.mark.parametrize("kind_id", list(KINDS))
"""A new kind tests itself."""


def quote_of(kind, content):
    """Words of an answer that may be quoted."""
    return next(words for _field, words in kind.texts(content) if len(words) > 10)


def writer_of(kind, world):
    return world.learner if "learner" in kind.written_by else world.assessor


def first_file(writer, piece):
    """The id of the first file of a piece."""
    return store.own(writer, piece.id).live_attachments[0].id


def whole(world, kind_id):
    """A submitted piece of the kind, claimed for the first criterion, by whoever writes one."""
    kind, first = KINDS[kind_id], value_of(world.enrolment.id, "1")
    content = content_of_kind(kind_id, criterion=first)
    if "witness" in kind.written_by:
        said = SaidClaim(world.enrolment.id, "1", quote_of(kind, content), "")
        with write() as session:
            by = Actor(None, "Wes Witness")
            made = receive(session, world.learner.id, kind_id, content, by=by, claims=[said])
            return made.evidence.id
    writer = writer_of(kind, world)
    piece = store.begin(writer, kind_id, content, learner_id=world.learner.id)
    with_files(writer, piece)
    store.submit(writer, piece.id)
    if not kind.quotable:
        claims.add(
            writer, piece.id, enrolment_id=world.enrolment.id, criterion="1", place_kind="page",
            place="1", reason="It shows that.", attachment_id=first_file(writer, piece),
        )  # fmt: skip
    elif kind.ticks is None:
        claims.add(
            writer, piece.id, enrolment_id=world.enrolment.id, criterion="1",
            place_kind="quote", place=quote_of(kind, content), reason="It shows that.",
        )  # fmt: skip
    return piece.id


def said_by(kind, content):
    """Yield every answer that is shown as it was typed, first lines only."""
    for _field, words in kind.texts(content):
        yield words.splitlines()[0]


def test_its_form_shows_every_answer_and_keeps_it(app, world, browse, kind_id):
    kind = KINDS[kind_id]
    if "witness" in kind.written_by:
        assert kind.written_by == ("witness",)
        return
    writer = writer_of(kind, world)
    with app.app_context():
        content = content_of_kind(kind_id, criterion=value_of(world.enrolment.id, "1"))
        piece = store.begin(writer, kind_id, content, learner_id=world.learner.id)
        with_files(writer, piece)
    browser = browse(writer)
    page = browser.get(f"/evidence/{piece.id}/edit?stage=all")
    for field in kind.fields:
        assert field.label in page.text, field.name
    browser.submit({}, action="/edit", status=303)
    with app.app_context():
        kept = store.own(writer, piece.id).draft
        for field in kind.fields:
            if field.shape is Shape.ROWS:
                rows = [{k: v for k, v in row.items() if k != "id"} for row in kept[field.name]]
                expected = [
                    {k: v for k, v in row.items() if k != "id"} for row in content[field.name]
                ]
                assert rows == expected
            else:
                assert kept[field.name] == content[field.name], field.name


def test_its_pages_show_every_answer_to_all_who_read_it(app, world, browse, kind_id):
    kind = KINDS[kind_id]
    with app.app_context():
        piece_id = whole(world, kind_id)
        content = content_of_kind(kind_id)
    for reader in (world.learner, world.assessor, world.iqa):
        page = browse(reader).get(f"/evidence/{piece_id}")
        for words in said_by(kind, content):
            assert words in page.text, words
    browse(world.assessor).get(f"/assessment/evidence/{piece_id}")
    for nobody in (world.other_learner, world.other_assessor):
        browse(nobody).get(f"/evidence/{piece_id}", status=404)


def test_it_counts_in_the_coverage(context, world, kind_id):
    piece_id = whole(world, kind_id)
    enrolment = enrolments.by_id(world.enrolment.id)
    grid = coverage.of_enrolment(enrolment, drafts=False)
    assert [column.evidence_id for column in grid.columns] == [piece_id]
    [fact] = grid.coverage.claims["1"]
    assert fact.kind_id == kind_id
    assert fact.counts is not KINDS[kind_id].testimony


@pytest.mark.printing
def test_every_export_has_every_answer(context, world, tmp_path, kind_id):
    kind = KINDS[kind_id]
    if (
        "witness" in kind.written_by
    ):  # its page in the PDF needs the statement's own record; see test_pdf
        return
    whole(world, kind_id)
    content = content_of_kind(kind_id)
    dossier = gather(world.learner)
    [piece] = dossier.pieces
    for offered in FORMATS:
        offered.write(dossier, tmp_path / f"out.{offered.name}")
    assert as_json.read(tmp_path / "out.json") == dossier
    command = ["pdftotext", "-raw", str(tmp_path / "out.pdf"), "-"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    plain = "".join(printed.split()).replace("\u00ad", "")
    with sqlite3.connect(tmp_path / "out.sqlite") as database:
        cells = {row[0] for row in database.execute("SELECT shown FROM field")}
    database.close()
    for words in said_by(kind, content):
        assert any(words in str(cell) for cell in cells), words
        assert "".join(words.split()) in plain, words
    for field in kind.fields:
        if field.shape is Shape.CHOICE:
            assert field.words_of(content[field.name]) in cells
    rows = list(csv.reader((tmp_path / "out.csv").read_text("utf-8-sig").splitlines(keepends=True)))
    assert rows[0][-1] == f"{piece.reference} {piece.title} ({kind.name})"
    place = "Waiting, quote" if kind.quotable else "Not yet counted, photo"
    assert place in rows[1][-1]
