"""The formats of export: a new one is one file here and one line in FORMATS."""

from portfolio.exports.formats import csv, csv_people, csv_witnesses, json, sqlite
from portfolio.exports.formats.pdf import format as pdf

FORMATS = (
    pdf.FORMAT,
    csv.FORMAT,
    csv_people.FORMAT,
    csv_witnesses.FORMAT,
    json.FORMAT,
    sqlite.FORMAT,
)
