"""Evidence that somebody else sends in: received whole, frozen at once, with the claims it makes itself."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.base.clock import now, today
from portfolio.evidence.content.completeness import lacks
from portfolio.evidence.content.quotes import quote_occurs
from portfolio.evidence.content.row_ids import with_row_ids
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.records.claims import WrongPlace
from portfolio.evidence.records.history_entries import CLAIM, FILE
from portfolio.evidence.records.model import (
    Attachment,
    Claim,
    Evidence,
    EvidenceVersion,
    PlaceKind,
)
from portfolio.evidence.records.queries import WHOLE
from portfolio.evidence.records.store import Incomplete, next_number
from portfolio.evidence.records.versions import freeze_with_entry
from portfolio.history.chain import Actor
from portfolio.history.store import keep
from portfolio.people.roles import Author


@dataclass(frozen=True)
class SaidClaim:
    """What the sender says their words show: a criterion of an enrolment, and the quote."""

    enrolment_id: UUID
    criterion: str
    quote: str
    reason: str


@dataclass(frozen=True)
class ReceivedFile:
    """A file that came with it: its bytes are in the store already, taken in by intake."""

    sha256: str
    media_type: str
    filename: str
    size: int
    """In bytes."""
    alt_text: str
    """What it is, for people who can't see or hear it."""
    seconds: int | None = None
    """How long a recording is."""


@dataclass(frozen=True)
class Received:
    """What came of it: the piece, its one version, and the digest by which history knows it."""

    evidence: Evidence
    version: EvidenceVersion
    digest: str


def receive(
    session: Session,
    learner_id: UUID,
    kind_id: str,
    content: Mapping[str, Any],
    *,
    by: Actor,
    claims: Sequence[SaidClaim],
    files: Sequence[ReceivedFile] = (),
) -> Received:
    """Add a piece that `by` (not the learner) wrote to a portfolio, submitted. Call inside `write()`.

    Claims are marked as the sender's own. Raises Incomplete with everything the content lacks, and
    WrongPlace when a claim's quote does not stand in it.
    """
    kind = KINDS[kind_id]
    whole = with_row_ids(kind_id, dict(content))
    found = lacks(kind, whole, today())
    if found:
        raise Incomplete(found)
    evidence = Evidence(
        learner_id=learner_id,
        number=next_number(session, learner_id),
        kind_id=kind_id,
        title=kind.title(whole)[:200],
        happened_on=kind.happened_on(whole),
        happened_at=kind.happened_at(whole),
        draft=None,
        created_at=now(),
        versions=[],
        claims=[],
        attachments=[],
    )
    session.add(evidence)
    session.flush()
    attach(session, evidence, files, by)
    for said in claims:
        if not quote_occurs(said.quote, kind, whole):
            raise WrongPlace("These words are not in the text that was sent in.")
        evidence.claims.append(_claim(evidence, said))
    version, entry = freeze_with_entry(session, evidence, whole, by)
    for claim in evidence.claims:
        keep(session, claim, CLAIM, by=by, action="claimed")
    return Received(evidence, version, entry.digest)


def attach(session: Session, evidence: Evidence, files: Sequence[ReceivedFile], by: Actor) -> None:
    """Attach the files that came with a piece, before it is frozen. Call inside `write()`."""
    for file in files:
        attachment = Attachment(
            evidence_id=evidence.id,
            sha256=file.sha256,
            media_type=file.media_type,
            filename=file.filename,
            size=file.size,
            alt_text=file.alt_text,
            seconds=file.seconds,
            added_at=now(),
        )
        evidence.attachments.append(attachment)
        session.flush()
        keep(session, attachment, FILE, by=by, action="file attached")


def receive_again(
    session: Session,
    evidence_id: UUID,
    content: Mapping[str, Any],
    *,
    by: Actor,
    claims: Sequence[SaidClaim],
    files: Sequence[ReceivedFile] = (),
) -> Received:
    """Add another version of a piece that was received, by the same sender. Call inside `write()`.

    The version before stays as it is. Claims of the sender that are not said any more, and anybody's
    whose words are in the text no more, are taken back; new ones are added; decisions about the
    version before become stale. New files take the place of the old ones. Raises Incomplete and
    WrongPlace as `receive` does.
    """
    wanted = select(Evidence).where(Evidence.id == evidence_id).options(*WHOLE)
    evidence = session.scalars(wanted.with_for_update(of=Evidence)).one()
    whole = with_row_ids(evidence.kind_id, dict(content))
    found = lacks(evidence.kind, whole, today())
    if found:
        raise Incomplete(found)
    if files:
        _put_files_away(session, evidence, by)
        attach(session, evidence, files, by)
    added = _claims_anew(session, evidence, whole, by, claims)
    version, entry = freeze_with_entry(session, evidence, whole, by)
    for claim in added:
        keep(session, claim, CLAIM, by=by, action="claimed")
    return Received(evidence, version, entry.digest)


def _put_files_away(session: Session, evidence: Evidence, by: Actor) -> None:
    for attachment in evidence.live_attachments:
        attachment.withdrawn_at = now()
        keep(session, attachment, FILE, by=by, action="file taken away")


def _claims_anew(
    session: Session,
    evidence: Evidence,
    content: Mapping[str, Any],
    by: Actor,
    said: Sequence[SaidClaim],
) -> list[Claim]:
    """Take back the claims that don't stand any more, and return those that are new."""
    wanted = {(said_claim.enrolment_id, said_claim.criterion) for said_claim in said}
    files = {attachment.id for attachment in evidence.live_attachments}
    for claim in evidence.live_claims:
        named = (claim.enrolment_id, claim.criterion) in wanted
        there = _is_there(claim, evidence, content, files)
        if not there or (claim.made_by == Author.WITNESS and not named):
            claim.withdrawn_at = now()
            keep(session, claim, CLAIM, by=by, action="claim taken back")
    standing = {
        (claim.enrolment_id, claim.criterion)
        for claim in evidence.live_claims
        if claim.made_by == Author.WITNESS
    }
    added = []
    for said_claim in said:
        if not quote_occurs(said_claim.quote, evidence.kind, content):
            raise WrongPlace("These words are not in the text that was sent in.")
        if (said_claim.enrolment_id, said_claim.criterion) not in standing:
            added.append(_claim(evidence, said_claim))
    evidence.claims.extend(added)
    return added


def _is_there(
    claim: Claim, evidence: Evidence, content: Mapping[str, Any], files: Collection[UUID]
) -> bool:
    if claim.place_kind == PlaceKind.QUOTE:
        return quote_occurs(claim.place, evidence.kind, content)
    return claim.attachment_id in files


def _claim(evidence: Evidence, said: SaidClaim) -> Claim:
    return Claim(
        evidence_id=evidence.id,
        enrolment_id=said.enrolment_id,
        criterion=said.criterion,
        place_kind=PlaceKind.QUOTE,
        place=said.quote,
        reason=said.reason,
        made_by=Author.WITNESS,
    )
