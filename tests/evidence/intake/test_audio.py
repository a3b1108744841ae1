"""Recordings: each container is made anew, hidden data stays behind, and bombs and damage are refused in time."""

import io

import av
import pytest

from portfolio.evidence.intake.accepted import LIMITS, FileRefused, IntakeLimits
from portfolio.evidence.intake.audio import Bounds, make_anew
from portfolio.evidence.intake.door import accept
from tests.evidence.recordings import CONTAINERS, film, recording, silence


def refused(data, name="talk.mp3", limits=LIMITS):
    with pytest.raises(FileRefused) as problem:
        accept(data, name, limits)
    return str(problem.value)


@pytest.mark.parametrize("extension", CONTAINERS)
def test_it_is_made_anew_with_nothing_attached(extension):
    data = recording(extension, 2, title="Secret title", location="+51.5074-000.1278/")
    kept = accept(data, f"talk with Ann.{extension}")
    assert (kept.filename, kept.media_type, kept.kind) == (
        "talk with Ann.m4a",
        "audio/mp4",
        "sound",
    )
    assert (kept.seconds, kept.inline) == (2, True)
    assert b"Secret" not in kept.data
    assert b"51.5" not in kept.data
    assert kept.data.index(b"moov") < kept.data.index(b"mdat")  # it plays before all of it is there
    with av.open(io.BytesIO(kept.data)) as made:
        [stream] = made.streams
        assert (stream.type, stream.codec_context.name, stream.channels) == ("audio", "aac", 1)
        assert set(made.metadata) <= {"major_brand", "minor_version", "compatible_brands"}


def test_a_film_keeps_only_its_sound():
    kept = accept(film(2), "film.mp4")
    with av.open(io.BytesIO(kept.data)) as made:
        assert [stream.type for stream in made.streams] == ["audio"]
    assert "There is no sound in this file" in refused(film(with_sound=False), "film.mp4")


def test_so_many_seconds_are_taken_and_not_one_more():
    minute = IntakeLimits(sound_seconds=60)
    assert accept(silence(60), "long.wav", minute).seconds == 60
    assert "longer than 1 minute" in refused(silence(61), "long.wav", minute)


@pytest.mark.long
def test_an_hour_is_taken_and_a_second_more_is_not():
    assert accept(silence(3600), "long.wav").seconds == 3600
    assert "longer than 60 minutes" in refused(silence(3601), "long.wav")


def test_large_and_damaged_files_get_a_sentence():
    small = IntakeLimits(sound_bytes=1000)
    assert "The most we can take is" in refused(recording("mp3"), limits=small)
    assert "damaged" in refused(b"ID3\x03" + bytes(5000))
    assert "damaged" in refused(recording("m4a")[:200], "talk.m4a")
    assert "damaged" in refused(b"\x1aE\xdf\xa3" + b"webm" + bytes(range(256)) * 50, "a.webm")
    for cut in (0.3, 0.7):
        data = recording("webm", 2)
        assert accept(data[: int(len(data) * cut)], "cut.webm").seconds in (1, 2)


def test_lists_of_addresses_are_no_recordings():
    listed = b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    assert accept(listed, "talk.txt").kind == "text"
    for data in (b"ID3\x03" + listed, b"RIFF\0\0\0\0WAVE" + listed, b"OggS" + listed):
        assert "damaged" in refused(data)


@pytest.mark.parametrize(
    "bounds", [Bounds(processor_seconds=0), Bounds(wall_seconds=0.001), Bounds(memory=30_000_000), Bounds(written=100)]
)  # fmt: skip
def test_what_it_may_cost_is_bounded(bounds):
    with pytest.raises(FileRefused):
        make_anew(silence(600), "wav", LIMITS, bounds)
