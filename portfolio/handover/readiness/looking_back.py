"""Checks of a reflective account: what a failure would have cost, the customer's side, what could be better."""

import re
from collections.abc import Iterator

from portfolio.handover.readiness.check_type import Spot, check
from portfolio.handover.readiness.record import ACCOUNT, Place, Record
from portfolio.handover.readiness.text_matching import (
    CUSTOMER,
    facts,
    pattern,
    plain,
    says_nothing,
    shortened,
)

ONE_PERSON = pattern("he", "she", "they", "him", "her", "hers")
OTHERS = pattern(
    "colleagues?", "team", "staff", "shift", "nurse", "manager", "nights?", "desk", "we", "wed", "us", "our", "i", "id", "me", "company", "hotel",
    "shop", "store", "business", "organisation", "organization", "centre", "practice", "council", "garage", "firm", "complain~", "refunds?",
    "reputation", "money", "costs?", "paid", "pay", "contract", "trust", "reviews?", "lost", "blamed", "somebody else", "someone else",
)  # fmt: skip
FEWEST_FACTS = 3
MANY_FACTS = 9
"""An answer this full tells a consequence, whoever it names."""


def _names_customer(folded: str) -> bool:
    return bool(CUSTOMER.search(folded) or ONE_PERSON.search(folded))


@check(ACCOUNT)
def consequences_not_said(record: Record) -> Iterator[Spot]:
    """Notice that what would have gone wrong isn't said for the customer and for somebody else."""
    text = record.text("ineffective")
    if not text:
        return
    folded, much = plain(text), len(facts(text))
    others = OTHERS.search(folded) and much >= FEWEST_FACTS
    if not _names_customer(folded) or not (others or much >= MANY_FACTS):
        sentence = "Say what would have happened to the customer, to your colleague and to your organisation."
        yield Spot(Place("ineffective"), sentence, shortened(text))


@check(ACCOUNT)
def customer_not_linked(record: Record) -> Iterator[Spot]:
    """Notice that what was better for the customer isn't said."""
    text = record.text("service_standard")
    if text and (says_nothing(text) or not _names_customer(plain(text))):
        sentence = "Say what was better for the customer because you did it like this."
        yield Spot(Place("service_standard"), sentence, shortened(text))


UNCHANGED = re.compile(
    r"(?:i )?(?:would ?nt|wont|would not|will not|do ?nt need to) (?:change|do|have changed) (?:a|any) ?thing.*"
    r"|(?:i )?(?:would )?(?:change )?nothing\b.*|(?:it|everything|all) (?:all )?went (?:\w+ )?(?:well|fine|perfect\w*|ok|smooth\w*)"
    r"|(?:it was )?perfect\w*|no changes?.*|not much|do (?:it|exactly)? ?the same.*"
)


@check(ACCOUNT)
def improvement_not_said(record: Record) -> Iterator[Spot]:
    """Notice that nothing would be done differently next time."""
    text = record.text("would_change")
    if text and (says_nothing(text) or UNCHANGED.fullmatch(plain(text))):
        sentence = (
            "Name one thing, however small, that you would do earlier, differently or more clearly."
        )
        yield Spot(Place("would_change"), sentence, shortened(text))
