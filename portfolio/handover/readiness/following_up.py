"""Checks of the follow-up: going back, for each task and after its time, help in a delay, the customer's end of it."""

from collections.abc import Iterator
from datetime import timedelta

from portfolio.evidence.content.dates import day_of, spoken
from portfolio.handover.readiness.check_type import Spot, of_handover
from portfolio.handover.readiness.record import Place, Record, RecordedAction, RecordedCheckBack
from portfolio.handover.readiness.text_matching import (
    CUSTOMER,
    affirmed,
    facts,
    pattern,
    plain,
    quoted,
    says_nothing,
    shortened,
    words,
)

LONG_ENOUGH = timedelta(days=7)
"""After which somebody would have gone back, where no deadline is known."""


@of_handover
def no_check_back(record: Record) -> Iterator[Spot]:
    """Notice that a time has passed (or a week, without one), and nobody went back."""
    if record.checks or record.said("done"):
        return
    due = [action for action in _handed_on(record) if record.is_due(action)]
    if due:
        first = min(due, key=lambda action: action.deadline)
        sentence = (
            f"“{shortened(first.task, 60)}” was due by {spoken(first.deadline)}."
            " Ask how it went, and add the check-back."
        )
        yield Spot(Place("check_backs"), sentence)
    elif (
        record.actions and not any(action.due for action in record.actions) and _is_long_ago(record)
    ):
        sentence = "It is more than a week since. Ask how it went, and add the check-back."
        yield Spot(Place("check_backs"), sentence)


MYSELF = frozenset({"i", "me", "myself", "mine"})


def _handed_on(record: Record) -> list[RecordedAction]:
    """Return the actions that somebody else does; how one's own ended, one knows."""
    mine = MYSELF | ({*words(record.text("handed_by"))} - {*words(record.text("handed_to"))})
    return [action for action in record.actions if not mine & {*words(action.owner)}]


def _is_long_ago(record: Record) -> bool:
    on = day_of(record.text("happened_at"))
    return on is not None and record.now.date() - on >= LONG_ENOUGH


@of_handover
def action_without_check_back(record: Record) -> Iterator[Spot]:
    """Notice that other tasks were looked at; this one's time has passed, and nobody says how it ended."""
    if record.checks:
        yield from map(_never_looked_at, _forgotten(record))


def _forgotten(record: Record) -> list[RecordedAction]:
    return [
        action
        for action in _handed_on(record)
        if record.is_due(action) and not _is_told_of(action, record)
    ]


ALL = pattern("all", "both", "everything", "each", "every")
FEWEST_SHARED = 2
STEM = 4
"""So many letters of a word are compared: booked, booking."""


def _is_told_of(action: RecordedAction, record: Record) -> bool:
    """Whether a check-back or a reply says how it ended, also one that was noted at another action."""
    if record.checks_of(action) or record.said("done", action=action.id):
        return True
    task = {word[:STEM] for word in facts(action.task)}
    return any(
        ALL.search(plain(check.outcome))
        or len(task & {word[:STEM] for word in facts(check.outcome)}) >= FEWEST_SHARED
        for check in record.checks
    )


def _never_looked_at(action: RecordedAction) -> Spot:
    sentence = f"It was due by {spoken(action.deadline)}. Say how it ended: add a check-back for this action."
    return Spot(Place("actions", action.row, "task"), sentence, shortened(action.task))


UNFINISHED = pattern(
    "not (?:yet|done|here|there|ready|finished|arrived|come|sent)", "yet", "wait~", "pending", "still", "has ?nt", "have ?nt", "had ?nt",
    "hasn t", "in progress", "working on", "ongoing", "tomorrow", "later", "going to", "will", "to follow", "no answer", "no reply",
)  # fmt: skip


@of_handover
def no_check_back_after_deadline(record: Record) -> Iterator[Spot]:
    """Notice what was looked at only before its time, when it wasn't finished."""
    for action, last in _left_unfinished(record):
        sentence = f"You looked before it was due ({spoken(action.deadline)}). Go back once more and say how it ended."
        place = Place("check_backs", last.row, "outcome" if last.row is not None else "")
        yield Spot(place, sentence, shortened(last.outcome))


def _left_unfinished(record: Record) -> list[tuple[RecordedAction, RecordedCheckBack]]:
    left = []
    for action in _handed_on(record):
        dated = [(check.on, check) for check in record.checks_of(action) if check.on]
        if not dated or not record.is_due(action) or record.said("done", action=action.id):
            continue
        on, last = max(dated, key=lambda pair: pair[0])
        if on.isoformat() < action.deadline[:10] and UNFINISHED.search(plain(last.outcome)):
            left.append((action, last))
    return left


DELAYED = pattern(
    "delay~", "held up", "hold up", "overdue", "behind schedule", "(?:running|fell|got|was|were|is) behind", "behind with",
    "(?:was|were|came|ran|running|too|got|is|days?|hours?|minutes?|mins|bit|little|very|done|arrived|started) late", "later than",
    "short ?staffed", "short of staff", "took longer", "took too long", "not (?:been )?done (?:in|on) time", "missed the deadline", "forgot~",
    "too busy", "snowed under", "swamped", "had no time|no time|run out of time|ran out of time", "stuck",
)  # fmt: skip
HELPED = pattern(
    "i (?:then )?(?:helped|offered|took over|stayed|gave|covered|did it)",
    "offered to",
    "gave (?:him|her|them) a hand",
    "helped",
)


@of_handover
def delay_without_help(record: Record) -> Iterator[Spot]:
    """Notice that a check-back tells of a delay, and no help is told of."""
    if not says_nothing(record.text("help_offered")):
        return
    for check in record.checks:
        told = plain(check.outcome)
        if affirmed(DELAYED, told) and not HELPED.search(told):
            sentence = "Did you offer help? Say what you offered and what they said, also if it was not taken."
            yield Spot(Place("help_offered"), sentence, quoted(check.outcome, DELAYED))
            return


@of_handover
def customer_outcome_not_said(record: Record) -> Iterator[Spot]:
    """Notice that all was looked at, and how it ended for the customer isn't said."""
    if not record.checks or any(not record.is_due(action) for action in record.actions):
        return
    if _forgotten(record) or _left_unfinished(record):
        return
    told = ("customer_outcome", "customer_contact", "still_open")
    seen = any(
        CUSTOMER.search(plain(f"{check.method}. {check.outcome}")) for check in record.checks
    )
    if not seen and all(says_nothing(record.text(name)) for name in told):
        sentence = "Say how it ended for the customer, or what they told you."
        yield Spot(Place("customer_outcome"), sentence, shortened(record.text("customer_outcome")))
