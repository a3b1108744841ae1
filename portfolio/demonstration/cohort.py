"""Makes further learners for a big centre: shorter evidence, varied, the same for the same seed."""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from portfolio.demonstration.contents import Handover, Reflection, StoryAction, StoryCheckBack, Unit
from portfolio.demonstration.records import (
    File,
    LearnerStory,
    Review,
    StoryAchievement,
    StoryClaim,
    StoryDecision,
    StoryEnrolment,
    StoryJudgement,
    StoryPerson,
    StoryPiece,
)
from portfolio.demonstration.trades import Situation, trades
from portfolio.people.roles import Role

FIRST_DAY = datetime.fromisoformat("2026-09-21T10:00")
_MINUTES_OF_LEARNER = 7
_ASSESSORS = ("helen", "imran")


def cohort(n: int, seed: int) -> tuple[tuple[StoryPerson, LearnerStory], ...]:
    """Return ``n`` further learners, each with both units and nought to three pieces.

    Keys and e-mail addresses (example.org) are unique; the same seed gives the same learners.
    """
    return tuple(_learner(number, random.Random(f"{seed} {number}")) for number in range(1, n + 1))


def _learner(number: int, chance: random.Random) -> tuple[StoryPerson, LearnerStory]:
    words = trades()
    first, last = chance.choice(words.names["first"]), chance.choice(words.names["last"])
    trade = chance.choice(words.trades)
    joined = FIRST_DAY + timedelta(minutes=_MINUTES_OF_LEARNER * (number % 60))
    key = f"cohort-{number}"
    person = StoryPerson.model_validate(
        {
            "key": key,
            "name": f"{first} {last}",
            "email": f"{first}.{last}.{number}@example.org".lower(),
            "roles": (Role.LEARNER,),
            "trade": trade.trade,
            "at": joined,
        }
    )
    assessor = _ASSESSORS[number % len(_ASSESSORS)]
    situations = chance.sample(trade.situations, chance.randint(0, len(trade.situations)))
    pieces: list[StoryPiece] = []
    for place, situation in enumerate(situations):
        happened = joined + timedelta(days=7 + 14 * place, hours=chance.randint(0, 6))
        pieces.append(_handover(f"{key}-{place}", situation, happened, chance, (first, assessor)))
    if pieces and chance.random() < 0.5:  # noqa: PLR2004 - every second learner looks back
        pieces.append(_reflection(key, pieces[0].key, situations[0], joined))
    story = LearnerStory(
        learner=key,
        enrolments=tuple(_enrolment(unit, assessor, joined) for unit in _units()),
        evidence=tuple(pieces),
        achievements=_achieved(pieces, assessor),
    )
    return person, story


def _units() -> tuple[Unit, ...]:
    return ("maintain", "carry-out")


def _enrolment(unit: Unit, assessor: str, joined: datetime) -> StoryEnrolment:
    return StoryEnrolment(
        unit=unit,
        assessor=assessor,
        started_on=joined.date(),
        at=joined + timedelta(minutes=2),
    )


def _handover(
    key: str,
    situation: Situation,
    happened: datetime,
    chance: random.Random,
    people: tuple[str, str],
) -> StoryPiece:
    first, assessor = people
    colleague = chance.choice(trades().names["colleague"])
    content = _account(situation, happened, first, colleague)
    submitted = happened + timedelta(days=1, hours=3)
    claims = _claims(content, submitted - timedelta(minutes=20))
    decided = chance.random() < 0.7  # noqa: PLR2004 - three in ten still wait for the assessor
    reviews = (_review(assessor, submitted + timedelta(days=3), claims, chance),) if decided else ()
    log = File(
        file="handover-card.jpg",
        alt="The handover card kept at our desk: what, who, by when, tell it back, check back",
        at=happened + timedelta(hours=4, minutes=10),
    )
    return StoryPiece(
        key=key,
        kind="handover_instance",
        started=happened + timedelta(hours=4),
        submitted=submitted,
        content=content,
        attachments=(log,) if chance.random() < 0.2 else (),  # noqa: PLR2004 - one in five
        claims=claims,
        reviews=reviews,
    )


