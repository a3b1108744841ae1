"""Recordings (WebM, MP4, Ogg, MP3, WAV): decoded and made anew as AAC in a process with limits."""

from __future__ import annotations

import functools
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from portfolio.evidence.intake.accepted import (
    MEGABYTE,
    DecodedFile,
    FileFormat,
    FileRefused,
    IntakeLimits,
)

RATE: Final = 32_000
"""Samples a second of what we make; the child says the same."""
MEDIA_TYPE: Final = "audio/mp4"
"""Of what we make: AAC in MPEG-4, which every browser plays, Safari too."""
_CHILD: Final = Path(__file__).with_name("audio_child.py")
_KEPT: Final = ("PATH", "LANG", "LD_LIBRARY_PATH")
_DAMAGED: Final = (
    "This recording is damaged or cut short. Play it once where it came from, "
    "save it again as MP3 or M4A, and add the new file."
)
_SILENT: Final = "There is no sound in this file. Add a recording that you can hear."
_TOO_LONG: Final = "This recording is longer than {minutes} minutes. Cut it into parts, and add the part that matters."
_TOO_HARD: Final = (
    "This recording took too long to read, so we stopped. Save it as MP3 or M4A and add that."
)


@dataclass(frozen=True)
class Bounds:
    """What one recording may cost: memory and bytes written in bytes, seconds by processor and clock."""

    memory: int = 1024 * MEGABYTE
    written: int = 64 * MEGABYTE
    processor_seconds: int = 120
    wall_seconds: float = 240


BOUNDS: Final = Bounds()


def make_anew(
    data: bytes, container: str, limits: IntakeLimits, bounds: Bounds = BOUNDS
) -> tuple[bytes, int]:
    """Return a recording as M4A with nothing attached, and its length in whole seconds, at least 1.

    `container` is FFmpeg's name of what it is. Pictures, titles, places and other tracks are left
    behind. Raises FileRefused with a sentence.
    """
    with tempfile.TemporaryDirectory(prefix="recording-") as name:
        folder = Path(name)
        (folder / "in").write_bytes(data)
        job = {
            "format": container,
            "seconds": limits.sound_seconds,
            "heard": limits.sound_heard,
            "memory": bounds.memory,
            "written": bounds.written,
            "processor_seconds": bounds.processor_seconds,
        }
        (folder / "job.json").write_text(json.dumps(job), "utf-8")
        _run(folder, bounds)
        samples = _samples(folder, limits)
        return (folder / "out.m4a").read_bytes(), max(1, round(samples / RATE))


def _run(folder: Path, bounds: Bounds) -> None:
    child = subprocess.Popen(  # noqa: S603 our own interpreter and file
        [sys.executable, "-I", str(_CHILD), str(folder)],
        cwd=folder,
        env={name: os.environ[name] for name in _KEPT if name in os.environ},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        child.wait(timeout=bounds.wall_seconds)
    except subprocess.TimeoutExpired:
        raise FileRefused(_TOO_HARD, "hard") from None
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    if -child.returncode in {signal.SIGXCPU, signal.SIGKILL}:
        raise FileRefused(_TOO_HARD, "hard")


def _samples(folder: Path, limits: IntakeLimits) -> int:
    """Read what the child says; one that left no word found the recording unreadable."""
    report = folder / "report.json"
    said: dict[str, Any] = json.loads(report.read_text("utf-8")) if report.exists() else {}
    match said.get("problem", "damaged"):
        case "":
            return int(said["samples"])
        case "silent":
            raise FileRefused(_SILENT, "silent")
        case "long":
            raise FileRefused(_TOO_LONG.format(minutes=limits.sound_seconds // 60), "long")
    raise FileRefused(_DAMAGED)


def _check(data: bytes, limits: IntakeLimits, *, container: str) -> DecodedFile:
    made, seconds = make_anew(data, container, limits)
    return DecodedFile(
        data=made, media_type=MEDIA_TYPE, extension="m4a", inline=True, seconds=seconds
    )


def _is_wav(data: bytes, _extension: str) -> bool:
    return data[:4] == b"RIFF" and data[8:12] == b"WAVE"


def _is_mp4(data: bytes, _extension: str) -> bool:
    """Say whether this is an ISO media file; pictures of that family are asked for before."""
    return (
        data[4:8] == b"ftyp"
        and re.match(rb"(M4A|M4B|mp4|iso|3gp|dash|avc1|MSNV|f4a)", data[8:12]) is not None
    )


def _is_webm(data: bytes, _extension: str) -> bool:
    return data.startswith(b"\x1aE\xdf\xa3") and b"webm" in data[:64]


def _is_mp3(data: bytes, _extension: str) -> bool:
    """Say whether this begins with a tag of MP3, or with a frame of its layer III."""
    frame = len(data) > 2 and data[0] == 0xFF and data[1] & 0xE6 == 0xE2 and data[2] & 0xF0 != 0xF0  # noqa: PLR2004 -- the bits of the header
    return data.startswith(b"ID3") or frame


def _format(
    words: str,
    media_type: str,
    extensions: tuple[str, ...],
    container: str,
    looks_like: Callable[[bytes, str], bool],
) -> FileFormat:
    check = functools.partial(_check, container=container)
    return FileFormat(words, "sound", media_type, extensions, looks_like, check)


WEBM = _format("WebM recording", "audio/webm", ("webm",), "matroska", _is_webm)
MP4 = _format("MPEG-4 recording", "audio/mp4", ("m4a", "mp4", "m4b", "3gp"), "mov", _is_mp4)
OGG = _format(
    "Ogg recording",
    "audio/ogg",
    ("ogg", "oga", "opus"),
    "ogg",
    lambda data, _: data.startswith(b"OggS"),
)
MP3 = _format("MP3 recording", "audio/mpeg", ("mp3",), "mp3", _is_mp3)
WAV = _format("WAV recording", "audio/wav", ("wav",), "wav", _is_wav)
