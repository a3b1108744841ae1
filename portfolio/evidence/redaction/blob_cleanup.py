"""Erases bytes that no row needs any more: at once after the commit, and by a job if that was cut short."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from sqlalchemy import Select, Text, cast, or_, select
from sqlalchemy.orm import Session

from portfolio.base.blobs import BlobProblem, blobs
from portfolio.base.db import after_commit, db, end_reading
from portfolio.base.jobs import RunningJob, TryLater, request_job
from portfolio.base.registration import Registration
from portfolio.evidence.records.model import Attachment, EvidenceVersion, SealedOriginal

ERASING = "evidence.erase_bytes"
Needs = Callable[[str], Select[Any]]
_needing: list[Needs] = []


def needed_by(needs: Needs) -> Registration:
    """Say which rows of a feature above still need the bytes under a SHA-256."""
    return Registration("needs its bytes", "", needs, lambda: _needing.append(needs))


def erase_bytes(session: Session, digests: Sequence[str]) -> None:
    """Erase what lies under these SHA-256, but what a row still needs. Call inside `write()`, after a flush.

    A server that is killed right after the commit, or a store that does not answer, erases nothing:
    then the job, which is kept with the change itself, does it later.
    """
    gone = [digest for digest in digests if not _is_needed(digest)]
    if gone:
        after_commit(lambda: _erase_now(gone))
        request_job(session, ERASING, {"digests": gone})


def _erase_now(digests: Sequence[str]) -> None:
    with suppress(BlobProblem):
        for digest in digests:
            blobs().delete(digest)


def erase_later(_job: RunningJob, /, *, digests: list[str]) -> None:
    """Erase what is still there and still needed by nobody. Raises TryLater when the store does not answer."""
    gone = [digest for digest in digests if not _is_needed(digest)]
    end_reading()
    try:
        for sha256 in gone:
            blobs().delete(sha256)
    except BlobProblem as problem:
        raise TryLater(str(problem)) from problem


def _is_needed(sha256: str) -> bool:
    rows = (
        select(Attachment.id).where(
            or_(Attachment.sha256 == sha256, Attachment.preview_sha256 == sha256)
        ),
        select(SealedOriginal.id).where(SealedOriginal.sha256 == sha256),
        select(EvidenceVersion.id).where(cast(EvidenceVersion.attachments, Text).contains(sha256)),
        *(needs(sha256) for needs in _needing),
    )
    return any(db.session.scalar(row.limit(1)) is not None for row in rows)
