"""Looks for customer details in a piece and takes them out: words, versions, files, history, search, exports."""

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from portfolio.base.blobs import BlobProblem, blobs
from portfolio.base.db import after_commit, end_reading, write
from portfolio.evidence.intake.accepted import Accepted
from portfolio.evidence.records.history_entries import CHECK_BACK, CLAIM, FILE, VERSION
from portfolio.evidence.records.model import Attachment, Evidence, EvidenceVersion
from portfolio.evidence.records.queries import own_locked
from portfolio.evidence.records.store import StaleDraft
from portfolio.evidence.redaction import gathering
from portfolio.evidence.redaction.blob_cleanup import erase_bytes
from portfolio.evidence.redaction.documents import DOCUMENTS
from portfolio.evidence.redaction.documents.cleaning import cleaned, look_at_others, look_into
from portfolio.evidence.redaction.documents.document import CantReplace, Look
from portfolio.evidence.redaction.hooks import let_go
from portfolio.evidence.redaction.message_redaction import unsay
from portfolio.evidence.redaction.overview import Overview, overview
from portfolio.evidence.redaction.replacing import Replacer, TextSpot
from portfolio.evidence.redaction.sealing import Sealed, keep, rename, sealed
from portfolio.evidence.redaction.version_unlock import opened
from portfolio.evidence.search import index as search
from portfolio.history.store import keep_what_is_left
from portfolio.people.model import Account

_MOST_LOOKS = 32
LONGEST_LOOKED = 300_000
"""Characters of a file that we look through, about 50,000 words: a page must not take minutes."""
_TOO_LONG = (
    "It is too long for us to look into. Cut it to the part that matters, or make sure yourself "
    "that nothing in it shows who a customer is."
)
REASON = "Customer details were removed."
_SUBMITTED_FILE = (
    "It is part of what you submitted. Choose to take the details out of earlier versions too."
)


@dataclass(frozen=True)
class Outcome:
    """What came of replacing: how many details went, and each file that stays as it is, with why."""

    replaced: int
    refused: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class New:
    """What an attachment becomes: other bytes (or none), another name."""

    sha256: str
    preview_sha256: str | None
    size: int
    filename: str


def look_through(piece: Evidence) -> Overview:
    """Return every detail in a piece and in its files. Slow for large files: never inside `write()`."""
    frozen = frozen_files(piece)
    files = [
        attachment
        for attachment in piece.attachments
        if attachment.withdrawn_at is None or str(attachment.id) in frozen
    ]
    kept = list(piece.details_kept or [])
    own = tuple(gathering.spots_of(piece))
    end_reading()
    spots, unread, lost = list(own), [], {}
    for file in files:
        found = _look(file.sha256, file.media_type)
        spots += [
            TextSpot(
                f"file:{file.id}:{spot.id}",
                f"“{file.filename}” · {spot.place}",
                spot.text,
                spot.labels,
            )
            for spot in found.spots
        ]
        unread += [(file.filename, sentence) for sentence in found.unread]
        document = DOCUMENTS.get(file.media_type)
        lost[file.filename] = document.lost if document else ""
    return overview(spots, kept, unread, lost)


def _look(sha256: str, media_type: str) -> Look:
    if media_type not in DOCUMENTS:
        return look_at_others(media_type)
    try:
        return _looked_at(sha256, media_type)
    except BlobProblem as problem:
        return Look(unread=(str(problem),))


@lru_cache(maxsize=_MOST_LOOKS)
def _looked_at(sha256: str, media_type: str) -> Look:
    """Look into a file once; forgotten when details are replaced, so that no memory keeps them."""
    found = look_into(blobs().get(sha256), media_type)
    long = sum(len(spot.text) for spot in found.spots) > LONGEST_LOOKED
    return Look(unread=(_TOO_LONG,)) if long else found


