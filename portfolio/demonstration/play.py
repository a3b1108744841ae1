"""Plays the story: each event becomes one call of a store's verb, while the clock stands at its time."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TypeVar
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from portfolio.assessment import store as assessment
from portfolio.assessment.store import Soundness, Verdict
from portfolio.base import clock
from portfolio.base.db import db
from portfolio.base.links import mint, unseal
from portfolio.base.mail import OutgoingMail
from portfolio.criteria.library import Library
from portfolio.demonstration.contents import Statement as Answers
from portfolio.demonstration.documents import make_file
from portfolio.demonstration.records import (
    Achievement,
    Claim,
    Confirmed,
    Declined,
    Enrolment,
    File,
    LaterCheckBack,
    Person,
    Piece,
    Review,
    Revision,
    Story,
    Vouched,
    WitnessRequest,
)
from portfolio.demonstration.story import Event
from portfolio.demonstration.written import parts_of, row_id, typed
from portfolio.enrolment import store as enrolments
from portfolio.evidence import attachments, claims
from portfolio.evidence import store as evidence
from portfolio.evidence.intake.accepted import Accepted
from portfolio.evidence.intake.door import accept
from portfolio.evidence.model import PlaceKind
from portfolio.history.chain import SYSTEM
from portfolio.people import notices
from portfolio.people import store as people
from portfolio.people.model import Account
from portfolio.witness import standing, statements
from portfolio.witness import store as witnesses
from portfolio.witness.model import Declined as Because
from portfolio.witness.model import Statement

Told = TypeVar("Told")
Point = tuple[str, str, str, str]
"""A claim as the story names it: learner, piece, unit, criterion."""


@dataclass
class Stage:
    """Who and what is there so far, by the names the story gives them."""

    story: Story
    people: dict[str, Account] = field(default_factory=dict)
    enrolments: dict[tuple[str, str], UUID] = field(default_factory=dict)
    pieces: dict[str, dict[str, UUID]] = field(default_factory=dict)
    """The pieces of each learner by their keys."""
    told: dict[tuple[str, str], Piece] = field(default_factory=dict)
    versions: dict[tuple[str, str], list[UUID]] = field(default_factory=dict)
    claims: dict[Point, UUID] = field(default_factory=dict)
    requests: dict[tuple[str, str], UUID] = field(default_factory=dict)
    links: dict[tuple[str, str], str] = field(default_factory=dict)
    """The secrets of the witnesses' links, as the mails carried them."""
    statements: dict[tuple[str, str], UUID] = field(default_factory=dict)
    whole: bool = True
    """Whether everything is told in order of time; not so for lives that are added behind the others."""

    def piece(self, event: Event) -> UUID:
        """Return the id of the piece an event is about."""
        return self.pieces[event.learner][event.key]

    def person(self, email: str) -> Account:
        """Return somebody who joined before, by their address. Raises LookupError."""
        found = people.by_email(email)
        if found is None:
            raise LookupError(f"Nobody has the address {email}.")
        return found

    def meet(self) -> None:
        """Find everybody of the story who is in the centre already."""
        for one in self.story.people:
            self.people[one.key] = self.person(one.email)


def play(events: Iterable[Event], stage: Stage, after: Callable[[Event], None]) -> None:
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


def _who_acts(stage: Stage, event: Event) -> Account | None:
    """Return whose notices are read: the learner's who writes, the assessor's who judges."""
    if isinstance(event.subject, Piece | Revision | LaterCheckBack):
        return stage.people[event.learner]
    if stage.whole and isinstance(event.subject, Review | Achievement | Vouched | Confirmed):
        return stage.people[event.subject.by]
    return None


# --- the centre --------------------------------------------------------------------------------


def found(stage: Stage) -> None:
    """Found the centre, a minute of its first person's before they join."""
    centre, first = stage.story.centre, stage.story.people[0]
    with clock.at(first.at):
        people.found_centre(centre.name, first.name, centre.contact_email, centre.contact_phone)


