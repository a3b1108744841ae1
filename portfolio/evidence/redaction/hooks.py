"""What else must let go of replaced details: features above register here, so that evidence knows none."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from portfolio.base.registration import Registration
from portfolio.evidence.records.model import Evidence

LetsGo = Callable[[Session, Evidence, Callable[[str], str]], None]
"""(session, piece, text -> text without the details) in the transaction that replaces them."""
_letting_go: list[LetsGo] = []


def when_details_go(lets_go: LetsGo) -> Registration:
    """Say what a feature does when details are taken out of a piece; slow work belongs after the commit."""
    return Registration("when details go", "", lets_go, lambda: _letting_go.append(lets_go))


def let_go(session: Session, piece: Evidence, text: Callable[[str], str]) -> None:
    """Let every feature drop what it holds. Call inside `write()`."""
    for lets_go in _letting_go:
        lets_go(session, piece, text)
