"""What a witness says aloud: taken in and re-encoded while they write, replaced or removed at will, sent in once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from portfolio.base.blobs import blobs
from portfolio.base.clock import now
from portfolio.base.db import db, end_reading, write
from portfolio.base.jobs import RunningJob
from portfolio.base.translating import gettext as _
from portfolio.base.translation_marker import mark
from portfolio.evidence.content.quotes import clock_of
from portfolio.evidence.intake.accepted import LIMITS, MEGABYTE, Accepted, FileRefused
from portfolio.evidence.intake.door import accept, recognise
from portfolio.evidence.intake.filenames import extension_of
from portfolio.evidence.records.received import ReceivedFile
from portfolio.evidence.redaction.blob_cleanup import erase_bytes
from portfolio.outsiders.pages import LinkClosed
from portfolio.witness.model import RequestState, WitnessRecording, WitnessRequest
from portfolio.witness.requests.witness_links import LINKS, opened_by

LONGEST_MINUTES = 10
TAKEN = replace(
    LIMITS,
    sound_bytes=40 * MEGABYTE,  # ten minutes as any phone or browser records them
    sound_seconds=LONGEST_MINUTES * 60
    + 5,  # a browser that stops at ten minutes sends a little more
    sound_heard=True,
)
MOST_TAKES = 20
"""Recordings for one request, those that were replaced included; each costs decoding. Our own choice."""
LONGEST_SUMMARY = 300
"""Characters of the summary that describe the recording for people who can't hear it."""
EMPTY = mark("Nothing was recorded. Try again, or write it down.")
NOT_SOUND = mark("This is not a sound file that we can play. Choose a WebM, MP4, M4A or MP3 file.")
TOO_BIG = mark("This file is too big: {size} MB. A recording may have {most} MB.")
TOO_LONG = mark("This recording is too long. It may last {minutes} minutes. Say it in fewer words.")
SILENT = mark("We can’t hear anything in it. Is your microphone switched off? Try again.")
DAMAGED = mark("We can’t play this recording. Try again, or choose another file.")
TOO_HARD = mark("This recording took too long to read. Save it as M4A, and choose that file.")
TAKES = mark("You have sent {most} recordings. Keep the last one, or write it down.")


class TooManyTakes(Exception):
    """As many recordings were sent for one request as may be."""


def of_request(request_id: UUID) -> WitnessRecording | None:
    """Return the recording that is kept for a request, or None."""
    return db.session.scalars(_live(request_id)).first()


def _live(request_id: UUID) -> Select[WitnessRecording]:
    mine = WitnessRecording.request_id == request_id, WitnessRecording.removed_at.is_(None)
    return select(WitnessRecording).where(*mine).order_by(WitnessRecording.made_at.desc())


def keep(token: str, data: bytes, filename: str) -> WitnessRecording:
    """Keep a recording for the open request in place of the one before it.

    It is decoded and made anew outside any transaction, which may take a minute; the link may have
    closed by then. Raises LinkClosed, FileRefused and TooManyTakes with a sentence for the witness, and
    BlobNotKept of `base.blobs`.
    """
    _refuse_many(opened_by(token).request.id)
    end_reading()
    taken = take_in(data, filename)
    sha256 = blobs().put(taken.data)
    try:
        return _keep(token, taken, sha256)
    except LinkClosed:
        with write() as session:
            erase_bytes(session, [sha256])
        raise


def _refuse_many(request_id: UUID) -> None:
    mine = WitnessRecording.request_id == request_id
    sent = db.session.scalar(select(func.count()).select_from(WitnessRecording).where(mine)) or 0
    if sent >= MOST_TAKES:
        raise TooManyTakes(_(TAKES).format(most=MOST_TAKES))


def take_in(data: bytes, filename: str) -> Accepted:
    """Return a recording made anew, as M4A with nothing attached. Raises FileRefused with a sentence for the witness."""
    if not data:
        raise FileRefused(_(EMPTY))
    found = recognise(data, extension_of(filename))
    if found is None or found.kind != "sound":
        raise FileRefused(_(NOT_SOUND))
    if len(data) > TAKEN.sound_bytes:
        size, most = (round(size / MEGABYTE) for size in (len(data), TAKEN.sound_bytes))
        raise FileRefused(_(TOO_BIG).format(size=size, most=most))
    try:
        return accept(data, filename, TAKEN)
    except FileRefused as problem:
        raise FileRefused(
            _(_SAID.get(problem.reason, DAMAGED)).format(minutes=LONGEST_MINUTES)
        ) from problem


