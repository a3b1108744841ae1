"""How far a witness statement can be trusted, in words, and whether it counts (SECURITY, Witness links)."""

from enum import StrEnum


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


def counts(level: str, counts_from: str = "W2") -> bool:
    """Whether a statement of this level counts as evidence under the centre's policy."""
    return level >= counts_from
