"""Who confirmed what as CSV: every action, check-back and reply has its row, and no cell is a formula."""

from dataclasses import replace

import pytest

from portfolio.exports.dossier import ExportedReply
from portfolio.exports.formats import csv_people
from tests.exports.sample import sample_dossier
from tests.exports.test_csv import rows_of


def test_every_action_check_back_and_reply_has_its_row(tmp_path):
    dossier = sample_dossier(6)
    csv_people.write(dossier, tmp_path / "who.csv")
    head, *rows = rows_of(tmp_path / "who.csv")
    assert head == list(csv_people.HEAD)
    what = [row[2] for row in rows]
    people = [participant for piece in dossier.pieces for participant in piece.participants]
    assert what.count("Action") == sum(len(piece.actions) for piece in dossier.pieces)
    assert what.count("Check-back") == sum(len(piece.check_backs) for piece in dossier.pieces)
    assert what.count("Asked") == len(people)
    assert what.count("Reply") == sum(len(person.replies) for person in people)
    contradicted = [row for row in rows if row[6] == "Contradicted"]
    assert "I did not take this over." in contradicted[0][7]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(tmp_path, start):
    bad = start + 'HYPERLINK("http://example")'
    dossier = sample_dossier(1)
    (piece,) = dossier.pieces
    person = piece.participants[0]
    said = ExportedReply(bad, bad, 1, bad, bad, person.replies[0].at)
    people = (replace(person, name=bad, how=bad, signed=bad, replies=(said,)),)
    action = replace(piece.actions[0], task=bad, owner=bad, deadline=bad, reasons=(bad,))
    piece = replace(piece, title=bad, participants=people, actions=(action,))
    csv_people.write(replace(dossier, pieces=(piece,)), tmp_path / "who.csv")
    cells = [cell for row in rows_of(tmp_path / "who.csv") for cell in row]
    assert "'" + bad in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
