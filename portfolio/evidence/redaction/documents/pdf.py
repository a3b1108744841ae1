"""PDF files: found by the places of their letters; made anew of pictures with the details blacked out."""

import io
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
from PIL import Image, ImageDraw
from pypdfium2 import raw

from portfolio.evidence.redaction.documents.document import INSTEAD, CantReplace, Document, Look
from portfolio.evidence.redaction.replacing import Replacer, TextSpot

_DOTS_PER_INCH = 150
_POINTS_PER_INCH = 72
_MOST_PAGES = 100
_MOST_DOTS = 16_000_000
_QUALITY = 85
_PADDING = 2
_DAMAGE = (
    pypdfium2.PdfiumError,
    pikepdf.PdfError,
    ValueError,
    TypeError,
    LookupError,
    RuntimeError,
)
_ONE_AT_A_TIME = threading.RLock()  # PDFium is not thread-safe
_DEEPEST = 40


@dataclass(frozen=True)
class _Text:
    """The letters of a page, one for one as PDFium counts them."""

    letters: str
    joined: str
    """The same with line ends as spaces: a name may run over the end of a line."""


def look(data: bytes) -> Look:
    """Return the text of each page, notes, links, bookmarks and properties."""
    spots: list[TextSpot] = []
    unread: list[str] = []
    try:
        with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as pdf:
            for number in range(len(pdf)):
                text = _text_of(pdf[number])
                spots.append(TextSpot(f"page {number + 1}", f"page {number + 1}", text.letters))
                spots.append(TextSpot(f"joined {number + 1}", f"page {number + 1}", text.joined))
                if not text.letters.strip():
                    unread.append(
                        f"We can’t read page {number + 1}: it is a picture. Look for yourself."
                    )
    except _DAMAGE:
        return Look(tuple(spots), ("We can’t look inside this PDF. Look for yourself.",))
    try:
        spots += _around(data)
    except _DAMAGE:
        unread.append("We can’t read the notes and properties of this PDF. Look for yourself.")
    return Look(tuple(spots), tuple(unread))


def _text_of(page: Any) -> _Text:
    text = page.get_textpage()
    try:
        count = raw.FPDFText_CountChars(text)
        letters = "".join(chr(raw.FPDFText_GetUnicode(text, index) or 32) for index in range(count))
    finally:
        text.close()
    return _Text(letters, re.sub(r"[\r\n]", " ", letters))


def _around(data: bytes) -> Iterator[TextSpot]:
    """Yield the texts outside the pages: every string of every object but their contents."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        for each in pdf.objects:
            yield from (TextSpot("object", place, text) for place, text in _strings(each, 0))


def _strings(found: Any, depth: int) -> Iterator[tuple[str, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(found, pikepdf.Stream):
        if found.get("/Type") == "/Metadata":
            yield (
                "properties",
                re.sub(r"<[^>]*>", " ", found.read_bytes().decode("utf-8", "replace")),
            )
        found = found.stream_dict
    if isinstance(found, pikepdf.String):
        text = str(found)
        if text.strip() and text.isprintable():
            yield "note, link or properties", text
    elif isinstance(found, pikepdf.Dictionary | pikepdf.Array):
        inside = (
            [line for _key, line in found.items()]
            if isinstance(found, pikepdf.Dictionary)
            else list(found)
        )
        for value in inside:
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from _strings(value, depth + 1)


def replace(data: bytes, replacer: Replacer) -> bytes:
    """Return a PDF of pictures of the pages, the details black; nothing else of the old file is in it."""
    out = pikepdf.new()
    try:
        with _ONE_AT_A_TIME, pypdfium2.PdfDocument(data) as pdf:
            if len(pdf) > _MOST_PAGES:
                raise CantReplace(f"This PDF has more than {_MOST_PAGES} pages. {INSTEAD}")
            for number in range(len(pdf)):
                _add_page(out, *_blacked(pdf[number], replacer))
    except _DAMAGE as problem:
        raise CantReplace(f"We can’t make this PDF anew. {INSTEAD}") from problem
    kept = io.BytesIO()
    out.save(kept, deterministic_id=True)
    return kept.getvalue()


def _blacked(page: Any, replacer: Replacer) -> tuple[Image.Image, float, float]:
    """Return a page as a picture, and its width and height in points."""
    width, height = page.get_size()
    scale = min(_DOTS_PER_INCH / _POINTS_PER_INCH, (_MOST_DOTS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, may_draw_forms=False, draw_annots=False)
    picture = bitmap.to_pil().convert("RGB")
    draw = ImageDraw.Draw(picture)
    for box in _boxes(page, picture.size, replacer):
        draw.rectangle(box, fill="black")
    return picture, width, height


def _boxes(
    page: Any, size: tuple[int, int], replacer: Replacer
) -> Iterator[tuple[int, int, int, int]]:
    """Yield, in dots, where each letter of a chosen detail stands."""
    both = _text_of(page)
    spans = {
        (change.start, change.end)
        for letters in (both.letters, both.joined)
        for change in replacer.changes(TextSpot("", "", letters))
    }
    text = page.get_textpage()
    try:
        for start, end in sorted(spans):
            for index in range(start, end):
                left, bottom, right, top = text.get_charbox(index, loose=True)
                corners = [_dot(page, size, x, y) for x, y in ((left, bottom), (right, top))]
                across, down = sorted(x for x, _y in corners), sorted(y for _x, y in corners)
                yield (
                    across[0] - _PADDING,
                    down[0] - _PADDING,
                    across[1] + _PADDING,
                    down[1] + _PADDING,
                )
    finally:
        text.close()


def _dot(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    across, down = raw.c_int(), raw.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value


def _add_page(out: pikepdf.Pdf, picture: Image.Image, width: float, height: float) -> None:
    held = io.BytesIO()
    picture.save(held, "JPEG", quality=_QUALITY)
    image = pikepdf.Stream(
        out,
        held.getvalue(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=picture.width,
        Height=picture.height,
        ColorSpace=pikepdf.Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=pikepdf.Name.DCTDecode,
    )
    page = out.add_blank_page(page_size=(width, height))
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Page=image))
    page.Contents = pikepdf.Stream(out, f"q {width} 0 0 {height} 0 0 cm /Page Do Q".encode())


def holds(data: bytes) -> tuple[str, ...]:
    """Return every text of the pages and around them, and every stream unpacked."""
    found = look(data)
    texts = [spot.text for spot in found.spots]
    with pikepdf.open(io.BytesIO(data)) as pdf:
        texts += [
            _unpacked(each).decode("latin-1")
            for each in pdf.objects
            if isinstance(each, pikepdf.Stream)
        ]
    return tuple(texts)


def _unpacked(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


PDF = Document(
    look,
    replace,
    "Each page becomes a picture with the details black. Nobody can select or search its text any more; "
    "links, notes, bookmarks and properties are gone.",
    holds,
)
