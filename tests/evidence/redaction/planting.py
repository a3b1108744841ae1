"""Files with the same customer details planted in every hiding place that their format has."""

import csv
import email.message
import io
import zipfile
from datetime import datetime

import docx
import openpyxl
import pikepdf
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from PIL import Image

NAME, SURNAME = "Mrs Okonkwo", "Okonkwo"
PHONE, PHONE_ABROAD = "07700 900461", "+44 7700 900461"
EMAIL = "ngozi.okonkwo@mail.example"
POSTCODE = "LS11 5QN"
CARD = "4539 5787 6362 1486"
INSURANCE = "AB 47 21 93 C"
ACCOUNT = "30598217"
BOOKING = "BK-77142"

PLANTED = (
    "Okonkwo", "okonkwo", "OKONKWO", "07700 900461", "7700 900461", "7700900461", "900461",
    "ngozi", "mail.example", "LS11 5QN", "LS115QN", "4539 5787", "4539578763621486", "AB 47 21 93",
    "AB472193C", "30598217", "BK-77142", "BK77142",
)  # fmt: skip
"""No byte of these may be left where others look."""

TEXT = (
    f"{NAME} rang on {PHONE} from {POSTCODE}. Her e-mail is {EMAIL}. She paid with card {CARD}; "
    f"National Insurance number {INSURANCE}, account number {ACCOUNT}, booking ref {BOOKING}. "
    f"{SURNAME} was content."
)
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def left_in(data: bytes) -> list[str]:
    """Return which planted details stand in these bytes, in the encodings that files use."""
    whole = (
        data.decode("latin-1")
        + data.decode("utf-16-le", "ignore")
        + data[1:].decode("utf-16-le", "ignore")
    )
    return [detail for detail in PLANTED if detail in whole]


def unpacked(data: bytes) -> list[bytes]:
    """Return the bytes of a file and of everything packed or encoded inside it."""
    found = [data]
    if data.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for member in package.infolist():
                part = package.read(member)
                found += [member.filename.encode(), *unpacked(part)]
                import re

                found.append(re.sub(rb"<[^>]*>", b"", part))
    elif data.startswith(b"%PDF-"):
        with pikepdf.open(io.BytesIO(data)) as pdf:
            found += [
                pdf_object.read_bytes()
                if pdf_object.get("/Filter") != "/DCTDecode"
                else pdf_object.read_raw_bytes()
                for pdf_object in pdf.objects
                if isinstance(pdf_object, pikepdf.Stream)
            ]
            found += [
                repr(pdf_object).encode()
                for pdf_object in pdf.objects
                if not isinstance(pdf_object, pikepdf.Stream)
            ]
    elif b"\nContent-Type:" in data[:2000] or b"\nSubject:" in data[:2000]:
        for part in email.message_from_bytes(data).walk():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                found += unpacked(payload)
    return found


def traces(data: bytes) -> list[str]:
    """Return every planted detail left anywhere in a file."""
    return sorted({detail for part in unpacked(data) for detail in left_in(part)})


