"""The commands for whoever writes unit files: `portfolio criteria check` and `schema`."""

import os
from pathlib import Path

import click

from portfolio.base.formatting import counted
from portfolio.base.paths import centre_first
from portfolio.base.settings.config import SETTINGS
from portfolio.base.settings.setting_checks import PREFIX
from portfolio.criteria.check_unit_files import check, spread
from portfolio.criteria.schema import schema_text


@click.group("criteria")
def criteria_group() -> None:
    """Check the files that hold units and their criteria."""


@criteria_group.command("check")
@click.argument("files", nargs=-1, type=click.Path(path_type=Path), metavar="[FILE]...")
def check_command(files: tuple[Path, ...]) -> None:
    """Check unit files; without FILE, those of the centre and the shipped ones.

    Prints every error as file:line:column: what to do, and ends with exit code 1 if there is any.
    """
    chosen = spread(files) if files else spread(_folders())
    if not chosen:
        click.echo("There is no unit file here. Name a file, or see docs/criteria.md.", err=True)
        raise SystemExit(1)
    problems = check(chosen)
    for problem in problems:
        click.echo(str(problem))
    if problems:
        raise SystemExit(1)
    click.echo(counted(len(chosen), "unit file is fine.", "unit files are fine."))


@criteria_group.command("schema")
def schema_command() -> None:
    """Print the JSON Schema for editors, as it stands in criteria/schema.json."""
    click.echo(schema_text(), nl=False)


def _folders() -> list[Path]:
    """Return the folders a centre uses, without making a home that isn't there yet."""
    unset = next(setting.default for setting in SETTINGS if setting.name == "HOME")
    home = os.environ.get(f"{PREFIX}HOME") or unset
    return centre_first("criteria", Path(home).expanduser())