def _join(stage: Stage, event: Event) -> None:
    told = _told(event, Person)
    administrator = next((one for one in stage.people.values() if one.has("administrator")), None)
    stage.people[told.key] = people.add(
        name=told.name,
        email=told.email,
        role_names=told.roles,
        by=administrator.actor if administrator else SYSTEM,
        # Nobody learns it: they can sign in like everybody, but here one chooses them.
        password=mint().text if stage.whole else None,
    )


def _enrol(stage: Stage, event: Event) -> None:
    told = _told(event, Enrolment)
    library: Library = current_app.extensions["criteria"]
    administrator = next(one for one in stage.people.values() if one.has("administrator"))
    row = enrolments.enrol(
        learner=stage.people[event.learner],
        unit=library.unit(stage.story.units[told.unit]),
        assessor=stage.people[told.assessor],
        by=administrator.actor,
    )
    stage.enrolments[event.learner, told.unit] = row.id


# --- the learner -------------------------------------------------------------------------------


def _draft(stage: Stage, event: Event) -> None:
    told = _told(event, Piece)
    mine = stage.pieces.setdefault(event.learner, {})
    content = typed(event.learner, told.key, told.kind, told.content, mine)
    mine[told.key] = evidence.begin(stage.people[event.learner], told.kind, content).id
    stage.told[event.learner, told.key] = told


def _attach(stage: Stage, event: Event) -> None:
    told = _told(event, File)
    learner = stage.people[event.learner]
    attachments.add(learner, stage.piece(event), _taken_in(told.file), told.alt)


@cache
def _taken_in(name: str) -> Accepted:
    data, filename = make_file(name)
    return accept(data, filename)


def _claim(stage: Stage, event: Event) -> None:
    told = _told(event, Claim)
    if told.made_by == "witness":
        return  # comes with the statement itself
    row = claims.add(
        stage.people[event.learner],
        stage.piece(event),
        enrolment_id=stage.enrolments[event.learner, told.unit],
        criterion=told.criterion,
        place_kind=PlaceKind.QUOTE,
        place=told.place,
        reason=told.reason,
    )
    stage.claims[event.learner, event.key, told.unit, told.criterion] = row.id


def _withdraw_claim(stage: Stage, event: Event) -> None:
    told = _told(event, Claim)
    claim_id = stage.claims[event.learner, event.key, told.unit, told.criterion]
    claims.take_back(stage.people[event.learner], claim_id)


def _submit(stage: Stage, event: Event) -> None:
    version = evidence.submit(stage.people[event.learner], stage.piece(event))
    stage.versions.setdefault((event.learner, event.key), []).append(version.id)


def _revise(stage: Stage, event: Event) -> None:
    told = _told(event, Revision)
    whole = stage.told[event.learner, event.key]
    learner, piece_id = stage.people[event.learner], stage.piece(event)
    content = whole.content_of(whole.revisions.index(told) + 2)
    mine = stage.pieces[event.learner]
    draft = evidence.revise(learner, piece_id)
    words = typed(event.learner, event.key, whole.kind, content, mine)
    evidence.save_draft(learner, piece_id, words, draft.draft_revision)
    _submit(stage, event)


def _check_back(stage: Stage, event: Event) -> None:
    told = _told(event, LaterCheckBack)
    row = told.model_dump(mode="json", include={"checked_on", "method", "with_whom", "outcome"})
    action = row_id(event.learner, event.key, told.action) if told.action else None
    learner = stage.people[event.learner]
    evidence.add_check_back(learner, stage.piece(event), action_id=action, row=row)


# --- the witness -------------------------------------------------------------------------------


def _ask_witness(stage: Stage, event: Event) -> None:
    told = _told(event, WitnessRequest)
    request = witnesses.ask(
        stage.people[event.learner],
        enrolment_id=stage.enrolments[event.learner, told.unit],
        witness_name=told.name,
        witness_role=told.role,
        relationship=told.relationship,
        witness_email=told.email,
        what_they_saw=told.saw,
        criteria=told.asked,
        about_evidence_id=stage.pieces[event.learner][told.about],
    )
    stage.requests[event.learner, told.key] = request.id
    stage.links[event.learner, told.key] = _link_in_mail(told.email)


