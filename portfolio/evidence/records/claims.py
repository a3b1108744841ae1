"""Claims: somebody says that this piece, at this place, meets this criterion, and why."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.formatting import spoken_number
from portfolio.criteria.model import Unit
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.content.quotes import (
    SHORTEST_QUOTE,
    clock_of,
    plain,
    quote_occurs,
    seconds_of,
)
from portfolio.evidence.content.text_cleaning import tidy_text
from portfolio.evidence.records.history_entries import CLAIM
from portfolio.evidence.records.model import Attachment, Claim, Evidence, PlaceKind
from portfolio.evidence.records.queries import NotThere, claimable_locked
from portfolio.history.store import keep
from portfolio.people.model import Account
from portfolio.people.roles import Author

LONGEST_REASON = 2000
LONGEST_PAGE = 4


class WrongPlace(Exception):
    """The place isn't in the evidence; the sentence says what to do."""


class SameClaim(Exception):
    """This piece is claimed for this criterion at this place already."""


class LongReason(Exception):
    """The reason is longer than can be kept."""


def add(
    person: Account,
    evidence_id: UUID,
    *,
    enrolment_id: UUID,
    criterion: str,
    place_kind: str,
    place: str,
    reason: str,
    attachment_id: UUID | None = None,
) -> Claim:
    """Claim a piece for a criterion of one of the learner's enrolments.

    Its writer may, and the learner once it was submitted; an assessor for enrolments they assess.
    Raises WrongPlace (a quote must stand in the text), SameClaim, LongReason, NotThere.
    """
    reason = tidy_text(reason).strip()
    if len(reason) > LONGEST_REASON:
        raise LongReason(
            f"A reason may have {spoken_number(LONGEST_REASON)} characters. Shorten it."
        )
    with write() as session:
        evidence = claimable_locked(session, person, evidence_id)
        if not may_claim(person, evidence):
            raise NotThere("Tick its criteria in the record itself.")
        unit = _unit_of(person, evidence, enrolment_id)
        if criterion not in {criterion.code for criterion in unit.criteria}:
            raise NotThere("That criterion is not in your unit.")
        if place_kind == PlaceKind.QUOTE:
            attachment_id = None
        claim = Claim(
            evidence_id=evidence.id,
            enrolment_id=enrolment_id,
            criterion=criterion,
            place_kind=place_kind,
            place=_checked_place(
                person, evidence, place_kind, tidy_text(place).strip(), attachment_id
            ),
            attachment_id=attachment_id,
            reason=reason,
            made_by=_maker(person, evidence),
            version=None,
        )
        claim.version = _version_with(evidence, claim)
        _refuse_same(evidence, claim)
        evidence.claims.append(claim)
        session.flush()
        keep(session, claim, CLAIM, by=person.actor, action="claimed")
        return claim


def take_back(person: Account, claim_id: UUID) -> Claim:
    """Take a claim back; it stays in the history. Raises NotThere."""
    with write() as session:
        claim, _evidence = _own_claim(session, person, claim_id)
        if claim.withdrawn_at is None:
            claim.withdrawn_at = now()
            keep(session, claim, CLAIM, by=person.actor, action="claim taken back")
        return claim


def restore(person: Account, claim_id: UUID) -> Claim:
    """Make a claim again that was taken back. Raises NotThere, WrongPlace, SameClaim."""
    with write() as session:
        claim, evidence = _own_claim(session, person, claim_id)
        if claim.withdrawn_at is not None:
            _unit_of(person, evidence, claim.enrolment_id)
            _checked_place(person, evidence, claim.place_kind, claim.place, claim.attachment_id)
            _refuse_same(evidence, claim)
            claim.withdrawn_at = None
            claim.version = _version_with(evidence, claim)
            keep(session, claim, CLAIM, by=person.actor, action="claimed again")
        return claim


def evidence_of(claim_id: UUID) -> UUID | None:
    """Return the id of the piece that a claim is on."""
    claim = db.session.get(Claim, claim_id)
    return claim.evidence_id if claim else None


def _maker(person: Account, evidence: Evidence) -> Author:
    return Author.LEARNER if person.id == evidence.learner_id else Author.ASSESSOR


