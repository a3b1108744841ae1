"""Reads the demonstration's story from its YAML files and tells it in order of time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Literal, NamedTuple

from portfolio.demonstration.records import (
    Approved,
    Ask,
    Confirmed,
    File,
    LaterCheckBack,
    LearnerStory,
    Listed,
    Review,
    Revision,
    Story,
    StoryAchievement,
    StoryClaim,
    StoryDeclined,
    StoryDisowned,
    StoryEnrolment,
    StoryPerson,
    StoryPiece,
    StoryReply,
    StoryRequest,
    Vouched,
)
from portfolio.demonstration.untold import begin_untold
from portfolio.demonstration.yaml_strings import strings_of

Verb = Literal[
    "join",
    "list_witness",
    "approve_domain",
    "enrol",
    "draft",
    "attach",
    "claim",
    "submit",
    "withdraw_claim",
    "revise",
    "check_back",
    "ask",
    "reply",
    "ask_witness",
    "vouch",
    "witness_declines",
    "witness_answers",
    "confirm_witness",
    "disown",
    "review",
    "achieve",
]
VERBS: tuple[Verb, ...] = Verb.__args__  # type: ignore[attr-defined]
Subject = (
    StoryPerson
    | Listed
    | Approved
    | StoryEnrolment
    | StoryPiece
    | File
    | StoryClaim
    | Revision
    | LaterCheckBack
    | Vouched
    | StoryRequest
    | StoryDeclined
    | Confirmed
    | StoryDisowned
    | Review
    | StoryAchievement
    | Ask
    | StoryReply
)


class Event(NamedTuple):
    """One thing that happens; ``key`` names the piece or the witness request it is about."""

    at: datetime
    verb: Verb
    learner: str
    key: str
    subject: Subject


@cache
def load() -> Story:
    """Return the whole story; pydantic's ValidationError names any mistake in the YAML."""
    folder = files("portfolio.demonstration") / "story"
    told = {
        entry.name: strings_of(entry.read_text(encoding="utf-8"))
        for entry in folder.iterdir()
        if entry.name.endswith(".yaml")
    }
    top = told.pop("centre.yaml")
    order = [person["key"] for person in top["people"]]
    learners = sorted(told.values(), key=lambda learner: order.index(learner["learner"]))
    begin_untold(learners)
    return Story.model_validate({**top, "learners": learners})


def timeline(story: Story) -> tuple[Event, ...]:
    """Return every event of the story, oldest first; equal times keep the order of ``VERBS``."""
    events = [Event(person.at, "join", "", person.key, person) for person in story.people]
    events += [
        Event(listed.at, "list_witness", "", listed.key, listed) for listed in story.witness_list
    ]
    events += [
        Event(domain.at, "approve_domain", "", domain.domain, domain)
        for domain in story.employer_domains
    ]
    for learner in story.learners:
        events.extend(_of_learner(learner))
    return tuple(sorted(events, key=lambda event: (event.at, VERBS.index(event.verb))))


def _of_learner(story: LearnerStory) -> Iterator[Event]:
    who = story.learner
    for enrolment in story.enrolments:
        yield Event(enrolment.at, "enrol", who, "", enrolment)
    for piece in story.evidence:
        yield Event(piece.started, "draft", who, piece.key, piece)
        if piece.submitted:
            yield Event(piece.submitted, "submit", who, piece.key, piece)
        yield from _claims_of(piece, who)
        yield from _later_on(piece, who)
    for request in story.witnesses:
        yield from _of_request(request, who)
    for ask in story.asks:
        yield Event(ask.at, "ask", who, ask.key, ask)
        for replied in ask.replies:
            yield Event(replied.at, "reply", who, ask.key, replied)
    for achievement in story.achievements:
        yield Event(achievement.at, "achieve", who, "", achievement)


def _claims_of(piece: StoryPiece, who: str) -> Iterator[Event]:
    for claim in piece.claims:
        yield Event(claim.at, "claim", who, piece.key, claim)
        if claim.withdrawn_at:
            yield Event(claim.withdrawn_at, "withdraw_claim", who, piece.key, claim)


def _later_on(piece: StoryPiece, who: str) -> Iterator[Event]:
    for attachment in piece.attachments:
        yield Event(attachment.at, "attach", who, piece.key, attachment)
    for revision in piece.revisions:
        yield Event(revision.at, "revise", who, piece.key, revision)
    for check_back in piece.check_backs:
        yield Event(check_back.at, "check_back", who, piece.key, check_back)
    for review in piece.reviews:
        yield Event(review.at, "review", who, piece.key, review)


def _of_request(request: StoryRequest, who: str) -> Iterator[Event]:
    yield Event(request.at, "ask_witness", who, request.key, request)
    if request.vouched:
        yield Event(request.vouched.at, "vouch", who, request.key, request.vouched)
    if request.declined:
        yield Event(request.declined.at, "witness_declines", who, request.key, request.declined)
    if request.statement and request.statement.submitted:
        yield Event(request.statement.submitted, "witness_answers", who, request.key, request)
        yield from _claims_of(request.statement, who)
        yield from _later_on(request.statement, who)
    if request.confirmed:
        yield Event(request.confirmed.at, "confirm_witness", who, request.key, request.confirmed)
    if request.disowned:
        yield Event(request.disowned.at, "disown", who, request.key, request.disowned)
