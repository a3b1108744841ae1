"""`portfolio db` and `portfolio history`: the database brought up to date, and its record of who did what checked."""

import click

from portfolio.base import schema
from portfolio.base.db import db as database
from portfolio.base.formatting import counted
from portfolio.commands.opening import CommandRefused, opened, settings_of
from portfolio.history import store as history


@click.group()
def db() -> None:
    """Look after the database."""


@db.command("upgrade")
@click.pass_context
def db_upgrade(context: click.Context) -> None:
    """Bring the database up to date; make it if there is none."""
    schema.upgrade(settings_of(context).database_url)
    click.echo("The database is up to date.")


@click.group("history")
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
        raise CommandRefused(f"{counted(len(findings), 'record')} of the history can't be trusted.")
    click.echo("The history is whole: nothing was changed, removed or cut off.")
