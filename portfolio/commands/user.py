"""`portfolio user`: people added and listed without a browser."""

import click

from portfolio.commands.opening import CommandRefused, opened, settings_of
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from portfolio.people.roles import Role

ROLES = [role.value for role in Role]


@click.group()
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
        raise CommandRefused("Choose a password of 8 characters or more.")
    with opened(settings_of(context)).app_context():
        if people.the_centre() is None:
            if not centre:
                raise CommandRefused("There is no centre yet. Name it with --centre.")
            people.found_centre(centre, name, email)
        try:
            people.add(name=name, email=email, role_names=roles, by=SYSTEM, password=password)
        except people.AddressTaken as problem:
            raise CommandRefused(str(problem)) from problem
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
