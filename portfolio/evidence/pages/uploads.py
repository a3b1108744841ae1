"""What the form of a piece does with files: takes each in or says why not, keeps descriptions."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from werkzeug.datastructures import FileStorage

from portfolio.base.blobs import BlobProblem
from portfolio.evidence.content.completeness import Lack
from portfolio.evidence.intake.accepted import Accepted, FileRefused
from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import attachments
from portfolio.evidence.records.model import Attachment, Evidence
from portfolio.evidence.records.store import NothingToSubmit
from portfolio.people.model import Account

FIELD = "files"
REFUSALS = (
    FileRefused,
    BlobProblem,
    NothingToSubmit,
    attachments.NoFilesHere,
    attachments.OtherFile,
    attachments.TooManyFiles,
    attachments.SameFile,
)


def take_in(learner: Account, piece: Evidence, files: Iterable[FileStorage]) -> list[Lack]:
    """Attach each file, outside any transaction until it is decoded; return why some were refused."""
    refused = []
    for file in files:
        name = file.filename or ""
        if not name:
            continue
        try:
            attachments.add(learner, piece.id, accept(file.read(), name))
        except REFUSALS as problem:
            refused.append(Lack(FIELD, f"“{name}” was not added. {problem}"))
    return refused


def decoded(files: Iterable[FileStorage]) -> tuple[list[Accepted], list[Lack]]:
    """Take each file in without keeping it; return them, and why some were refused."""
    taken, refused = [], []
    for file in files:
        if not file.filename:
            continue
        try:
            taken.append(accept(file.read(), file.filename))
        except FileRefused as problem:
            refused.append(Lack(FIELD, f"“{file.filename}” was not added. {problem}"))
    return taken, refused


def attach_all(writer: Account, piece: Evidence, taken: Iterable[Accepted]) -> list[Lack]:
    """Attach files that were taken in; one that is attached already was sent twice, and is no problem."""
    refused = []
    for accepted in taken:
        try:
            attachments.add(writer, piece.id, accepted)
        except attachments.SameFile:
            continue
        except REFUSALS as problem:
            refused.append(Lack(FIELD, f"“{accepted.filename}” was not added. {problem}"))
    return refused


def keep_descriptions(learner: Account, piece: Evidence, sent: Mapping[str, str]) -> list[Lack]:
    """Keep what was typed under each photo, and take away or put back the file whose button was pressed."""
    problems = []
    for attachment in piece.live_attachments:
        typed = sent.get(f"alt-{attachment.id}")
        if typed is not None and typed != attachment.alt_text:
            problems += _described(learner, attachment, typed)
    own = {str(attachment.id) for attachment in piece.attachments}
    if (gone := sent.get("take_away", "")) in own:
        problems += _taken_away(learner, UUID(gone))
    if (back := sent.get("put_back", "")) in own:
        problems += _put_back(learner, UUID(back))
    return problems


def _described(learner: Account, attachment: Attachment, typed: str) -> list[Lack]:
    try:
        attachments.describe(learner, attachment.id, typed)
    except (attachments.LongDescription, NothingToSubmit) as problem:
        return [Lack(FIELD, f"“{attachment.filename}”: {problem}")]
    return []


def _taken_away(learner: Account, attachment_id: UUID) -> list[Lack]:
    try:
        attachments.take_away(learner, attachment_id)
    except NothingToSubmit as problem:
        return [Lack(FIELD, str(problem))]
    return []


def _put_back(learner: Account, attachment_id: UUID) -> list[Lack]:
    try:
        attachments.restore(learner, attachment_id)
    except (attachments.TooManyFiles, attachments.SameFile, NothingToSubmit) as problem:
        return [Lack(FIELD, str(problem))]
    return []
