"""Freezes a draft as the next version of its piece, with its actions, check-backs and history."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.evidence.records.history_entries import VERSION
from portfolio.evidence.records.model import (
    Action,
    Attachment,
    CheckBack,
    Evidence,
    EvidenceVersion,
)
from portfolio.history.chain import Actor
from portfolio.history.model import ChainEntry
from portfolio.history.store import keep

Content = dict[str, Any]


def freeze(session: Session, evidence: Evidence, content: Content, by: Actor) -> EvidenceVersion:
    """Add the next version with its rows and history. Call inside `write()`."""
    return freeze_with_entry(session, evidence, content, by)[0]


def freeze_with_entry(
    session: Session, evidence: Evidence, content: Content, by: Actor
) -> tuple[EvidenceVersion, ChainEntry]:
    """Do as `freeze` does, and return the version's entry in the history too. Call inside `write()`."""
    number = len(evidence.versions) + 1
    version = EvidenceVersion(
        evidence_id=evidence.id,
        version=number,
        title=evidence.kind.title(content)[:200],
        happened_on=evidence.kind.happened_on(content),
        content=content,
        attachments=[_frozen(attachment) for attachment in evidence.live_attachments],
        submitted_at=now(),
        submitted_by_id=by.id,
        submitted_by_name=by.name,
    )
    evidence.versions.append(version)
    evidence.title, evidence.happened_on = version.title, version.happened_on
    evidence.happened_at = evidence.kind.happened_at(content)
    for claim in evidence.live_claims:
        claim.version = number
    session.flush()
    if number > 1 or content.get("actions") or content.get("check_backs"):
        _keep_rows(session, evidence, content, by)
    action = "submitted" if number == 1 else "revised"
    return version, keep(session, version, VERSION, by=by, action=action)


def _frozen(attachment: Attachment) -> Content:
    return {
        "id": str(attachment.id),
        "sha256": attachment.sha256,
        "filename": attachment.filename,
        "media_type": attachment.media_type,
        "size": attachment.size,
        "alt_text": attachment.alt_text,
        **({"seconds": attachment.seconds} if attachment.seconds is not None else {}),
    }


def _keep_rows(session: Session, evidence: Evidence, content: Content, by: Actor) -> None:
    """Write the actions and check-backs of the content as rows; an id that is known is brought up to date."""
    kept = {row["id"] for row in content.get("actions") or []}
    known = {
        row.id: row
        for row in session.scalars(select(Action).where(Action.evidence_id == evidence.id))
    }
    for position, row in enumerate(content.get("actions") or []):
        action = known.get(UUID(row["id"])) or Action(id=UUID(row["id"]), evidence_id=evidence.id)
        action.position = position
        action.task, action.owner, action.deadline = row["task"], row["owner"], row["deadline"]
        session.add(action)
    rows = select(CheckBack).where(CheckBack.evidence_id == evidence.id, CheckBack.later.is_(False))
    there = {row.id: row for row in session.scalars(rows)}
    for row in content.get("check_backs") or []:
        check_back = there.get(UUID(row["id"])) or CheckBack(
            id=UUID(row["id"]), evidence_id=evidence.id, recorded_by_id=by.id
        )
        check_back.checked_on = date.fromisoformat(row["checked_on"])
        check_back.method, check_back.outcome = row["method"], row["outcome"]
        check_back.with_whom, check_back.done = row.get("with_whom") or "", row.get("done") or ""
        check_back.action_id = UUID(row["action"]) if row.get("action") in kept else None
        session.add(check_back)
    session.flush()
    session.expire(evidence, ["actions", "check_backs"])  # whoever reads it next sees these rows
