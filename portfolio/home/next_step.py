"""What a learner does next, from what they have: pure rules over plain values, most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from portfolio.base.formatting import counted, plural


@dataclass(frozen=True)
class Destination:
    """Where a task leads: an endpoint, its values, and the anchor on that page."""

    endpoint: str
    values: dict[str, Any] = field(default_factory=dict)
    anchor: str | None = None


@dataclass(frozen=True)
class NextTask:
    """One thing to do next: what, why, where, and the word on its button."""

    title: str
    text: str
    place: Destination | None
    action: str = ""


@dataclass(frozen=True)
class Piece:
    """One piece of evidence by its name: E3, “Till handover”."""

    id: str
    reference: str
    title: str

    @property
    def name(self) -> str:
        """Reference and title."""
        return f"{self.reference} “{self.title}”" if self.title else self.reference


@dataclass(frozen=True)
class Promise:
    """One action that was handed over, and nobody has looked whether it was done."""

    task: str
    reference: str
    evidence_id: str
    action_id: str
    by: str
    """By when it was to be done, in words."""


@dataclass(frozen=True)
class UnclaimedCriterion:
    """One criterion that nothing is claimed for."""

    unit: str
    enrolment_id: str
    code: str
    title: str


@dataclass(frozen=True)
class Having:
    """What a learner has."""

    enrolments: int = 0
    overdue: Sequence[Promise] = ()
    """To be checked back on, the oldest first."""
    drafts: Sequence[Piece] = ()
    """Not submitted, the one written last first."""
    feedback: Sequence[Piece] = ()
    """Found not valid, and not being revised."""
    gaps: Sequence[UnclaimedCriterion] = ()
    more_needed: Sequence[UnclaimedCriterion] = ()
    """Criteria with evidence that is not enough."""
    witnesses: Sequence[str] = ()
    """Names of those who were asked and have not answered."""
    waiting: int = 0
    """Claims that wait for the assessor."""
    criteria: int = 0
    achieved: int = 0
    contact: str = ""
    learner_id: str = ""


def tasks(having: Having) -> list[NextTask]:
    """Return what the learner can do, the next step first; never empty."""
    if not having.enrolments:
        return [_not_enrolled(having)]
    if having.criteria and having.achieved == having.criteria:
        return [*_overdue(having), *_draft(having), *_feedback(having), _finished(having)]
    found = [
        *_overdue(having),
        *_draft(having),
        *_feedback(having),
        *_gaps(having),
        *_more(having),
        *_witnesses(having),
    ]
    return found or [_wait(having)]


def _not_enrolled(having: Having) -> NextTask:
    asked = f"Ask {having.contact}" if having.contact else "Ask your centre"
    return NextTask(
        "You are not enrolled on a unit yet",
        f"{asked} to enrol you. Until then you can read what the units ask for.",
        Destination("criteria.units"),
        "See the units",
    )


def _overdue(having: Having) -> list[NextTask]:
    if not having.overdue:
        return []
    first, many = having.overdue[0], len(having.overdue)
    since = (
        f"It was to be done by {first.by} ({first.reference}). Look whether it was, and note it."
    )
    if many == 1:
        about = {"evidence_id": first.evidence_id, "about": first.action_id}
        return [
            NextTask(
                f"Check back on “{first.task}”",
                since,
                Destination("evidence.piece", about, "check-backs"),
                "Write the check-back",
            )
        ]
    return [
        NextTask(
            f"{many} check-backs are overdue",
            f"The oldest is “{first.task}”. {since}",
            Destination("handover.due"),
            "See what to check back on",
        )
    ]


def _draft(having: Having) -> list[NextTask]:
    if not having.drafts:
        return []
    first, more = having.drafts[0], len(having.drafts) - 1
    also = f" You have {counted(more, 'other draft')} too." if more else ""
    return [
        NextTask(
            f"Go on with {first.name}",
            f"It is a draft, so only you can see it. Finish it and submit it.{also}",
            Destination("evidence.edit", {"evidence_id": first.id}),
            "Go on writing",
        )
    ]


def _feedback(having: Having) -> list[NextTask]:
    if not having.feedback:
        return []
    first, more = having.feedback[0], len(having.feedback) - 1
    also = f" {counted(more, 'other piece')} also came back." if more else ""
    return [
        NextTask(
            f"Answer the feedback on {first.name}",
            f"Your assessor says what is missing. Revise it, or claim another piece.{also}",
            Destination("assessment.feedback", {"evidence_id": first.id}),
            "Read the feedback",
        )
    ]


def _gaps(having: Having) -> list[NextTask]:
    if not having.gaps:
        return []
    first, many = having.gaps[0], len(having.gaps)
    if many == having.criteria:
        return [
            NextTask(
                "Begin with a handover that you took part in",
                "Write down what happened at one real handover. One piece can serve many criteria.",
                Destination("evidence.capture"),
                "Record a handover",
            )
        ]
    has = plural(many, "has", "have")
    return [
        NextTask(
            f"{counted(many, 'criterion', 'criteria')} {has} no evidence yet",
            f"The first is criterion {first.code} of “{first.unit}”: {first.title}.",
            Destination(
                "coverage.grid", {"enrolment_id": first.enrolment_id}, f"criterion-{first.code}"
            ),
            "See what is missing",
        )
    ]


def _more(having: Having) -> list[NextTask]:
    if not having.more_needed:
        return []
    first, many = having.more_needed[0], len(having.more_needed)
    needs = plural(many, "needs", "need")
    return [
        NextTask(
            f"{counted(many, 'criterion', 'criteria')} {needs} more",
            f"The first is criterion {first.code} of “{first.unit}”: {first.title}.",
            Destination(
                "coverage.grid", {"enrolment_id": first.enrolment_id}, f"criterion-{first.code}"
            ),
            "See what is needed",
        )
    ]


def _witnesses(having: Having) -> list[NextTask]:
    if not having.witnesses:
        return []
    first, more = having.witnesses[0], len(having.witnesses) - 1
    who = (
        f"{first} and {counted(more, 'other witness', 'other witnesses')} have"
        if more
        else f"{first} has"
    )
    return [
        NextTask(
            f"{who} not answered yet",
            "They have the link. A word from you often helps more than another mail.",
            Destination("witness.requests"),
            "See your witnesses",
        )
    ]


def _wait(having: Having) -> NextTask:
    if having.waiting:
        waits = plural(having.waiting, "waits", "wait")
        text = f"{counted(having.waiting, 'claim')} {waits} for your assessor. You are told when they have decided."
    else:
        text = "Your assessor declares when a criterion is achieved. You are told when they do."
    return NextTask(
        "Nothing to do just now", text, Destination("evidence.portfolio"), "See your evidence"
    )


def _finished(having: Having) -> NextTask:
    return NextTask(
        "Every criterion is achieved",
        "Take your portfolio with you as a PDF, with every piece of evidence and every decision.",
        Destination("exports.portfolio", {"learner_id": having.learner_id}),
        "Get your portfolio",
    )
