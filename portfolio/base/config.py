"""Settings: every one comes from the environment as PORTFOLIO_…, is declared here once and documented in README."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


@dataclass(frozen=True)
class Setting:
    """One setting: its name without the prefix, what it is when nobody sets it, and what it is for."""

    name: str
    default: str
    purpose: str


SETTINGS = (
    Setting(
        "HOME", "./portfolio-home", "Folder for the database, files, mailbox and finished PDFs."
    ),
    Setting(
        "DATABASE_URL", "", "SQLAlchemy address of the database; empty means SQLite in the home."
    ),
    Setting("FILES_URL", "", "Where attachments lie: a folder or s3://…; empty means the home."),
    Setting("JOBS_URL", "", "Queue for background work; empty means SQLite in the home."),
    Setting(
        "PUBLIC_URL",
        "http://127.0.0.1:8000",
        "The address people use; every link is built from it.",
    ),
    Setting(
        "SMTP_URL", "", "smtp://user:password@host:587 or smtps://…; empty writes mail into files."
    ),
    Setting("MAIL_FROM", "portfolio@localhost", "Address that mail comes from."),
    Setting(
        "SECRET_KEY",
        "",
        "Key that signs cookies and seals links, 16 characters or more; empty makes one in the home.",
    ),
    Setting("TIME_ZONE", "Europe/London", "Time zone in which dates and times are shown and read."),
    Setting(
        "REMINDERS_HOUR",
        "7",
        "Hour of the day (0 to 23, by that zone) from which learners are mailed what is due.",
    ),
    Setting(
        "SEALED_DAYS",
        "90",
        "Days a sealed original of replaced customer details is kept, if its learner wants it kept.",
    ),
    Setting("DEMONSTRATION", "", "1 lets everybody on this machine sign in without a password."),
    Setting("PROXIES", "0", "How many reverse proxies stand in front and set X-Forwarded-For."),
)
PREFIX = "PORTFOLIO_"
SHORTEST_KEY = 16
QUEUES = ("sqlite", "redis", "rediss", "postgresql", "postgresql+psycopg")


class WrongSetting(Exception):
    """A setting can't be used; the sentence says which and what to do."""


@dataclass(frozen=True)
class Settings:
    """All settings, read once at the start."""

    home: Path
    database_url: str
    files_url: str
    jobs_url: str
    public_url: str
    smtp_url: str
    mail_from: str
    secret_key: str
    time_zone: str
    reminders_hour: int
    sealed_days: int
    demonstration: bool
    proxies: int

    @property
    def exports_folder(self) -> Path:
        """Where finished exports are kept, never inside the repository."""
        return self.home / "finished"


def read_settings(environ: Mapping[str, str] | None = None, **overrides: str) -> Settings:
    """Read PORTFOLIO_* from `environ` (default: the process's own), overridden by name.

    Raises WrongSetting with a sentence when a value can't be used.
    """
    given = os.environ if environ is None else environ
    values = {s.name: given.get(PREFIX + s.name, s.default) or s.default for s in SETTINGS}
    values |= {name.upper(): value for name, value in overrides.items()}
    home = _home(values["HOME"])
    return Settings(
        home=home,
        database_url=_database_url(values["DATABASE_URL"]) or f"sqlite:///{home / 'portfolio.db'}",
        files_url=values["FILES_URL"] or str(home / "files"),
        jobs_url=_jobs_url(values["JOBS_URL"]) or f"sqlite:///{home / 'jobs.db'}",
        public_url=_public_url(values["PUBLIC_URL"]),
        smtp_url=_smtp_url(values["SMTP_URL"]),
        mail_from=_mail_from(values["MAIL_FROM"]),
        secret_key=_secret_key(values["SECRET_KEY"]) or _kept_secret(home),
        time_zone=_time_zone(values["TIME_ZONE"]),
        reminders_hour=_hour("REMINDERS_HOUR", values["REMINDERS_HOUR"]),
        sealed_days=_whole_number("SEALED_DAYS", values["SEALED_DAYS"]),
        demonstration=_yes_or_no("DEMONSTRATION", values["DEMONSTRATION"]),
        proxies=_whole_number("PROXIES", values["PROXIES"]),
    )


