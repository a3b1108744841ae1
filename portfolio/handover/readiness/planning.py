"""Checks of the planning: purpose and scope, background, agreed parts, tasks with an owner and a time."""

import re
from collections.abc import Iterator

from portfolio.evidence.content.dates import is_moment
from portfolio.handover.readiness.check_type import Spot, of_handover
from portfolio.handover.readiness.record import Place, Record, RecordedAction
from portfolio.handover.readiness.text_matching import (
    affirmed,
    facts,
    pattern,
    plain,
    says_nothing,
    shortened,
    words,
)

FEWEST_FACTS = 3
BOUNDS = pattern(
    "only", "not", "except", "just", "rest", "stays?", "without", "until", "till?", "but", "kept"
)
"""Words with which a scope says where it ends, however short it is."""


@of_handover
def purpose_or_scope_missing(record: Record) -> Iterator[Spot]:
    """Notice a purpose or scope that says nothing, or only what the title says."""
    title = words(record.text("title"))
    purpose, scope = record.text("purpose"), record.text("scope")
    if purpose and len(facts(purpose, title)) < 2:  # noqa: PLR2004 -- one word is no purpose
        sentence = "Say what should go on without a break for the customer, and why it moves now."
        yield Spot(Place("purpose"), sentence, shortened(purpose))
    bounded = BOUNDS.search(plain(scope)) and facts(scope)
    if scope and not bounded and not facts(scope, title):
        sentence = "Say what is included in this handover and what is not."
        yield Spot(Place("scope"), sentence, shortened(scope))


@of_handover
def context_missing(record: Record) -> Iterator[Spot]:
    """Notice a need and a state of affairs from which nobody could carry on."""
    need, still_open = record.text("customer_need"), record.text("outstanding")
    if not need:
        return
    if says_nothing(need) or len(facts(need)) + len(facts(still_open)) < FEWEST_FACTS:
        sentence = (
            "Say what the customer needs, what has been done and promised so far, and what is open."
        )
        yield Spot(Place("customer_need"), sentence, shortened(need))


AGREED = pattern(
    "agree~",
    "accept~",
    "confirm~",
    "approv~",
    "promis~",
    "volunteer~",
    "consent~",
    "(?:co|counter)?signed",
    "initial+ed",
    "(?:said|says|answered|replied) (?:yes|ok|okay|fine|sure|no problem)",
    "yes",
    "(?:is|was|are|were|s) (?:ok|okay|happy|fine|good|up) (?:with|for|to)",
    "(?:happy|ok|okay|fine) with",
    "okd|okayed",
    "nodded",
    "shook hands",
    "took it on|took ownership|took this on",
    r"(?:said|told me) (?:that )?(?:she|he|they|\w+) (?:would|will|d|ll)",
    "thumbs up",
    "in the minutes",
    "said (?:so|it|that|this) (?:aloud|out loud)",
    "(?:decided|settled|arranged|shared (?:it|this|them) out)(?: this| it)? (?:together|between us)",
    "we (?:both |all )?(?:decided|settled|arranged)",
    "took (?:it|this|that|responsibility)",
    "go ahead",
    "no problem",
    "will do",
    "happy to",
)
AGREED_ELSEWHERE = pattern("agreed", "(?:co|counter)?signed", "initial+ed", "accepted")
"""What counts where understanding is told, where a plain yes means something else."""


@of_handover
def responsibilities_not_agreed(record: Record) -> Iterator[Spot]:
    """Notice parts that are only stated: no word, signature or reply says that anybody agreed."""
    text = record.text("responsibilities")
    replied = record.said("taken over", "agreed", "understood")
    if not text or record.text("agreement") or replied:
        return
    elsewhere = plain(f"{record.text('understanding')}. {record.text('read_back')}")
    if affirmed(AGREED, plain(text)) or affirmed(AGREED_ELSEWHERE, elsewhere):
        return
    sentence = "Say how the others agreed: who said yes, when, and where it is noted or signed."
    yield Spot(Place("responsibilities"), sentence, shortened(text))


NOBODY = re.compile(
    r"(?:the |our |my |a |any |another |one |other )*(?:teams?|staff|others?|shift|colleagues?|them|they|us|we|all|both"
    r"|people|person|member of staff|team members?)?|n a|na|x"
)
"""An owner who is nobody in particular, as the whole answer."""
ANYBODY = pattern(
    "some ?one",
    "some ?body",
    "any ?one",
    "any ?body",
    "every ?one",
    "every ?body",
    "who ?ever",
    "tbc",
    "tba",
    "one of",
)


@of_handover
def action_without_owner_or_deadline(record: Record) -> Iterator[Spot]:
    """Notice a task that nobody in particular does, or that has no time."""
    for action in record.actions:
        yield from _without_owner(action)
        if not is_moment(action.deadline):
            place = Place("actions", action.row, "deadline")
            sentence = f"Say by which day and time “{shortened(action.task, 60)}” must be done."
            yield Spot(place, sentence, shortened(action.deadline))


def _without_owner(action: RecordedAction) -> Iterator[Spot]:
    owner = plain(action.owner)
    if NOBODY.fullmatch(owner) or ANYBODY.search(owner):
        place = Place("actions", action.row, "owner")
        sentence = f"Name the one person or role that does “{shortened(action.task, 60)}”."
        yield Spot(place, sentence, shortened(action.owner))
