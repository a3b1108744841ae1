"""The formats of export: a new one is one file here and one line in FORMATS."""

from portfolio.exports.formats import csv, csv_people, json, pdf, sqlite

FORMATS = (pdf.FORMAT, csv.FORMAT, csv_people.FORMAT, json.FORMAT, sqlite.FORMAT)
