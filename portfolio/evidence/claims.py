"""Claims: a learner says that this piece, at this place, meets this criterion, and why."""

from uuid import UUID

from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import write
from portfolio.criteria.model import Unit
from portfolio.enrolment import store as enrolments
from portfolio.evidence.model import Claim, Evidence, PlaceKind
from portfolio.evidence.noting import note_claim
from portfolio.evidence.pasting import tidy_text
from portfolio.evidence.places import SHORTEST_QUOTE, plain, quote_occurs, time_of
from portfolio.evidence.store import NotThere, own_locked
from portfolio.people.model import Account

LONGEST_REASON = 2000
LONGEST_PAGE = 4


class WrongPlace(Exception):
    """The place isn't in the evidence; the sentence says what to do."""


class SameClaim(Exception):
    """This piece is claimed for this criterion at this place already."""


class LongReason(Exception):
    """The reason is longer than can be kept."""


def add(
    learner: Account,
    evidence_id: UUID,
    *,
    enrolment_id: UUID,
    criterion: str,
    place_kind: str,
    place: str,
    reason: str,
    attachment_id: UUID | None = None,
) -> Claim:
    """Claim a piece for a criterion of one of the learner's own enrolments.

    Raises WrongPlace (a quote must stand in the text), SameClaim, LongReason, NotThere.
    """
    reason = tidy_text(reason).strip()
    if len(reason) > LONGEST_REASON:
        raise LongReason(f"A reason may have {LONGEST_REASON:,} characters. Shorten it.")
    with write() as session:
        evidence = own_locked(session, learner.id, evidence_id)
        unit = _unit_of(learner, enrolment_id)
        if criterion not in {one.code for one in unit.criteria}:
            raise NotThere("That criterion is not in your unit.")
        if place_kind == PlaceKind.QUOTE:
            attachment_id = None
        claim = Claim(
            evidence_id=evidence.id,
            enrolment_id=enrolment_id,
            criterion=criterion,
            place_kind=place_kind,
            place=_checked_place(evidence, place_kind, tidy_text(place).strip(), attachment_id),
            attachment_id=attachment_id,
            reason=reason,
            version=None,
        )
        claim.version = _version_with(evidence, claim)
        _refuse_same(evidence, claim)
        evidence.claims.append(claim)
        session.flush()
        note_claim(session, learner.id, learner.actor, claim, "claimed")
        return claim


def take_back(learner: Account, claim_id: UUID) -> Claim:
    """Take a claim back; it stays in the history. Raises NotThere."""
    with write() as session:
        claim, _evidence = _own_claim(session, learner, claim_id)
        if claim.withdrawn_at is None:
            claim.withdrawn_at = now()
            note_claim(session, learner.id, learner.actor, claim, "claim taken back")
        return claim


def restore(learner: Account, claim_id: UUID) -> Claim:
    """Make a claim again that was taken back. Raises NotThere, WrongPlace, SameClaim."""
    with write() as session:
        claim, evidence = _own_claim(session, learner, claim_id)
        if claim.withdrawn_at is not None:
            _unit_of(learner, claim.enrolment_id)
            _checked_place(evidence, claim.place_kind, claim.place, claim.attachment_id)
            _refuse_same(evidence, claim)
            claim.withdrawn_at = None
            claim.version = _version_with(evidence, claim)
            note_claim(session, learner.id, learner.actor, claim, "claimed again")
        return claim


def _own_claim(session: Session, learner: Account, claim_id: UUID) -> tuple[Claim, Evidence]:
    claim = session.get(Claim, claim_id, populate_existing=True)
    if claim is None:
        raise NotThere("There is no such claim.")
    return claim, own_locked(session, learner.id, claim.evidence_id)


def _unit_of(learner: Account, enrolment_id: UUID) -> Unit:
    for enrolment in enrolments.of_learner(learner.id):
        if enrolment.id == enrolment_id:
            return enrolment.unit
    raise NotThere("You are not enrolled on that unit.")


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
        there = str(claim.attachment_id) in {one["id"] for one in latest.attachments}
    return latest.version if there else None


def _checked_place(
    evidence: Evidence, place_kind: str, place: str, attachment_id: UUID | None
) -> str:
    if place_kind == PlaceKind.QUOTE:
        return _checked_quote(evidence, place)
    if attachment_id not in {one.id for one in evidence.live_attachments}:
        raise WrongPlace("Say which attached file you mean.")
    if place_kind == PlaceKind.PAGE:
        if not (place.isascii() and place.isdigit() and len(place) <= LONGEST_PAGE and int(place)):
            raise WrongPlace("Enter the page as a number, such as 3.")
        return str(int(place))
    moment = time_of(place) if place_kind == PlaceKind.TIME else None
    if moment is None:
        raise WrongPlace("Enter the time as minutes and seconds, such as 4:05.")
    return moment


def _checked_quote(evidence: Evidence, quote: str) -> str:
    if len(plain(quote)) < SHORTEST_QUOTE:
        raise WrongPlace("Copy the words from your text that show it, at least a few of them.")
    if not quote_occurs(quote, evidence.kind, evidence.current):
        raise WrongPlace(
            "These words are not in your text. Copy them from a single answer, exactly as they stand there."
        )
    return quote
