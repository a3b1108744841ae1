"""With what the form that asks a witness begins: nothing, a person asked before, or an earlier request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any
from uuid import UUID

from portfolio.evidence.redaction.finding import DetailKind
from portfolio.evidence.redaction.pseudonyms import key_of
from portfolio.evidence.redaction.replacing import TextSpot, look_over
from portfolio.witness.model import WitnessRequest

PERSON = ("witness_name", "witness_role", "employer", "relationship", "witness_email")


@dataclass(frozen=True)
class Beginning:
    """What is filled in, and which earlier request the new one follows, if any."""

    values: Mapping[str, Any] = field(default_factory=dict)
    instead_of: WitnessRequest | None = None
    same_person: bool = False
    """Whether the earlier request went to the same person, as when its address is corrected."""

    @property
    def is_correction(self) -> bool:
        """Whether only the address of an earlier request is put right."""
        return self.instead_of is not None and self.same_person

    @property
    def heading(self) -> str:
        """What the page is called."""
        if self.is_correction:
            return "Correct the address"
        return "Ask somebody else" if self.instead_of else "Ask a witness"


def same_person(before: WitnessRequest) -> dict[str, Any]:
    """Return who somebody asked before is; nothing about what they saw then."""
    return {name: getattr(before, name) for name in PERSON}


def same_occasion(before: WitnessRequest, pieces: Sequence[UUID]) -> dict[str, Any]:
    """Return what an earlier request was about; nothing about who was asked."""
    return {
        "what_they_saw": before.what_they_saw,
        "criteria": list(before.criteria),
        "about": [str(piece) for piece in pieces],
    }


def details_in(message: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return what in a message may show who a customer is; the names of those who write and read it do not."""
    known = [key_of(DetailKind.NAME, name) for name in names if name.strip()]
    _known, found = look_over([TextSpot("message", "message", message)], known)
    return tuple(dict.fromkeys(finding.text for _spot, finding in found))


def mark_of(message: str) -> str:
    """Return a mark of a message, by which the form remembers that its details were pointed out."""
    return sha256(message.strip().encode()).hexdigest()[:16]