_SAID = {"silent": SILENT, "long": TOO_LONG, "hard": TOO_HARD}
"""What is said to a witness, by the reason that intake gives."""


def _keep(token: str, taken: Accepted, sha256: str) -> WitnessRecording:
    with write() as session:
        request = opened_by(token).request
        before = _take_out(session, request.id)
        made = WitnessRecording(
            request_id=request.id,
            sha256=sha256,
            filename=taken.filename,
            media_type=taken.media_type,
            size=len(taken.data),
            seconds=taken.seconds or 1,
            made_at=now(),
        )
        session.add(made)
        request.state = RequestState.BEGUN
        session.flush()
        erase_bytes(session, before)
        return made


def remove(token: str) -> None:
    """Take the recording away and erase it; none is fine. Raises LinkClosed."""
    with write() as session:
        gone = _take_out(session, opened_by(token).request.id)
        session.flush()
        erase_bytes(session, gone)


def _take_out(session: Session, request_id: UUID) -> list[str]:
    """Mark what is kept as removed; return its SHA-256."""
    gone = []
    for witness_recording in session.scalars(_live(request_id)):
        witness_recording.removed_at = now()
        gone.append(witness_recording.sha256)
    return gone


def takes_of(session: Session, request_id: UUID) -> Sequence[WitnessRecording]:
    """Return every recording of a request, newest first, also those that were removed. Call inside `write()`."""
    mine = WitnessRecording.request_id == request_id
    newest = WitnessRecording.made_at.desc()
    return session.scalars(select(WitnessRecording).where(mine).order_by(newest)).all()


def files_of(takes: Sequence[WitnessRecording], summary: str) -> list[ReceivedFile]:
    """Return the recording as a file of the statement that is being sent in; `summary` is what they typed.

    Once the piece is received, `forget` the draft.
    """
    live = [take for take in takes if take.removed_at is None]
    return [_file(take, summary) for take in live[:1]]


def _file(kept: WitnessRecording, summary: str) -> ReceivedFile:
    line = " ".join(summary.split())
    short = line if len(line) <= LONGEST_SUMMARY else line[: LONGEST_SUMMARY - 1].rstrip() + "…"
    return ReceivedFile(
        sha256=kept.sha256,
        media_type=kept.media_type,
        filename=kept.filename,
        size=kept.size,
        seconds=kept.seconds,
        alt_text=short,
    )


def words_of(kept: WitnessRecording | None) -> str:
    """Return in a few words what recording is kept, or nothing."""
    return _("%(length)s long", length=clock_of(kept.seconds)) if kept else ""


def words_of_sent(files: Sequence[Mapping[str, Any]]) -> str:
    """Return how long the recording among a version's files is, and its SHA-256; nothing without one."""
    return " ".join(
        _(
            "%(length)s long. Its fingerprint: %(sha256)s",
            length=clock_of(file["seconds"]),
            sha256=file["sha256"],
        )
        for file in files
        if file.get("seconds") is not None
    )


def forget(session: Session, request_id: UUID) -> None:
    """Forget every recording of a request that has ended, and erase what nobody else holds. Call inside `write()`.

    What became a file of the statement stays, so that file's row must be there before.
    """
    mine = WitnessRecording.request_id == request_id
    removed = delete(WitnessRecording).where(mine).returning(WitnessRecording.sha256)
    gone = session.scalars(removed, execution_options={"synchronize_session": False}).all()
    erase_bytes(session, gone)


def drafts_with(sha256: str) -> Select[UUID]:
    """Select the drafts that still hold these bytes."""
    live = WitnessRecording.sha256 == sha256, WitnessRecording.removed_at.is_(None)
    return select(WitnessRecording.id).where(*live)


def forget_ended(_job: RunningJob, /, *, day: str) -> None:  # noqa: ARG001 -- what a daily job is given
    """Forget recordings of requests that have ended or run out without a statement."""
    with write() as session:
        for request_id in _ended(session):
            forget(session, request_id)


def _ended(session: Session) -> Sequence[UUID]:
    still = select(WitnessRequest.id).where(*LINKS.open_now())
    wanted = select(WitnessRecording.request_id).where(WitnessRecording.request_id.not_in(still))
    return session.scalars(wanted.distinct()).all()
