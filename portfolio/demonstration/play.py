"""Plays the story: each event becomes one call of a store's verb, while the clock stands at its time."""

from collections.abc import Callable, Iterable
from functools import cache
from uuid import UUID

from flask import current_app

from portfolio.assessment import store as assessment
from portfolio.assessment.store import Soundness, Verdict
from portfolio.base import clock
from portfolio.base.link_secrets import mint
from portfolio.criteria.library import Library
from portfolio.demonstration import outsiders
from portfolio.demonstration.documents import make_file
from portfolio.demonstration.records import (
    Confirmed,
    File,
    LaterCheckBack,
    Review,
    Revision,
    StoryAchievement,
    StoryClaim,
    StoryEnrolment,
    StoryPerson,
    StoryPiece,
    Vouched,
)
from portfolio.demonstration.stage import StoryStage, told_of
from portfolio.demonstration.story import Event
from portfolio.demonstration.written import row_id, typed
from portfolio.enrolment import store as enrolments
from portfolio.evidence.intake.accepted import Accepted
from portfolio.evidence.intake.door import accept
from portfolio.evidence.kinds.handover_instance import CHECK_BACKS
from portfolio.evidence.records import attachments, claims
from portfolio.evidence.records import store as evidence
from portfolio.evidence.records.model import PlaceKind
from portfolio.history.chain import SYSTEM
from portfolio.people import notices
from portfolio.people import store as people
from portfolio.people.model import Account
from portfolio.people.roles import Author, Role


def play(events: Iterable[Event], stage: StoryStage, after: Callable[[Event], None]) -> None:
    """Play events in their order, calling `after` behind each one.

    Who sits down to do something has read their notices by then. Whatever a verb refuses is raised
    as it is: a story that breaks a rule is to be mended.
    """
    for event in events:
        with clock.at(event.at):
            reader = _who_acts(stage, event)
            if reader is not None:
                notices.read_all(reader.id)
            ACTS[event.verb](stage, event)
        after(event)


def _who_acts(stage: StoryStage, event: Event) -> Account | None:
    """Return whose notices are read: the learner's who writes, the assessor's who judges."""
    if isinstance(event.subject, StoryPiece):
        return _writer(stage, event)
    if isinstance(event.subject, Revision | LaterCheckBack):
        return stage.people[event.learner]
    if stage.whole and isinstance(event.subject, Review | StoryAchievement | Vouched | Confirmed):
        return stage.people[event.subject.by]
    return None


# --- the centre --------------------------------------------------------------------------------


def found(stage: StoryStage) -> None:
    """Found the centre, a minute of its first person's before they join."""
    centre, first = stage.story.centre, stage.story.people[0]
    with clock.at(first.at):
        people.found_centre(
            centre.name,
            first.name,
            centre.contact_email,
            centre.contact_phone,
            centre.keeps_for,
        )


def _join(stage: StoryStage, event: Event) -> None:
    told = told_of(event, StoryPerson)
    administrator = next(
        (person for person in stage.people.values() if person.has(Role.ADMINISTRATOR)), None
    )
    stage.people[told.key] = people.add(
        name=told.name,
        email=told.email,
        role_names=told.roles,
        by=administrator.actor if administrator else SYSTEM,
        # Nobody learns it: they can sign in like everybody, but here one chooses them.
        password=mint().text if stage.whole else None,
    )


def _enrol(stage: StoryStage, event: Event) -> None:
    told = told_of(event, StoryEnrolment)
    library: Library = current_app.extensions["criteria"]
    administrator = next(
        person for person in stage.people.values() if person.has(Role.ADMINISTRATOR)
    )
    row = enrolments.enrol(
        learner=stage.people[event.learner],
        unit=library.unit(stage.story.units[told.unit]),
        assessor=stage.people[told.assessor],
        by=administrator.actor,
    )
    stage.enrolments[event.learner, told.unit] = row.id


# --- the learner -------------------------------------------------------------------------------


def _draft(stage: StoryStage, event: Event) -> None:
    told = told_of(event, StoryPiece)
    mine = stage.pieces.setdefault(event.learner, {})
    enrolled = {
        unit: row for (learner, unit), row in stage.enrolments.items() if learner == event.learner
    }
    content = typed(event.learner, told.key, told.kind, told.content, mine, enrolled)
    learner_id = stage.people[event.learner].id
    writer = _writer(stage, event)
    mine[told.key] = evidence.begin(writer, told.kind, content, learner_id=learner_id).id
    stage.told[event.learner, told.key] = told


def _attach(stage: StoryStage, event: Event) -> None:
    told = told_of(event, File)
    attachments.add(_writer(stage, event), stage.piece(event), _taken_in(told.file), told.alt)


@cache
def _taken_in(name: str) -> Accepted:
    data, filename = make_file(name)
    return accept(data, filename)


