"""The command `portfolio demo`: fills a demonstration, writes its PDF portfolios and serves it on this machine."""

from collections.abc import Sequence
from pathlib import Path

import click
from flask import Flask

from portfolio.app import create_app
from portfolio.base import schema
from portfolio.base.settings.config import Settings, WrongSetting, read_settings
from portfolio.demonstration.fill import OtherCentre, fill
from portfolio.exports.formats.format import ExportProblem
from portfolio.exports.store import export, name_for
from portfolio.people.model import Account
from portfolio.serving import PortTaken, check_port, serve_until_stopped

LOOPBACK = ("127.0.0.1", "localhost", "::1")
PORTS_TRIED = 10


@click.command()
@click.option("--home", help="Folder for the demonstration (else PORTFOLIO_HOME).")
@click.option("--no-serve", is_flag=True, help="Stop after filling and writing the PDFs.")
@click.option(
    "--learners",
    type=click.IntRange(min=0),
    default=0,
    show_default=True,
    help="Make so many further learners, without PDFs.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address on this machine.")
@click.option("--port", default=8000, show_default=True, help="First port to try.")
@click.pass_context
def demo(
    context: click.Context, home: str | None, no_serve: bool, learners: int, host: str, port: int
) -> None:
    """Fill a demonstration centre, write its PDF portfolios and serve it, on this machine only."""
    _refuse_strangers(host)
    free = port if no_serve else _free_port(host, port)
    given = {"HOME": home} if home else dict(context.obj or {})
    app = _opened(_settings(given, host, free))
    with app.app_context():
        try:
            people = fill(click.echo, learners)
        except OtherCentre as problem:
            raise SystemExit(str(problem)) from problem
        _write_portfolios(people, app.config["EXPORTS_FOLDER"])
    if no_serve:
        return
    click.echo(f"Open {_address(host, free)} and choose a person; no password is needed.")
    click.echo("Stop it with Ctrl+C.")
    serve_until_stopped(app, host, free)


def _refuse_strangers(host: str) -> None:
    if host not in LOOPBACK:
        raise WrongSetting(
            f"The demonstration lets everybody in without a password, so it is served on this machine "
            f"only: {', '.join(LOOPBACK)}, not {host}."
        )


def _free_port(host: str, first: int) -> int:
    """Return the first port that is free, saying so when it isn't the one asked for. Raises PortTaken."""
    for port in range(first, first + PORTS_TRIED):
        try:
            check_port(host, port)
        except PortTaken:
            if port == first + PORTS_TRIED - 1:
                raise
            continue
        if port != first:
            click.echo(f"Port {first} is taken by another program, so this uses {port}.")
        return port
    raise AssertionError("unreachable")


def _settings(given: dict[str, str], host: str, port: int) -> Settings:
    """Return the settings of a demonstration: its own address and queue, and no mail leaves."""
    own = {
        "DEMONSTRATION": "1",
        "PUBLIC_URL": _address(host, port),
        "SMTP_URL": "",
        "JOBS_URL": "",
    }
    return read_settings(None, **(given | own))


def _address(host: str, port: int) -> str:
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


def _opened(settings: Settings) -> Flask:
    schema.upgrade(settings.database_url)
    return create_app(settings)


def _write_portfolios(learners: Sequence[Account], folder: Path) -> None:
    """Write each learner's PDF unless it is there; without Pango say so once and go on."""
    for learner in learners:
        place = folder / name_for(learner, "pdf")
        if place.exists():
            continue
        try:
            export(learner, "pdf", place)
        except ExportProblem as problem:
            click.echo(str(problem), err=True)
            return
        click.echo(f"  {place.name}")
    click.echo(f"The PDF portfolios are in {folder}")
