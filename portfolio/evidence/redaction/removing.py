"""Takes out all that somebody gave as a piece, because they ask for it: words, files, claims; one line stays."""

from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.evidence.records.history_entries import CLAIM, FILE, PIECE, VERSION
from portfolio.evidence.records.model import Attachment, Evidence, EvidenceVersion
from portfolio.evidence.redaction.blob_cleanup import erase_bytes
from portfolio.evidence.redaction.hooks import let_go
from portfolio.evidence.redaction.version_unlock import opened
from portfolio.evidence.search import index as search
from portfolio.history.chain import Actor
from portfolio.history.store import keep, keep_what_is_left, note

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
    # Kept here: whoever reads the piece afresh in between unloads its lists.
    files, versions, claims = list(piece.attachments), list(piece.versions), list(piece.claims)
    for file in files:
        _empty_file(session, by, file)
    for version in versions:
        _empty_version(session, piece, by, version, reason)
    for claim in claims:
        claim.place, claim.reason = "", ""
        keep_what_is_left(session, claim, CLAIM, by=by)
        if claim.withdrawn_at is None:
            claim.withdrawn_at = now()
            keep(session, claim, CLAIM, by=by, action="claim taken back")
    piece.title, piece.draft = TITLE, None
    piece.happened_on, piece.happened_at = None, None
    _withdraw(session, piece, by, reason)
    session.flush()
    let_go(session, piece, lambda _text: "")
    erase_bytes(session, sorted(digests))
    search.purge_deleted()


def _digests(piece: Evidence) -> set[str]:
    live = {
        sha
        for attachment in piece.attachments
        for sha in (attachment.sha256, attachment.preview_sha256)
        if sha
    }
    return live | {file["sha256"] for version in piece.versions for file in version.attachments}


def _empty_file(session: Session, by: Actor, attachment: Attachment) -> None:
    attachment.sha256, attachment.preview_sha256, attachment.size = NO_FILE, None, 0
    attachment.filename, attachment.alt_text = "removed", ""
    keep_what_is_left(session, attachment, FILE, by=by)


def _empty_version(
    session: Session, piece: Evidence, by: Actor, version: EvidenceVersion, reason: str
) -> None:
    with opened(session, piece, version, by=by.name, reason=reason):
        version.content = {"title": TITLE}
        version.title, version.happened_on, version.attachments = TITLE, None, []
        version.submitted_by_name = "Removed"
    keep_what_is_left(session, version, VERSION, by=by)


def _withdraw(session: Session, piece: Evidence, by: Actor, reason: str) -> None:
    if piece.withdrawn_at is not None:
        return
    piece.withdrawn_at = now()
    note(
        session,
        piece,
        PIECE,
        by=by,
        action="withdrawn",
        content={"reference": piece.reference, "reason": reason},
    )