def replace(
    writer: Account,
    piece: Evidence,
    ids: Collection[str],
    *,
    seen_revision: int,
    earlier: bool,
    keep_original: bool,
) -> Outcome:
    """Replace the details with these ids everywhere in the writer's piece; the others are remembered as none.

    `earlier` takes them out of submitted versions too. Files are made anew before the transaction.
    Raises StaleDraft when the draft or a file changed meanwhile, NotThere, and BlobNotKept.
    """
    found = look_through(piece)
    replacer, words = found.replacer(ids), found.words(ids)
    reach = earlier or piece.draft is None
    new, refused = _files_anew(piece, replacer, words, earlier=reach)
    originals = _originals(piece, found, replacer, new) if keep_original and replacer.names else []
    before = bytes_of(piece)
    end_reading()
    with write() as session:
        mine = own_locked(session, writer, piece.id)
        if mine.draft_revision != seen_revision or before != bytes_of(mine):
            raise StaleDraft(mine.draft or {}, mine.draft_revision)
        titles = {mine.title, *(version.title for version in mine.versions)}
        mine.details_kept = sorted({*(mine.details_kept or []), *found.keys_left(ids)})
        if replacer.names:
            _apply(session, writer, mine, replacer, new, earlier=reach)
            rename(session, mine.id, partial(gathering.renamed, replacer=replacer))
            for original in originals:
                keep(session, mine, writer, original)
            unsay(session, mine, titles, replacer, words)
            let_go(session, mine, replacer.text)
            forget(session, mine, before)
    return Outcome(len(ids), tuple(refused))


def frozen_files(piece: Evidence) -> set[str]:
    """Return the ids of the files that a submitted version holds, also when they were removed since."""
    return {attachment["id"] for version in piece.versions for attachment in version.attachments}


Bytes = dict[UUID, tuple[str, str | None]]


def bytes_of(piece: Evidence) -> Bytes:
    """Return under which SHA-256 each attachment and its small picture lie now."""
    return {
        attachment.id: (attachment.sha256, attachment.preview_sha256)
        for attachment in piece.attachments
    }


def _files_anew(
    piece: Evidence, replacer: Replacer, words: Collection[str], *, earlier: bool
) -> tuple[dict[UUID, New], list[tuple[str, str]]]:
    """Make the files anew that hold a chosen detail, inside or in their names; say which could not be."""
    new: dict[UUID, New] = {}
    refused: list[tuple[str, str]] = []
    frozen = frozen_files(piece)
    for attachment in piece.attachments:
        name = gathering.renamed(attachment.filename, replacer)
        inside = any(
            replacer.changes(spot) for spot in _look(attachment.sha256, attachment.media_type).spots
        )
        if not inside and name == attachment.filename:
            continue
        if str(attachment.id) in frozen and not earlier:
            refused.append((attachment.filename, _SUBMITTED_FILE))
            continue
        as_it_is = New(attachment.sha256, attachment.preview_sha256, attachment.size, name)
        if not inside:
            new[attachment.id] = as_it_is
            continue
        try:
            new[attachment.id] = kept_anew(
                cleaned(
                    blobs().get(attachment.sha256), attachment.media_type, name, replacer, words
                )
            )
        except (CantReplace, BlobProblem) as problem:
            refused.append((attachment.filename, str(problem)))
            if name != attachment.filename:
                new[attachment.id] = as_it_is
    return new, refused


def kept_anew(accepted: Accepted) -> New:
    """Keep what a file became; outside any transaction. Raises BlobNotKept."""
    return New(
        blobs().put(accepted.data),
        blobs().put(accepted.thumbnail) if accepted.thumbnail else None,
        len(accepted.data),
        accepted.filename,
    )


def _originals(
    piece: Evidence, found: Overview, replacer: Replacer, new: dict[UUID, New]
) -> list[Sealed]:
    """Seal what will be replaced: each file, and the words of the piece as plain text.

    The name of a sealed file is shown, so it is the new one; the old one is among the words.
    """
    originals = [
        sealed(
            blobs().get(attachment.sha256),
            new[attachment.id].filename,
            attachment.media_type,
            attachment.id,
        )
        for attachment in piece.attachments
        if attachment.id in new and new[attachment.id].sha256 != attachment.sha256
    ]
    own = [
        spot for spot in found.spots if not spot.id.startswith("file:") and replacer.changes(spot)
    ]
    if own:
        text = "\n\n".join(f"{spot.place}\n{spot.text}" for spot in own)
        originals.append(
            sealed(text.encode(), f"{piece.reference} before replacing.txt", "text/plain")
        )
    return originals


