"""What other features add to the pages of a piece, ask of its draft, and do when it is submitted.

A feature above registers a function; the pages and the store here ask all of them, so that evidence
knows none.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy.orm import Session

from portfolio.base.registration import Registration
from portfolio.evidence.content.completeness import Lack
from portfolio.evidence.records.model import Evidence
from portfolio.people.model import Account


class Where(StrEnum):
    """The pages of a piece that others may add to."""

    PIECE = "piece"
    """The page on which it is read, also beside an assessor's decisions."""
    EDIT = "edit"
    CHECK = "check"
    """Every answer, before submitting."""
    SUBMITTED = "submitted"
    """What happens next, as items of its list."""


@dataclass(frozen=True)
class Panel:
    """One addition: a template, included with `more` as these values."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)


Adds = Callable[[Evidence, Account], Iterable[Panel]]
_adding: dict[Where, list[Adds]] = {}


def panel_on(where: Where, adds: Adds) -> Registration:
    """Let a function say what to add to a page of a piece: (piece, its reader) -> additions."""
    return Registration("panel on", where, adds, lambda: _adding.setdefault(where, []).append(adds))


def panels_on(where: Where, piece: Evidence, reader: Account) -> Iterator[Panel]:
    """Yield what the features add to this page of a piece."""
    for adds in _adding.get(where, []):
        yield from adds(piece, reader)


Asks = Callable[[Evidence], Iterable[Lack]]
_asking: list[Asks] = []


def submission_check(asks: Asks) -> Registration:
    """Say what keeps a draft from being submitted besides what its kind declares: (piece, whole) -> lacks."""
    return Registration("submission check", "", asks, lambda: _asking.append(asks))


def lacks_elsewhere(piece: Evidence) -> Iterator[Lack]:
    """Yield what the features find to mend in a draft."""
    for asks in _asking:
        yield from asks(piece)


Follows = Callable[[Session, Evidence, Account], None]
_following: list[Follows] = []


def on_submitted(follows: Follows) -> Registration:
    """Say what is done, in its transaction, once a version is submitted: (session, piece, its writer)."""
    return Registration("on submission", "", follows, lambda: _following.append(follows))


def submitted(session: Session, piece: Evidence, writer: Account) -> None:
    """Let the features do what follows a submission. Call inside `write()`."""
    for follows in _following:
        follows(session, piece, writer)
