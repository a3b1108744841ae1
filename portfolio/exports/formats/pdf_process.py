"""Runs the printing child within limits of time and memory, and says in one sentence what went wrong if it did."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import portfolio
from portfolio.exports.formats.format import ExportProblem

_KEPT = (
    "PATH",
    "HOME",
    "LANG",
    "TMPDIR",
    "XDG_CACHE_HOME",
    "FONTCONFIG_PATH",
    "FONTCONFIG_FILE",
    "LD_LIBRARY_PATH",
)
_TOO_LONG = {signal.SIGXCPU, signal.SIGKILL}


class PdfTookTooLong(ExportProblem):
    """Printing was stopped by its limit of time."""


class PdfTooLarge(ExportProblem):
    """Printing was stopped by its limit of memory."""


class PdfRefused(ExportProblem):
    """The print design asked for something that isn't part of the portfolio."""


class PdfFaulty(ExportProblem):
    """The PDF could not be made as it should be."""


class PangoMissing(ExportProblem):
    """The library that sets text is not installed."""


@dataclass(frozen=True)
class Limits:
    """What one print may cost: address space in bytes, processor seconds, and seconds by the clock on the wall."""

    memory: int = 4 * 1024**3
    processor_seconds: int = 300
    wall_seconds: float = 600


@dataclass(frozen=True)
class Printed:
    """What came out: the PDF's path, its number of pages, and characters for which no font here has a glyph."""

    path: Path
    pages: int
    missing: tuple[str, ...]


def run(folder: Path, limits: Limits) -> Printed:
    """Print the folder in a child process.

    Raises PdfTookTooLong, PdfTooLarge, PdfRefused, PangoMissing or PdfFaulty, each with a sentence.
    """
    command = [sys.executable, "-P", "-m", "portfolio.exports.formats.pdf_child", str(folder)]
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    environment |= {"PYTHONPATH": _source(), "PYTHONHASHSEED": "0"}
    with (folder / "child.log").open("wb") as log:
        child = subprocess.Popen(  # noqa: S603 our own interpreter and module
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            code = child.wait(timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired:
            raise _too_long(limits.wall_seconds) from None
        finally:
            _end(child)
    return read_report(folder, code, limits)


def read_report(folder: Path, code: int, limits: Limits) -> Printed:
    """What the child left behind, as a result or as the problem it stands for."""
    report = folder / "report.json"
    if not report.exists():
        if -code in _TOO_LONG:
            raise _too_long(limits.processor_seconds)
        words = (folder / "child.log").read_text("utf-8", "replace")
        if (
            code < 0
            or "MemoryError" in words
            or "memory" in words.lower()
            or "failed to map" in words
        ):
            raise _too_large(limits)
        last = words.strip().splitlines()[-1:] or ["no message"]
        raise _faulty(last)
    said = json.loads(report.read_text("utf-8"))
    detail = [str(line) for line in said.get("detail", [])]
    match said["problem"]:
        case "":
            return Printed(folder / "out.pdf", said["pages"], tuple(said["missing"]))
        case "memory":
            raise _too_large(limits)
        case "pango":
            raise PangoMissing(
                "The PDF can't be made because the text library Pango is missing. Install it with: "
                "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
            )
        case "refused":
            raise PdfRefused(
                f"The print design asked for {', '.join(detail)}, which is not part of the portfolio. "
                "Put the file into the design's own folder and name it there."
            )
    raise _faulty(detail)


def _source() -> str:
    return str(Path(portfolio.__file__).resolve().parent.parent)


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the child and whatever it started."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()


def _too_long(seconds: float) -> PdfTookTooLong:
    return PdfTookTooLong(
        f"The PDF was not finished after {seconds:g} seconds, so it was stopped. "
        "Export one unit at a time, or ask the administrator to raise the limit."
    )


def _too_large(limits: Limits) -> PdfTooLarge:
    return PdfTooLarge(
        f"The PDF needs more than the {limits.memory // 1024**2} MB of memory it may use, so it was stopped. "
        "Export one unit at a time, or ask the administrator to raise the limit."
    )


def _faulty(detail: list[str]) -> PdfFaulty:
    return PdfFaulty(
        f"The PDF could not be made: {'; '.join(detail)}. Nothing is lost; ask the administrator to look at the print design."
    )
