"""The command line: each command becomes one call, and each failure one sentence with an exit code."""

import sys

import click

from portfolio.base import schema
from portfolio.base.config import Settings, WrongSetting, read_settings
from portfolio.criteria.commands import criteria_group


@click.group()
@click.option("--home", help="Folder for database and files (else PORTFOLIO_HOME).")
@click.pass_context
def cli(context: click.Context, home: str | None) -> None:
    """Learner Portfolio: evidence, witnesses, decisions, PDF portfolios."""
    context.obj = {"HOME": home} if home else {}


cli.add_command(criteria_group)


def settings_of(context: click.Context, **more: str) -> Settings:
    """Return the settings of this command."""
    return read_settings(**(context.obj | more))


@cli.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
@click.pass_context
def db_upgrade(context: click.Context) -> None:
    """Bring the database up to date; make it if there is none."""
    settings = settings_of(context)
    schema.upgrade(settings.database_url)
    click.echo("The database is up to date.")


def main() -> None:
    """Run the command line; a failure is a sentence on standard error and exit code 1."""
    try:
        cli(standalone_mode=False)
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except click.Abort:
        sys.exit("Stopped.")
    except (WrongSetting, schema.NoDatabase) as problem:
        sys.exit(str(problem))
