import io
import zipfile

import docx
import openpyxl
import pypdfium2
import pytest

from portfolio.evidence.intake.door import accept
from portfolio.evidence.redaction.documents import DOCUMENTS
from portfolio.evidence.redaction.documents.cleaning import cleaned, look_into
from portfolio.evidence.redaction.documents.document import CantReplace
from portfolio.evidence.redaction.overview import overview
from portfolio.evidence.redaction.replacing import Replacer
from tests.evidence.redaction import planting
from tests.evidence.redaction.planting import FILES, traces


def looked(data: bytes, name: str):
    taken = accept(data, name)
    return taken, overview(look_into(taken.data, taken.media_type).spots, ())


def anew(data: bytes, name: str) -> bytes:
    taken, found = looked(data, name)
    ids = [detail.id for detail in found.details]
    return cleaned(
        taken.data, taken.media_type, taken.filename, found.replacer(ids), found.words(ids)
    ).data


@pytest.mark.parametrize("name", FILES)
def test_no_planted_detail_is_left_in_any_part(name):
    data = FILES[name]()
    assert traces(data)
    assert traces(anew(data, name)) == []


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("Complaint.docx", {"text", "table", "page header", "page footer", "comment", "deleted text", "text box", "link", "properties"}),
        ("Orders.xlsx", {"sheet 1, cell A2", "sheet 1, cell B2", "sheet 2, cell A1", "comment", "page header", "name of a sheet", "name of a range", "properties", "link"}),
        ("Mail.eml", {"header “From”", "header “Subject”", "header “X-Phone”", "message", "message (link or hidden)"}),
        ("Printed.pdf", {"page 1", "note, link or properties", "properties"}),
        ("Orders.csv", {"line 2, column 1", "line 2, column 2"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_details_are_pointed_out_with_their_place(name, places):
    _taken, found = looked(FILES[name](), name)
    assert places <= {place.where for detail in found.details for place in detail.places}


def test_a_document_still_opens_and_reads_as_before():
    document = docx.Document(io.BytesIO(anew(planting.word(), "a.docx")))
    assert "Told the desk that Customer A rang on phone 1.write" in [
        paragraph.text for paragraph in document.paragraphs
    ]
    runs = next(p for p in document.paragraphs if p.text.startswith("Told")).runs
    assert [run.text for run in runs if run.text][1].startswith("Customer A")
    book = openpyxl.load_workbook(io.BytesIO(anew(planting.workbook(), "a.xlsx")))
    assert book.sheetnames == ["Orders", "Customer A"]
    assert book["Orders"]["E1"].value == "='Customer A'!A1"
    assert book["Orders"]["B2"].value == "phone 1"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_pdf_becomes_pictures_with_black_where_the_details_stood(rotate):
    data = planting.printed(rotate)
    out = anew(data, "a.pdf")
    with pypdfium2.PdfDocument(data) as old, pypdfium2.PdfDocument(out) as new:
        assert new[0].get_textpage().get_text_range().strip() == ""
        assert new[0].get_size() == old[0].get_size()
        before, after = (
            document[0].render(scale=1.5).to_pil().convert("L") for document in (old, new)
        )
    black = sum(after.histogram()[:30])
    assert black > 6 * sum(before.histogram()[:30])
    assert traces(out) == []


def test_a_detail_that_was_left_is_refused():
    data = planting.word()
    taken, found = looked(data, "a.docx")
    nothing = Replacer({}, found.known)
    with pytest.raises(CantReplace, match="hidden part"):
        cleaned(taken.data, taken.media_type, "a.docx", nothing, {"Mrs Okonkwo"})


def test_a_document_with_an_entity_is_not_looked_into():
    data = planting.word()
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            part = old.read(member)
            if member.filename == "docProps/app.xml":
                part = b'<!DOCTYPE x [<!ENTITY a "aa">]><x>&a;</x>'
            new.writestr(member.filename, part)
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    assert "can’t look inside this file safely" in look_into(out.getvalue(), media_type).unread[0]
    with pytest.raises(CantReplace):
        DOCUMENTS[media_type].replace(out.getvalue(), Replacer({}, looked(data, "a.docx")[1].known))


def test_a_number_that_is_a_detail_becomes_words_in_its_cell():
    cells = planting.unpacked(anew(planting.workbook(), "a.xlsx"))
    sheet = next(cell for cell in cells if b"<sheetData" in cell)
    assert b't="str"><v>phone 1</v>' in sheet.replace(b' t="str" ', b' t="str"')


def test_what_we_cannot_look_into_is_said():
    assert "can’t look inside" in look_into(b"x", "audio/mpeg").unread[0]
