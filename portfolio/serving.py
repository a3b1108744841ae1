"""Serves the application on this machine, with the worker beside it."""

import logging
import signal
import socket
from contextlib import suppress
from types import FrameType

from flask import Flask
from waitress import create_server

from portfolio.base.jobs import embedded_worker

THREADS = 8
CONNECTIONS = 500
"""Browsers that may be connected at once. A browser holds its connection long after its page has come, so with
waitress’s own 100 the second hundred of 200 witnesses waited 10 to 19 s for their first page
(`python -m bench witnesses`); below the 1,024 files that a process may usually open."""


class PortTaken(Exception):
    """Another program listens there already; the sentence says what to do."""


def serve(app: Flask, host: str, port: int) -> None:
    """Serve `app` with an embedded worker until interrupted. Raises PortTaken."""
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s"
    )
    logging.getLogger("huey").setLevel(logging.WARNING)
    check_port(host, port)
    worker = embedded_worker(app)
    server = create_server(
        app,
        host=host,
        port=port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,  # select() ends at 1,024 files
        ident=None,
    )
    worker.start()
    try:
        with suppress(KeyboardInterrupt):
            server.run()
    finally:
        server.close()
        worker.stop(graceful=True)


def serve_until_stopped(app: Flask, host: str, port: int) -> None:
    """Serve until Ctrl+C or a polite request to stop (SIGTERM). Raises PortTaken."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    serve(app, host, port)


def check_port(host: str, port: int) -> None:
    """Raise PortTaken when nothing more can listen at host and port."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as problem:
            raise PortTaken(
                f"Nothing can listen at {host} port {port} ({problem.strerror}). "
                "Choose another with --port, or stop the other program."
            ) from problem