def _apply(
    session: Session,
    writer: Account,
    piece: Evidence,
    replacer: Replacer,
    new: dict[UUID, New],
    *,
    earlier: bool,
) -> None:
    before = piece.current
    if piece.draft is not None:
        piece.draft = gathering.replaced(piece.kind, piece.draft, replacer)
        piece.draft_revision += 1
        if not piece.versions:
            piece.title = piece.kind.title(piece.draft)[:200]
    _change_files(session, writer, piece, replacer, new)
    _change_claims(session, writer, piece, replacer, before)
    _change_check_backs(session, writer, piece, replacer)
    if earlier:
        for version in piece.versions:
            change_version(session, writer, piece, version, replacer, new)
        _change_rows(piece, replacer)
    session.flush()


def _change_files(
    session: Session, writer: Account, piece: Evidence, replacer: Replacer, new: dict[UUID, New]
) -> None:
    for attachment in piece.attachments:
        attachment.alt_text = replacer.text(attachment.alt_text)
        if attachment.id in new:
            take_over(session, writer, attachment, new[attachment.id])


def take_over(session: Session, writer: Account, attachment: Attachment, new: New) -> None:
    """Let an attachment be what it became, in its row and in history. Call inside `write()`."""
    attachment.sha256, attachment.preview_sha256 = new.sha256, new.preview_sha256
    attachment.size, attachment.filename = new.size, new.filename
    keep_what_is_left(session, attachment, FILE, by=writer.actor)


def _change_claims(
    session: Session, writer: Account, piece: Evidence, replacer: Replacer, before: dict[str, Any]
) -> None:
    for claim in piece.claims:
        place = claim.place
        if claim.place_kind == "quote":
            place = gathering.requoted(claim.place, piece.kind, before, replacer)
        reason = replacer.text(claim.reason)
        if (place, reason) == (claim.place, claim.reason):
            continue
        claim.place, claim.reason = place, reason
        keep_what_is_left(session, claim, CLAIM, by=writer.actor)


def _change_check_backs(
    session: Session, writer: Account, piece: Evidence, replacer: Replacer
) -> None:
    for check_back in piece.check_backs:
        said = [
            replacer.text(text)
            for text in (check_back.method, check_back.with_whom, check_back.outcome)
        ]
        if not check_back.later or said == [
            check_back.method,
            check_back.with_whom,
            check_back.outcome,
        ]:
            continue
        check_back.method, check_back.with_whom, check_back.outcome = said
        keep_what_is_left(session, check_back, CHECK_BACK, by=writer.actor)


def change_version(
    session: Session,
    writer: Account,
    piece: Evidence,
    version: EvidenceVersion,
    replacer: Replacer,
    new: dict[UUID, New],
) -> None:
    """Let a submitted version be without the details, and say so in history. Call inside `write()`."""
    content = gathering.replaced(piece.kind, version.content, replacer)
    files = [_frozen_anew(attachment, replacer, new) for attachment in version.attachments]
    if content == version.content and files == version.attachments:
        return
    with opened(session, piece, version, by=writer.name, reason=REASON):
        version.content, version.attachments = content, files
        version.title = piece.kind.title(content)[:200]
    if version is piece.latest:
        piece.title = version.title
    keep_what_is_left(session, version, VERSION, by=writer.actor)


def _frozen_anew(file: dict[str, Any], replacer: Replacer, new: dict[UUID, New]) -> dict[str, Any]:
    became = new.get(UUID(file["id"]))
    name = became.filename if became else gathering.renamed(file["filename"], replacer)
    changed = {**file, "filename": name, "alt_text": replacer.text(file["alt_text"])}
    return changed | ({"sha256": became.sha256, "size": became.size} if became else {})


def _change_rows(piece: Evidence, replacer: Replacer) -> None:
    """Bring the rows of actions and check-backs in line with the versions that they came from."""
    for action in piece.actions:
        action.task, action.owner = replacer.text(action.task), replacer.text(action.owner)
    for check_back in piece.check_backs:
        if not check_back.later:
            check_back.method, check_back.outcome = (
                replacer.text(check_back.method),
                replacer.text(check_back.outcome),
            )
            check_back.with_whom = replacer.text(check_back.with_whom)


def forget(session: Session, piece: Evidence, before: Bytes) -> None:
    """Erase what the piece no longer needs: bytes after the commit, words in search, what memory holds."""
    session.flush()
    there = {sha256 for digests in bytes_of(piece).values() for sha256 in digests}
    gone = {sha256 for digests in before.values() for sha256 in digests if sha256} - there
    erase_bytes(session, sorted(gone))
    after_commit(_looked_at.cache_clear)
    search.purge_deleted()
