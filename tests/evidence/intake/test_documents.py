"""PDF, Word, Excel, mail and text: what is whole and quiet is kept as it came, the rest refused."""

import io
import random
import struct
import time
import zipfile
import zlib

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from portfolio.evidence.intake.accepted import FileRefused, IntakeLimits
from portfolio.evidence.intake.door import accept
from tests.evidence import intake_files as files


def refused(data, name, limits=None):
    with pytest.raises(FileRefused) as sentence:
        accept(data, name, limits or IntakeLimits())
    return str(sentence.value)


@pytest.mark.parametrize(
    ("name", "media_type", "kind", "inline"),
    [
        ("notes.pdf", "application/pdf", "document", True),
        (
            "notes.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "document",
            False,
        ),
        (
            "rota.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "document",
            False,
        ),
        ("rota.csv", "text/csv", "text", False),
        ("notes.txt", "text/plain", "text", False),
        ("mail.eml", "message/rfc822", "mail", False),
        ("mail.msg", "application/vnd.ms-outlook", "mail", False),
    ],
)
def test_documents_are_kept_as_they_came(name, media_type, kind, inline):
    data = files.SAMPLES[name]()
    taken = accept(data, name)
    assert (taken.data, taken.media_type, taken.kind, taken.inline) == (
        data,
        media_type,
        kind,
        inline,
    )
    assert (taken.filename, taken.width, taken.thumbnail) == (name, None, None)


def test_pages_are_counted():
    assert accept(files.pdf(pages=7), "a.pdf").pages == 7
    sentence = refused(files.pdf(pages=7), "a.pdf", IntakeLimits(pdf_pages=6))
    assert "has 7 pages; the most we can take is 6" in sentence
    assert "no pages" in refused(files.pdf(pages=0), "a.pdf")


def javascript(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def named_javascript(pdf):
    action = pdf.make_indirect(Dictionary(S=Name.JavaScript, JS="app.alert(1)"))
    pdf.Root.Names = Dictionary(JavaScript=Dictionary(Names=Array(["x", action])))


def launch(pdf):
    pdf.pages[0].obj.Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.Launch, F="cmd.exe"))]
    )


def opening(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.URI, URI="https://example.org")


def additional(pdf):
    pdf.pages[0].obj.AA = Dictionary(O=Dictionary(S=Name.SubmitForm, F="https://example.org"))


def dynamic_form(pdf):
    pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=pdf.make_stream(b"<xdp/>"))


@pytest.mark.parametrize(
    "change", [javascript, named_javascript, launch, opening, additional, dynamic_form]
)
@pytest.mark.parametrize("mode", ["generate", "disable"])
def test_a_pdf_that_acts_is_refused(change, mode):
    data = files.pdf(change, object_stream_mode=pikepdf.ObjectStreamMode[mode])
    sentence = refused(data, "a.pdf")
    assert "would run by itself" in sentence
    assert 'choose Print, then "Save as PDF"' in sentence


def attached(pdf):
    pdf.attachments["more.txt"] = b"hidden"


def test_a_pdf_with_files_inside_is_refused():
    assert "other files packed inside" in refused(files.pdf(attached), "a.pdf")


def test_a_pdf_that_opens_at_a_page_and_links_is_taken():
    def quiet(pdf):
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
        pdf.pages[0].obj.Annots = Array(
            [Dictionary(Subtype=Name.Link, A=Dictionary(S=Name.URI, URI="https://example.org"))]
        )

    def going(pdf):
        pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))

    for change in (quiet, going):
        assert accept(files.pdf(change), "a.pdf").pages == 2


@pytest.mark.parametrize("password", ["secret", ""])
def test_a_locked_pdf_is_refused(password):
    lock = pikepdf.Encryption(owner="owner", user=password)
    assert "This PDF is locked" in refused(files.pdf(encryption=lock), "a.pdf")


@pytest.mark.parametrize("part", [0.1, 0.5, 0.9, 0.99])
def test_a_pdf_cut_short_is_refused(part):
    data = files.pdf(pages=20)
    assert "damaged or cut short" in refused(data[: int(len(data) * part)], "a.pdf")
    assert "damaged" in refused(data[: int(len(data) * part)] + b"\n%%EOF", "a.pdf")


def test_a_pdf_that_lost_its_middle_is_not_silently_mended():
    data = files.pdf(pages=20)
    assert "damaged" in refused(data[:200] + data[400:], "a.pdf")


