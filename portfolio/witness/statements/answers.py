"""A witness's answers as plain values: the parts of the form, what is still to answer, and what becomes evidence."""

import hashlib
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from portfolio.base.translation_marker import mark
from portfolio.criteria.model import Unit
from portfolio.evidence.content.quotes import SHORTEST_QUOTE, plain
from portfolio.history.chain import canonical
from portfolio.witness.model import WitnessRequest

PARTS = ("seen", "you", "words", "criteria", "check", "declare")
"""The pages of the form, in order. The first four hold answers."""
FIELDS: Mapping[str, tuple[str, ...]] = {
    "seen": ("seen_in_person", "happened_on"),
    "you": ("witness_name", "witness_role", "employer", "relationship"),
    "words": ("statement",),
    "criteria": ("answers",),
    "check": (),
    "declare": (),
}
NEEDED: Mapping[str, tuple[str, ...]] = {
    "seen": ("seen_in_person", "happened_on"),
    "you": ("witness_name", "witness_role", "relationship"),
}
"""What the first two parts can't do without."""
HEARD = "no"
"""Their answer to “did you see this yourself?” when they only heard about it."""
LONGEST_QUOTE = 200
DECLARATION = mark(
    "What I have written is true as far as I know. These are my own words about what I saw. "
    "I know that they will be used to assess somebody’s work."
)
REASON = "The witness says they saw this."


class SeenCriterion(NamedTuple):
    """One thing the witness says they saw: the criterion, the words that say so, and why it is claimed."""

    criterion: str
    quote: str
    reason: str


def answers_of(draft: Mapping[str, Any] | None, part: str) -> dict[str, Any]:
    """Return the kept answers of one part."""
    kept = draft or {}
    return {name: kept[name] for name in FIELDS[part] if name in kept}


def has_words(text: str) -> bool:
    """Whether anything can be read in `text`: characters that nobody sees are no words."""
    return bool(plain(text))


def only_heard(draft: Mapping[str, Any] | None) -> bool:
    """Whether they say that they didn't see it themselves: a statement needs somebody who did."""
    return (draft or {}).get("seen_in_person") == HEARD


def fingerprint(answers: Mapping[str, Any]) -> str:
    """Return a short mark of some answers, by which a page knows whether they changed since it was shown."""
    return hashlib.sha256(canonical(dict(answers))).hexdigest()[:16] if answers else "nothing"


def first_gap(draft: Mapping[str, Any] | None, unit: Unit) -> str | None:
    """Return the first part that still lacks an answer, or None."""
    kept = draft or {}
    if only_heard(kept):
        return "seen"
    for part, needed in NEEDED.items():
        if not all(str(kept.get(name) or "").strip() for name in needed):
            return part
    if not has_words(str(kept.get("statement") or "")):
        return "words"
    answers = kept.get("answers") or {}
    if not all((answers.get(criterion.code) or {}).get("saw") for criterion in unit.criteria):
        return "criteria"
    return None


def content_of_draft(
    request: WitnessRequest,
    learner_name: str,
    unit: Unit,
    signed: str,
    declaration: str = DECLARATION,
) -> dict[str, Any]:
    """Return the draft as the content of a witness statement, the answers in the unit's order.

    `declaration` is what they signed, in the language in which they read it.
    """
    draft = request.draft or {}
    answers = draft.get("answers") or {}
    return {
        "title": f"Statement of {draft.get('witness_name', request.witness_name)} about {learner_name}"[
            :200
        ],
        **{
            name: draft.get(name, "")
            for name in (*FIELDS["seen"], *FIELDS["you"], *FIELDS["words"])
        },
        "answers": [
            {
                "criterion": criterion.code,
                "title": criterion.title,
                "saw": said["saw"],
                "words": said.get("words", ""),
            }
            for criterion in unit.criteria
            if (said := answers.get(criterion.code)) and said.get("saw")
        ],
        "declaration": f"{declaration} Signed: {signed.strip()}"[:500],
    }


def claims_of(content: Mapping[str, Any]) -> Iterator[SeenCriterion]:
    """Yield a claim for each criterion that the witness says they saw, at their own words for it.

    Without words of its own it points at the beginning of the statement, exactly as it stands.
    """
    statement = str(content["statement"]).strip()
    for answer in content["answers"]:
        if answer["saw"] == "yes":
            own = str(answer["words"]).strip()
            quote = own if len(plain(own)) >= SHORTEST_QUOTE else statement[:LONGEST_QUOTE].strip()
            yield SeenCriterion(answer["criterion"], quote, REASON)
