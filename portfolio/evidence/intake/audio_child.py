"""Makes one recording anew as AAC, mono, with nothing attached: a process with limits and no network.

Run as `python audio_child.py FOLDER` by `audio.py`. The folder holds job.json and `in`; the child
writes out.m4a and report.json there and nothing else. It imports nothing of ours, so it starts fast.
"""

from __future__ import annotations

import json
import resource
import sys
from pathlib import Path
from typing import Any

import av
from av.audio.resampler import AudioResampler
from av.error import FFmpegError

RATE = 32_000
BITS = 56_000
"""Samples and bits a second: speech is clear, and an hour is 25 MB."""
QUIET = 0.001
"""The largest sample of what nobody can hear, 60 dB below the loudest: a microphone that was muted."""
FAULTS = 50
"""Damaged packets that are left out before the whole recording counts as damaged."""


class Stopped(Exception):
    """The recording is not taken; the word says why."""


def main(folder: Path) -> None:
    """Do what job.json says; whatever happens, report.json says how it went."""
    job: dict[str, Any] = json.loads((folder / "job.json").read_text("utf-8"))
    for limit, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, job["processor_seconds"]),
        (resource.RLIMIT_AS, job["memory"]),
        (resource.RLIMIT_FSIZE, job["written"]),
    ):
        resource.setrlimit(limit, (most, most))
    try:
        report: dict[str, Any] = {"problem": "", "samples": _made_anew(folder, job)}
    except Stopped as problem:
        report = {"problem": str(problem)}
    except MemoryError:
        report = {"problem": "large"}
    except (FFmpegError, OSError, ValueError, IndexError, KeyError, RuntimeError, OverflowError):
        report = {"problem": "damaged"}
    (folder / "report.json").write_text(json.dumps(report), "utf-8")


def _made_anew(folder: Path, job: dict[str, Any]) -> int:
    """Decode the first sound of `in` and write it; return how many samples it has."""
    most = job["seconds"] * RATE
    with (
        (folder / "in").open("rb") as source,
        # The format is the one we recognised: no other may be tried, such as lists of addresses.
        av.open(source, format=job["format"], metadata_errors="ignore") as read,
        av.open(str(folder / "out.m4a"), "w", format="ipod", options=_PLAIN) as written,
    ):
        if not read.streams.audio:
            raise Stopped("silent")
        sound = written.add_stream("aac", rate=RATE, layout="mono")
        sound.bit_rate = BITS
        resampler = AudioResampler(format="fltp", layout="mono", rate=RATE, frame_size=1024)
        samples, heard = 0, not job["heard"]
        for frame in _frames(read):
            for piece in resampler.resample(frame):
                piece.pts, piece.time_base = samples, sound.time_base or piece.time_base
                samples += piece.samples
                heard = heard or _is_heard(piece)
                if samples > most:
                    raise Stopped("long")
                written.mux(sound.encode(piece))
        written.mux(sound.encode(None))
    if not samples or not heard:
        raise Stopped("silent")
    return samples


def _is_heard(piece: Any) -> bool:
    """Whether any sample of a frame (floats, mono) is loud enough."""
    samples = memoryview(piece.planes[0]).cast("B").cast("f")[: piece.samples]
    return max(samples) > QUIET or min(samples) < -QUIET


_PLAIN = {"movflags": "+faststart", "fflags": "+bitexact"}


def _frames(read: Any) -> Any:
    """Yield the sound's frames, at the end None, leaving out a few damaged ones."""
    faults = 0
    for packet in read.demux(read.streams.audio[0]):
        try:
            yield from packet.decode()
        except FFmpegError:
            faults += 1
            if faults > FAULTS:
                raise
    yield None


if __name__ == "__main__":
    main(Path(sys.argv[1]))
