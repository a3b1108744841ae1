"""`portfolio run` and `portfolio worker`: pages with the worker beside them, or background work alone."""

import signal

import click

from portfolio.base.jobs import embedded_worker
from portfolio.commands.opening import opened, settings_of
from portfolio.home.first_run import set_up_code
from portfolio.people import store as people
from portfolio.serving import check_port, serve_until_stopped


@click.command()
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


@click.command()
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
