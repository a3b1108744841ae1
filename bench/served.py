"""Serves a page in a process of its own and sends it a bounded number of requests over loopback."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from bench.house import PageFailed
from portfolio.base.settings.setting_checks import PREFIX

LOOPBACK = "127.0.0.1"
PATIENCE = 30.0  # seconds until a server must answer


@dataclass(frozen=True)
class Server:
    """A server that runs: the port it listens at, and its process."""

    port: int
    process: int

    def processor(self) -> float:
        """Return the processor seconds it has used so far, all its threads together."""
        stat = Path(f"/proc/{self.process}/stat").read_text().rpartition(")")[2].split()
        return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def served(command: Sequence[str], log: Path) -> Iterator[int]:
    """Run `python COMMAND… PORT` as a server; lend its port, and stop it afterwards. Raises PageFailed."""
    with serving(command, log) as server:
        yield server.port


@contextmanager
def serving(command: Sequence[str], log: Path) -> Iterator[Server]:
    """Do as `served`, and lend the process too. Raises PageFailed."""
    port = _free_port()
    with log.open("wb") as words:
        server = subprocess.Popen(
            [sys.executable, *command, str(port)],
            stdout=words,
            stderr=words,
            cwd=Path(__file__).parents[1],
            env=_environment(),
        )
        try:
            _wait_for(port, server, log)
            yield Server(port, server.pid)
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(PATIENCE)


def _environment() -> dict[str, str]:
    """Return this process's environment without our settings: the server is told its home."""
    return {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


def _wait_for(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while server.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection((LOOPBACK, port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise PageFailed(f"The server did not begin: {log.read_text(errors='replace')[-400:]}")


def per_second(port: int, path: str, requests: int, clients: int, cookie: str = "") -> float:
    """Send `requests` in all by `clients` at once; return how many were answered in a second.

    Raises PageFailed unless every answer is 200.
    """
    headers = {"Cookie": cookie} if cookie else {}
    numbers, answers = count(), []

    def send() -> None:
        with closing(http.client.HTTPConnection(LOOPBACK, port, timeout=PATIENCE)) as connection:
            while next(numbers) < requests:
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                answer.read()
                answers.append(answer.status)

    send_one = [threading.Thread(target=send) for _ in range(clients)]
    began = time.perf_counter()
    for thread in send_one:
        thread.start()
    for thread in send_one:
        thread.join()
    took = time.perf_counter() - began
    if answers != [200] * requests:
        raise PageFailed(f"GET {path}: {answers.count(200)} of {requests} answers were pages.")
    return requests / took
