"""The command line: each command becomes one call, and each failure one sentence with an exit code."""

import signal
import sys
from pathlib import Path

import click
from flask import Flask
from sqlalchemy.exc import OperationalError

from portfolio.app import create_app
from portfolio.base import schema
from portfolio.base.blobs import BlobProblem
from portfolio.base.config import Settings, WrongSetting, read_settings
from portfolio.base.db import db as database
from portfolio.base.jobs import embedded_worker
from portfolio.criteria.commands import criteria_group
from portfolio.demonstration.command import demo
from portfolio.exports.formats.format import ExportProblem
from portfolio.exports.gather import NothingToExport
from portfolio.exports.store import BY_NAME, name_for
from portfolio.exports.store import export as write_export
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.home.first_run import set_up_code
from portfolio.people import store as people
from portfolio.people.model import Role
from portfolio.serving import PortTaken, check_port, serve_until_stopped

ROLES = [role.value for role in Role]


class Refused(click.ClickException):
    """A command that can't be done, as one sentence."""

    def show(self, file: object = None) -> None:  # noqa: ARG002 -- the signature is click's
        """Say the sentence on standard error."""
        click.echo(self.message, err=True)


@click.group()
@click.option("--home", help="Folder for the database and files (else PORTFOLIO_HOME).")
@click.version_option(package_name="learner-portfolio", message="%(version)s")
@click.pass_context
def cli(context: click.Context, home: str | None) -> None:
    """Learner Portfolio: evidence, witnesses, decisions and PDF portfolios."""
    context.obj = {"HOME": home} if home else {}


cli.add_command(criteria_group)
cli.add_command(demo)


def settings_of(context: click.Context, **more: str) -> Settings:
    """Return the settings of this command."""
    return read_settings(**(context.obj | more))


def opened(settings: Settings) -> Flask:
    """Return the application with its database brought up to date."""
    schema.upgrade(settings.database_url)
    return create_app(settings)


# --- serving -----------------------------------------------------------------------------------


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen at.")
@click.option("--port", default=8000, show_default=True, help="Port to listen at.")
@click.pass_context
def run(context: click.Context, host: str, port: int) -> None:
    """Serve with the worker beside it."""
    settings = settings_of(context)
    check_port(host, port)
    app = opened(settings)
    with app.app_context():
        if people.the_centre() is None:
            click.echo(f"Nobody is here yet. Set-up code for the first page: {set_up_code()}")
    click.echo(f"Learner Portfolio listens at http://{host}:{port} (stop it with Ctrl+C)")
    serve_until_stopped(app, host, port)


@cli.command()
@click.option("--workers", default=1, show_default=True, help="How many jobs at once.")
@click.pass_context
def worker(context: click.Context, workers: int) -> None:
    """Do background work only: mail, PDFs."""
    app = opened(settings_of(context))
    consumer = embedded_worker(app, workers)
    consumer.start()
    click.echo("Waiting for work (stop with Ctrl+C)")
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: stopped.append(number))
    while not stopped:
        signal.pause()
    consumer.stop(graceful=True)


# --- exports -----------------------------------------------------------------------------------


@cli.command()
@click.argument("learner")
@click.option("--unit", "unit_id", help="Only what is claimed for this unit (its id).")
@click.option(
    "--format",
    "format_name",
    default="pdf",
    show_default=True,
    type=click.Choice(sorted(BY_NAME)),
    help="What to write.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="File to write."
)
@click.pass_context
def export(
    context: click.Context, learner: str, unit_id: str | None, format_name: str, output: Path | None
) -> None:
    """Write the portfolio of LEARNER (an e-mail address) into a file."""
    with opened(settings_of(context)).app_context():
        person = people.by_email(learner)
        if person is None or not person.has(Role.LEARNER):
            raise Refused(
                f"There is no learner with the address {learner}. “portfolio user list” names everybody."
            )
        place = output or Path(name_for(person, format_name))
        try:
            write_export(person, format_name, place, unit_id=unit_id)
        except (NothingToExport, ExportProblem) as problem:
            raise Refused(str(problem)) from problem
        except OSError as problem:
            raise Refused(
                f"{place} can’t be written ({problem.strerror}). Name another file with -o."
            ) from problem
    click.echo(f"Written: {place}")


# --- people ------------------------------------------------------------------------------------


@cli.group()
def user() -> None:
    """Add and list people."""


@user.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(ROLES),
    help="May be given more than once.",
)
@click.option("--centre", help="Name of the centre, the first time.")
@click.password_option(help="Asked for when it isn't given.")
@click.pass_context
def user_add(
    context: click.Context,
    email: str,
    name: str,
    roles: tuple[str, ...],
    centre: str | None,
    password: str,
) -> None:
    """Add a person with a password."""
    if len(password) < 8:  # noqa: PLR2004 -- the rule of SECURITY, said in the sentence
        raise Refused("Choose a password of 8 characters or more.")
    with opened(settings_of(context)).app_context():
        if people.the_centre() is None:
            if not centre:
                raise Refused("There is no centre yet. Name it with --centre.")
            people.found_centre(centre, name, email)
        try:
            people.add(name=name, email=email, role_names=roles, by=SYSTEM, password=password)
        except people.AddressTaken as problem:
            raise Refused(str(problem)) from problem
    click.echo(f"{name} can sign in with {email}.")


@user.command("list")
@click.pass_context
def user_list(context: click.Context) -> None:
    """List everybody with their roles."""
    with opened(settings_of(context)).app_context():
        for account in people.everybody():
            state = "" if account.active else "  (kept out)"
            click.echo(
                f"{account.email}  {account.name}  {', '.join(sorted(account.role_names))}{state}"
            )


# --- the database and its history --------------------------------------------------------------


@cli.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
@click.pass_context
def db_upgrade(context: click.Context) -> None:
    """Bring the database up to date; make it if there is none."""
    schema.upgrade(settings_of(context).database_url)
    click.echo("The database is up to date.")


@cli.group("history")
def history_group() -> None:
    """Check the record of who did what."""


@history_group.command("verify")
@click.pass_context
def history_verify(context: click.Context) -> None:
    """Name every changed, missing or cut-off record; exit 1 if there is one."""
    with opened(settings_of(context)).app_context():
        findings = history.verify()
        database.session.rollback()
    for finding in findings:
        click.echo(finding)
    if findings:
        raise Refused(
            f"{len(findings)} record{'' if len(findings) == 1 else 's'} of the history can't be trusted."
        )
    click.echo("The history is whole: nothing was changed, removed or cut off.")


def main() -> None:
    """Run the command line; a failure is a sentence on standard error and exit code 1."""
    try:
        sys.exit(cli(standalone_mode=False))
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except click.Abort:
        sys.exit("Stopped.")
    except (WrongSetting, schema.NoDatabase, BlobProblem, PortTaken) as problem:
        sys.exit(str(problem))
    except OperationalError as problem:
        sys.exit(
            f"The database did not answer as it should ({schema.first_line(problem)}). Check PORTFOLIO_DATABASE_URL and the disk."
        )
