"""A portfolio as PDF, beside headless Chromium printing the same HTML in the same run."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pikepdf

from bench.descendants import Bill, bill_of
from bench.measure import Measure
from bench.sizes import Sizes
from portfolio.base.paths import shipped
from portfolio.exports.dossier import Dossier
from portfolio.exports.formats.pdf import format as pdf
from portfolio.exports.formats.pdf.fill_design import fill_design
from tests.exports.sample import sample_dossier

CHROMIUM = (
    "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--no-pdf-header-footer",
)  # fmt: skip
STYLE = '<link rel="stylesheet" href="design/portfolio.css"></head>'


class NotPrinted(Exception):
    """Chromium made no PDF; the sentence says what it said."""


def run(sizes: Sizes) -> Iterator[Measure]:
    """Measure time, processor time and memory for each number of pieces."""
    for pieces in sizes.pieces:
        dossier = sample_dossier(pieces=pieces)
        with tempfile.TemporaryDirectory(prefix="portfolio-bench-") as name:
            yield from _measured(dossier, Path(name), pieces, sizes.repeats)


def _measured(dossier: Dossier, folder: Path, pieces: int, repeats: int) -> Iterator[Measure]:
    ours, theirs = folder / "ours.pdf", folder / "chromium.pdf"
    html = _laid_out(dossier, folder)
    bills, others = [], []
    for _ in range(repeats):  # by turns, so that both meet the same machine
        bills.append(bill_of(lambda: pdf.write(dossier, ours)))
        others.append(bill_of(lambda: _chromium(html, theirs, folder)))
    our, their = _least(bills), _least(others)
    size = f"{pieces} pieces ({_pages(ours)} pages; Chromium {_pages(theirs)})"
    beside = "Chromium, same HTML"
    yield Measure("PDF", our.wall, their.wall, "s", size, beside)
    yield Measure("PDF, processor", our.cpu, their.cpu, "s", size, beside)
    yield Measure("PDF, memory", our.memory / 2**20, their.memory / 2**20, "MiB", size, beside)
    files = ours.stat().st_size / 1024, theirs.stat().st_size / 1024
    yield Measure("PDF, file", *files, "KiB", size, beside)


def _least(bills: list[Bill]) -> Bill:
    return Bill(
        min(bill.wall for bill in bills),
        min(bill.cpu for bill in bills),
        min(bill.memory for bill in bills),
    )


def _laid_out(dossier: Dossier, folder: Path) -> Path:
    """Write the HTML, its style, fonts and photos as files beside each other; return the HTML's."""
    design = shipped("exports") / "pdf"
    shutil.copytree(design, folder / "design")
    (folder / "photo").mkdir()
    for piece in dossier.pieces:
        for attachment in piece.attachments:
            if attachment.photo is not None:
                (folder / "photo" / attachment.sha256).write_bytes(attachment.photo)
    place = folder / "page.html"
    text = fill_design(dossier, [design], {})
    assert "</head>" in text
    place.write_text(text.replace("</head>", STYLE, 1), "utf-8")
    return place


def _chromium(html: Path, out: Path, folder: Path) -> None:
    out.unlink(missing_ok=True)
    profile = f"--user-data-dir={folder / 'profile'}"
    command = [*CHROMIUM, profile, f"--print-to-pdf={out}", html.as_uri()]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    if not out.exists():
        raise NotPrinted(f"Chromium printed nothing: {done.stderr.strip()[-400:]}")


def _pages(place: Path) -> int:
    with pikepdf.open(place) as document:
        return len(document.pages)
