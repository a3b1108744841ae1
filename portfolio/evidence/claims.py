"""Claims: a learner says that this piece, at this place, meets this criterion, because …"""

from uuid import UUID

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.criteria.model import Unit
from portfolio.enrolment import store as enrolments
from portfolio.evidence.model import Claim, Evidence, PlaceKind
from portfolio.evidence.places import quote_occurs, time_of
from portfolio.evidence.store import Content, NotThere, own_locked
from portfolio.history.store import content_of, record
from portfolio.people.model import Account

LONGEST_REASON = 2000


class WrongPlace(Exception):
    """The place isn't in the evidence; the sentence says what to do."""


class SameClaim(Exception):
    """This piece is claimed for this criterion at this place already."""


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

    Raises WrongPlace (a quote must stand in the text), SameClaim, NotThere.
    """
    with write() as session:
        evidence = own_locked(session, learner.id, evidence_id)
        unit = _unit_of(learner, enrolment_id)
        if criterion not in {one.code for one in unit.criteria}:
            raise NotThere("That criterion is not in your unit.")
        place = _checked_place(evidence, place_kind, place.strip(), attachment_id)
        for other in evidence.live_claims:
            if (other.enrolment_id, other.criterion, other.place) == (
                enrolment_id,
                criterion,
                place,
            ):
                raise SameClaim(f"You have claimed these words for criterion {criterion} already.")
        claim = Claim(
            evidence_id=evidence.id,
            enrolment_id=enrolment_id,
            criterion=criterion,
            place_kind=place_kind,
            place=place,
            attachment_id=attachment_id,
            reason=reason.strip()[:LONGEST_REASON],
            version=evidence.latest.version if evidence.latest and evidence.draft is None else None,
        )
        evidence.claims.append(claim)
        session.flush()
        record(
            session,
            chain=learner.id,
            actor=learner.actor,
            action="claimed",
            subject="claim",
            subject_id=claim.id,
            content=_content(claim),
        )
        return claim


def take_back(learner: Account, claim_id: UUID) -> Claim:
    """Take a claim back; it stays in the history. Raises NotThere."""
    with write() as session:
        claim = session.get(Claim, claim_id, populate_existing=True)
        if claim is None:
            raise NotThere("There is no such claim.")
        own_locked(session, learner.id, claim.evidence_id)
        if claim.withdrawn_at is None:
            claim.withdrawn_at = now()
            record(
                session,
                chain=learner.id,
                actor=learner.actor,
                action="claim taken back",
                subject="claim",
                subject_id=claim.id,
                content=_content(claim),
            )
        return claim


def _unit_of(learner: Account, enrolment_id: UUID) -> Unit:
    for enrolment in enrolments.of_learner(learner.id):
        if enrolment.id == enrolment_id:
            return enrolment.unit
    raise NotThere("You are not enrolled on that unit.")


def _checked_place(
    evidence: Evidence, place_kind: str, place: str, attachment_id: UUID | None
) -> str:
    if place_kind == PlaceKind.QUOTE:
        if not quote_occurs(place, evidence.kind, evidence.current):
            raise WrongPlace(
                "These words are not in your text. Copy them from it exactly, and save again."
            )
        return place
    if attachment_id not in {one.id for one in evidence.live_attachments}:
        raise WrongPlace("Say which attached document you mean.")
    if place_kind == PlaceKind.PAGE:
        if not place.isdigit() or int(place) < 1:
            raise WrongPlace("Enter the page as a number, such as 3.")
        return str(int(place))
    moment = time_of(place)
    if moment is None:
        raise WrongPlace("Enter the time as minutes and seconds, such as 4:05.")
    return moment


@content_of("claim")
def _recorded(claim_id: UUID, _version: int) -> Content | None:
    claim = db.session.get(Claim, claim_id)
    return _content(claim) if claim else None


def _content(claim: Claim) -> Content:
    return {
        "evidence": str(claim.evidence_id),
        "enrolment": str(claim.enrolment_id),
        "criterion": claim.criterion,
        "place_kind": claim.place_kind,
        "place": claim.place,
        "attachment": str(claim.attachment_id) if claim.attachment_id else None,
        "reason": claim.reason,
        "made_by": claim.made_by,
    }