def _home(text: str) -> Path:
    home = Path(text).expanduser().resolve()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise WrongSetting(
            f"The home folder {home} can't be made ({problem.strerror}). "
            "Name another with PORTFOLIO_HOME or --home."
        ) from problem
    if not os.access(home, os.W_OK):
        raise WrongSetting(
            f"The home folder {home} can't be written to. "
            "Change its owner, or name another with PORTFOLIO_HOME or --home."
        )
    return home


def _database_url(text: str) -> str:
    """Check an address of the two engines we know; a plain postgresql:// gets our driver."""
    text = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", text)
    try:
        known = not text or make_url(text).drivername in ("sqlite", "postgresql+psycopg")
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise WrongSetting(
            "PORTFOLIO_DATABASE_URL must be like sqlite:////folder/portfolio.db "
            "or postgresql://user:password@host/database."
        )
    return text


def _jobs_url(text: str) -> str:
    if text and (urlsplit(text).scheme not in QUEUES or "://" not in text):
        raise WrongSetting(
            "PORTFOLIO_JOBS_URL must begin with sqlite:///, redis:// or postgresql://."
        )
    return text


def _public_url(text: str) -> str:
    wrong = WrongSetting(
        f"PORTFOLIO_PUBLIC_URL must be like https://portfolio.example.org, not {text!r}."
    )
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError as problem:
        raise wrong from problem
    if not whole or parts.query or parts.fragment or parts.path.strip("/"):
        raise wrong
    return text.rstrip("/")


def _smtp_url(text: str) -> str:
    wrong = WrongSetting(
        "PORTFOLIO_SMTP_URL must be like smtp://user:password@host:587 or smtps://user:password@host."
    )
    try:
        parts = urlsplit(text)
        whole = parts.scheme in ("smtp", "smtps") and parts.hostname and parts.port != 0
    except ValueError as problem:
        raise wrong from problem
    if text and not whole:
        raise wrong
    return text


def _mail_from(text: str) -> str:
    if not re.fullmatch(r"[^\x00-\x1f\x7f]*[^\s@]+@[^\s@]+", text):
        raise WrongSetting(f"PORTFOLIO_MAIL_FROM must be an e-mail address, not {text!r}.")
    return text


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise WrongSetting(
            f"PORTFOLIO_TIME_ZONE must be a place like Europe/London, not {text!r}."
        ) from problem
    return text


def _yes_or_no(name: str, text: str) -> bool:
    if text not in ("", "0", "1"):
        raise WrongSetting(f"{PREFIX}{name} must be 1, 0 or empty, not {text!r}.")
    return text == "1"


def _whole_number(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise WrongSetting(f"{PREFIX}{name} must be a whole number, not {text!r}.")
    return int(text)


def _hour(name: str, text: str) -> int:
    hour = _whole_number(name, text)
    if hour not in range(24):
        raise WrongSetting(f"{PREFIX}{name} must be an hour from 0 to 23, not {text!r}.")
    return hour


def _secret_key(text: str) -> str:
    if text and len(text) < SHORTEST_KEY:
        raise WrongSetting(
            f"PORTFOLIO_SECRET_KEY must have {SHORTEST_KEY} characters or more. "
            "Leave it empty to have one made in the home folder."
        )
    return text


def _kept_secret(home: Path) -> str:
    """Read the key kept in the home, or make one that only its owner can read.

    The key is written whole beside its place and then linked there, so that of two processes that
    start at once one wins and neither reads half a key.
    """
    place = home / "secret.key"
    try:
        if not place.exists():
            draft = home / f"secret.key.{os.getpid()}.{secrets.token_hex(4)}"
            with os.fdopen(
                os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w"
            ) as file:
                file.write(secrets.token_urlsafe(48))
                file.flush()
                os.fsync(file.fileno())
            with suppress(FileExistsError):
                place.hardlink_to(draft)
            draft.unlink()
        key = place.read_text().strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise WrongSetting(
            f"The key {place} can't be read or made ({problem}). "
            "Change its owner, or set PORTFOLIO_SECRET_KEY."
        ) from problem
    if len(key) < SHORTEST_KEY:
        raise WrongSetting(
            f"The key {place} is damaged. Bring it back from a backup; without it, links sent "
            "earlier can't be opened. If there is no backup, delete it and a new one is made."
        )
    return key
