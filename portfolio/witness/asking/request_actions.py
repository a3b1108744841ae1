"""What a learner can do about a request they made: plain values in, actions out."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from portfolio.base.web.actions import ActionLook, PageAction
from portfolio.witness.model import Declined, RequestState

OPEN = frozenset(
    {RequestState.WAITING, RequestState.SENT, RequestState.BEGUN, RequestState.EXPIRED}
)
"""The states of a request whose link can still be sent again, or that has only run out."""


@dataclass(frozen=True)
class RequestSeen:
    """A request as its learner looks at it."""

    request_id: UUID
    witness_name: str
    state: RequestState
    mine: bool
    """Whether the learner may change it: the assessor's correction is not theirs, nor what was removed."""
    undelivered: bool
    """Whether the mail server refused the address."""
    declined_because: str = ""
    followed_by: UUID | None = None
    """The request that was made instead."""
    statement: UUID | None = None
    """The piece that came of it."""

    @property
    def may_be_sent_again(self) -> bool:
        """Whether a new link can be sent, and the request be cancelled."""
        return self.mine and self.state in OPEN


def next_steps(seen: RequestSeen) -> list[PageAction]:
    """Return what follows from how far a request is: read what came, ask another way, see what was made instead."""
    return [*_read(seen), *_ask_otherwise(seen), *_elsewhere(seen)]


def _read(seen: RequestSeen) -> Iterator[PageAction]:
    if seen.statement:
        piece = {"evidence_id": seen.statement}
        yield PageAction("Read the statement", "evidence.piece", piece, ActionLook.BUTTON)


def _ask_otherwise(seen: RequestSeen) -> Iterator[PageAction]:
    if not seen.mine:
        return
    if seen.state is RequestState.DECLINED:
        yield _after_declining(seen)
    elif seen.state is RequestState.CANCELLED and not seen.followed_by:
        yield _correct(seen, "Ask again", ActionLook.SECONDARY)
    elif seen.may_be_sent_again and seen.undelivered:
        yield _correct(seen, "Correct the address", ActionLook.BUTTON)


def _after_declining(seen: RequestSeen) -> PageAction:
    if seen.declined_because == Declined.NOT_ME:
        return _correct(seen, "Correct the address", ActionLook.BUTTON)
    named = seen.declined_because == Declined.SOMEBODY_ELSE
    return _instead(seen, "Ask that person" if named else "Ask somebody else", ActionLook.BUTTON)


def _elsewhere(seen: RequestSeen) -> Iterator[PageAction]:
    if seen.followed_by:
        there = {"request_id": seen.followed_by}
        yield PageAction("See the request that you made instead", "witness.request", there)
    elif seen.mine and seen.state is RequestState.DONE:
        words = f"Ask {seen.witness_name} again, about something else"
        yield PageAction(words, "witness.ask", {"again": seen.request_id})


def ways_to_change(seen: RequestSeen) -> list[PageAction]:
    """Return what stands beside the button that sends a new link; nothing where none can be sent."""
    if not seen.may_be_sent_again:
        return []
    found = [] if seen.undelivered else [_correct(seen, "Correct the address", ActionLook.LINK)]
    if seen.state is RequestState.EXPIRED:
        found.append(_instead(seen, "Ask somebody else", ActionLook.LINK))
    here = {"request_id": seen.request_id}
    return [*found, PageAction("Cancel this request", "witness.cancel", here)]


def _correct(seen: RequestSeen, words: str, look: ActionLook) -> PageAction:
    return PageAction(words, "witness.ask", {"correct": seen.request_id}, look)


def _instead(seen: RequestSeen, words: str, look: ActionLook) -> PageAction:
    return PageAction(words, "witness.ask", {"instead": seen.request_id}, look)
