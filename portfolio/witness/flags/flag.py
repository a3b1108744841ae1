"""A flag: what was noticed about a request or a statement, what it may mean, and what to do."""

from dataclasses import dataclass
from enum import StrEnum


class Weight(StrEnum):
    """How much a flag asks of whoever reads it."""

    LOOK = "look"
    """Often harmless; look at it with the rest."""
    CARE = "take care"
    """Ask the witness by another way before you rely on the statement."""


class Name(StrEnum):
    """The flags there are, by what was noticed."""

    SAME_NETWORK = "same network"
    FREE_MAIL = "free mail"
    NEW_DOMAIN = "new domain"
    EACH_OTHER = "each other's witness"
    LEARNER_HERE = "learner here"
    OFTEN = "often a witness"
    LIKE_LEARNER = "like the learner's words"
    LIKE_STATEMENT = "like another statement"
    QUICK = "written quickly"
    DETAILS_CHANGED = "details changed"


@dataclass(frozen=True)
class Flag:
    """One sign for the assessor and the internal quality assurer; it informs and never decides.

    Never shown to the learner or the witness, and never in the learner's PDF.
    """

    name: Name
    weight: Weight
    title: str
    noticed: str
    may_mean: str
    to_do: str
    passage: str = ""
    """Of the statement, when the flag is about its words."""
    other_passage: str = ""
    other_source: str = ""

    @property
    def sentence(self) -> str:
        """Everything it says, as running text."""
        return f"{self.noticed} {self.may_mean} {self.to_do}"
