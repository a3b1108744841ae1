"""The frozen shapes in which the demonstration's story is written down."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field, SerializeAsAny, ValidationInfo, field_validator

from portfolio.demonstration.contents import (
    KindId,
    Moment,
    StoryCheckBack,
    StoryRecord,
    Unit,
    Words,
    shape_of,
)
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.people.roles import Author, Role


class StoryCentre(StoryRecord):
    """The training provider: its name, how to reach it, and how long it keeps portfolios."""

    name: Words
    contact_email: Words
    contact_phone: Words
    keeps_for: str = ""


class Listed(StoryRecord):
    """Somebody whom an assessor puts on the centre's witness list."""

    key: Words
    name: Words
    role: Words
    employer: Words
    relationship: Words
    email: Words
    expert: bool = False
    how: Words
    by: Words
    at: Moment


class Approved(StoryRecord):
    """An employer's mail domain that an assessor approves."""

    domain: Words
    employer: Words
    how: Words
    by: Words
    at: Moment


class StoryPerson(StoryRecord):
    """One account of the centre, from the moment it is made."""

    key: Words
    name: Words
    email: Words
    roles: tuple[Role, ...]
    trade: str = ""
    at: Moment


class LaterCheckBack(StoryCheckBack):
    """A check-back appended after the handover was submitted."""

    at: Moment


class File(StoryRecord):
    """A file kept with a piece of evidence; ``documents.make_file`` makes its bytes."""

    file: Words
    alt: Words
    at: Moment


class StoryClaim(StoryRecord):
    """This piece, at this quote, meets this criterion because of ``reason``."""

    unit: Unit
    criterion: Words
    place: Words
    on: Literal["quote", "page"] = "quote"
    """Whether the place is a quote of the text, or a page of the piece's file."""
    reason: Words
    at: Moment
    made_by: Author = Author.LEARNER
    withdrawn_at: Moment | None = None


class StoryDecision(StoryRecord):
    """Whether one claim is valid, with what the learner is told about it."""

    unit: Unit
    criterion: Words
    valid: bool
    feedback: Words


class StoryJudgement(StoryRecord):
    """Authentic, current and reliable, judged once for a version."""

    authentic: bool
    current: bool
    reliable: bool
    note: Words


class Review(StoryRecord):
    """An assessor's visit to one version of one piece."""

    at: Moment
    by: Words
    version: int = 1
    judgement: StoryJudgement
    decisions: tuple[StoryDecision, ...]


class Revision(StoryRecord):
    """The fields a learner rewrote; each one makes the next version."""

    at: Moment
    changes: dict[str, str]


class StoryPiece(StoryRecord):
    """One piece of evidence from its first draft; without ``submitted`` it stays a draft."""

    key: Words
    kind: KindId
    writer: str = ""
    """Who writes it, when it isn't the learner: the key of an assessor."""
    started: Moment
    submitted: Moment | None = None
    content: SerializeAsAny[StoryRecord]
    attachments: tuple[File, ...] = ()
    claims: tuple[StoryClaim, ...] = ()
    revisions: tuple[Revision, ...] = ()
    check_backs: tuple[LaterCheckBack, ...] = ()
    reviews: tuple[Review, ...] = ()

    @field_validator("content", mode="before")
    @classmethod
    def _as_its_kind(cls, told: Any, info: ValidationInfo) -> Any:
        shape = shape_of(info.data["kind"])
        return told if isinstance(told, shape) else shape.model_validate(told)

    def content_of(self, version: int) -> Any:
        """Return the fields as they stood in ``version`` (1 is the first submission)."""
        fields = self.content.model_dump()
        for revision in self.revisions[: version - 1]:
            fields |= revision.changes
        return type(self.content).model_validate(fields)


def _arrival(piece: StoryPiece) -> Moment:
    """Return when a piece gets its reference: a statement only once it is submitted."""
    if piece.kind == "witness_statement" and piece.submitted:
        return piece.submitted
    return piece.started


class Vouched(StoryRecord):
    """Who checked a witness's address before their statement came, and how they know it."""

    by: Words
    at: Moment
    note: Words


class Confirmed(StoryRecord):
    """How an assessor confirmed a statement outside the house (assurance W3)."""

    by: Words
    at: Moment
    how: Words


class StoryDeclined(StoryRecord):
    """A witness's answer that they will not write a statement, or who saw it instead."""

    at: Moment
    why: Literal["cannot", "somebody else", "not me"] = "cannot"
    reason: str = ""


class StoryDisowned(StoryRecord):
    """What whoever reads the mailbox said to the receipt: this wasn't me."""

    at: Moment
    words: Words


class StoryRequest(StoryRecord):
    """A learner's request to one onlooker and what came of it."""

    key: Words
    about: Words
    unit: Unit
    asked: tuple[str, ...]
    name: Words
    role: Words
    employer: str = ""
    relationship: Words
    email: Words
    known: Literal["", "list", "domain"] = ""
    """By what the centre knows the address before the statement comes, if nobody vouches for it in person."""
    saw: Words
    message: Words
    at: Moment
    vouched: Vouched | None = None
    declined: StoryDeclined | None = None
    statement: StoryPiece | None = None
    confirmed: Confirmed | None = None
    disowned: StoryDisowned | None = None

    @property
    def assurance(self) -> Literal["W1", "W2", "W3"]:
        """The level of SECURITY's table that the statement has at the story's end."""
        if self.confirmed:
            return "W3"
        return "W2" if self.vouched or self.known else "W1"


class StoryPoint(StoryRecord):
    """One thing that somebody replies: about an action (its id in the story) or about the whole."""

    said: ReplyKind
    action: str = ""
    words: str = ""
    by_when: str = ""


class StoryReply(StoryRecord):
    """What somebody who took part replies at one time."""

    at: Moment
    points: tuple[StoryPoint, ...]


class Ask(StoryRecord):
    """A learner asks somebody who took part in a piece to confirm it, and what they replied."""

    key: Words
    about: Words
    name: Words
    email: Words
    message: str = ""
    at: Moment
    replies: tuple[StoryReply, ...] = ()


class StoryEnrolment(StoryRecord):
    """A learner on a unit with an assessor."""

    unit: Unit
    assessor: Words
    started_on: date
    at: Moment


class StoryAchievement(StoryRecord):
    """An assessor's declaration that a criterion is, or is not, achieved."""

    unit: Unit
    criterion: Words
    achieved: bool = True
    by: Words
    at: Moment
    reason: Words


class LearnerStory(StoryRecord):
    """Everything one learner and those around them did."""

    learner: Words
    enrolments: tuple[StoryEnrolment, ...]
    evidence: tuple[StoryPiece, ...] = ()
    witnesses: tuple[StoryRequest, ...] = ()
    asks: tuple[Ask, ...] = ()
    achievements: tuple[StoryAchievement, ...] = ()

    @property
    def pieces(self) -> tuple[StoryPiece, ...]:
        """The learner's own pieces and the statements received, oldest first."""
        received = [request.statement for request in self.witnesses if request.statement]
        return tuple(sorted([*self.evidence, *received], key=_arrival))


class Story(StoryRecord):
    """The whole demonstration; ``units`` maps our short names to unit ids."""

    units: dict[Unit, str]
    centre: StoryCentre
    people: tuple[StoryPerson, ...]
    witness_list: tuple[Listed, ...] = ()
    employer_domains: tuple[Approved, ...] = ()
    learners: tuple[LearnerStory, ...] = Field(default=())
