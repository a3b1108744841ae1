"""Settings: each is declared here once, and read from PORTFOLIO_… in the environment or a file of a secrets folder.

docs/settings.md is written from this declaration (`python -m tests.house.settings`).
"""

import os
import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SecretsSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from portfolio.base.settings import setting_checks as checks
from portfolio.base.settings.setting_checks import PREFIX


class WrongSetting(Exception):
    """Settings can't be used; a sentence for each, on a line of its own, says which and what to do."""


class Settings(BaseSettings):
    """All settings, read once at the start. Whatever is derived from the home stands after it."""

    model_config = SettingsConfigDict(frozen=True, validate_default=True, env_prefix=PREFIX)

    home: Annotated[Path, AfterValidator(checks.home_folder)] = Field(
        Path("portfolio-home"),
        description="Folder for the database, files, mailbox and finished PDFs.",
    )
    secrets_dir: Annotated[str, AfterValidator(checks.secrets_folder)] = Field(
        "",
        description="Folder with a file for each setting kept out of the environment, named like the variable.",
    )
    database_url: Annotated[str, AfterValidator(checks.database_url)] = Field(
        "",
        description="SQLAlchemy address of the database; empty means SQLite in the home.",
        repr=False,
    )
    files_url: Annotated[str, AfterValidator(checks.files_url)] = Field(
        "", description="Where attachments lie: a folder or s3://…; empty means the home."
    )
    jobs_url: Annotated[str, AfterValidator(checks.jobs_url)] = Field(
        "",
        description="Queue for background work; empty means SQLite in the home.",
        repr=False,
    )
    public_url: Annotated[str, AfterValidator(checks.public_url)] = Field(
        "http://127.0.0.1:8000",
        description="The address people use; every link is built from it.",
    )
    smtp_url: Annotated[str, AfterValidator(checks.smtp_url)] = Field(
        "",
        description="smtp://user:password@host:587 or smtps://…; empty writes mail into files.",
        repr=False,
    )
    mail_from: Annotated[str, AfterValidator(checks.mail_from)] = Field(
        "portfolio@localhost", description="Address that mail comes from."
    )
    secret_key: Annotated[str, AfterValidator(checks.secret_key)] = Field(
        "",
        description="Key that signs cookies and seals links, 16 characters or more; empty makes one in the home.",
        repr=False,
    )
    time_zone: Annotated[str, AfterValidator(checks.time_zone)] = Field(
        "Europe/London",
        description="Time zone in which dates and times are shown and read.",
    )
    reminders_hour: Annotated[int, BeforeValidator(checks.hour)] = Field(
        7,
        description="Hour of the day (0 to 23, by that zone) from which learners are mailed what is due.",
    )
    sealed_days: Annotated[int, BeforeValidator(checks.whole_number)] = Field(
        90,
        description="Days a sealed original of replaced customer details is kept, if its learner wants it kept.",
    )
    demonstration: Annotated[bool, BeforeValidator(checks.yes_or_no)] = Field(
        False,
        description="1 lets everybody on this machine sign in without a password.",
    )
    proxies: Annotated[int, BeforeValidator(checks.whole_number)] = Field(
        0, description="How many reverse proxies stand in front and set X-Forwarded-For."
    )

    @property
    def exports_folder(self) -> Path:
        """Where finished exports are kept, never inside the repository."""
        return self.home / "finished"

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 -- the signature is the library's
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take only what `read_settings` hands over, which may be another environment than the process's."""
        return (init_settings,)


@dataclass(frozen=True)
class Setting:
    """One setting for documents: its name without the prefix, its value when nobody sets it, what it is for."""

    name: str
    default: str
    purpose: str


SETTINGS = tuple(
    Setting(name.upper(), "" if field.default is False else str(field.default), field.description)
    for name, field in Settings.model_fields.items()
    if field.description
)


def read_settings(environ: Mapping[str, str] | None = None, **overrides: str) -> Settings:
    """Read PORTFOLIO_* from `environ` (default: the process's own), overridden by name.

    A file of the secrets folder counts where neither says anything. An empty setting is the same as none;
    an empty override brings back what holds without any. Raises WrongSetting with a sentence for each
    setting that can't be used.
    """
    given = _variables(os.environ if environ is None else environ)
    given |= {name.lower(): value for name, value in overrides.items()}
    wrong = []
    try:
        given = _secrets(given.get("secrets_dir", "")) | given
    except WrongSetting as problem:
        wrong.append(str(problem))
    try:
        settings = Settings(**{name: value for name, value in given.items() if value})
    except ValidationError as problem:
        wrong += [_sentence(error) for error in problem.errors(include_url=False)]
    if wrong:
        raise WrongSetting("\n".join(wrong))
    return settings


def _variables(environ: Mapping[str, str]) -> dict[str, Any]:
    names = ((name, PREFIX + name.upper()) for name in Settings.model_fields)
    return {name: environ[variable] for name, variable in names if environ.get(variable)}


def _secrets(folder: str) -> dict[str, Any]:
    """Read the files of the secrets folder; that it isn't there is said by its own check. Raises WrongSetting."""
    if not folder or not Path(folder).expanduser().is_dir():
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of a secret that it leaves out, the library only warns
            return SecretsSettingsSource(Settings, folder)()
    except (UserWarning, OSError, UnicodeDecodeError, SettingsError) as problem:
        raise WrongSetting(
            f"A file of PORTFOLIO_SECRETS_DIR can't be read ({str(problem).rstrip('.')}). "
            "Change its owner or its place."
        ) from problem


def _sentence(error: ErrorDetails) -> str:
    """Return what a check said, or for anything unforeseen the library's own words."""
    said = error.get("ctx", {}).get("error")
    name = PREFIX + "_".join(map(str, error["loc"])).upper()
    return str(said) if said else f"{name} can't be used: {error['msg']}."