def _account(situation: Situation, happened: datetime, first: str, colleague: str) -> Handover:
    due = happened + timedelta(hours=2)
    action = StoryAction(
        id="a1", task=situation.task, owner=colleague, deadline=f"{due:%Y-%m-%dT%H:%M}"
    )
    return Handover(
        title=situation.title,
        happened_at=f"{happened:%Y-%m-%dT%H:%M}",
        setting="real",
        trigger=situation.trigger,
        purpose=situation.purpose,
        scope="Only this customer and this promise. Everything else was in the ordinary notes.",
        customer_need=situation.need,
        handed_by=first,
        handed_to=colleague,
        method="face_to_face",
        method_reason=f"{colleague} was there, so we could ask each other, and I left a note too.",
        actions=(action,),
        responsibilities=f"From then on it was {colleague}'s. I said when I would ask about it.",
        understanding=situation.understood.format(colleague=colleague),
        questions=situation.asked.format(colleague=colleague),
        outstanding=f"Not done when I left: {situation.task[0].lower()}{situation.task[1:]}.",
        check_backs=(
            StoryCheckBack(
                id="c1",
                checked_on=due.date(),
                method=f"Asked {colleague} and looked at the note",
                outcome=situation.found,
                action="a1",
            ),
        ),
        customer_outcome=situation.found,
    )


def _claims(content: Handover, at: datetime) -> tuple[StoryClaim, ...]:
    return (
        StoryClaim(
            unit="carry-out",
            criterion="1",
            place=content.purpose,
            reason="I say when and why the handover was needed.",
            at=at,
        ),
        StoryClaim(
            unit="carry-out",
            criterion="3",
            place=content.understanding,
            reason="I say how I checked that it was understood.",
            at=at + timedelta(minutes=2),
        ),
        StoryClaim(
            unit="maintain",
            criterion="5",
            place=content.check_backs[0].outcome,
            reason="I went back and checked that it was done.",
            at=at + timedelta(minutes=4),
        ),
    )


def _review(
    assessor: str, at: datetime, claims: tuple[StoryClaim, ...], chance: random.Random
) -> Review:
    def decision(claim: StoryClaim) -> StoryDecision:
        valid = chance.random() < 0.8  # noqa: PLR2004 - one claim in five needs more
        said = "Clear, and easy to find." if valid else "Not yet: say who said what, and when."
        return StoryDecision(unit=claim.unit, criterion=claim.criterion, valid=valid, feedback=said)

    return Review(
        at=at,
        by=assessor,
        judgement=StoryJudgement(
            authentic=True, current=True, reliable=True, note="Discussed with the learner at work."
        ),
        decisions=tuple(decision(claim) for claim in claims),
    )


def _reflection(key: str, about: str, situation: Situation, joined: datetime) -> StoryPiece:
    happened = joined + timedelta(days=7)
    submitted = happened + timedelta(days=6, hours=9)
    content = Reflection(
        title=f"Looking back: {situation.title[0].lower()}{situation.title[1:]}",
        happened_on=happened.date(),
        about_handover=about,
        what_happened=situation.purpose,
        what_i_did="I told a colleague in person, wrote it down, and asked to hear it back.",
        service_standard=f"The promise we made was kept. {situation.found}",
        ineffective=situation.harm,
        went_well="Hearing it back, because then I knew what had arrived and what had not.",
        would_change="I would begin earlier and agree a time for checking back.",
    )
    claim = StoryClaim(
        unit="maintain",
        criterion="6",
        place=situation.harm,
        reason="I say what a poor handover would have led to.",
        at=submitted - timedelta(minutes=10),
    )
    return StoryPiece(
        key=f"{key}-reflection",
        kind="reflective_account",
        started=submitted - timedelta(hours=1),
        submitted=submitted,
        content=content,
        claims=(claim,),
    )


def _achieved(pieces: list[StoryPiece], assessor: str) -> tuple[StoryAchievement, ...]:
    """Declare "when and why" achieved where two pieces show it."""
    shown = [
        review.at
        for piece in pieces
        for review in piece.reviews
        for decision in review.decisions
        if decision.valid and (decision.unit, decision.criterion) == ("carry-out", "1")
    ]
    if len(shown) < 2:  # noqa: PLR2004 - the unit's own suggestion is two pieces
        return ()
    return (
        StoryAchievement(
            unit="carry-out",
            criterion="1",
            by=assessor,
            at=max(shown) + timedelta(minutes=5),
            reason="Two handovers with different triggers, each with its reason.",
        ),
    )
