"""Records what happens to a piece's files and claims, and reads it back for `verify`."""

from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.base.db import db
from portfolio.evidence.records.model import Attachment, Claim, Evidence
from portfolio.history.chain import Actor
from portfolio.history.store import content_of, record, switch_of

Content = dict[str, Any]
_FILES = select(Attachment.id, Evidence.learner_id).join(
    Evidence, Evidence.id == Attachment.evidence_id
)
_CLAIMS = select(Claim.id, Evidence.learner_id).join(Evidence, Evidence.id == Claim.evidence_id)


def note_file(
    session: Session, learner_id: UUID, by: Actor, attachment: Attachment, action: str
) -> None:
    """Record what was done with a file. Call inside `write()`."""
    record(
        session,
        chain=learner_id,
        actor=by,
        action=action,
        subject="attachment",
        subject_id=attachment.id,
        content=file_content(attachment),
    )


def note_claim(session: Session, learner_id: UUID, by: Actor, claim: Claim, action: str) -> None:
    """Record what was done with a claim. Call inside `write()`."""
    record(
        session,
        chain=learner_id,
        actor=by,
        action=action,
        subject="claim",
        subject_id=claim.id,
        content=claim_content(claim),
    )


switch_of(
    "attachment",
    on="file taken away",
    off=("file attached", "file put back"),
    rows=_FILES.where(Attachment.withdrawn_at.is_not(None)),
)
switch_of(
    "claim",
    on="claim taken back",
    off=("claimed", "claimed again"),
    rows=_CLAIMS.where(Claim.withdrawn_at.is_not(None)),
)


@content_of("attachment", rows=_FILES)
def _recorded_file(attachment_id: UUID, _version: int) -> Content | None:
    attachment = db.session.get(Attachment, attachment_id)
    return file_content(attachment) if attachment else None


@content_of("claim", rows=_CLAIMS)
def _recorded_claim(claim_id: UUID, _version: int) -> Content | None:
    claim = db.session.get(Claim, claim_id)
    return claim_content(claim) if claim else None


def file_content(attachment: Attachment) -> Content:
    """Return what history records of a file."""
    return {
        "evidence": str(attachment.evidence_id),
        "sha256": attachment.sha256,
        "filename": attachment.filename,
        "media_type": attachment.media_type,
        "size": attachment.size,
        **({"seconds": attachment.seconds} if attachment.seconds is not None else {}),
    }


def claim_content(claim: Claim) -> Content:
    """Return what history records of a claim."""
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
