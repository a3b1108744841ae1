"""What features say about their records: how content is read back, which rows need an entry, what else must agree."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select

from portfolio.base.db import db
from portfolio.history.chain import salted_digest
from portfolio.history.model import CENTRE_CHAIN, ChainEntry

Reader = Callable[[UUID, int], dict[str, Any] | None]
Rows = Select[UUID, UUID]
"""Ids of rows, each with the id of the learner in whose chain its entry belongs."""
Check = Callable[[UUID], Iterable[str]]
REMOVED = "details removed"
"""The action of an entry that holds what is left of a content; entries before it about the same lose their salt."""


@dataclass(frozen=True)
class _Recorded:
    """How one subject is read back: its reader, the actions that record just that (none named: all), its rows."""

    reader: Reader
    actions: frozenset[str]
    rows: Rows | None


@dataclass(frozen=True)
class _Switch:
    """Something that is done and undone: which action does it, which undo it, and the rows where it is done now."""

    subject: str
    on: str
    off: frozenset[str]
    rows: Rows


_recorded: dict[str, _Recorded] = {}
_switches: list[_Switch] = []
_checks: list[Check] = []


def content_of(
    subject: str, *, rows: Rows | None = None, actions: Iterable[str] = ()
) -> Callable[[Reader], Reader]:
    """Register how `verify` reads back the content recorded about a `subject`: (id, version) -> content or None.

    Each of `rows` must have an entry. Only entries of `actions` hold this content (none named: all).
    """

    def register(reader: Reader) -> Reader:
        _recorded[subject] = _Recorded(reader, frozenset(actions), rows)
        return reader

    return register


def read_back(subject: str, identity: UUID, version: int = 1) -> dict[str, Any]:
    """Return what `verify` would read about a subject now; nothing where no reader is registered."""
    known = _recorded.get(subject)
    return (known.reader(identity, version) if known else None) or {}


def switch_of(subject: str, *, on: str, off: Iterable[str], rows: Rows) -> None:
    """Register that `rows` are just those whose last entry among these actions is `on`, not one of `off`."""
    _switches.append(_Switch(subject, on, frozenset(off), rows))


def also_checked(check: Check) -> Check:
    """Register another check of a learner's records: learner's id -> a sentence for each fault."""
    _checks.append(check)
    return check


def learners() -> set[UUID]:
    """Return every learner who has a row that needs an entry."""
    found: set[UUID] = set()
    for one in _recorded.values():
        if one.rows is not None:
            owner = one.rows.selected_columns[1]
            found |= set(db.session.scalars(one.rows.with_only_columns(owner).distinct()))
    return found


def wrong_content(entry: ChainEntry, place: str) -> Iterator[str]:
    """Yield what is wrong with the content that an entry is about; an entry without its salt binds none."""
    known = _recorded.get(entry.subject)
    if known is None or (known.actions and entry.action not in known.actions):
        return
    if entry.salt is None:
        return  # what remains of it is for `ChainReading` to say
    content = known.reader(entry.subject_id, entry.version)
    if content is None:
        yield f"Missing: what {place} is about is no longer there."
    elif salted_digest(entry.salt, content) != entry.digest:
        yield f"Changed: what {place} is about is no longer what was recorded."


class ChainReading:
    """What a chain's entries told, gathered while they are read once."""

    def __init__(self) -> None:
        self._subjects: set[tuple[str, UUID]] = set()
        self._last: dict[tuple[int, UUID], str] = {}
        self._watched: Mapping[tuple[str, str], list[int]] = _watched()
        self._saltless: dict[tuple[str, UUID, int], str] = {}

    def add(self, entry: ChainEntry, place: str) -> None:
        """Note one entry, and its place in words; in the order of the chain."""
        if self._holds_content(entry):
            self._subjects.add((entry.subject, entry.subject_id))
            about = entry.subject, entry.subject_id, entry.version
            if entry.salt is None:
                self._saltless[about] = place
            elif entry.action == REMOVED:
                self._saltless.pop(about, None)
        for number in self._watched.get((entry.subject, entry.action), ()):
            self._last[number, entry.subject_id] = entry.action

    @staticmethod
    def _holds_content(entry: ChainEntry) -> bool:
        known = _recorded.get(entry.subject)
        return known is not None and (not known.actions or entry.action in known.actions)

    def faults(self, chain: UUID) -> Iterator[str]:
        """Yield a sentence for each row of the learner that these entries don't account for."""
        for (subject, identity, version), place in self._saltless.items():
            if _recorded[subject].reader(identity, version) is not None:
                yield f"Changed: {place} has lost the salt that binds what it is about, which is still there."
        for subject, one in _recorded.items():
            for identity in _ids(one.rows, chain) if one.rows is not None else ():
                if (subject, identity) not in self._subjects:
                    yield f"Unrecorded: {subject} {identity} has no entry in {name_of(chain)}."
        for number, switch in enumerate(_switches):
            told = {
                identity
                for (at, identity), action in self._last.items()
                if at == number and action == switch.on
            }
            for identity in sorted(told ^ set(_ids(switch.rows, chain))):
                place = f"{switch.subject} {identity} of learner {chain}"
                if identity in told:
                    yield f"Changed: {place} is no longer as its last entry, “{switch.on}”, says."
                else:
                    yield f"Changed: {place} is as after “{switch.on}”, but its last entry is another."
        for check in _checks:
            yield from check(chain)


def name_of(chain: UUID) -> str:
    """Return a chain as findings name it."""
    return "the centre’s chain" if chain == CENTRE_CHAIN else f"the chain of learner {chain}"


def _watched() -> dict[tuple[str, str], list[int]]:
    watched: dict[tuple[str, str], list[int]] = {}
    for number, switch in enumerate(_switches):
        for action in (switch.on, *switch.off):
            watched.setdefault((switch.subject, action), []).append(number)
    return watched


def _ids(rows: Rows, chain: UUID) -> Iterable[UUID]:
    identity, owner = rows.selected_columns
    return db.session.scalars(rows.where(owner == chain).with_only_columns(identity))