def word() -> bytes:
    document = docx.Document()
    paragraph = document.add_paragraph("Told the desk that ")
    for run in ("Mrs", " Ok", "onk", "wo rang on 07700 ", "900461."):
        paragraph.add_run(run).bold = run == "onk"
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (c for r in table.rows for c in r.cells),
        ("Customer", "Postcode", "Ngozi Okonkwo", POSTCODE),
        strict=True,
    ):
        cell.text = text
    section = document.sections[0]
    section.header.paragraphs[0].text = f"For {NAME}"
    section.footer.paragraphs[0].text = f"Booking ref {BOOKING}"
    document.core_properties.title = f"Complaint of {NAME}"
    document.core_properties.comments = f"ring {PHONE_ABROAD}"
    document.core_properties.author = "Mia"
    document.add_comment(paragraph.runs, text=f"card {CARD}", author="Mia", initials="M")
    body = document.element.body
    body.insert(
        0,
        parse_xml(
            f'<w:p {_W}><w:del w:id="91" w:author="Mia"><w:r><w:delText>NI number AB 47 </w:delText></w:r>'
            "<w:r><w:delText>21 93 C</w:delText></w:r></w:del></w:p>"
        ),
    )
    body.insert(
        0,
        parse_xml(
            f'<w:p {_W} xmlns:v="urn:schemas-microsoft-com:vml"><w:r><w:pict><v:shape><v:textbox><w:txbxContent>'
            f"<w:p><w:r><w:t>account number {ACCOUNT}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r></w:p>"
        ),
    )
    body.insert(
        0,
        parse_xml(
            f'<w:p {_W}><w:r><w:instrText> HYPERLINK "mailto:{EMAIL}" </w:instrText></w:r></w:p>'
        ),
    )
    link = document.part.relate_to(
        f"mailto:{EMAIL}",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    document.part.relate_to(
        "tel:07700900461",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        is_external=True,
    )
    hyper = parse_xml(
        f'<w:hyperlink {_W} xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="{link}" w:tooltip="write to {EMAIL}"><w:r><w:t>write</w:t></w:r></w:hyperlink>'
    )
    paragraph._p.append(hyper)
    assert qn("w:p")
    out = io.BytesIO()
    document.save(out)
    return _with_thumbnail(out.getvalue())


def _with_thumbnail(data: bytes) -> bytes:
    """Put a preview picture inside whose own hidden data names the customer."""
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = f"{NAME} {PHONE}"
    Image.new("RGB", (40, 60), "white").save(picture, "JPEG", exif=exif)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for member in old.infolist():
            part = old.read(member)
            if member.filename == "docProps/thumbnail.jpeg":
                continue
            if member.filename == "_rels/.rels" and b"thumbnail" not in part:
                link = b'<Relationship Id="rIdT" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/thumbnail" Target="docProps/thumbnail.jpeg"/></Relationships>'
                part = part.replace(b"</Relationships>", link)
            if member.filename == "[Content_Types].xml" and b'"jpeg"' not in part:
                part = part.replace(
                    b"<Override",
                    b'<Default Extension="jpeg" ContentType="image/jpeg"/><Override',
                    1,
                )
            new.writestr(member.filename, part)
        new.writestr("docProps/thumbnail.jpeg", picture.getvalue())
    return out.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Orders"
    sheet.append(["Customer", "Phone", "Order number", "Note"])
    sheet.append(["Ngozi Okonkwo", 7700900461, BOOKING, f"lives at {POSTCODE}"])
    sheet.append(["", "", 30598217, f'=CONCATENATE("card ","{CARD}")'])
    sheet["D2"].comment = Comment(f"write to {EMAIL}", "Mia")
    sheet.oddHeader.center.text = f"For {NAME}"
    hidden = book.create_sheet("Mrs Okonkwo")
    hidden["A1"] = f"NI number {INSURANCE}"
    hidden.sheet_state = "hidden"
    sheet["E1"] = "='Mrs Okonkwo'!A1"
    book.defined_names["customer"] = DefinedName("customer", attr_text=f'"{NAME} {PHONE}"')
    book.properties.title = f"Orders of {NAME}"
    book.properties.keywords = EMAIL
    sheet["D2"].hyperlink = f"mailto:{EMAIL}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def mail() -> bytes:
    message = email.message.EmailMessage()
    message["From"] = f"Ngozi Okonkwo <{EMAIL}>"
    message["To"] = "desk@shop.example"
    message["Subject"] = f"Card {CARD} was charged twice"
    message["Date"] = datetime(2026, 10, 5, 16, 45)
    message["Received"] = (
        f"from home (okonkwo.{EMAIL.partition('@')[2]}) for <{EMAIL}>; Mon, 5 Oct 2026"
    )
    message["X-Phone"] = PHONE_ABROAD
    message.set_content(
        f"Dear desk,\nI live at {POSTCODE}. My account number is {ACCOUNT}.\nBooking ref {BOOKING}.\n\n{NAME}",
        cte="base64",
    )
    message.add_alternative(
        f"<p>I live at {POSTCODE}.</p><p>M<b>rs Okonk</b>wo</p><a href='mailto:{EMAIL}'>write</a><!-- NI number {INSURANCE} -->",
        subtype="html",
        cte="quoted-printable",
    )
    message.add_attachment(
        word(),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="Complaint of Mrs Okonkwo.docx",
    )
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = TEXT
    Image.new("RGB", (40, 60), "white").save(picture, "JPEG", exif=exif)
    message.add_attachment(
        picture.getvalue(), maintype="image", subtype="jpeg", filename="note.jpg"
    )
    return message.as_bytes()


def text() -> bytes:
    return TEXT.encode()


def table() -> bytes:
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    rows.writerow(["Customer", "Phone", "Postcode", "Account number", "Note"])
    rows.writerow(["Ngozi Okonkwo", "7700900461", POSTCODE, ACCOUNT, f'said "{CARD}", {INSURANCE}'])
    rows.writerow(["", "", "", BOOKING, f"{EMAIL}"])
    return out.getvalue().encode()


def printed(rotate: int = 0) -> bytes:
    """A PDF with text over line ends, a note, a link, a bookmark, properties, XMP and a form value."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(400, 300))
    lines = [
        f"Told {NAME} on {PHONE}. Mrs Ngozi",
        f"Okonkwo lives at {POSTCODE}, card {CARD}",
        f"account number {ACCOUNT}, booking ref {BOOKING}",
    ]
    drawn = " ".join(f"({line}) Tj 0 -24 Td" for line in lines)
    page.Contents = pikepdf.Stream(pdf, f"BT /F1 12 Tf 20 250 Td {drawn} ET".encode())
    page.Resources = pikepdf.Dictionary(
        Font=pikepdf.Dictionary(
            F1=pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
    )
    if rotate:
        page.Rotate = rotate
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Text,
        Rect=[10, 10, 30, 30],
        Contents=f"NI number {INSURANCE}",
    )
    link = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[40, 10, 60, 30],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"mailto:{EMAIL}"),
    )
    page.Annots = pikepdf.Array([pdf.make_indirect(note), pdf.make_indirect(link)])
    with pdf.open_outline() as outline:
        outline.root.append(pikepdf.OutlineItem(f"Call from {NAME}", 0))
    pdf.docinfo["/Title"] = f"Complaint of {NAME}"
    with pdf.open_metadata() as meta:
        meta["dc:description"] = f"ring {PHONE_ABROAD}"
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


FILES = {
    "Complaint.docx": word,
    "Orders.xlsx": workbook,
    "Mail.eml": mail,
    "Note.txt": text,
    "Orders.csv": table,
    "Printed.pdf": printed,
}
