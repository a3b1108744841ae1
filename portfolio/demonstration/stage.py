"""Who and what is there so far while the story is played, by the names the story gives them."""

from dataclasses import dataclass, field
from typing import TypeVar
from uuid import UUID

from portfolio.demonstration.records import (
    Ask,
    Story,
    StoryPiece,
)
from portfolio.demonstration.story import Event
from portfolio.people import store as people
from portfolio.people.model import Account

Told = TypeVar("Told")
Point = tuple[str, str, str, str]
"""A claim as the story names it: learner, piece, unit, criterion."""


@dataclass
class StoryStage:
    """Who and what is there so far, by the names the story gives them."""

    story: Story
    people: dict[str, Account] = field(default_factory=dict)
    enrolments: dict[tuple[str, str], UUID] = field(default_factory=dict)
    pieces: dict[str, dict[str, UUID]] = field(default_factory=dict)
    """The pieces of each learner by their keys."""
    told: dict[tuple[str, str], StoryPiece] = field(default_factory=dict)
    versions: dict[tuple[str, str], list[UUID]] = field(default_factory=dict)
    claims: dict[Point, UUID] = field(default_factory=dict)
    requests: dict[tuple[str, str], UUID] = field(default_factory=dict)
    asks: dict[tuple[str, str], tuple[Ask, UUID]] = field(default_factory=dict)
    """Who was asked to confirm what they took part in."""
    links: dict[tuple[str, str], str] = field(default_factory=dict)
    """The secrets of the links to people without an account, as the mails carried them."""
    statements: dict[tuple[str, str], UUID] = field(default_factory=dict)
    whole: bool = True
    """Whether everything is told in order of time; not so for lives that are added behind the others."""

    def piece(self, event: Event) -> UUID:
        """Return the id of the piece an event is about."""
        return self.pieces[event.learner][event.key]

    def person(self, email: str) -> Account:
        """Return somebody who joined before, by their address. Raises LookupError."""
        found = people.by_email(email)
        if found is None:
            raise LookupError(f"Nobody has the address {email}.")
        return found

    def meet(self) -> None:
        """Find everybody of the story who is in the centre already."""
        for person in self.story.people:
            self.people[person.key] = self.person(person.email)


def told_of(event: Event, record: type[Told]) -> Told:
    """Return what an event is about, as the record it is."""
    if not isinstance(event.subject, record):
        raise TypeError(f"“{event.verb}” is not about {event.subject!r}.")
    return event.subject