def _own_claim(session: Session, person: Account, claim_id: UUID) -> tuple[Claim, Evidence]:
    """Return a claim that this person may take back: a learner's are not an assessor's, and the other way."""
    claim = session.get(Claim, claim_id, populate_existing=True)
    if claim is None:
        raise NotThere("There is no such claim.")
    evidence = claimable_locked(session, person, claim.evidence_id)
    if not may_take_back(person, evidence, claim):
        raise NotThere("That claim is somebody else’s.")
    return claim, evidence


def may_claim(person: Account, evidence: Evidence) -> bool:
    """Whether this person chooses criteria for a piece that they may read (whole).

    Whoever ticks criteria in the rows of a record does it there, and nowhere else.
    """
    if evidence.learner_id == person.id:
        return True
    return evidence.is_written_by(person.id) and evidence.kind.ticks is None


def may_take_back(person: Account, evidence: Evidence, claim: Claim) -> bool:
    """Whether a claim is this person's to take back; a witness's is the learner's, who asked for it."""
    assessors = claim.made_by == Author.ASSESSOR
    return assessors == (person.id != evidence.learner_id) and may_claim(person, evidence)


def _unit_of(person: Account, evidence: Evidence, enrolment_id: UUID) -> Unit:
    for enrolment in enrolments_for(person, evidence.learner_id):
        if enrolment.id == enrolment_id:
            return enrolment.unit
    raise NotThere("That unit is not one that this piece can be claimed for.")


def enrolments_for(person: Account, learner_id: UUID) -> Sequence[Enrolment]:
    """Return the open enrolments that this person may claim for: the learner's own; of these, those one assesses."""
    theirs = enrolments.of_learner(learner_id)
    if person.id == learner_id:
        return theirs
    return [enrolment for enrolment in theirs if enrolment.assessor_id == person.id]


def _refuse_same(evidence: Evidence, claim: Claim) -> None:
    for other in evidence.live_claims:
        if other is not claim and _meaning(other) == _meaning(claim):
            raise SameClaim(
                f"You have claimed this place for criterion {claim.criterion} already. "
                "Choose another place, or go back."
            )


def _meaning(claim: Claim) -> tuple[object, ...]:
    return claim.enrolment_id, claim.criterion, claim.attachment_id, plain(claim.place)


def _version_with(evidence: Evidence, claim: Claim) -> int | None:
    """Return the newest version in which the claim's place stands, None while only a draft has it."""
    latest = evidence.latest
    if latest is None:
        return None
    if claim.place_kind == PlaceKind.QUOTE:
        there = quote_occurs(claim.place, evidence.kind, latest.content)
    else:
        there = str(claim.attachment_id) in {attachment["id"] for attachment in latest.attachments}
    return latest.version if there else None


def _checked_place(
    person: Account, evidence: Evidence, place_kind: str, place: str, attachment_id: UUID | None
) -> str:
    if place_kind == PlaceKind.QUOTE:
        return _checked_quote(evidence, evidence.current_for(person.id), place)
    file = {attachment.id: attachment for attachment in evidence.files_for(person.id)}.get(
        attachment_id or UUID(int=0)
    )
    if file is None:
        raise WrongPlace("Say which attached file you mean.")
    if place_kind == PlaceKind.PAGE:
        if not (place.isascii() and place.isdigit() and len(place) <= LONGEST_PAGE and int(place)):
            raise WrongPlace("Enter the page as a number, such as 3.")
        return str(int(place))
    return _checked_time(file, place)


def _checked_time(file: Attachment, place: str) -> str:
    if not file.is_recording:
        raise WrongPlace(f"“{file.filename}” is not a recording, so it has no times.")
    seconds = seconds_of(place)
    if seconds is None:
        raise WrongPlace("Enter the time as minutes and seconds, such as 4:05.")
    if seconds > (file.seconds or 0):
        raise WrongPlace(
            f"“{file.filename}” is {clock_of(file.seconds or 0)} long. Enter a time within it."
        )
    return clock_of(seconds)


def _checked_quote(evidence: Evidence, content: Mapping[str, Any], quote: str) -> str:
    if not evidence.kind.quotable:
        raise WrongPlace("What the paper says is in its file. Name the file and the page.")
    if len(plain(quote)) < SHORTEST_QUOTE:
        raise WrongPlace("Copy the words from your text that show it, at least a few of them.")
    if not quote_occurs(quote, evidence.kind, content):
        raise WrongPlace(
            "These words are not in your text. Copy them from a single answer, exactly as they stand there."
        )
    return quote
