"""The kinds of evidence by name: one line each, in the order in which they are offered.

What a kind asks is declared in `evidence/kinds/<id>.py`. Its name is said here, because units name kinds too
and know nothing of evidence.
"""

from collections.abc import Iterable
from dataclasses import dataclass


class NoSuchKind(LookupError):
    """There is no kind of evidence with that id; the sentence says where to name it."""


@dataclass(frozen=True)
class KindName:
    """How one kind is called."""

    id: str
    words: str
    """Its name inside a sentence."""
    counts_as: str = ""
    """The kind as which units know it; empty: itself."""


KIND_NAMES: dict[str, KindName] = {
    name.id: name
    for name in (
        KindName("handover_instance", "handover"),
        KindName("roles_agreement", "agreement of roles"),
        KindName("reflective_account", "reflective account"),
        KindName("work_product", "work product"),
        KindName("professional_discussion", "professional discussion"),
        KindName("seen_in_place", "seen in place"),
        KindName("observation_record", "observation record"),
        KindName("witness_statement", "witness statement"),
        KindName("paper_statement", "signed paper statement", counts_as="witness_statement"),
    )
}

UNIT_KINDS = tuple(name.id for name in KIND_NAMES.values() if not name.counts_as)
"""The kinds that a unit may name."""


def name_of(kind_id: str) -> KindName:
    """Return how a kind is called. Raises NoSuchKind."""
    if kind_id not in KIND_NAMES:
        raise NoSuchKind(f"Name “{kind_id}” in portfolio/criteria/kinds.py: its id and its words.")
    return KIND_NAMES[kind_id]


def words_of(kind_id: str) -> str:
    """Return a kind's name inside a sentence; of one that is no longer there, what its id says."""
    name = KIND_NAMES.get(kind_id)
    return name.words if name else kind_id.replace("_", " ")


def kind_words(kinds: Iterable[str]) -> str:
    """Return the kinds as words for a sentence: "handover, witness statement"."""
    return ", ".join(words_of(kind) for kind in kinds)


def kinds_for_authors() -> str:
    """Return the table of kinds as it stands in docs/criteria.md."""
    rows = [f"| `{kind_id}` | {words_of(kind_id)} |" for kind_id in UNIT_KINDS]
    return "\n".join(["| kind | in words |", "|---|---|", *rows]) + "\n"
