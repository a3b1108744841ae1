"""What history holds of a piece of evidence and of all that hangs on it: its versions, files, claims, check-backs, originals."""

from typing import Any

from sqlalchemy import and_

from portfolio.base.db import db
from portfolio.evidence.records.integrity_checks import disagreements
from portfolio.evidence.records.model import (
    Attachment,
    CheckBack,
    Claim,
    Evidence,
    EvidenceVersion,
    SealedOpening,
    SealedOriginal,
)
from portfolio.history.subjects import Subject, Switch, held_row

Content = dict[str, Any]


def _version_content(version: EvidenceVersion) -> Content | None:
    piece = held_row(db.session, Evidence, version.evidence_id)
    if piece is None:
        return None
    return {
        "evidence": str(version.evidence_id),
        "number": piece.number,
        "kind": piece.kind_id,
        "version": version.version,
        "title": version.title,
        "happened_on": version.happened_on,
        "content": version.content,
        "attachments": version.attachments,
        "submitted_at": version.submitted_at,
        "submitted_by": version.submitted_by_name,
    }


def _file_content(attachment: Attachment) -> Content:
    return {
        "evidence": str(attachment.evidence_id),
        "sha256": attachment.sha256,
        "filename": attachment.filename,
        "media_type": attachment.media_type,
        "size": attachment.size,
        **({"seconds": attachment.seconds} if attachment.seconds is not None else {}),
    }


def _claim_content(claim: Claim) -> Content:
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


def _check_back_content(check_back: CheckBack) -> Content:
    return {
        "evidence": str(check_back.evidence_id),
        "action": str(check_back.action_id) if check_back.action_id else None,
        "checked_on": check_back.checked_on,
        "method": check_back.method,
        "outcome": check_back.outcome,
        # Left out when it is empty, as in what was recorded before the question was asked.
        **({"with_whom": check_back.with_whom} if check_back.with_whom else {}),
        **({"done": check_back.done} if check_back.done else {}),
    }


def _sealed_content(original: SealedOriginal) -> Content:
    """Return what stays the same before and after the purge."""
    return {
        "evidence": str(original.evidence_id),
        "purge_on": original.purge_on,
        "sealed_at": original.sealed_at,
    }


def _opening_content(opening: SealedOpening) -> Content:
    return {
        "sealed": str(opening.sealed_id),
        "by": str(opening.opened_by_id),
        "reason": opening.reason,
        "opened_at": opening.opened_at,
    }


PIECE = Subject(
    "evidence",
    Evidence,
    chain=(Evidence.learner_id,),
    switches=(
        Switch(
            on="withdrawn",
            off=("restored",),
            where=and_(Evidence.versions.any(), Evidence.withdrawn_at.is_not(None)),
        ),
    ),
    checks=(disagreements,),
)
VERSION = Subject(
    "evidence version",
    EvidenceVersion,
    chain=(EvidenceVersion.evidence_id, Evidence.learner_id),
    content=_version_content,
    version=lambda version: version.version,
)
FILE = Subject(
    "attachment",
    Attachment,
    chain=(Attachment.evidence_id, Evidence.learner_id),
    content=_file_content,
    switches=(
        Switch(
            on="file taken away",
            off=("file attached", "file put back"),
            where=Attachment.withdrawn_at.is_not(None),
        ),
    ),
)
CLAIM = Subject(
    "claim",
    Claim,
    chain=(Claim.evidence_id, Evidence.learner_id),
    content=_claim_content,
    switches=(
        Switch(
            on="claim taken back",
            off=("claimed", "claimed again"),
            where=Claim.withdrawn_at.is_not(None),
        ),
    ),
)
CHECK_BACK = Subject(
    "check-back",
    CheckBack,
    chain=(CheckBack.evidence_id, Evidence.learner_id),
    content=_check_back_content,
    where=(CheckBack.later.is_(True),),
)
SEALED = Subject(
    "sealed original",
    SealedOriginal,
    chain=(SealedOriginal.learner_id,),
    content=_sealed_content,
)
OPENING = Subject(
    "sealed opening",
    SealedOpening,
    chain=(SealedOpening.sealed_id, SealedOriginal.learner_id),
    content=_opening_content,
)
SUBJECTS = (PIECE, VERSION, FILE, CLAIM, CHECK_BACK, SEALED, OPENING)
