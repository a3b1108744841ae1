"""Files of a piece of evidence: added to its draft, described, taken away and put back."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from portfolio.base.blobs import blobs
from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.enrolment import store as enrolments
from portfolio.evidence.content.text_cleaning import tidy_line
from portfolio.evidence.intake.accepted import Accepted
from portfolio.evidence.records.history_entries import FILE
from portfolio.evidence.records.model import Attachment, Evidence
from portfolio.evidence.records.queries import NotThere, own_locked, writes
from portfolio.evidence.records.store import NothingToSubmit
from portfolio.history.store import keep
from portfolio.people.model import Account

MOST_FILES = 20
LONGEST_DESCRIPTION = 500


class TooManyFiles(Exception):
    """The piece has as many files as it may have."""


class NoFilesHere(Exception):
    """This kind of evidence has no files."""


class OtherFile(Exception):
    """This kind of evidence takes other types of files."""


class SameFile(Exception):
    """The very same file is attached already."""


class LongDescription(Exception):
    """The description is longer than can be kept."""


def add(writer: Account, evidence_id: UUID, accepted: Accepted, alt_text: str = "") -> Attachment:
    """Attach a file that intake took in to the writer's own draft.

    The bytes are kept before the row is written, outside the transaction. Raises NoFilesHere,
    OtherFile, TooManyFiles, SameFile, NotThere, NothingToSubmit (there is no draft), and BlobNotKept of `base.blobs`.
    """
    alt_text = _checked(alt_text)
    sha256 = blobs().put(accepted.data)
    preview = blobs().put(accepted.thumbnail) if accepted.thumbnail else None
    with write() as session:
        evidence = _own_draft(session, writer, evidence_id)
        if not evidence.kind.takes_files:
            raise NoFilesHere(evidence.kind.files_missing)
        if not evidence.kind.takes_type(accepted.media_type):
            raise OtherFile(evidence.kind.files_wrong)
        _refuse_same(evidence, sha256, accepted.filename)
        _refuse_more(evidence)
        attachment = Attachment(
            evidence_id=evidence.id,
            sha256=sha256,
            preview_sha256=preview,
            media_type=accepted.media_type,
            filename=accepted.filename,
            size=len(accepted.data),
            alt_text=alt_text,
            seconds=accepted.seconds,
            added_at=now(),
        )
        evidence.attachments.append(attachment)
        session.flush()
        keep(session, attachment, FILE, by=writer.actor, action="file attached")
        return attachment


def describe(writer: Account, attachment_id: UUID, alt_text: str) -> Attachment:
    """Say what a photo shows, for people who can't see it. Raises LongDescription, NotThere."""
    alt_text = _checked(alt_text)
    with write() as session:
        attachment, _evidence = _own_attachment(session, writer, attachment_id)
        attachment.alt_text = alt_text
        return attachment


def take_away(writer: Account, attachment_id: UUID) -> Attachment:
    """Take a file out of the draft; versions that were submitted with it keep it. Raises NotThere."""
    with write() as session:
        attachment, _evidence = _own_attachment(session, writer, attachment_id)
        if attachment.withdrawn_at is None:
            attachment.withdrawn_at = now()
            keep(session, attachment, FILE, by=writer.actor, action="file taken away")
        return attachment


def restore(writer: Account, attachment_id: UUID) -> Attachment:
    """Put a file back that was taken away. Raises TooManyFiles, SameFile, NotThere."""
    with write() as session:
        attachment, evidence = _own_attachment(session, writer, attachment_id)
        if attachment.withdrawn_at is not None:
            _refuse_same(evidence, attachment.sha256, attachment.filename)
            _refuse_more(evidence)
            attachment.withdrawn_at = None
            keep(session, attachment, FILE, by=writer.actor, action="file put back")
        return attachment


def for_reader(person: Account, attachment_id: UUID) -> Attachment | None:
    """Return a file if this person may open it: its writer; or, once submitted, learner, assessor and IQA."""
    wanted = select(Attachment).where(Attachment.id == attachment_id)
    with_versions = joinedload(Attachment.evidence).options(selectinload(Evidence.versions))
    attachment = db.session.scalar(wanted.options(with_versions))
    if attachment is None or writes(person, attachment.evidence):
        return attachment
    frozen = {kept["id"] for each in attachment.evidence.versions for kept in each.attachments}
    if str(attachment.id) not in frozen:
        return None
    readable = enrolments.may_read_portfolio(person, attachment.evidence.learner_id)
    return attachment if readable else None


def _own_draft(session: Session, writer: Account, evidence_id: UUID) -> Evidence:
    evidence = own_locked(session, writer, evidence_id)
    if evidence.draft is None:
        raise NothingToSubmit(
            "What was submitted stays as it is. Choose “Revise” to change its files."
        )
    return evidence


def _own_attachment(
    session: Session, writer: Account, attachment_id: UUID
) -> tuple[Attachment, Evidence]:
    attachment = session.get(Attachment, attachment_id, populate_existing=True)
    if attachment is None:
        raise NotThere("There is no such file.")
    return attachment, _own_draft(session, writer, attachment.evidence_id)


def _refuse_same(evidence: Evidence, sha256: str, filename: str) -> None:
    if sha256 in {attachment.sha256 for attachment in evidence.live_attachments}:
        raise SameFile(f"“{filename}” is attached already.")


def _refuse_more(evidence: Evidence) -> None:
    if len(evidence.live_attachments) >= MOST_FILES:
        raise TooManyFiles(
            f"A piece may have {MOST_FILES} files. Remove one first, or begin another piece of evidence."
        )


def _checked(alt_text: str) -> str:
    line = tidy_line(alt_text)
    if len(line) > LONGEST_DESCRIPTION:
        raise LongDescription(
            f"A description may have {LONGEST_DESCRIPTION} characters. Say what matters in the photo."
        )
    return line
