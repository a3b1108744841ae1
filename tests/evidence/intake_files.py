"""Makes one real file of each format that intake takes in, for its tests."""

from __future__ import annotations

import io
import struct
import zipfile
from email.message import EmailMessage

import pikepdf
import pillow_heif
from PIL import Image, PngImagePlugin

from tests.evidence.recordings import recording

SECRET = b"planted-51.5074N"


def picture(width=640, height=480, mode="RGB"):
    """Left half red, right half blue, so that turning it shows."""
    image = Image.new("RGB", (width, height), "blue")
    image.paste("red", (0, 0, width // 2, height))
    return image.convert(mode)


def exif(orientation=1):
    """EXIF with a planted maker's name and GPS position."""
    data = Image.Exif()
    data[0x0112] = orientation
    data[0x010F] = SECRET.decode()
    data.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 29: SECRET.decode()})
    return data


def jpeg(image=None, orientation=1, **options):
    out = io.BytesIO()
    (image or picture()).save(
        out,
        "JPEG",
        exif=exif(orientation),
        comment=SECRET,
        xmp=b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>",
        **options,
    )
    return out.getvalue()


def png(image=None, **options):
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", SECRET.decode())
    notes.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    out = io.BytesIO()
    (image or picture()).save(out, "PNG", pnginfo=notes, exif=exif(), **options)
    return out.getvalue()


def webp(image=None, **options):
    out = io.BytesIO()
    (image or picture()).save(out, "WEBP", exif=exif(), xmp=SECRET, **options)
    return out.getvalue()


def heic(image=None, orientation=1):
    out = io.BytesIO()
    made = pillow_heif.from_pillow(image or picture())
    made.save(out, exif=exif(orientation).tobytes(), xmp=SECRET, quality=80)
    return out.getvalue()


def pdf(change=None, pages=2, **options):
    document = pikepdf.new()
    for _page in range(pages):
        document.add_blank_page(page_size=(200, 200))
    if change:
        change(document)
    out = io.BytesIO()
    document.save(out, **options)
    return out.getvalue()


_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KINDS = {
    "docx": ("word/document.xml", "wordprocessingml.document.main", "<w/>"),
    "xlsx": ("xl/workbook.xml", "spreadsheetml.sheet.main", "<workbook/>"),
}


def office(extension="docx", extra=(), main_type=None, links="", types=""):
    """Make a minimal package; `extra` are further (name, bytes), `links` further relationships."""
    part, kind, body = _KINDS[extension]
    main_type = main_type or f"application/vnd.openxmlformats-officedocument.{kind}+xml"
    folder, _slash, name = part.partition("/")
    declared = (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/{part}" ContentType="{main_type}"/>{types}</Types>'
    )
    root = f'<Relationship Id="r1" Type="http://x/officeDocument" Target="{part}"/>'
    entries = [
        ("[Content_Types].xml", declared),
        ("_rels/.rels", f'<Relationships xmlns="{_PACKAGE}/relationships">{root}</Relationships>'),
        (part, body),
        (
            f"{folder}/_rels/{name}.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">{links}</Relationships>',
        ),
        *extra,
    ]
    return archive(entries)


def link(kind, target):
    """Return an external relationship."""
    return (
        f'<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        f'relationships/{kind}" Target="{target}" TargetMode="External"/>'
    )


def archive(entries):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in entries:
            package.writestr(name, body)
    return out.getvalue()


def mail(attachments=1):
    message = EmailMessage()
    message["From"] = "Sam Carter <sam@example.org>"
    message["To"] = "Lee Jones <lee@example.org>"
    message["Date"] = "Tue, 03 Nov 2026 14:45:00 +0000"
    message["Subject"] = "Handover for the late shift"
    message.set_content("The boiler visit for flat 4 is booked for 16:00.\n")
    for number in range(attachments):
        message.add_attachment(b"x", maintype="image", subtype="png", filename=f"{number}.png")
    return message.as_bytes()


def compound(*streams):
    """Make a compound file ([MS-CFB] version 3) whose root holds `streams`: (name, bytes)."""
    sector = 512
    free, end, table = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    bodies = [
        body.ljust(max(4096, -(-len(body) // sector) * sector), b"\0") for _n, body in streams
    ]
    directory_sectors = -(-(len(streams) + 1) // 4)
    chain = [table]
    chain += [*range(2, directory_sectors + 1), end]
    starts = []
    for body in bodies:
        start, count = len(chain), len(body) // sector
        starts.append(start)
        chain += [*range(start + 1, start + count), end]
    assert len(chain) <= 128
    fat = struct.pack("<128I", *chain, *[free] * (128 - len(chain)))
    names = [("Root Entry", 5, free, 1 if streams else free, end, 0)]
    for number, ((name, _b), start, body) in enumerate(zip(streams, starts, bodies, strict=True)):
        following = number + 2 if number + 1 < len(streams) else free
        names.append((name, 2, following, free, start, len(body)))
    directory = b"".join(
        struct.pack(
            "<64sHBBIII36sIQ",
            name.encode("utf-16-le"),
            len(name) * 2 + 2,
            kind,
            1,
            free,
            following,
            child,
            b"",
            start,
            size,
        )
        for name, kind, following, child, start, size in names
    )
    empty = struct.pack("<64sHBBIII36sIQ", b"", 0, 0, 0, free, free, free, b"", 0, 0)
    directory += empty * (directory_sectors * 4 - len(names))
    header = struct.pack(
        "<8s16sHHHHH6s9I109I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        b"",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        b"",
        0,
        1,
        1,
        0,
        4096,
        end,
        0,
        end,
        0,
        0,
        *[free] * 108,
    )
    return header + fat + directory + b"".join(bodies)


def outlook():
    return compound(("__properties_version1.0", b"\1" * 64), ("__substg1.0_0037001F", b"H\0i\0"))


SAMPLES = {
    "photo.jpg": jpeg,
    "photo.png": png,
    "photo.webp": webp,
    "photo.heic": heic,
    "notes.pdf": pdf,
    "notes.docx": office,
    "rota.xlsx": lambda: office("xlsx"),
    "rota.csv": lambda: b"who,what\nSam,boiler\n",
    "notes.txt": "Handed over to Zoë at 14:45.\n".encode,
    "mail.eml": mail,
    "mail.msg": outlook,
    **{
        f"talk.{extension}": lambda extension=extension: recording(extension, 0.5)
        for extension in ("webm", "m4a", "ogg", "mp3", "wav")
    },
}
