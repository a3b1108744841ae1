"""Keeps a photo with regions blacked out in place of the one before, in its piece and in its versions."""

from collections.abc import Sequence

from portfolio.base.blobs import blobs
from portfolio.base.db import end_reading, write
from portfolio.evidence.records.model import Attachment, Evidence
from portfolio.evidence.records.queries import own_locked
from portfolio.evidence.redaction import sealing
from portfolio.evidence.redaction.blacking import Box, blacked_out
from portfolio.evidence.redaction.hooks import let_go
from portfolio.evidence.redaction.replacing import Known, Replacer
from portfolio.evidence.redaction.store import (
    bytes_of,
    change_version,
    forget,
    kept_anew,
    take_over,
)
from portfolio.people.model import Account

_NO_WORDS = Replacer({}, Known())


class ChangedMeanwhile(Exception):
    """The photo is another one than when its page was opened."""


def black_out(
    writer: Account,
    piece: Evidence,
    photo: Attachment,
    boxes: Sequence[Box],
    *,
    seen: str,
    keep_original: bool,
) -> None:
    """Black regions of a photo out, also where it was submitted. `seen` is its SHA-256 as it was shown.

    Raises ChangedMeanwhile, WrongBox, FileRefused, NotThere of `reading`, and BlobProblem of `base.blobs`.
    """
    if seen != photo.sha256:
        raise ChangedMeanwhile("This photo was changed since you opened it. Look at it again.")
    before, old = bytes_of(piece), blobs().get(photo.sha256)
    end_reading()
    new = kept_anew(blacked_out(old, photo.filename, boxes))
    original = (
        sealing.sealed(old, photo.filename, photo.media_type, photo.id) if keep_original else None
    )
    with write() as session:
        mine = own_locked(session, writer, piece.id)
        one = next((each for each in mine.attachments if each.id == photo.id), None)
        if one is None or before != bytes_of(mine):
            raise ChangedMeanwhile("This photo was changed since you opened it. Look at it again.")
        take_over(session, writer, one, new)
        for version in mine.versions:
            change_version(session, writer, mine, version, _NO_WORDS, {one.id: new})
        if original:
            sealing.keep(session, mine, writer, original)
        let_go(session, mine, lambda text: text)
        forget(session, mine, before)