def _claim(stage: StoryStage, event: Event) -> None:
    told = told_of(event, StoryClaim)
    if told.made_by is not Author.LEARNER:
        return  # comes with the statement or record itself
    learner, piece_id = stage.people[event.learner], stage.piece(event)
    row = claims.add(
        learner,
        piece_id,
        enrolment_id=stage.enrolments[event.learner, told.unit],
        criterion=told.criterion,
        place_kind=PlaceKind(told.on),
        place=told.place,
        reason=told.reason,
        attachment_id=_first_file(learner, piece_id) if told.on == "page" else None,
    )
    stage.claims[event.learner, event.key, told.unit, told.criterion] = row.id


def _first_file(learner: Account, piece_id: UUID) -> UUID | None:
    piece = evidence.for_reader(learner, piece_id)
    return piece.live_attachments[0].id if piece and piece.live_attachments else None


def _withdraw_claim(stage: StoryStage, event: Event) -> None:
    told = told_of(event, StoryClaim)
    claim_id = stage.claims[event.learner, event.key, told.unit, told.criterion]
    claims.take_back(stage.people[event.learner], claim_id)


def _submit(stage: StoryStage, event: Event) -> None:
    version = evidence.submit(_writer(stage, event), stage.piece(event))
    stage.versions.setdefault((event.learner, event.key), []).append(version.id)
    _find_ticks(stage, event)


def _writer(stage: StoryStage, event: Event) -> Account:
    """Return who writes the piece an event is about."""
    told = event.subject if isinstance(event.subject, StoryPiece) else None
    told = told or stage.told[event.learner, event.key]
    return stage.people[told.writer or event.learner]


def _find_ticks(stage: StoryStage, event: Event) -> None:
    """Remember the claims that the assessor's own ticks have made."""
    piece = evidence.for_reader(_writer(stage, event), stage.piece(event))
    units = {row: unit for (who, unit), row in stage.enrolments.items() if who == event.learner}
    for claim in piece.live_claims if piece else ():
        point = (event.learner, event.key, units[claim.enrolment_id], claim.criterion)
        stage.claims.setdefault(point, claim.id)


def _revise(stage: StoryStage, event: Event) -> None:
    told = told_of(event, Revision)
    whole = stage.told[event.learner, event.key]
    learner, piece_id = stage.people[event.learner], stage.piece(event)
    content = whole.content_of(whole.revisions.index(told) + 2)
    mine = stage.pieces[event.learner]
    draft = evidence.revise(learner, piece_id)
    words = typed(event.learner, event.key, whole.kind, content, mine)
    evidence.save_draft(learner, piece_id, words, draft.draft_revision)
    _submit(stage, event)


CHECK_BACK = {column.name for column in CHECK_BACKS} - {"action"}


def _check_back(stage: StoryStage, event: Event) -> None:
    told = told_of(event, LaterCheckBack)
    row = told.model_dump(mode="json", include=CHECK_BACK)
    action = row_id(event.learner, event.key, told.action) if told.action else None
    learner = stage.people[event.learner]
    evidence.add_check_back(learner, stage.piece(event), action_id=action, row=row)


# --- the assessor ------------------------------------------------------------------------------


def _review(stage: StoryStage, event: Event) -> None:
    told = told_of(event, Review)
    verdicts = [
        Verdict(
            stage.claims[event.learner, event.key, decision.unit, decision.criterion],
            decision.valid,
            decision.feedback,
        )
        for decision in told.decisions
    ]
    said = told.judgement
    assessment.assess(
        stage.people[told.by],
        stage.versions[event.learner, event.key][told.version - 1],
        verdicts,
        Soundness(said.authentic, said.current, said.reliable, said.note),
    )


def _achieve(stage: StoryStage, event: Event) -> None:
    told = told_of(event, StoryAchievement)
    assessment.declare(
        stage.people[told.by],
        stage.enrolments[event.learner, told.unit],
        told.criterion,
        told.achieved,
        told.reason,
    )


ACTS: dict[str, Callable[[StoryStage, Event], None]] = {
    "join": _join,
    "list_witness": outsiders.list_witness,
    "approve_domain": outsiders.approve_domain,
    "enrol": _enrol,
    "draft": _draft,
    "attach": _attach,
    "claim": _claim,
    "submit": _submit,
    "withdraw_claim": _withdraw_claim,
    "revise": _revise,
    "check_back": _check_back,
    "ask": outsiders.ask,
    "reply": outsiders.reply,
    "ask_witness": outsiders.ask_witness,
    "vouch": outsiders.vouch,
    "witness_declines": outsiders.witness_declines,
    "witness_answers": outsiders.witness_answers,
    "confirm_witness": outsiders.confirm_witness,
    "disown": outsiders.disown,
    "review": _review,
    "achieve": _achieve,
}