def _link_in_mail(address: str) -> str:
    """Return the secret of the newest link mailed to a witness, as they read it in their mail."""
    mine = OutgoingMail.recipient == address, OutgoingMail.sealed_link.is_not(None)
    newest = select(OutgoingMail.sealed_link).where(*mine)
    sealed = db.session.scalars(newest.order_by(OutgoingMail.created_at.desc()).limit(1)).one()
    return unseal(str(sealed)).rpartition("/")[2]


def _vouch(stage: Stage, event: Event) -> None:
    told = _told(event, Vouched)
    witnesses.vouch(stage.people[told.by], stage.requests[event.learner, event.key], told.note)


def _witness_declines(stage: Stage, event: Event) -> None:
    told = _told(event, Declined)
    statements.decline(stage.links[event.learner, event.key], Because.CANNOT, told.reason)


def _witness_answers(stage: Stage, event: Event) -> None:
    told = _told(event, WitnessRequest)
    if told.statement is None or not isinstance(told.statement.content, Answers):
        raise LookupError(f"{told.key} has no statement.")
    link = stage.links[event.learner, told.key]
    for answers in parts_of(told.statement.content):
        statements.save_draft(link, answers)
    statements.submit(link, mint().text, signed=told.name)
    _find_statement(stage, event.learner, told, told.statement.key)


def _find_statement(stage: Stage, learner: str, told: WitnessRequest, key: str) -> None:
    """Remember the piece that came in, with its version and the claims the witness made."""
    request_id = stage.requests[learner, told.key]
    shown = db.session.scalars(select(Statement).where(Statement.request_id == request_id)).one()
    piece = evidence.for_reader(stage.people[learner], shown.evidence_id)
    if piece is None:
        raise LookupError(f"The statement of {told.name} did not arrive.")
    stage.pieces[learner][key] = piece.id
    stage.versions[learner, key] = [one.id for one in piece.versions]
    stage.statements[learner, told.key] = shown.id
    for claim in piece.live_claims:
        stage.claims[learner, key, told.unit, claim.criterion] = claim.id


def _confirm_witness(stage: Stage, event: Event) -> None:
    told = _told(event, Confirmed)
    statement_id = stage.statements[event.learner, event.key]
    standing.confirm(statement_id, stage.people[told.by], confirmed=True, how=told.how)


# --- the assessor ------------------------------------------------------------------------------


def _review(stage: Stage, event: Event) -> None:
    told = _told(event, Review)
    verdicts = [
        Verdict(
            stage.claims[event.learner, event.key, one.unit, one.criterion],
            one.valid,
            one.feedback,
        )
        for one in told.decisions
    ]
    said = told.judgement
    assessment.assess(
        stage.people[told.by],
        stage.versions[event.learner, event.key][told.version - 1],
        verdicts,
        Soundness(said.authentic, said.current, said.reliable, said.note),
    )


def _achieve(stage: Stage, event: Event) -> None:
    told = _told(event, Achievement)
    assessment.declare(
        stage.people[told.by],
        stage.enrolments[event.learner, told.unit],
        told.criterion,
        told.achieved,
        told.reason,
    )


def _told(event: Event, record: type[Told]) -> Told:
    """Return what an event is about, as the record it is."""
    if not isinstance(event.subject, record):
        raise TypeError(f"“{event.verb}” is not about {event.subject!r}.")
    return event.subject


ACTS: dict[str, Callable[[Stage, Event], None]] = {
    "join": _join,
    "enrol": _enrol,
    "draft": _draft,
    "attach": _attach,
    "claim": _claim,
    "submit": _submit,
    "withdraw_claim": _withdraw_claim,
    "revise": _revise,
    "check_back": _check_back,
    "ask_witness": _ask_witness,
    "vouch": _vouch,
    "witness_declines": _witness_declines,
    "witness_answers": _witness_answers,
    "confirm_witness": _confirm_witness,
    "review": _review,
    "achieve": _achieve,
}
