"""The command line: knows its commands by name, imports one when it is called, and ends each failure with a sentence."""

import sys
from dataclasses import dataclass
from importlib import import_module

import click


@dataclass(frozen=True)
class CommandPlace:
    """Where a command is written: a module and the name in it, and the first sentence of its help."""

    module: str
    name: str
    purpose: str

    def command(self) -> click.Command:
        """Import the command, and with it whatever it needs."""
        found: click.Command = getattr(import_module(self.module), self.name)
        return found


COMMANDS = {
    "criteria": CommandPlace(
        "portfolio.criteria.commands",
        "criteria_group",
        "Check the files that hold units and their criteria.",
    ),
    "db": CommandPlace("portfolio.commands.records", "db", "Look after the database."),
    "demo": CommandPlace(
        "portfolio.demonstration.command",
        "demo",
        "Fill a demonstration centre, write its PDF portfolios and serve it, on this machine only.",
    ),
    "export": CommandPlace(
        "portfolio.commands.export",
        "export",
        "Write the portfolio of LEARNER (an e-mail address) into a file.",
    ),
    "history": CommandPlace(
        "portfolio.commands.records", "history_group", "Check the record of who did what."
    ),
    "run": CommandPlace("portfolio.commands.serve", "run", "Serve with the worker beside it."),
    "user": CommandPlace("portfolio.commands.user", "user", "Add and list people."),
    "worker": CommandPlace(
        "portfolio.commands.serve", "worker", "Do background work only: mail, PDFs."
    ),
}


class LazyGroup(click.Group):
    """A group whose commands are imported when called, because all of them together cost seconds."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- the signature is click's
        """Name the commands."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import the command that is called."""
        place = COMMANDS.get(cmd_name)
        return place.command() if place else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands by what is known of them here."""
        known = [click.Command(name, help=place.purpose) for name, place in COMMANDS.items()]
        click.Group(commands=known).format_commands(ctx, formatter)


@click.group(cls=LazyGroup)
@click.option("--home", help="Folder for the database and files (else PORTFOLIO_HOME).")
@click.version_option(package_name="learner-portfolio", message="%(version)s")
@click.pass_context
def cli(context: click.Context, home: str | None) -> None:
    """Learner Portfolio: evidence, witnesses, decisions and PDF portfolios."""
    context.obj = {"HOME": home} if home else {}


def main() -> None:
    """Run the command line; a failure is a sentence on standard error and exit code 1."""
    try:
        sys.exit(cli(standalone_mode=False))
    except click.ClickException as problem:
        problem.show()
        sys.exit(problem.exit_code)
    except click.Abort:
        sys.exit("Stopped.")
    except Exception as problem:
        from portfolio.commands.failures import (
            sentence_of,
        )  # costs seconds that --help has no need of

        sentence = sentence_of(problem)
        if sentence is None:
            raise
        sys.exit(sentence)
