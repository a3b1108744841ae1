"""Sealed originals: encrypted under a key of their own, opened with a reason, erased when their day comes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken
from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.base.blobs import blobs
from portfolio.base.clock import now, today
from portfolio.base.db import db, write
from portfolio.base.jobs import RunningJob
from portfolio.base.sealed_text import BadSeal, seal, unseal
from portfolio.enrolment import store as enrolments
from portfolio.evidence.content.text_cleaning import tidy_line
from portfolio.evidence.records.history_entries import OPENING, SEALED
from portfolio.evidence.records.model import Evidence, SealedOpening, SealedOriginal
from portfolio.evidence.records.queries import NotThere
from portfolio.evidence.redaction.blob_cleanup import erase_bytes
from portfolio.history import store as history
from portfolio.history.chain import SYSTEM
from portfolio.people.model import Account
from portfolio.people.notices import notify

PURGING = "evidence.purge_sealed"
SHORTEST_REASON = 10
LONGEST_REASON = 500


class NoReason(Exception):
    """A sealed original is opened only for a reason that is written down."""


class Purged(Exception):
    """What was sealed is gone."""


@dataclass(frozen=True)
class Sealed:
    """Bytes that are encrypted and kept, before their row is."""

    sha256: str
    key: str
    filename: str
    media_type: str
    attachment_id: UUID | None = None


def sealed(
    data: bytes, filename: str, media_type: str, attachment_id: UUID | None = None
) -> Sealed:
    """Encrypt and keep bytes; outside any transaction. Raises BlobNotKept."""
    key = Fernet.generate_key()
    return Sealed(
        blobs().put(Fernet(key).encrypt(data)),
        seal(key.decode()),
        filename,
        media_type,
        attachment_id,
    )


def keep(session: Session, evidence: Evidence, by: Account, original: Sealed) -> SealedOriginal:
    """Add the row of a sealed original, with its purge date. Call inside `write()`."""
    row = SealedOriginal(
        learner_id=evidence.learner_id,
        evidence_id=evidence.id,
        attachment_id=original.attachment_id,
        filename=original.filename,
        media_type=original.media_type,
        sha256=original.sha256,
        key=original.key,
        purge_on=today() + timedelta(days=current_app.config["SEALED_DAYS"]),
        sealed_at=now(),
    )
    history.keep(session, row, SEALED, by=by.actor, action="original sealed")
    return row


def rename(session: Session, evidence_id: UUID, renamed: Callable[[str], str]) -> None:
    """Take details out of the names of a piece's sealed originals, which are shown. Call inside `write()`."""
    rows = select(SealedOriginal).where(SealedOriginal.evidence_id == evidence_id)
    for sealed_original in session.scalars(rows):
        sealed_original.filename = renamed(sealed_original.filename)


def of_piece(evidence_id: UUID) -> Sequence[SealedOriginal]:
    """Return the sealed originals of a piece, the purged ones too, oldest first."""
    rows = select(SealedOriginal).where(SealedOriginal.evidence_id == evidence_id)
    return db.session.scalars(rows.order_by(SealedOriginal.sealed_at)).all()


def openings_of(evidence_id: UUID) -> Sequence[SealedOpening]:
    """Return who opened sealed originals of a piece, when and why, oldest first."""
    rows = (
        select(SealedOpening)
        .join(SealedOriginal, SealedOriginal.id == SealedOpening.sealed_id)
        .where(SealedOriginal.evidence_id == evidence_id)
    )
    return db.session.scalars(rows.order_by(SealedOpening.opened_at)).all()


def may_open(person: Account, learner_id: UUID) -> bool:
    """Whether somebody may open a learner's sealed originals: an assessor of theirs, or an IQA; not the learner."""
    return person.id != learner_id and enrolments.may_read_portfolio(person, learner_id)


def open_sealed(person: Account, sealed_id: UUID, reason: str) -> tuple[SealedOriginal, bytes]:
    """Return a sealed original and its bytes; who opened it and why stays in the history.

    The learner is told. Raises NotThere, NoReason, Purged, BadSeal, and BlobProblem of `base.blobs`.
    """
    reason = tidy_line(reason)
    row = db.session.get(SealedOriginal, sealed_id)
    if row is None or not may_open(person, row.learner_id):
        raise NotThere("There is no such original.")
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise NoReason(
            f"Say why you need to see it, in {SHORTEST_REASON} to {LONGEST_REASON} characters."
        )
    if row.sha256 is None or row.key is None or row.purge_on < today():
        raise Purged("This original was erased when its time was over.")
    try:
        data = Fernet(unseal(row.key)).decrypt(blobs().get(row.sha256))
    except InvalidToken as problem:
        raise BadSeal("This original can’t be opened any more.") from problem
    _note_opening(person, row, reason)
    return row, data


def _note_opening(person: Account, row: SealedOriginal, reason: str) -> None:
    with write() as session:
        opening = SealedOpening(
            sealed_id=row.id,
            opened_by_id=person.id,
            opened_by_name=person.name,
            reason=reason,
            opened_at=now(),
        )
        history.keep(session, opening, OPENING, by=person.actor, action="sealed original opened")
        piece = session.get(Evidence, row.evidence_id)
        reference = piece.reference if piece else "a piece"
        notify(
            session,
            row.learner_id,
            f"{person.name} opened a sealed original of {reference}.",
            "evidence.sealed",
            evidence_id=str(row.evidence_id),
        )


def purge_sealed(_job: RunningJob, /, *, day: str) -> None:  # noqa: ARG001 -- every daily job is told its day
    """Erase what is past its purge date: the bytes and their key. Doing it twice does no harm."""
    past = select(SealedOriginal.id).where(
        SealedOriginal.purge_on < today(), SealedOriginal.purged_at.is_(None)
    )
    for sealed_id in db.session.scalars(past).all():
        _purge(sealed_id)


def _purge(sealed_id: UUID) -> None:
    with write() as session:
        row = session.get(SealedOriginal, sealed_id)
        if row is None or row.purged_at is not None:
            return
        gone = row.sha256
        row.sha256, row.key, row.purged_at = None, None, now()
        history.keep(session, row, SEALED, by=SYSTEM, action="sealed original erased")
        erase_bytes(session, [gone] if gone else [])
