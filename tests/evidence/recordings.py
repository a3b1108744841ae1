"""Recordings as devices make them: a tone in each container that we take, with hidden data if asked."""

import io
import math
import struct
import wave

import av

RATE = 48_000
CONTAINERS = {
    "wav": ("wav", "pcm_s16le"),
    "mp3": ("mp3", "libmp3lame"),
    "m4a": ("ipod", "aac"),
    "mp4": ("mp4", "aac"),
    "ogg": ("ogg", "libopus"),
    "webm": ("webm", "libopus"),
}
"""By extension: the container and codec that a browser, phone or recorder uses."""


def recording(extension: str = "wav", seconds: float = 2, **metadata: str) -> bytes:
    """A tone of some seconds in a container, with metadata such as title or location."""
    container, codec = CONTAINERS[extension]
    out = io.BytesIO()
    with av.open(out, "w", format=container) as written:
        for key, value in metadata.items():
            written.metadata[key] = value
        stream = written.add_stream(codec, rate=RATE, layout="mono")
        for start in range(0, int(seconds * RATE), 960):
            for packet in stream.encode(_frame(start, min(960, int(seconds * RATE) - start))):
                written.mux(packet)
        written.mux(stream.encode(None))
    return out.getvalue()


def _frame(start: int, samples: int) -> av.AudioFrame:
    frame = av.AudioFrame(format="s16", layout="mono", samples=samples)
    tone = (int(8000 * math.sin(2 * math.pi * 440 * (start + at) / RATE)) for at in range(samples))
    data = struct.pack(f"<{samples}h", *tone)
    frame.planes[0].update(data.ljust(frame.planes[0].buffer_size, b"\0"))
    frame.sample_rate = RATE
    frame.pts = start
    return frame


def silence(seconds: int, rate: int = 8000) -> bytes:
    """A WAV file of silence, however long: eight thousand small samples a second."""
    out = io.BytesIO()
    with wave.open(out, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(1)
        written.setframerate(rate)
        written.writeframes(b"\x80" * (seconds * rate))
    return out.getvalue()


def film(seconds: float = 1, *, with_sound: bool = True) -> bytes:
    """An MP4 with a moving picture, and sound if asked."""
    out = io.BytesIO()
    with av.open(out, "w", format="mp4") as written:
        picture = written.add_stream("mpeg4", rate=10)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        sound = written.add_stream("aac", rate=RATE, layout="mono") if with_sound else None
        for number in range(int(seconds * 10)):
            frame = av.VideoFrame(64, 64, "yuv420p")
            frame.pts = number
            written.mux(picture.encode(frame))
        written.mux(picture.encode(None))
        if sound:
            for start in range(0, int(seconds * RATE), 960):
                written.mux(sound.encode(_frame(start, 960)))
            written.mux(sound.encode(None))
    return out.getvalue()
