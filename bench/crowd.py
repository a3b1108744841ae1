"""A crowd of witnesses at once, over loopback: each goes a recorded way with a link of their own, then the next comes."""

import asyncio
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urlencode

PATIENCE = 120.0
"""Seconds until an answer counts as none: longer than any browser waits."""
MARK = "((witness))"
"""Stands in the recorded statement; each witness writes their own number there."""


@dataclass(frozen=True)
class Recorded:
    """One step of the way as it was recorded once: its name, where it goes, and what is sent."""

    name: str
    path: str
    fields: dict[str, str] | None
    """None: a GET of the link."""
    autosave: bool = False
    """Whether the page's script sends it while somebody types; the answer is a mark instead of a page."""

    @property
    def fresh(self) -> list[str]:
        """Names of fields whose value is taken from the page before."""
        known = self.fields or {}
        return [
            field_name
            for field_name in ("sealed", "seen_revision", "receipt")
            if field_name in known
        ]


@dataclass
class Crowd:
    """What came of it: seconds of every answer by step, whole ways acknowledged, and what went wrong."""

    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    done: dict[int, str] = field(default_factory=dict)
    """The receipt's page of each witness (by number) whose statement was acknowledged."""
    faults: list[str] = field(default_factory=list)
    wall: float = 0.0


def gather(
    port: int, way: Sequence[Recorded], links: Sequence[str], at_once: int, seconds: float
) -> Crowd:
    """Let `at_once` witnesses write at the same time; whoever is done is followed, until `seconds` are over.

    Those who began finish. A witness has the connection of one browser, kept open.
    """
    crowd = Crowd()
    everybody = _all(crowd, port, way, iter(enumerate(links)), at_once, seconds)
    with ThreadPoolExecutor(1) as beside:  # whoever asks may have a loop of their own that runs
        beside.submit(asyncio.run, everybody).result()
    return crowd


async def _all(
    crowd: Crowd,
    port: int,
    way: Sequence[Recorded],
    waiting: Iterator[tuple[int, str]],
    at_once: int,
    seconds: float,
) -> None:
    began = time.perf_counter()

    async def one_after_another() -> None:
        while time.perf_counter() - began < seconds:
            coming = next(waiting, None)
            if coming is None:
                return
            try:
                await asyncio.wait_for(_go(crowd, port, way, *coming), PATIENCE)
            except (OSError, EOFError, TimeoutError) as problem:
                crowd.faults.append(f"{type(problem).__name__}: {problem}")

    await asyncio.gather(*(one_after_another() for _ in range(at_once)))
    crowd.wall = time.perf_counter() - began


async def _go(crowd: Crowd, port: int, way: Sequence[Recorded], number: int, link: str) -> None:
    began = time.perf_counter()  # a witness waits for the connection too
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    page = ""
    try:
        for step in way:
            writer.write(_request(port, step, number, link, page))
            status, said = await _answer(reader)
            page = _marked_anew(page, said) if step.autosave else said
            crowd.took[step.name].append(time.perf_counter() - began)
            if status != 200:
                crowd.faults.append(f"{step.name}: {status}")
                return
            began = time.perf_counter()
        crowd.done[number] = page
    finally:
        writer.close()
        await writer.wait_closed()


def _request(port: int, step: Recorded, number: int, link: str, page: str) -> bytes:
    host = f"Host: 127.0.0.1:{port}\r\n"
    if step.fields is None:
        return f"GET {link} HTTP/1.1\r\n{host}\r\n".encode()
    sent = step.fields | {name: _value(page, name) for name in step.fresh}
    said = {name: value.replace(MARK, f"({number})") for name, value in sent.items()}
    body = urlencode(said).encode()
    autosave = "X-Autosave: 1\r\n" if step.autosave else ""
    head = (
        f"POST {step.path} HTTP/1.1\r\n{host}{autosave}Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _value(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*? value="([^"]*)"', page)
    return found[1] if found else ""


def _marked_anew(page: str, said: str) -> str:
    """Return the page as its script leaves it after a save: with the mark of what is kept now."""
    mark = re.search(r'"revision": ?"([^"]*)"', said)
    old = _value(page, "seen_revision")
    return page.replace(f'value="{old}"', f'value="{mark[1]}"') if mark and old else page


async def _answer(reader: asyncio.StreamReader) -> tuple[int, str]:
    head = await reader.readuntil(b"\r\n\r\n")
    length = re.search(rb"(?i)\r\ncontent-length: (\d+)", head)
    body = await reader.readexactly(int(length[1])) if length else b""
    return int(head[9:12]), body.decode()
