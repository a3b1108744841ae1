"""Counts links that don't open, per network, without the page that is looked at writing anything itself."""

from contextvars import Context

from flask import Flask, current_app, request

from portfolio.people import store as people

MOST_GUESSES = 60
"""Within a quarter of an hour, from one network address; a college has many people behind one."""


def too_many() -> bool:
    """Whether this network tried so many links that don't open that it must wait."""
    return people.too_many_guesses(_key(), MOST_GUESSES)


def count() -> None:
    """Count one link that didn't open.

    The count is no part of the record, but a page that is looked at may not write at all. So it is
    made outside of this request's context, in a transaction of its own (SECURITY: counters).
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 -- werkzeug's own way to the object
    Context().run(_count, app, _key())


def _count(app: Flask, key: str) -> None:
    with app.app_context():
        people.count_guess(key)


def _key() -> str:
    return f"witness link from:{request.remote_addr}"
