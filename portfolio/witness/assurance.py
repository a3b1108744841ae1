"""How far a witness statement can be trusted, in words, and whether it counts (SECURITY, Witness links)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from portfolio.base.clock import spoken_date
from portfolio.witness.model import Way


class Assurance(StrEnum):
    """What is known about who wrote a statement. We never claim that an identity is proven."""

    W0 = "W0"
    W1 = "W1"
    W2 = "W2"
    W3 = "W3"

    @property
    def words(self) -> str:
        """The level in words, for assessors and the PDF."""
        return {
            Assurance.W0: "Scanned from signed paper",
            Assurance.W1: "Sent to an address that only the learner supplied",
            Assurance.W2: "Sent to an address that the centre had vouched for",
            Assurance.W3: "Confirmed with the witness by the assessor",
        }[self]


@dataclass(frozen=True)
class Done:
    """One thing a member of staff did about a witness: who, when and how."""

    by_name: str
    at: datetime
    how: str = ""

    def sentence(self, verb: str) -> str:
        """Say it: Helen vouched for the address on 21 September 2026: on our list."""
        how = f": {self.how.rstrip('.')}" if self.how else ""
        return f"{self.by_name} {verb} on {spoken_date(self.at)}{how}."


@dataclass(frozen=True)
class Facts:
    """What is known about how a statement came: the level it was sent at, and what staff did."""

    sent_assurance: str
    vouched: Done | None = None
    released: Done | None = None
    confirmed: Done | None = None
    """The latest answer to “was it you?” where it was yes …"""
    denied: Done | None = None
    """… and where it was no; at most one of the two."""


@dataclass(frozen=True)
class Standing:
    """How a statement stands today: its level, whether it counts, and why, in sentences."""

    level: Assurance
    words: str
    counts: bool
    disputed: bool
    reasons: tuple[str, ...]


def counts(level: str, counts_from: str = "W2") -> bool:
    """Whether a statement of this level counts as evidence under the centre's policy."""
    return level >= counts_from


def sent_at_level(*, vouched: bool, way: Way) -> Assurance:
    """Return the level of a statement as it arrives, by the way its link went.

    W2 needs somebody of the centre to have vouched for the address first, and our mail to have gone
    there: a link that was handed over, or that only lay in the file mailbox, proves no mailbox and is
    W1 until confirmed. Paper is W0.
    """
    if way is Way.PAPER:
        return Assurance.W0
    return Assurance.W2 if vouched and way is Way.MAIL else Assurance.W1


def level_of(facts: Facts) -> Assurance:
    """Return the level after the assessor's latest answer; a denial raises nothing."""
    return Assurance.W3 if facts.confirmed else Assurance(facts.sent_assurance)


def standing_of(facts: Facts, counts_from: str = "W2") -> Standing:
    """Return how a statement stands under the centre's policy."""
    level = level_of(facts)
    disputed = facts.denied is not None
    enough = counts(level, counts_from) and not disputed
    reasons = tuple(_reasons(facts))
    if not enough and not disputed:
        reasons += (f"It does not count yet: this centre counts statements from {counts_from}.",)
    return Standing(level, _words(facts, level), enough, disputed, reasons)


def _words(facts: Facts, level: Assurance) -> str:
    if facts.denied:
        return "Disputed: the person named says they did not write it"
    if facts.released and level is Assurance.W1:
        return "Link handed over by the centre, not yet confirmed"
    return level.words


def _reasons(facts: Facts) -> list[str]:
    said = []
    if facts.denied:
        said.append(facts.denied.sentence("asked the witness and was told it was not them"))
    if facts.confirmed:
        said.append(facts.confirmed.sentence("confirmed it with the witness"))
    if facts.vouched:
        said.append(facts.vouched.sentence("vouched for the address"))
    if facts.released:
        said.append(facts.released.sentence("handed the link over"))
    if not facts.vouched and not facts.confirmed and not facts.denied:
        said.append("Only the learner supplied the address, and nobody has confirmed it.")
    return said