def packed_object(size):
    """Make a PDF whose object stream unpacks to `size` bytes."""
    packing = zlib.compressobj(9)
    body = packing.compress(b"5 0 <</A 1>>" + b" " * size) + packing.flush()
    out = io.BytesIO(b"%PDF-1.5\n")
    out.seek(0, io.SEEK_END)
    starts = []
    for number, text in enumerate(
        (
            b"<</Type/Catalog/Pages 2 0 R/X 5 0 R>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
            b"<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
            % (len(body), body),
        ),
        start=1,
    ):
        starts.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, text))
    end = out.tell()
    rows = [(0, 0, 255), *((1, start, 0) for start in starts), (2, 4, 0), (1, end, 0)]
    table = b"".join(struct.pack(">BIB", *row) for row in rows)
    out.write(
        b"6 0 obj\n<</Type/XRef/W[1 4 1]/Size 7/Root 1 0 R/Length %d>>\nstream\n%s\nendstream\n"
        b"endobj\nstartxref\n%d\n%%%%EOF\n" % (len(table), table, end)
    )
    return out.getvalue()


def test_a_pdf_bomb_is_refused_without_unpacking_it():
    assert accept(packed_object(1000), "a.pdf").pages == 1
    data = packed_object(300_000_000)
    started = time.process_time()
    assert "damaged" in refused(data, "a.pdf")
    assert time.process_time() - started < 3


def test_a_pdf_with_a_zip_behind_it_is_refused():
    data = files.pdf() + files.archive([("evil.exe", b"MZ")]) + b"%%EOF"
    assert "another file hidden" in refused(data[:-5], "a.pdf") or "damaged" in refused(data, "a")
    hidden = files.pdf()[:-6] + files.archive([("x", b"MZ")])[:-2] + b"\x06\x00%%EOF\n"
    assert "another file hidden" in refused(hidden, "a.pdf")


def test_a_pdf_that_begins_late_is_refused():
    sentence = refused(b"GIF89a/*" + files.pdf(), "a.pdf")
    assert "picture that we can't take" in sentence
    assert "can't tell what this file is" in refused(b"hello\n" + files.pdf(), "a.txt")


OLE_LINK = files.link("oleObject", "https://example.org/x.xlsx")
REMOTE_TEMPLATE = files.link("attachedTemplate", "https://example.org/x.dotm")
SHARED_TEMPLATE = files.link("attachedTemplate", r"file:///\\server\share\x.dotx")


@pytest.mark.parametrize("extension", ["docx", "xlsx"])
@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"extra": [("word/vbaProject.bin", b"x")]}, "contains macros"),
        ({"extra": [("word/embeddings/oleObject1.bin", b"x")]}, "contains macros"),
        (
            {
                "types": '<Default Extension="q" ContentType="application/vnd.ms-office.vbaProject"/>'
            },
            "contains macros",
        ),
        ({"links": OLE_LINK}, "loads parts from somewhere else"),
        ({"links": REMOTE_TEMPLATE}, "loads parts from somewhere else"),
        ({"links": SHARED_TEMPLATE}, "loads parts from somewhere else"),
        ({"main_type": "application/vnd.ms-word.document.macroEnabled.main+xml"}, "macros"),
        ({"main_type": "application/xml"}, "damaged"),
        ({"extra": [("../../outside.xml", b"x")]}, "damaged"),
        ({"extra": [("docProps/A.xml", b"x"), ("docProps/a.xml", b"y")]}, "damaged"),
        ({"types": "<unclosed>"}, "damaged"),
        ({"extra": [("big.xml", b" " * 20_000_000)]}, "unpacks to far too much"),
    ],
)
def test_office_documents_that_act_or_trick_are_refused(extension, change, sentence):
    told = refused(files.office(extension, **change), f"a.{extension}")
    assert sentence in told
    assert told.startswith("This Word document" if extension == "docx" else "This Excel workbook")


def test_office_documents_with_ordinary_links_are_taken():
    links = files.link("hyperlink", "https://example.org").replace("r9", "r8") + files.link(
        "attachedTemplate", "file:///C:\\Users\\sam\\Normal.dotx"
    )
    assert accept(files.office(links=links), "a.docx").kind == "document"


def test_a_document_type_in_a_package_is_refused():
    laughs = (
        '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
        '<Relationships xmlns="x"><Relationship Id="&b;"/></Relationships>'
    )
    assert "damaged" in refused(files.office(extra=[("word/_rels/x.rels", laughs)]), "a.docx")


@pytest.mark.parametrize(
    ("limits", "sentence"),
    [
        (IntakeLimits(zip_entries=4), "unpacks to far too much"),
        (IntakeLimits(zip_bytes=500), "unpacks to far too much"),
    ],
)
def test_a_package_with_too_much_in_it_is_refused(limits, sentence):
    data = files.office(extra=[("docProps/app.xml", b"<x/>")])
    assert sentence in refused(data, "a.docx", limits)


