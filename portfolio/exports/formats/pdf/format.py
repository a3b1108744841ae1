"""The portfolio as one tagged PDF, printed by a child process from the print design `pdf`."""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from portfolio.base.paths import shipped
from portfolio.exports.dossier import Dossier
from portfolio.exports.formats.format import ExportProblem, Format, Progress, silent
from portfolio.exports.formats.pdf.fill_design import fill_design
from portfolio.exports.formats.pdf.process import Printed, PrintLimits, run

_STYLE = "portfolio.css"
_MEDIA_TYPES = {
    ".css": "text/css",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".woff": "font/woff",
    ".woff2": "font/woff2",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}


class DesignMissing(ExportProblem):
    """There is no print design to print by."""


def write(
    dossier: Dossier,
    out: Path,
    progress: Progress = silent,
    designs: Sequence[Path] = (),
    limits: PrintLimits = PrintLimits(),  # noqa: B008 frozen
) -> None:
    """Write the dossier as PDF to `out`, whole or not at all.

    `designs` are `exports` folders, the centre's own first: a file of the first that has it wins,
    the shipped one is last. Raises ExportProblem (PdfTookTooLong, PdfTooLarge, PdfRefused,
    PdfFaulty, PangoMissing, DesignMissing) with a sentence. The same dossier, design and engine
    give the same bytes.
    """
    folders = [
        folder / "pdf" for folder in [*designs, shipped("exports")] if (folder / "pdf").is_dir()
    ]
    if not any((folder / "portfolio.html").is_file() for folder in folders):
        raise DesignMissing(
            "There is no print design: exports/pdf/portfolio.html is missing. "
            "Install the product again."
        )
    progress(0, 3, "Setting the pages")
    with tempfile.TemporaryDirectory(prefix="portfolio-pdf-") as name:
        printed = _print(dossier, folders, Path(name), {}, limits)
        spelled: dict[str, str] = {}
        while new := set(printed.missing) - set(
            spelled
        ):  # spelled out rather than printed as empty boxes
            progress(1, 3, "Some characters have no font here: setting the pages again")
            spelled |= {character: f"[U+{ord(character):04X}]" for character in sorted(new)}
            printed = _print(dossier, folders, Path(name), spelled, limits)
        progress(2, 3, "Writing the file")
        part = out.with_name(out.name + ".part")
        shutil.copyfile(printed.path, part)
        part.replace(out)
    progress(3, 3, f"Finished: {printed.pages} pages")


def _print(
    dossier: Dossier,
    designs: Sequence[Path],
    folder: Path,
    missing: Mapping[str, str],
    limits: PrintLimits,
) -> Printed:
    """Lay everything the child needs into the folder as files, and let it print."""
    html = fill_design(dossier, designs, missing)
    files = _design_files(designs) | _photos(dossier, folder)
    (folder / "page.html").write_text(html, "utf-8")
    (folder / "report.json").unlink(missing_ok=True)
    job = {
        "memory": limits.memory,
        "seconds": limits.processor_seconds,
        "style": f"design/{_STYLE}",
        "files": files,
        "identifier": hashlib.sha256(html.encode()).hexdigest()[:32],
    }
    (folder / "job.json").write_text(json.dumps(job), "utf-8")
    return run(folder, limits)


def _design_files(designs: Sequence[Path]) -> dict[str, tuple[str, str]]:
    """Every style, font and picture of the designs by address; the first folder wins."""
    files: dict[str, tuple[str, str]] = {}
    for design in reversed(designs):
        for path in sorted(design.rglob("*")):
            if path.suffix in _MEDIA_TYPES and path.is_file():
                files[f"design/{path.relative_to(design).as_posix()}"] = (
                    str(path.resolve()),
                    _MEDIA_TYPES[path.suffix],
                )
    return files


def _photos(dossier: Dossier, folder: Path) -> dict[str, tuple[str, str]]:
    """Write each photo once, named by its checksum."""
    files: dict[str, tuple[str, str]] = {}
    for piece in dossier.pieces:
        for attachment in piece.attachments:
            if attachment.photo is not None:
                name = hashlib.sha256(attachment.photo).hexdigest()
                (folder / name).write_bytes(attachment.photo)
                files[f"photo/{attachment.sha256}"] = (name, attachment.media_type)
    return files


FORMAT = Format("pdf", "PDF to read and print", "application/pdf", ".pdf", write)
