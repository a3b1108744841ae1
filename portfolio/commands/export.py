"""`portfolio export`: one learner's portfolio as a file."""

from pathlib import Path

import click

from portfolio.commands.opening import CommandRefused, opened, settings_of
from portfolio.exports.formats.format import ExportProblem
from portfolio.exports.gather import NothingToExport
from portfolio.exports.store import BY_NAME, name_for
from portfolio.exports.store import export as write_export
from portfolio.people import store as people
from portfolio.people.roles import Role


@click.command()
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
            raise CommandRefused(
                f"There is no learner with the address {learner}. “portfolio user list” names everybody."
            )
        place = output or Path(name_for(person, format_name))
        try:
            write_export(person, format_name, place, unit_id=unit_id)
        except (NothingToExport, ExportProblem) as problem:
            raise CommandRefused(str(problem)) from problem
        except OSError as problem:
            raise CommandRefused(
                f"{place} can’t be written ({problem.strerror}). Name another file with -o."
            ) from problem
    click.echo(f"Written: {place}")
