"""Settings: every one comes from the environment as PORTFOLIO_…, is declared here once and documented in README."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


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
        "SECRET_KEY", "", "Key that signs cookies and seals links; empty makes one in the home."
    ),
    Setting("TIME_ZONE", "Europe/London", "Time zone in which dates and times are shown and read."),
    Setting("DEMONSTRATION", "", "1 lets everybody on this machine sign in without a password."),
    Setting("PROXIES", "0", "How many reverse proxies stand in front and set X-Forwarded-For."),
)
PREFIX = "PORTFOLIO_"


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
        database_url=values["DATABASE_URL"] or f"sqlite:///{home / 'portfolio.db'}",
        files_url=values["FILES_URL"] or str(home / "files"),
        jobs_url=values["JOBS_URL"] or f"sqlite:///{home / 'jobs.db'}",
        public_url=_public_url(values["PUBLIC_URL"]),
        smtp_url=values["SMTP_URL"],
        mail_from=values["MAIL_FROM"],
        secret_key=values["SECRET_KEY"] or _kept_secret(home),
        time_zone=values["TIME_ZONE"],
        demonstration=values["DEMONSTRATION"] == "1",
        proxies=_whole_number("PROXIES", values["PROXIES"]),
    )


def _home(text: str) -> Path:
    home = Path(text).expanduser().resolve()
    try:
        home.mkdir(parents=True, exist_ok=True)
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


def _public_url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise WrongSetting(
            f"PORTFOLIO_PUBLIC_URL must begin with http:// or https://, not {text!r}."
        )
    return text.rstrip("/")


def _whole_number(name: str, text: str) -> int:
    if not text.isdigit():
        raise WrongSetting(f"{PREFIX}{name} must be a whole number, not {text!r}.")
    return int(text)


def _kept_secret(home: Path) -> str:
    """Read the key kept in the home, or make one that only its owner can read."""
    place = home / "secret.key"
    try:
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return place.read_text().strip()
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(48))
    return place.read_text().strip()
