"""Takes out all that somebody gave as a piece, because they ask for it: words, files, claims; one line stays."""

from typing import Any

from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.evidence import search
from portfolio.evidence.details.erasing import erase_bytes
from portfolio.evidence.details.leaving import let_go
from portfolio.evidence.freezing import version_content
from portfolio.evidence.model import Attachment, Evidence, EvidenceVersion
from portfolio.evidence.noting import claim_content, file_content, note_claim
from portfolio.history.chain import Actor
from portfolio.history.store import record, record_anew

TITLE = "Removed at the request of who wrote it"
NO_FILE = "0" * 64
"""The SHA-256 of an attachment whose bytes and name were erased: nothing lies under it."""


def remove_whole(session: Session, piece: Evidence, by: Actor, reason: str) -> None:
    """Empty every version, file and claim of a piece and withdraw it; its reference stays. Call inside `write()`.

    What others hold of it (finished exports, the search) lets go. History keeps its places and
    hashes without what stood there, and says who removed it and why. The piece comes with its
    versions, claims and attachments.
    """
    digests = _digests(piece)
    for one in piece.attachments:
        _empty_file(session, piece, by, one)
    for version in piece.versions:
        _empty_version(session, piece, by, version)
    for claim in piece.claims:
        claim.place, claim.reason = "", ""
        _anew(session, piece, by, "claim", claim.id, claim_content(claim))
        if claim.withdrawn_at is None:
            claim.withdrawn_at = now()
            note_claim(session, piece.learner_id, by, claim, "claim taken back")
    piece.title, piece.happened_on, piece.draft = TITLE, None, None
    _withdraw(session, piece, by, reason)
    session.flush()
    let_go(session, piece, lambda _text: "")
    erase_bytes(session, sorted(digests))
    search.purge_deleted()


def _digests(piece: Evidence) -> set[str]:
    live = {sha for one in piece.attachments for sha in (one.sha256, one.preview_sha256) if sha}
    return live | {file["sha256"] for version in piece.versions for file in version.attachments}


def _empty_file(session: Session, piece: Evidence, by: Actor, one: Attachment) -> None:
    one.sha256, one.preview_sha256, one.size = NO_FILE, None, 0
    one.filename, one.alt_text = "removed", ""
    _anew(session, piece, by, "attachment", one.id, file_content(one))


def _empty_version(session: Session, piece: Evidence, by: Actor, version: EvidenceVersion) -> None:
    version.content = {"title": TITLE}
    version.title, version.happened_on, version.attachments = TITLE, None, []
    version.submitted_by_name = "Removed"
    now_there = version_content(piece, version)
    _anew(session, piece, by, "evidence version", version.id, now_there, version.version)


def _anew(
    session: Session,
    piece: Evidence,
    by: Actor,
    subject: str,
    identity: Any,
    content: dict[str, Any],
    version: int = 1,
) -> None:
    session.flush()
    record_anew(
        session,
        chain=piece.learner_id,
        actor=by,
        subject=subject,
        subject_id=identity,
        version=version,
        content=content,
    )


def _withdraw(session: Session, piece: Evidence, by: Actor, reason: str) -> None:
    if piece.withdrawn_at is not None:
        return
    piece.withdrawn_at = now()
    record(
        session,
        chain=piece.learner_id,
        actor=by,
        action="withdrawn",
        subject="evidence",
        subject_id=piece.id,
        content={"reference": piece.reference, "reason": reason},
    )
