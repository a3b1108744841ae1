"""What the print design is given: grids that fit a page, fields in blocks, and links with two ends."""

from dataclasses import replace

from portfolio.base.formatting import counted
from portfolio.exports.dossier import ExportedEntry
from portfolio.exports.formats.pdf.book import book
from portfolio.exports.formats.pdf.words import day, moment, printable, short_day, size
from tests.exports.sample import START, sample_dossier


def test_a_wide_unit_is_cut_into_grids_of_twelve_criteria():
    dossier = sample_dossier(6)
    unit = dossier.units[0]
    more = tuple(replace(unit.criteria[0], code=f"1.{n}") for n in range(18))
    wide = replace(dossier, units=(replace(unit, criteria=unit.criteria + more),))
    (view,) = book(wide, {}).units
    assert [len(grid.columns) for grid in view.grids] == [12, 12, 2]
    assert {len(cells) for grid in view.grids for _, _, cells in grid.rows} == {12, 2}


def test_a_grid_has_only_pieces_claimed_for_its_unit_in_their_order():
    whole = book(sample_dossier(12), {})
    rows = [piece.reference for piece, _, _ in whole.units[1].grids[0].rows]
    assert rows == ["E1", "E2", "E3", "E4", "E6", "E7", "E8", "E9", "E11", "E12"]


def test_one_unit_needs_no_number_before_its_codes():
    dossier = sample_dossier(1)
    assert {c.label for c in book(dossier, {}).units[0].criteria} == {f"1.{n}" for n in range(1, 9)}
    alone = replace(dossier, units=dossier.units[1:])
    whole = book(alone, {})
    assert [c.label for c in whole.units[0].criteria] == ["1", "2", "3", "4"]
    assert {c.claim.unit_id for c in whole.pieces[0].claims} == {alone.units[0].id}


def test_short_fields_share_a_table_and_empty_ones_say_so():
    dossier = sample_dossier(1)
    entries = (
        ExportedEntry("a", "A", "line", "x", "x"),
        ExportedEntry("b", "B", "text"),
        ExportedEntry("c", "C", "text", "long", "long\n\nwords"),
        ExportedEntry("d", "D", "rows"),
    )
    section = replace(dossier.pieces[0].sections[0], entries=entries)
    piece = replace(dossier.pieces[0], sections=(section,))
    ((_, blocks),) = book(replace(dossier, pieces=(piece,)), {}).pieces[0].sections
    assert [(b.form, b.label) for b in blocks] == [("facts", ""), ("text", "C"), ("facts", "")]
    assert [label for label, _ in blocks[0].facts] == ["A", "B"]
    assert blocks[0].facts[1][1] == ()


def test_a_quote_is_marked_in_the_first_field_that_has_it_and_only_there():
    whole = book(sample_dossier(1), {})
    marked = [
        str(paragraph.markup)
        for _, blocks in whole.pieces[0].sections
        for block in blocks
        for paragraph in block.paragraphs
        if "[1.1]" in paragraph.markup
    ]
    assert len(marked) == 1
    assert "We both signed the log line" in marked[0]


def test_words_for_days_sizes_and_numbers():
    assert day(START) == "14\u00a0September 2026"
    assert short_day(START) == "14\u00a0Sep\u00a02026"
    assert moment(START) == "14\u00a0September 2026, 09:30"
    assert (day(None), short_day(None), moment(None)) == ("", "", "")
    assert [size(n) for n in (12, 41_200, 2_340_000)] == ["12 bytes", "41\u00a0kB", "2.3\u00a0MB"]
    assert [counted(n, "piece", "pieces") for n in (0, 1, 2)] == ["0 pieces", "1 piece", "2 pieces"]


def test_no_control_character_reaches_the_printer():
    assert (
        printable("a\x00\x1b\ud800b\n\t杨", {"杨": "[U+6768]"})
        == "a\ufffd\ufffd\ufffdb\n\t[U+6768]"
    )
