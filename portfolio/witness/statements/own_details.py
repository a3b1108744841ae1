"""What a witness says of their own details beside what they were asked by: confirmed, or corrected, in words."""

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from portfolio.base.clock import spoken_date

DETAILS: Mapping[str, str] = {
    "witness_name": "name",
    "witness_role": "role",
    "employer": "employer",
    "relationship": "relationship",
}


class Correction(NamedTuple):
    """One detail that the witness wrote otherwise: its name in words, as it was given, as they said it."""

    what: str
    given: str
    said: str

    @property
    def words(self) -> str:
        """Say it as part of a sentence: role: “Duty manager” (not “Boss”)."""
        if not self.said:
            return f"{self.what}: left empty (not “{self.given}”)"
        return f"{self.what}: “{self.said}”" + (f" (not “{self.given}”)" if self.given else "")


def corrections(given: Mapping[str, str], said: Mapping[str, object]) -> tuple[Correction, ...]:
    """Return what the witness corrected; what their form did not ask, and letters' case, are no correction."""
    found = []
    for name, words in DETAILS.items():
        if name in said:
            own, other = (
                " ".join(str(value or "").split()) for value in (said[name], given.get(name))
            )
            if own.casefold() != other.casefold():
                found.append(Correction(words, other, own))
    return tuple(found)


def own_words(given: Mapping[str, str], said: Mapping[str, object], at: datetime) -> str:
    """Return the sentence about it: Confirmed their details on 3 November 2026."""
    changed = corrections(given, said)
    if not changed:
        return f"Confirmed their details on {spoken_date(at)}."
    return f"Corrected their {'; '.join(correction.words for correction in changed)}, on {spoken_date(at)}."
