"""What can be wrong at the start is one sentence on standard error and an exit code, never a trace."""

import os
import resource
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from portfolio.cli import main

ROOT = Path(__file__).parents[2]


def portfolio(home: Path, *arguments: str, before=None, first=(), **settings: str):
    """Run the command as somebody would, with only these settings."""
    environ = {name: value for name, value in os.environ.items() if "PORTFOLIO_" not in name}
    environ |= {f"PORTFOLIO_{name}": value for name, value in settings.items()}
    return subprocess.run(
        [*first, sys.executable, "-m", "portfolio", "--home", str(home), *arguments],
        cwd=ROOT,
        env=environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        preexec_fn=before,
    )


def here(capfd, monkeypatch, home: Path, *arguments: str, **settings: str):
    """Run the command within this process, which is quicker."""
    for name in list(os.environ):
        if name.startswith("PORTFOLIO_"):
            monkeypatch.delenv(name)
    for name, value in settings.items():
        monkeypatch.setenv(f"PORTFOLIO_{name}", value)
    monkeypatch.setattr(sys, "argv", ["portfolio", "--home", str(home), *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    said = capfd.readouterr()
    code, words = ended.value.code or 0, said.err
    if isinstance(code, str):  # as the interpreter does
        code, words = 1, words + code + "\n"
    return subprocess.CompletedProcess([], code, said.out, words)


def is_one_sentence(done, *words: str) -> None:
    assert done.returncode not in (0, None), done.stdout
    assert "Traceback" not in done.stderr, done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stderr.strip().endswith((".", "?")), done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


@pytest.mark.parametrize(
    ("setting", "value", "word"),
    [
        ("DATABASE_URL", "nonsense", "PORTFOLIO_DATABASE_URL"),
        ("DATABASE_URL", "sqlite:////nowhere/at/all.db", "PORTFOLIO_DATABASE_URL"),
        ("DATABASE_URL", "postgresql://u:hidden@127.0.0.1:1/none", "PORTFOLIO_DATABASE_URL"),
        ("TIME_ZONE", "Fellside", "PORTFOLIO_TIME_ZONE"),
        ("FILES_URL", "/proc/files", "/proc/files"),
        ("JOBS_URL", "amqp://x", "PORTFOLIO_JOBS_URL"),
        ("JOBS_URL", "sqlite:////nowhere/at/all.db", "PORTFOLIO_JOBS_URL"),
    ],
)
def test_a_wrong_setting(capfd, monkeypatch, tmp_path, setting, value, word):
    done = here(capfd, monkeypatch, tmp_path / "home", "user", "list", **{setting: value})
    is_one_sentence(done, word)
    assert "hidden" not in done.stderr


def test_several_wrong_settings_are_a_sentence_each(capfd, monkeypatch, tmp_path):
    wrong = {"TIME_ZONE": "Fellside", "JOBS_URL": "amqp://x", "REMINDERS_HOUR": "24"}
    done = here(capfd, monkeypatch, tmp_path / "home", "user", "list", **wrong)
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    assert len(lines) == len(wrong)
    for name in wrong:
        assert [line for line in lines if line.startswith(f"PORTFOLIO_{name} ")], done.stderr


@pytest.mark.parametrize(
    "rubbish", [b"My shopping list\n" * 500, b"SQLite format 3\x00" + b"\xff" * 5000]
)
def test_a_file_that_is_no_database(capfd, monkeypatch, tmp_path, rubbish):
    place = tmp_path / "portfolio.db"
    place.write_bytes(rubbish)
    is_one_sentence(here(capfd, monkeypatch, tmp_path, "user", "list"), str(place))
    assert place.read_bytes() == rubbish


def test_a_home_that_can_not_be_written_to(tmp_path):
    """As a plain user, or as root without the right to write everywhere."""
    home = tmp_path / "home"
    home.mkdir(mode=0o555)
    as_others = [] if os.geteuid() else ["setpriv", "--bounding-set", "-dac_override"]
    done = portfolio(home, "user", "list", first=as_others)
    is_one_sentence(done, "can't be written to", "PORTFOLIO_HOME")


def test_a_home_that_can_not_be_made(capfd, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    done = here(capfd, monkeypatch, tmp_path / "file" / "home", "user", "list")
    is_one_sentence(done, "can't be made")


def test_a_busy_port(capfd, monkeypatch, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = here(capfd, monkeypatch, tmp_path, "run", "--port", port)
    is_one_sentence(done, port, "--port")
    assert "listens at" not in done.stdout


def full_after(kilobytes: int):
    """Let no file of the child grow beyond this, which is how a full disk looks to it."""

    def limit() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (kilobytes * 1024, kilobytes * 1024))

    return limit


@pytest.mark.parametrize("kilobytes", [0, 64])
def test_a_full_disk(tmp_path, kilobytes):
    done = portfolio(tmp_path / "home", "db", "upgrade", before=full_after(kilobytes))
    is_one_sentence(done, str(tmp_path))


def test_a_disk_that_fills_up_keeps_what_was_there(capfd, monkeypatch, tmp_path):
    home = tmp_path / "home"
    add = (
        "user",
        "add",
        "--role",
        "learner",
        "--password",
        "correct horse battery",
        "--centre",
        "Fellside",
        "--name",
    )
    assert here(capfd, monkeypatch, home, *add, "Mia", "mia@fellside.example").returncode == 0
    size = max(path.stat().st_size for path in home.iterdir()) // 1024
    limit = full_after(max(size // 20, 8))
    done = portfolio(home, *add, "M" * 190, "m@fellside.example", before=limit)
    is_one_sentence(done)
    people = here(capfd, monkeypatch, home, "user", "list")
    assert "mia@fellside.example  Mia" in people.stdout
    assert here(capfd, monkeypatch, home, "history", "verify").returncode == 0
