"""The witness status list as CSV."""

import csv
from dataclasses import replace

from portfolio.exports.formats import csv_witnesses
from tests.exports.sample import sample_dossier


def rows_of(dossier, folder):
    out = folder / "witnesses.csv"
    csv_witnesses.write(dossier, out)
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_each_witness_has_a_row_with_all_that_is_known(tmp_path):
    first, second = rows_of(sample_dossier(8), tmp_path)
    assert list(first) == list(csv_witnesses.HEAD)
    assert (first["Employer"], first["Status"]) == ("Rowan Bank Hotels", "Expert witness")
    assert first["Own details"].startswith("Corrected their role")
    assert (first["Evidence"], first["Assurance"]) == ("E2", "W2")
    assert (second["Asked on"], second["Answered on"]) == ("2026-10-02", "")


def test_nothing_is_taken_for_a_formula(tmp_path):
    dossier = sample_dossier(8)
    evil = replace(dossier.witnesses[0], employer="=1+1", details="@x", contact="-a@b.example")
    (row,) = rows_of(replace(dossier, witnesses=(evil,)), tmp_path)
    assert (row["Employer"], row["Own details"]) == ("'=1+1", "'@x")
    assert row["Contact"] == "'-a@b.example"