def test_a_listing_that_goes_on_is_refused_before_it_is_read():
    data = files.office(extra=[(f"docProps/{number}.xml", b"") for number in range(6000)])
    started = time.process_time()
    assert "unpacks to far too much" in refused(data, "a.docx")
    assert time.process_time() - started < 0.5


def test_parts_that_share_their_bytes_are_refused():
    shared = random.Random(1).randbytes(3000)
    data = files.office(extra=[("docProps/0.xml", shared)])
    end = data.rindex(b"PK\x05\x06")
    last = data[data.rindex(b"PK\x01\x02") : end]
    more = b"".join(last.replace(b"s/0.xml", b"s/%d.xml" % number) for number in range(1, 9))
    entries, size = struct.unpack("<HI", data[end + 10 : end + 16])
    counts = struct.pack("<HHI", entries + 8, entries + 8, size + len(more))
    bomb = data[:end] + more + data[end : end + 8] + counts + data[end + 16 :]
    assert "unpacks to far too much" in refused(bomb, "a.docx")


def test_a_locked_part_is_refused():
    data = bytearray(files.office())
    flags = data.index(b"PK\x01\x02") + 8
    data[flags] |= 1
    assert "is locked" in refused(bytes(data), "a.docx")


@pytest.mark.parametrize("name", ["notes.docx", "rota.xlsx"])
@pytest.mark.parametrize("part", [0.5, 0.9, 0.99])
def test_office_documents_cut_short_or_changed_are_refused(name, part):
    data = files.SAMPLES[name]()
    assert "damaged or cut short" in refused(data[: int(len(data) * part)], name)
    assert "damaged" in refused(data + b"tail", name)
    spoilt = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        at = package.infolist()[2].header_offset + 30 + len(package.namelist()[2])
    spoilt[at] ^= 0xFF
    assert "damaged" in refused(bytes(spoilt), name)


@pytest.mark.parametrize(
    "data",
    [
        "Zoë said “done”.".encode(),
        "Zoë said “done”.".encode("utf-8-sig"),
        "Zoë said “done”.".encode("utf-16"),
        b"\xfe\xff" + "Zoë".encode("utf-16-be"),
        "Zoë said “done” – £5".encode("cp1252"),
        b"a\tb\r\nc\x0c",
    ],
)
def test_text_in_the_usual_encodings_is_kept(data):
    taken = accept(data, "a.txt")
    assert (taken.data, taken.media_type) == (data, "text/plain")


@pytest.mark.parametrize(
    "data",
    [b"a\0b", b"\x01\x02\x03", b"\xff\xfea", b"caf\x81", b"text\x1b[2J", bytes(range(256))],
)
def test_what_is_not_text_is_refused(data):
    assert "can't tell what this file is (its name ends in .txt)" in refused(data, "a.txt")


def test_blank_text_is_refused():
    assert "nothing but blank space" in refused(b" \n\t\n", "a.txt")


def test_a_table_that_is_none_is_refused():
    assert "can't be read as a table" in refused(b'a,"' + b"x" * 200_000, "a.csv")


def test_mail_is_known_by_its_headers():
    assert accept(files.mail(), "message").filename == "message.eml"
    assert accept(files.mail(), "pasted.txt").kind == "text"
    assert accept(b"From: here\nTo there we went\n", "a.txt").kind == "text"


def test_mail_with_too_many_parts_is_refused():
    assert accept(files.mail(9), "a.eml", IntakeLimits(mail_parts=11)).kind == "mail"
    assert "too many parts" in refused(files.mail(9), "a.eml", IntakeLimits(mail_parts=10))


def test_mail_nested_without_end_is_refused_at_once():
    deep = files.mail(0).split(b"Content-Type")[0]
    deep += b"Content-Type: message/rfc822\n\nFrom: a\n" * 100_000
    started = time.process_time()
    assert "too many parts" in refused(deep, "a.eml")
    assert time.process_time() - started < 1


def test_outlook_messages_are_known_by_their_properties():
    assert accept(files.outlook(), "message").filename == "message.msg"
    other = files.compound(("SomethingElse", b"x"))
    assert "isn't an Outlook message" in refused(other, "a.msg")
    assert "damaged or cut short" in refused(files.outlook()[:1600], "a.msg")


@pytest.mark.parametrize(
    ("stream", "sentence"),
    [
        (
            "WordDocument",
            "an old Word document (.doc), which we can't take. Open it, save it as PDF",
        ),
        ("Workbook", "an old Excel workbook (.xls)"),
        ("PowerPoint Document", "a slide show"),
        ("EncryptedPackage", "protected with a password"),
        ("Whatever", "old office file"),
    ],
)
def test_old_office_files_are_named(stream, sentence):
    assert sentence in refused(files.compound((stream, b"x")), "a.doc")
