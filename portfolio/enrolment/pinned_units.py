"""Units as learners were enrolled on them: each text kept once under its SHA-256, and parsed once in a process."""

import hashlib
from collections import OrderedDict
from collections.abc import Collection
from threading import Lock
from typing import Any

from sqlalchemy import String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from portfolio.base.db import Model, db, needs_write
from portfolio.base.snapshot import read_once
from portfolio.criteria.model import Unit
from portfolio.history.chain import canonical

MOST_KNOWN = 256
"""Parsed units that a process keeps: far more than a centre teaches, each of some 200 KB."""


class PinnedUnit(Model):
    """The whole text of a unit on which somebody was enrolled; never changed, because its key is its content's."""

    __tablename__ = "pinned_unit"

    digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    """SHA-256 (hex) of the text as canonical JSON, as the history of each enrolment holds it."""
    title: Mapped[str] = mapped_column(Text)
    """The text's own title, for lists that show and sort by it without reading the text."""
    text: Mapped[dict[str, Any]]


class _Known:
    """Units by digest, for all threads of the process; who was asked for longest ago makes room."""

    def __init__(self) -> None:
        self._units: OrderedDict[str, Unit] = OrderedDict()
        self._lock = Lock()

    def find(self, digests: Collection[str]) -> dict[str, Unit]:
        with self._lock:
            found = {digest: self._units[digest] for digest in digests if digest in self._units}
            for digest in found:
                self._units.move_to_end(digest)
        return found

    def keep(self, digest: str, unit: Unit) -> None:
        with self._lock:
            self._units[digest] = unit
            while len(self._units) > MOST_KNOWN:
                self._units.popitem(last=False)

    def forget(self) -> None:
        with self._lock:
            self._units.clear()


_known = _Known()


def text_digest(text: object) -> str:
    """Return the SHA-256 (hex) of a unit's text, the same wherever it was written down."""
    return hashlib.sha256(canonical(text)).hexdigest()


def pin(session: Session, unit: Unit) -> str:
    """Keep a unit as it is now, unless the same text is kept already; return its digest. Raises NotWriting."""
    needs_write(session)
    text = unit.model_dump(mode="json", by_alias=True)
    digest = text_digest(text)
    if session.scalar(select(PinnedUnit.digest).where(PinnedUnit.digest == digest)) is None:
        session.add(PinnedUnit(digest=digest, title=unit.title, text=text))
        session.flush()  # before the enrolment that refers to it
    return digest


def units_of(digests: Collection[str]) -> dict[str, Unit]:
    """Return the pinned units with these digests; those the process hasn't seen yet are read in one SQL statement.

    Nothing a process knows can go stale, because a digest has one content. A text that somebody
    changed under its digest is shown as it stands (`verify` names it), and not remembered.
    """
    found = _known.find(digests)
    unknown = set(digests) - found.keys()
    if unknown:
        wanted = select(PinnedUnit.digest, PinnedUnit.text).where(PinnedUnit.digest.in_(unknown))
        for row in db.session.execute(wanted):
            found[row.digest] = Unit.model_validate(row.text)
            if text_digest(row.text) == row.digest:
                _known.keep(row.digest, found[row.digest])
    return found


def unit_of(digest: str) -> Unit:
    """Return one pinned unit; no SQL statement when the process has seen it."""
    return units_of([digest])[digest]


def forget_units() -> None:
    """Let this process know no unit, as when it begins."""
    _known.forget()


@read_once
def stored_digest(digest: str) -> str:
    """Return the digest of what stands in the database under this one, whatever the process knows; empty without a row.

    It is another than `digest` when text or title were changed past us.
    """
    wanted = select(PinnedUnit.title, PinnedUnit.text).where(PinnedUnit.digest == digest)
    row = db.session.execute(wanted).one_or_none()
    if row is None:
        return ""
    agree = isinstance(row.text, dict) and row.text.get("title") == row.title
    return text_digest(row.text if agree else [row.title, row.text])
