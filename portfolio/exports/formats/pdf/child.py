"""Prints one folder of HTML, CSS and pictures as a PDF: a process with limits and no network.

Run as `python -m portfolio.exports.formats.pdf.child FOLDER`. The folder holds job.json, page.html
and the files job.json names; the child writes out.pdf and report.json there and nothing else.
"""

from __future__ import annotations

import gc
import json
import logging
import resource
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

HOME = "https://portfolio.invalid/"
"""The address everything in the folder has; .invalid can never be a real host."""


class _Records(logging.Handler):
    """Keeps what WeasyPrint logs: errors spoil the PDF, missing characters are asked for again."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.errors: list[str] = []
        self.missing: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        if str(record.msg).startswith(".notdef") and isinstance(record.args, tuple):
            self.missing.add(str(record.args[0]))
        elif record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage())


def main(folder: Path) -> None:
    """Print what the folder asks for; whatever happens, report.json says how it went."""
    job: dict[str, Any] = json.loads((folder / "job.json").read_text("utf-8"))
    _limit(job)
    try:
        report = _print(folder, job)
    except (MemoryError, SystemError):  # cffi says SystemError when memory runs out in C
        report = {"problem": "memory"}
    except OSError as problem:
        lacking = "pango" if "cannot load library" in str(problem) else "faulty"
        report = {"problem": lacking, "detail": [str(problem)]}
    except Exception as problem:  # noqa: BLE001 the parent turns it into a sentence
        report = {"problem": "faulty", "detail": [f"{type(problem).__name__}: {problem}"]}
    (folder / "report.json").write_text(json.dumps(report), "utf-8")


def _limit(job: dict[str, Any]) -> None:
    """Bound time before anything is loaded; no core dump of anybody's portfolio."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (job["seconds"], job["seconds"] + 5))


def _print(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Render and write; returns the report."""
    weasyprint: Any = import_module("weasyprint")  # costs 0.7 s and needs Pango: only here
    urls: Any = import_module("weasyprint.urls")
    text_fonts: Any = import_module("weasyprint.text.fonts")
    fonts = text_fonts.FontConfiguration()
    # Memory is bounded only now: lacking memory must not look like lacking Pango, and fontconfig
    # that runs short while it reads the fonts would write an empty cache for the whole machine.
    resource.setrlimit(resource.RLIMIT_AS, (job["memory"], job["memory"]))

    files = {
        HOME + name: (folder / path, media_type)
        for name, (path, media_type) in job["files"].items()
    }
    refused: list[str] = []

    class OnlyOurs(urls.URLFetcher):
        """Serves the bytes we were handed, by exact address; refuses all else and remembers it."""

        def fetch(self, url: str, headers: object = None) -> Any:  # noqa: ARG002 as WeasyPrint calls it
            if url not in files:
                refused.append(url)
                raise urls.FatalURLFetchingError(url)
            path, media_type = files[url]
            return urls.URLFetcherResponse(url, path.read_bytes(), {"Content-Type": media_type})

    records = _Records()
    logger = logging.getLogger("weasyprint")
    logger.handlers = [records]
    gc.disable()  # saves a quarter of the time; the process ends soon
    try:
        fetcher = OnlyOurs()
        text = (folder / "page.html").read_text("utf-8")
        style = weasyprint.CSS(url=HOME + job["style"], url_fetcher=fetcher, font_config=fonts)
        proof = weasyprint.HTML(string=_proof(text), base_url=HOME, url_fetcher=fetcher)
        proof.write_pdf(stylesheets=[style], font_config=fonts)
        if records.missing:  # found on one small page, before the long work
            return {"problem": "", "pages": 0, "missing": sorted(records.missing)}
        html = weasyprint.HTML(string=text, base_url=HOME, url_fetcher=fetcher)
        document = html.render(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
        identifier = job["identifier"].encode()
        pdf = document.write_pdf(
            pdf_variant="pdf/ua-1", pdf_identifier=identifier, finisher=_name_links
        )
    except urls.FatalURLFetchingError:
        return {"problem": "refused", "detail": refused}
    if refused:  # inside inline SVG the refusal is swallowed
        return {"problem": "refused", "detail": refused}
    if records.errors:
        return {"problem": "faulty", "detail": records.errors}
    (folder / "out.pdf").write_bytes(pdf)
    return {"problem": "", "pages": len(document.pages), "missing": sorted(records.missing)}


def _name_links(document: Any, _pdf: Any) -> None:
    """Let every link be read out by its words; WeasyPrint gives only its anchor."""
    pydyf: Any = import_module("pydyf")
    for page in document.pages:
        for _kind, _target, _rectangle, box in page.links:
            words = "".join(child.text for child in box.descendants() if hasattr(child, "text"))
            if box.link_annotation is not None and words.strip():
                box.link_annotation["Contents"] = pydyf.String(words)


def _proof(text: str) -> str:
    """Return a page of every unusual character once: it tells quickly what the fonts lack."""
    unusual = sorted({character for character in text if not character.isascii()})
    return f'<html lang="en-GB"><title>Proof</title><p>{" ".join(unusual)}'


if __name__ == "__main__":
    main(Path(sys.argv[1]))
