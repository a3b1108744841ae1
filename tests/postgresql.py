"""Starts a temporary PostgreSQL cluster from Debian's package, for the tests that run on both engines."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg

PACKAGE = Path("/usr/lib/postgresql")
MEMORY = "/dev/shm"  # noqa: S108 -- the same
QUICK = {  # nothing here outlives the tests, so nothing needs to reach the disk
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "shared_buffers": "32MB",
    "max_connections": "300",
    "listen_addresses": "",
}


class NoCluster(Exception):
    """The temporary cluster could not be started; the sentence says what to do."""


class Cluster:
    """A running server, reached by a socket in `folder` alone; databases are copies of a template."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._numbers = count(1)

    def url(self, name: str) -> str:
        """Return the SQLAlchemy address of one database."""
        return f"postgresql+psycopg://tester@/{name}?host={self.folder}"

    def statement(self, text: str) -> None:
        """Do one statement about databases, which no transaction may hold."""
        with psycopg.connect(
            host=str(self.folder), user="tester", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(text)

    def create(self, name: str) -> str:
        """Make an empty database; return its address."""
        self.statement(f'CREATE DATABASE "{name}" TEMPLATE template0')
        return self.url(name)

    @contextmanager
    def copy_of(self, template: str) -> Iterator[str]:
        """Lend the address of a fresh copy of a database that nobody is connected to."""
        name = f"copy_{next(self._numbers)}"
        self.statement(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        try:
            yield self.url(name)
        finally:
            self.statement(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def temporary_cluster() -> Iterator[Cluster]:
    """Start a cluster of our own, and stop and remove it afterwards. Raises NoCluster."""
    binaries = _binaries()
    # A socket's path must be short and open to the server's user; the folder in memory is both.
    place = MEMORY if tempfile.gettempdir() == MEMORY else "/tmp"  # noqa: S108 -- mkdtemp makes a folder of its own there
    folder = Path(tempfile.mkdtemp(prefix="portfolio-pg-", dir=place))
    server = None
    try:
        drop = _as_ordinary_user(folder)
        data = ["-D", str(folder / "data")]
        plain = ["-U", "tester", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"]
        _run([*drop, str(binaries / "initdb"), *data, *plain])
        settings = [part for name, value in QUICK.items() for part in ("-c", f"{name}={value}")]
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [*drop, str(binaries / "postgres"), *data, "-k", str(folder), *settings],
                stdout=log,
                stderr=log,
                cwd="/",
            )
        cluster = Cluster(folder)
        _wait_for(cluster, server)
        yield cluster
    finally:
        if server is not None:
            server.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown
            server.wait(30)
        shutil.rmtree(folder)


def _binaries() -> Path:
    versions = sorted(PACKAGE.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if not versions:
        raise NoCluster("The tests need PostgreSQL's programs: sudo apt-get install postgresql")
    return versions[-1].parent


def _as_ordinary_user(folder: Path) -> list[str]:
    """Return what begins a command so that it ends with us; as root, also as another user."""
    end_with_us = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() != 0:
        return [*end_with_us, "--"]
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    folder.chmod(0o755)
    ids = ["--reuid", str(user.pw_uid), "--regid", str(user.pw_gid), "--clear-groups"]
    return [*end_with_us, *ids, "--"]


def _run(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    if done.returncode:
        raise NoCluster(f"{command[-1]} failed: {done.stderr.strip() or done.stdout.strip()}")


def _wait_for(cluster: Cluster, server: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            return cluster.statement("SELECT 1")
        except psycopg.OperationalError as problem:  # not yet: it is still starting
            if server.poll() is not None or time.monotonic() > deadline:
                words = (cluster.folder / "log").read_text(errors="replace")[-2000:]
                raise NoCluster(f"PostgreSQL did not start: {words}") from problem
        time.sleep(0.05)
