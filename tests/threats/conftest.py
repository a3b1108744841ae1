"""A served house for all threats, its mail server, its people, and what its database holds."""

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest

from portfolio.people.model import Account
from portfolio.witness.model import WitnessRequest
from tests.journeys.house import PATIENCE, Cast, House, free_port
from tests.one_app import close
from tests.threats.insider import Insider
from tests.threats.outsider import Outsider, Reply
from tests.threats.post_office import PostOffice
from tests.witness.asked import asked

BUSY = "SELECT count(*) FROM job WHERE status IN ('queued', 'running') AND due_at < datetime('now', '+2 seconds')"


@dataclass(frozen=True)
class Asked:
    """A witness who was asked: the request, their address, and the link from the mail they got."""

    request: WitnessRequest
    email: str
    link: str

    @property
    def path(self) -> str:
        return urlsplit(self.link).path

    @property
    def secret(self) -> str:
        return self.path.rsplit("/", 1)[1]


class Served(House):
    """A running house, and what can be seen of it from outside and underneath."""

    mailbox: PostOffice
    _witnesses = count(1)

    def ask(self, cast: Cast, **changes) -> Asked:
        """Let the learner ask a witness of their own; wait for the mail."""
        email = changes.pop("witness_email", f"witness{next(self._witnesses)}@works.example.org")
        with self.inside():
            request = asked(cast, witness_email=email, **changes)
        return Asked(request, email, self.mailbox.link_for(email, "/w/"))

    def outsider(self, **headers: str) -> Outsider:
        """Return a plain client without cookies."""
        return Outsider(self.url, {name.replace("_", "-"): said for name, said in headers.items()})

    def elsewhere(self, number: int = 9) -> Outsider:
        """Return a plain client in another network."""
        return Outsider(self.url, source=f"127.0.0.{number}")

    def trust_page(self, assessor: Account, request: WitnessRequest) -> Reply:
        """Return the page on which an assessor reads why a statement may be trusted."""
        wanted = "SELECT id FROM statement WHERE request_id = ?"
        [(statement,)] = self.rows(wanted, request.id.hex)
        page = self.signed_in(assessor).get(f"/witnesses/statements/{UUID(statement)}")
        assert page.status == 200, page.status
        return page

    def signed_in(self, account: Account) -> Insider:
        """Return a client in which somebody is signed in."""
        return Insider(self.url).sign_in(account.email)

    def rows(self, question: str, *values) -> list[tuple]:
        """Ask the database itself."""
        with closing(sqlite3.connect(self.home / "portfolio.db", timeout=PATIENCE)) as file:
            return file.execute(question, values).fetchall()

    def everything(self) -> list[str]:
        """Return every row of every table, once no job is under way; but not what counts guesses (SECURITY)."""
        self.quiet()
        with closing(sqlite3.connect(self.home / "portfolio.db", timeout=PATIENCE)) as file:
            return [line for line in file.iterdump() if not line.startswith('INSERT INTO "guess"')]

    def envelopes(self) -> list[list[str]]:
        """Return whom each message was handed over for, once no job is under way, so that none comes late."""
        self.quiet()
        return list(self.mailbox.envelopes)

    def quiet(self) -> None:
        """Wait until the worker has done what is due."""
        until = time.monotonic() + PATIENCE
        while self.rows(BUSY) != [(0,)]:
            assert time.monotonic() < until, self.rows("SELECT name, status, words FROM job")
            time.sleep(0.02)


@pytest.fixture(scope="session")
def post_office() -> Iterator[PostOffice]:
    """A mail server of our own."""
    with PostOffice(free_port()) as kept:
        yield kept


@pytest.fixture(scope="session")
def home(template_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the world in it."""
    home = tmp_path_factory.mktemp("threats") / "home"
    shutil.copytree(template_home, home)
    return home


@pytest.fixture(scope="session")
def house(home: Path, post_office: PostOffice) -> Iterator[Served]:
    """The application, served as `portfolio run` does."""
    with Served(home, post_office).open() as running:
        yield running
        close(running.app)


@pytest.fixture(autouse=True)
def no_guesses_yet(request: pytest.FixtureRequest) -> None:
    """Forget the guesses of earlier tests: all come from one network, which would be told to wait."""
    if "house" in request.fixturenames:
        served: Served = request.getfixturevalue("house")
        with closing(sqlite3.connect(served.home / "portfolio.db", timeout=30)) as file, file:
            file.execute("DELETE FROM guess")


@pytest.fixture
def cast(house: Served) -> Cast:
    """A learner and their assessor, whom no other test meets."""
    return house.cast()


@pytest.fixture
def asked_one(house: Served, cast: Cast) -> Asked:
    """A witness with an open link."""
    return house.ask(cast)


@pytest.fixture
def unchanged(house: Served) -> Callable[[], None]:
    """Remember every row; the answer says that they are all as they were."""
    before = house.everything()

    def check() -> None:
        after = house.everything()
        new = set(after) - set(before)
        gone = set(before) - set(after)
        assert not new, sorted(new)[:5]
        assert not gone, sorted(gone)[:5]

    return check


@pytest.fixture
def second_process(house: Served) -> Iterator[Served]:
    """Another server on the same home: what one counts, the other must know."""
    other = Served(house.home, house.mailbox)
    other.log = house.home.with_name(f"{house.home.name}-{other.port}.log")
    with other.open() as running:
        yield running
