"""What is known around one request or statement, as plain values: what the rules for flags read."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from portfolio.witness.flags.likeness import Text


class RecognisedBy(StrEnum):
    """By what a witness is taken for a learner here."""

    ADDRESS = "address"
    LOOK = "an address that looks like it"
    NAME = "name"


@dataclass(frozen=True)
class Fellow:
    """A learner here who may be the witness."""

    learner_id: UUID
    name: str
    by: RecognisedBy
    asked_back: bool = False
    """Whether this learner asked the other one to be a witness in turn."""


@dataclass(frozen=True)
class SentStatement:
    """A statement that came: from which network, and what the witness said of themselves."""

    statement_id: UUID
    evidence_id: UUID
    sent_from: str
    at: datetime
    said_name: str
    """The name as the witness gave it in the statement."""
    text: str
    words: int
    """How many words they typed, in the statement and beside the criteria."""
    seconds: int | None
    """From their first answered page to the end; None when it is not known."""


@dataclass(frozen=True)
class Facts:
    """Everything that the rules read about one request, its statement or both."""

    learner_name: str
    learner_email: str
    witness_name: str
    witness_email: str
    vouched: bool = False
    """Whether somebody vouched for the address."""
    on_list: bool = False
    domain_known: bool = False
    """An approved domain, or one from which a listed witness or an earlier confirmed statement comes."""
    asked_from: str = ""
    learner_networks: frozenset[str] = frozenset()
    fellows: tuple[Fellow, ...] = ()
    learners_lately: int = 0
    """For how many learners this address gave statements lately, this one's included."""
    statements_lately: int = 0
    sent: SentStatement | None = None
    own_texts: tuple[Text, ...] = field(default=(), repr=False)
    other_statements: tuple[Text, ...] = field(default=(), repr=False)
