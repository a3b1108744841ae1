"""The coverage grid as CSV is whole, and no cell of it is a formula."""

import csv
from dataclasses import replace

import pytest

from portfolio.exports.formats import csv as our_csv
from tests.exports.sample import sample_dossier


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_a_row_for_each_criterion_and_a_column_for_each_piece(tmp_path):
    dossier = sample_dossier(6)
    our_csv.write(dossier, tmp_path / "grid.csv")
    assert (tmp_path / "grid.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    head, *rows = rows_of(tmp_path / "grid.csv")
    assert [cell.split()[0] for cell in head[8:]] == [p.reference for p in dossier.pieces]
    assert [(row[1], row[2], row[4]) for row in rows] == [
        (c.code, c.title, c.state.word) for u in dossier.units for c in u.criteria
    ]
    assert {len(row) for row in rows} == {len(head)}
    assert rows[10][8].startswith("Valid, quote: tell me the next steps")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(tmp_path, start):
    bad = start + 'HYPERLINK("http://example")'
    dossier = sample_dossier(1)
    unit = dossier.units[0]
    criteria = tuple(
        replace(c, title=bad, text=bad, code=bad, state=replace(c.state, reason=bad))
        for c in unit.criteria
    )
    dossier = replace(dossier, units=(replace(unit, title=bad, criteria=criteria),))
    our_csv.write(dossier, tmp_path / "grid.csv")
    cells = [cell for row in rows_of(tmp_path / "grid.csv") for cell in row]
    assert "'" + bad in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
