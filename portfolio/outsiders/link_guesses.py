"""Counts links that don't open, per network, without the page that is looked at writing anything itself."""

from contextvars import Context

from flask import Flask, current_app, request

from portfolio.people.guesses import count_guess, too_many_guesses

MOST_GUESSES = 60
"""Within a quarter of an hour, from one network address; a college has many people behind one."""


def note(what: str) -> bool:
    """Count one link of a kind (`what`: “witness link”) that didn't open; return whether it is one too many.

    Those are not counted any more, so that guessing doesn't fill the table either.
    """
    if too_many(what):
        return True
    count(what)
    return False


def too_many(what: str) -> bool:
    """Whether this network tried so many links of a kind, which don't open, that no more are counted."""
    return too_many_guesses(_key(what), MOST_GUESSES)


def count(what: str) -> None:
    """Count one link that didn't open.

    The count is no part of the record, but a page that is looked at may not write at all. So it is
    made outside of this request's context, in a transaction of its own (SECURITY: counters).
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 -- werkzeug's own way to the object
    Context().run(_count, app, _key(what))


def _count(app: Flask, key: str) -> None:
    with app.app_context():
        count_guess(key)


def _key(what: str) -> str:
    return f"{what} from:{request.remote_addr}"
