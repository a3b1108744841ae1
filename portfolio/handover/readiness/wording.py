"""Checks of the words themselves, in any kind of evidence: vague ones, and what tells who a customer is."""

from collections.abc import Iterator

from portfolio.evidence.redaction.finding import DetailKind, Finding, find
from portfolio.evidence.redaction.pseudonyms import is_kept
from portfolio.handover.readiness.check_type import Spot, check
from portfolio.handover.readiness.record import Record
from portfolio.handover.readiness.text_matching import (
    facts,
    pattern,
    plain,
    quoted,
    shortened,
    words,
)

VAGUE = pattern(
    "stuff", "etc|ect|etcetera", "and so on", "and all that", "bits (?:and|n) (?:pieces|bobs)", "as usual", "as (?:we )?always do", "the usual",
    "(?:some|few|other|usual|various|different|lots of|certain|couple of) things?", r"(?:the|that|this) (?!only|first|last|next|same|right|best|one|whole|main|other|real)\w+ thing", "something or other", "and whatever",
    "some ?how", "sort of", "kind of", "at some point", "some ?time soon", "when (?:they|he|she|i|we|you) can$", "when possible", "kept an eye",
    "did what i could", "what was needed", "did the needful", "did my best",
)  # fmt: skip
"""Notice words that leave the reader guessing, wherever they stand."""
SOON = pattern("soon(?! (?:as|after|before|enough))")
LOOSE = pattern(
    "(?:deal|deals|dealt|dealing) with",
    "sort(?:s|ed|ing)?(?: \\w+)? out",
    "sorted",
    "handled",
    "took care of",
    "looked into",
    "helped",
)
"""Words that are vague when nothing beside them says how."""
LOOSE_FACTS = 3
SHORT = 40
"""Words of an answer in which one vague turn weighs."""
BARE = frozenset(
    [
        "sorted",
        "all sorted",
        "done",
        "all done",
        "ok",
        "all ok",
        "fine",
        "all fine",
        "good",
        "all good",
        "it was good",
        "it was fine",
        "it went well",
        "went well",
        "went fine",
        "all went well",
        "no problems",
        "no problem",
        "no issues",
        "yes",
        "great",
        "perfect",
        "job done",
        "completed",
        "happy",
        "all happy",
        "resolved",
        "it was sorted",
        "it got sorted",
        "dealt with",
    ]
)
"""Whole answers that tell nothing of how something ended."""
TELLS_AN_END = {
    "outcome",
    "customer_outcome",
    "went_well",
    "what_i_did",
    "what_happened",
    "customer_contact",
}
NOT_READ = {
    "title",
    "handed_by",
    "handed_to",
    "owner",
    "with_whom",
    "method",
    "help_offered",
    "still_open",
}


@check()
def vague_text(record: Record) -> Iterator[Spot]:
    """Notice words that leave the reader guessing, where facts belong."""
    for place, field, text in record.texts():
        if field.name in NOT_READ:
            continue
        folded = plain(text)
        if field.name in TELLS_AN_END and folded in BARE:
            sentence = "Say what exactly had been done, and when."
            yield Spot(place, sentence, shortened(text))
        elif _is_vague(folded):
            sentence = "Put the facts in place of these words: what, how much, who, when."
            yield Spot(place, sentence, quoted(text, VAGUE))
        elif _is_loose(text, folded):
            sentence = "Say what exactly was or will be done, and when."
            yield Spot(place, sentence, quoted(text, LOOSE))


def _is_vague(folded: str) -> bool:
    """Whether vague words carry an answer: one in a short one, two in a long one."""
    found = sum(1 for _one in VAGUE.finditer(folded))
    return found > 1 or (found == 1 and len(folded.split()) <= SHORT)


def _is_loose(text: str, folded: str) -> bool:
    """Whether an answer has a vague verb or time and next to nothing beside it."""
    if SOON.search(folded):
        return len(words(text)) < 12 and not any(c.isdigit() for c in text)  # noqa: PLR2004 -- a sentence
    return bool(LOOSE.search(folded)) and len(facts(text)) < LOOSE_FACTS


@check()
def personal_details_found(record: Record) -> Iterator[Spot]:
    """Notice what tells who a customer is; once for each answer."""
    for place, field, text in record.texts():
        if field.name in COLLEAGUES or field.no_customer:
            continue
        told = [finding for finding in find(text) if not _is_no_customer(finding, record)]
        if told:
            sentence = f"Take out this {told[0].kind.value}, or put “the customer” in its place."
            yield Spot(place, sentence, shortened(told[0].text))


COLLEAGUES = ("handed_by", "handed_to", "owner", "with_whom")
"""Where colleagues are named, who are no customers."""


def _is_no_customer(finding: Finding, record: Record) -> bool:
    """Whether its writer said so, or it names a colleague of this handover."""
    if is_kept(finding.kind, finding.text, record.kept):
        return True
    told = [text for _place, field, text in record.texts() if field.name in COLLEAGUES]
    return finding.kind is DetailKind.NAME and {*words(finding.text)} <= {
        "mr",
        "mrs",
        "ms",
        "miss",
        "dr",
        *words(" ".join(told)),
    }
