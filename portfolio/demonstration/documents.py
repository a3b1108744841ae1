"""Makes the demonstration's files by name: photos, and documents as usual programs save them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from functools import cache
from importlib.resources import files
from typing import Literal
from xml.sax.saxutils import escape

import pikepdf
from pydantic import BaseModel, ConfigDict, TypeAdapter

from portfolio.demonstration.pictures import photograph
from portfolio.demonstration.yaml_strings import strings_of

MADE_AT = (2026, 9, 24, 15, 50, 0)
PAGE_BREAK = "---"
_OPEN = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PARTS = "application/vnd.openxmlformats-officedocument"


class DocumentText(BaseModel):
    """What is written on one file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["board", "log", "pad", "docx", "xlsx", "pdf", "eml", "csv", "txt"]
    heading: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    sender: str = ""
    receiver: str = ""
    sent: str = ""


@cache
def sheets() -> dict[str, DocumentText]:
    """Return every file of the demonstration by name, with what is written on it."""
    text = (files("portfolio.demonstration") / "files.yaml").read_text(encoding="utf-8")
    told = strings_of(text)
    return TypeAdapter(dict[str, DocumentText]).validate_python(told)


@cache
def make_file(name: str) -> tuple[bytes, str]:
    """Return a file's bytes and its name; the same every time. Raises KeyError for another name."""
    sheet = sheets()[name]
    if sheet.kind in ("board", "log", "pad"):
        return photograph(sheet.kind, sheet.heading, sheet.lines), name
    return _MAKERS[sheet.kind](sheet), name


def _txt(sheet: DocumentText) -> bytes:
    return "\r\n".join([*sheet.lines, ""]).encode()


def _csv(sheet: DocumentText) -> bytes:
    kept = io.StringIO(newline="")
    csv.writer(kept).writerows(sheet.rows)
    return kept.getvalue().encode()


def _eml(sheet: DocumentText) -> bytes:
    mail = EmailMessage()
    mail["From"] = sheet.sender
    mail["To"] = sheet.receiver
    mail["Subject"] = sheet.heading
    mail["Date"] = sheet.sent
    mail.set_content("\n".join([*sheet.lines, ""]))
    return mail.as_bytes()


def _pdf(sheet: DocumentText) -> bytes:
    """Set the lines in Helvetica on A4, a new page at ``---``."""
    pages: list[list[str]] = [[]]
    for line in sheet.lines:
        if line == PAGE_BREAK:
            pages.append([])
        else:
            pages[-1].append(line)
    with pikepdf.new() as document:
        for number, lines in enumerate(pages, start=1):
            page = document.add_blank_page(page_size=(595, 842))
            page.Resources = pikepdf.Dictionary(
                Font=pikepdf.Dictionary(F1=_font("Helvetica"), F2=_font("Helvetica-Bold"))
            )
            foot = f"Page {number} of {len(pages)}"
            page.Contents = document.make_stream(_set(sheet.heading, lines, foot))
        kept = io.BytesIO()
        document.save(kept, deterministic_id=True)
    return kept.getvalue()


def _font(name: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name(f"/{name}"),
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )


def _set(heading: str, lines: Sequence[str], foot: str) -> bytes:
    set_lines = [("F2", 15, 780, heading), ("F1", 9, 50, foot)]
    set_lines += [("F1", 11, 740 - row * 22, line) for row, line in enumerate(lines)]
    text = "".join(
        f"BT /{font} {size} Tf 56 {height} Td <{words.encode('cp1252').hex()}> Tj ET\n"
        for font, size, height, words in set_lines
    )
    return (text + "0.7 w 56 770 m 540 770 l S\n").encode("ascii")


def _docx(sheet: DocumentText) -> bytes:
    body = _paragraph(sheet.heading, bold=True) + "".join(map(_paragraph, sheet.lines))
    if sheet.rows:
        rows = "".join(
            "<w:tr>" + "".join(f"<w:tc>{_paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
            for row in sheet.rows
        )
        grid = '<w:gridCol w:w="2300"/>' * len(sheet.rows[0])
        body += f"<w:tbl><w:tblPr/><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>{_paragraph('')}"
    document = f'<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    return _package(
        {"word/document.xml": ("wordprocessingml.document.main", document)},
        main="word/document.xml",
    )


def _paragraph(text: str, *, bold: bool = False) -> str:
    face = "<w:rPr><w:b/></w:rPr>" if bold else ""
    words = escape(text)
    return f'<w:p><w:r>{face}<w:t xml:space="preserve">{words}</w:t></w:r></w:p>'


def _xlsx(sheet: DocumentText) -> bytes:
    rows = "".join(
        f'<row r="{number}">' + "".join(_cell(text, number, n) for n, text in enumerate(row))
        + "</row>"
        for number, row in enumerate(sheet.rows, start=1)
    )  # fmt: skip
    page = f'<worksheet xmlns="{_SHEET}"><sheetData>{rows}</sheetData></worksheet>'
    book = (
        f'<workbook xmlns="{_SHEET}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(sheet.heading)}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    return _package(
        {
            "xl/workbook.xml": ("spreadsheetml.sheet.main", book),
            "xl/worksheets/sheet1.xml": ("spreadsheetml.worksheet", page),
        },
        main="xl/workbook.xml",
        links={"xl/_rels/workbook.xml.rels": _links("worksheet", "worksheets/sheet1.xml")},
    )


def _cell(text: str, row: int, column: int) -> str:
    return f'<c r="{"ABCDEFGH"[column]}{row}" t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def _links(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )


def _package(
    parts: dict[str, tuple[str, str]], *, main: str, links: dict[str, str] | None = None
) -> bytes:
    """Zip the parts of an Office file, each with the content type it is declared as."""
    declared = "".join(
        f'<Override PartName="/{name}" ContentType="{_PARTS}.{kind}+xml"/>'
        for name, (kind, _text) in parts.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    types = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{relations}"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{declared}</Types>'
    )
    entries = {"[Content_Types].xml": types, "_rels/.rels": _links("officeDocument", main)}
    entries |= {name: text for name, (_kind, text) in parts.items()} | (links or {})
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as package:
        for name, text in entries.items():
            entry = zipfile.ZipInfo(name, MADE_AT)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, _OPEN + text)
    return kept.getvalue()


_MAKERS: dict[str, Callable[[DocumentText], bytes]] = {
    "txt": _txt,
    "csv": _csv,
    "eml": _eml,
    "pdf": _pdf,
    "docx": _docx,
    "xlsx": _xlsx,
}
