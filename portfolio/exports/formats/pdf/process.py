"""Runs the printing child within limits, and says in one sentence what went wrong if it did."""

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
_NO_MEMORY = ("MemoryError", "annot allocate memory", "failed to map segment")
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


class FontsMissing(ExportProblem):
    """No font is installed at all."""


@dataclass(frozen=True)
class PrintLimits:
    """What one print may cost: memory in bytes, processor seconds, seconds by the clock."""

    memory: int = 4 * 1024**3
    processor_seconds: int = 300
    wall_seconds: float = 600


@dataclass(frozen=True)
class Printed:
    """What came out: the PDF, its number of pages, and characters no font here has."""

    path: Path
    pages: int
    missing: tuple[str, ...]


def run(folder: Path, limits: PrintLimits) -> Printed:
    """Print the folder in a child process.

    Raises PdfTookTooLong, PdfTooLarge, PdfRefused, PangoMissing or PdfFaulty, each with a sentence.
    """
    folder = folder.resolve()
    command = [sys.executable, "-P", "-m", "portfolio.exports.formats.pdf.child", str(folder)]
    with (folder / "child.log").open("wb") as log:
        child = subprocess.Popen(  # noqa: S603 our own interpreter and module
            command,
            cwd=folder,
            env=_environment(),
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


def read_report(folder: Path, code: int, limits: PrintLimits) -> Printed:
    """Read what the child left behind: a result, or the problem to raise."""
    report = folder / "report.json"
    if not report.exists():
        raise _died(folder, code, limits)
    said = json.loads(report.read_text("utf-8"))
    detail = [str(line) for line in said.get("detail", [])]
    match said["problem"]:
        case "":
            return Printed(folder / "out.pdf", said["pages"], tuple(said["missing"]))
        case "memory":
            raise _too_large(limits)
        case "pango":
            raise PangoMissing(
                "The PDF can't be made: the text library Pango is missing. Install it with: "
                "apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
            )
        case "refused":
            raise PdfRefused(
                f"The print design asked for {', '.join(detail)}, "
                "which is not part of the portfolio. Put the file into the design's own folder and name it there."
            )
    if any(sign in line for sign in _NO_MEMORY for line in detail):
        raise _too_large(limits)
    raise _faulty(detail)


def _died(folder: Path, code: int, limits: PrintLimits) -> ExportProblem:
    """Say why a child left no report: out of time, out of memory, or something nobody foresaw."""
    if -code in _TOO_LONG:
        return _too_long(limits.processor_seconds)
    words = (folder / "child.log").read_text("utf-8", "replace")
    if "No fonts configured" in words:
        return FontsMissing(
            "The PDF can't be made: this computer has no fonts. Install some with: "
            "apt install fonts-dejavu-core"
        )
    if code < 0 or any(sign in words for sign in _NO_MEMORY):
        return _too_large(limits)
    return _faulty(words.strip().splitlines()[-1:] or ["no message"])


def _environment() -> dict[str, str]:
    """Return what the child may know: where programs and fonts are, and none of our settings."""
    source = str(Path(portfolio.__file__).resolve().parent.parent)
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "PYTHONPATH": source, "PYTHONHASHSEED": "0"}


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


def _too_large(limits: PrintLimits) -> PdfTooLarge:
    return PdfTooLarge(
        f"The PDF needs more than the {limits.memory // 1024**2} MB of memory it may use, "
        "so it was stopped. Export one unit at a time, or ask the administrator to raise the limit."
    )


def _faulty(detail: list[str]) -> PdfFaulty:
    return PdfFaulty(
        f"The PDF could not be made: {'; '.join(detail)}. "
        "Nothing is lost; ask the administrator to look at the print design."
    )
