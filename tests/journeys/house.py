"""A house to visit: `portfolio run` as its own process on a loopback port, with a home, mail and people."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.error import URLError

from flask import Flask

from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from portfolio.people.model import Account
from tests.conftest import CARRY_OUT, MAINTAIN, PASSWORD, app_at
from tests.journeys.mailbox import Mailbox

KEY = "a key for tests only"
PATIENCE = 30


def free_port() -> int:
    """Return a loopback port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@dataclass(frozen=True)
class Cast:
    """The people of one journey, whom no other journey meets."""

    learner: Account
    assessor: Account
    enrolment: Enrolment
    second_enrolment: Enrolment


class House:
    """A running server; `inside()` opens the same home in this process, to prepare and to look."""

    def __init__(self, home: Path, mailbox: Mailbox) -> None:
        self.home, self.mailbox = home, mailbox
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = home.with_name(f"{home.name}.log")
        self._numbers = count(1)

    def environment(self) -> dict[str, str]:
        """Return what the server is told; nothing of the machine's own settings."""
        own = {key: value for key, value in os.environ.items() if not key.startswith("PORTFOLIO_")}
        return own | {
            "PORTFOLIO_HOME": str(self.home),
            "PORTFOLIO_SECRET_KEY": KEY,
            "PORTFOLIO_PUBLIC_URL": self.url,
            "PORTFOLIO_SMTP_URL": self.mailbox.url,
            "PYTHONUNBUFFERED": "1",
        }

    @contextmanager
    def open(self) -> Iterator["House"]:
        """Serve until the end of the block. The server must end when asked, and with nothing to regret."""
        command = [sys.executable, "-m", "portfolio", "run", "--port", str(self.port)]
        with self.log.open("wb") as log:
            server = subprocess.Popen(command, env=self.environment(), stdout=log, stderr=log)
        try:
            self._wait_for(server)
            yield self
        finally:
            server.send_signal(signal.SIGTERM)
            status = server.wait(PATIENCE)
        said = self.log.read_text()
        assert status == 0, said
        assert "Traceback" not in said, said

    def _wait_for(self, server: "subprocess.Popen[bytes]") -> None:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                with urllib.request.urlopen(f"{self.url}/readyz", timeout=5):
                    return
            except URLError:
                if server.poll() is not None or time.monotonic() > deadline:
                    raise AssertionError(self.log.read_text()) from None
            time.sleep(0.05)

    def set_up_code(self) -> str:
        """Read the code that the server printed in its terminal."""
        found = re.search(r"Set-up code for the first page: (\S+)", self.log.read_text())
        assert found, self.log.read_text()
        return found[1]

    @property
    def app(self) -> Flask:
        """The application on the same home, in this process."""
        if not hasattr(self, "_app"):
            more = {"PUBLIC_URL": self.url, "SMTP_URL": self.mailbox.url}
            self._app = app_at(self.home, **more)
        return self._app

    @contextmanager
    def inside(self) -> Iterator[None]:
        """Open the application's context, for the stores' verbs."""
        with self.app.app_context():
            yield

    def cast(self) -> Cast:
        """Add a learner on both units and their assessor."""
        number = next(self._numbers)
        with self.inside():
            learner = _add(f"Mia{number} Learner", "learner")
            assessor = _add(f"Ann{number} Assessor", "assessor")
            library = self.app.extensions["criteria"]
            first, second = (
                enrolments.enrol(
                    learner=learner, unit=library.unit(unit_id), assessor=assessor, by=SYSTEM
                )
                for unit_id in (MAINTAIN, CARRY_OUT)
            )
        return Cast(learner, assessor, first, second)


def _add(name: str, role: str) -> Account:
    email = name.lower().replace(" ", ".") + "@fellside.example"
    return people.add(name=name, email=email, role_names=[role], by=SYSTEM, password=PASSWORD)
