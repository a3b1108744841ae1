"""What a feature does when a database session changes, commits or rolls back, hung by its declaration."""

from collections.abc import Callable

from sqlalchemy import event
from sqlalchemy.orm import Session

from portfolio.base.registration import Registration


def on_session(name: str, function: Callable[..., None]) -> Registration:
    """Call `function` at this event of every session (SQLAlchemy's `SessionEvents`)."""
    return Registration(
        "on a session’s", name, function, lambda: event.listen(Session, name, function)
    )
