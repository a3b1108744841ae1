"""What each setting must be: a check returns the value to use, or raises a ValueError that is a sentence.

`info.data` holds the settings declared before; the home is missing there when it was wrong itself.
"""

import os
import re
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationInfo
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from portfolio.base.settings.kept_key import SHORTEST_KEY, kept_key

PREFIX = "PORTFOLIO_"
QUEUES = ("sqlite", "redis", "rediss", "postgresql", "postgresql+psycopg")


def variable(info: ValidationInfo) -> str:
    """Return the name of the environment variable that a check looks at."""
    return PREFIX + (info.field_name or "").upper()


def home_folder(folder: Path) -> Path:
    """Make the home if it isn't there; only its owner may look into a new one."""
    home = folder.expanduser().resolve()
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as problem:
        raise ValueError(
            f"The home folder {home} can't be made ({problem.strerror}). "
            "Name another with PORTFOLIO_HOME or --home."
        ) from problem
    if not os.access(home, os.W_OK):
        raise ValueError(
            f"The home folder {home} can't be written to. "
            "Change its owner, or name another with PORTFOLIO_HOME or --home."
        )
    return home


def secrets_folder(text: str) -> str:
    """Check that the folder of secrets is there, so that a misspelt one isn't taken for an empty one."""
    if text and not Path(text).expanduser().is_dir():
        raise ValueError(f"PORTFOLIO_SECRETS_DIR must be a folder that is there, not {text!r}.")
    return text


def database_url(text: str, info: ValidationInfo) -> str:
    """Check an address of the two engines we know; a plain postgresql:// gets our driver."""
    text = re.sub(r"^postgres(ql)?://", "postgresql+psycopg://", text)
    try:
        known = not text or make_url(text).drivername in ("sqlite", "postgresql+psycopg")
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise ValueError(
            "PORTFOLIO_DATABASE_URL must be like sqlite:////folder/portfolio.db "
            "or postgresql://user:password@host/database."
        )
    return text or _in_home(info, "sqlite:///{}/portfolio.db")


def files_url(text: str, info: ValidationInfo) -> str:
    """Let attachments lie in the home unless another place is named."""
    return text or _in_home(info, "{}/files")


def jobs_url(text: str, info: ValidationInfo) -> str:
    """Check the address of a queue that we know."""
    if text and (urlsplit(text).scheme not in QUEUES or "://" not in text):
        raise ValueError(
            "PORTFOLIO_JOBS_URL must begin with sqlite:///, redis:// or postgresql://."
        )
    return text or _in_home(info, "sqlite:///{}/jobs.db")


def _in_home(info: ValidationInfo, place: str) -> str:
    return place.format(info.data["home"]) if "home" in info.data else ""


def public_url(text: str) -> str:
    """Check the address people use, and leave out a slash at its end."""
    wrong = ValueError(
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


def smtp_url(text: str) -> str:
    """Check the address of a mail server; its password is never repeated."""
    wrong = ValueError(
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


def mail_from(text: str) -> str:
    """Check an e-mail address, with or without a name before it."""
    if not re.fullmatch(r"[^\x00-\x1f\x7f]*[^\s@]+@[^\s@]+", text):
        raise ValueError(f"PORTFOLIO_MAIL_FROM must be an e-mail address, not {text!r}.")
    return text


def secret_key(text: str, info: ValidationInfo) -> str:
    """Check the key's length, or take the one kept in the home. Raises UnusableKey."""
    if text and len(text) < SHORTEST_KEY:
        raise ValueError(
            f"PORTFOLIO_SECRET_KEY must have {SHORTEST_KEY} characters or more. "
            "Leave it empty to have one made in the home folder."
        )
    return text or (kept_key(info.data["home"]) if "home" in info.data else "")


def time_zone(text: str) -> str:
    """Check that the zone is known here."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError) as problem:
        raise ValueError(
            f"PORTFOLIO_TIME_ZONE must be a place like Europe/London, not {text!r}."
        ) from problem
    return text


def yes_or_no(value: object, info: ValidationInfo) -> bool:
    """Read 1 or 0, and no other word for them."""
    if value not in ("0", "1", False):
        raise ValueError(f"{variable(info)} must be 1, 0 or empty, not {value!r}.")
    return value == "1"


def whole_number(value: object, info: ValidationInfo) -> int:
    """Read digits, without a sign or a space."""
    text = str(value)
    if not (text.isascii() and text.isdigit()):
        raise ValueError(f"{variable(info)} must be a whole number, not {text!r}.")
    return int(text)


def hour(value: object, info: ValidationInfo) -> int:
    """Read an hour of the day."""
    number = whole_number(value, info)
    if number not in range(24):
        raise ValueError(f"{variable(info)} must be an hour from 0 to 23, not {str(value)!r}.")
    return number
