"""What every command begins with: its settings, the application with its database, a refusal in one sentence."""

import click
from flask import Flask

from portfolio.app import create_app
from portfolio.base import schema
from portfolio.base.settings.config import Settings, read_settings


class CommandRefused(click.ClickException):
    """A command that can't be done, as one sentence."""

    def show(self, file: object = None) -> None:  # noqa: ARG002 -- the signature is click's
        """Say the sentence on standard error."""
        click.echo(self.message, err=True)


def settings_of(context: click.Context) -> Settings:
    """Return the settings of this command."""
    return read_settings(**context.obj)


def opened(settings: Settings) -> Flask:
    """Return the application with its database brought up to date."""
    schema.upgrade(settings.database_url)
    return create_app(settings)
