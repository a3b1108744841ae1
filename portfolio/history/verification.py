"""Checks that rows and entries agree: content is read back, each row has its entry, what was undone is undone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from portfolio.base.db import db
from portfolio.base.registration import Registration
from portfolio.history.chain import salted_digest
from portfolio.history.model import CENTRE_CHAIN, ChainEntry
from portfolio.history.subjects import Content, Rows, Subject, Switch

REMOVED = "details removed"
"""The action of an entry that holds what is left of a content; entries before it about the same lose their salt."""

_subjects: dict[str, Subject[Any]] = {}


class TwoSubjects(Exception):
    """Two features declare a subject of the same name."""


def know(subjects: Iterable[Subject[Any]]) -> None:
    """Let `verify` read these subjects back. Raises TwoSubjects."""
    for subject in subjects:
        if _subjects.setdefault(subject.name, subject) is not subject:
            raise TwoSubjects(f"“{subject.name}” is declared twice.")


def kept(subjects: Iterable[Subject[Any]]) -> tuple[Registration, ...]:
    """Declare which subjects `verify` reads back, for the feature whose rows they are."""
    return tuple(
        Registration("kept in history", subject.name, None, partial(know, [subject]))
        for subject in subjects
    )


def is_known(subject: Subject[Any]) -> bool:
    """Whether `verify` reads a subject back."""
    return _subjects.get(subject.name) is subject


def known() -> list[Subject[Any]]:
    """Return every subject that `verify` reads back."""
    return list(_subjects.values())


def learners() -> set[UUID]:
    """Return every chain that has a row which needs an entry."""
    found: set[UUID] = set()
    for subject in _subjects.values():
        if subject.content is not None:
            rows = subject.rows(*subject.where)
            owner = rows.selected_columns[1]
            found |= set(db.session.scalars(rows.with_only_columns(owner).distinct()))
    return found


def wrong_content(entry: ChainEntry, place: str) -> Iterator[str]:
    """Yield what is wrong with the content that an entry is about; an entry without its salt binds none."""
    subject = _subjects.get(entry.subject)
    if subject is None or not subject.holds_content(entry.action):
        return
    if entry.salt is None:
        return  # what remains of it is for `ChainReading` to say
    content = _read_back(subject, entry.subject_id)
    if content is None:
        yield f"Missing: what {place} is about is no longer there."
    elif salted_digest(entry.salt, content) != entry.digest:
        yield f"Changed: what {place} is about is no longer what was recorded."


def _read_back(subject: Subject[Any], identity: UUID) -> Content | None:
    row = db.session.get(subject.model, identity)
    return subject.content(row) if row is not None and subject.content else None


class ChainReading:
    """What a chain's entries told, gathered while they are read once."""

    def __init__(self) -> None:
        self._seen: set[tuple[str, UUID]] = set()
        self._last: dict[tuple[int, UUID], str] = {}
        self._switches = [
            (subject, switch) for subject in _subjects.values() for switch in subject.switches
        ]
        self._watched = _watched(self._switches)
        self._saltless: dict[tuple[str, UUID, int], str] = {}

    def add(self, entry: ChainEntry, place: str) -> None:
        """Note one entry, and its place in words; in the order of the chain."""
        subject = _subjects.get(entry.subject)
        if subject is not None and subject.holds_content(entry.action):
            self._seen.add((entry.subject, entry.subject_id))
            about = entry.subject, entry.subject_id, entry.version
            if entry.salt is None:
                self._saltless[about] = place
            elif entry.action == REMOVED:
                self._saltless.pop(about, None)
        for number in self._watched.get((entry.subject, entry.action), ()):
            self._last[number, entry.subject_id] = entry.action

    def faults(self, chain: UUID) -> Iterator[str]:
        """Yield a sentence for each row of the learner that these entries don't account for."""
        for (name, identity, _version), place in self._saltless.items():
            if _read_back(_subjects[name], identity) is not None:
                yield f"Changed: {place} has lost the salt that binds what it is about, which is still there."
        for subject in _subjects.values():
            rows = subject.rows(*subject.where)
            for identity in _ids(rows, chain) if subject.content is not None else ():
                if (subject.name, identity) not in self._seen:
                    yield f"Unrecorded: {subject.name} {identity} has no entry in {name_of(chain)}."
        yield from self._wrong_switches(chain)
        for subject in _subjects.values():
            for check in subject.checks:
                yield from check(chain)

    def _wrong_switches(self, chain: UUID) -> Iterator[str]:
        for number, (subject, switch) in enumerate(self._switches):
            told = {
                identity
                for (at, identity), action in self._last.items()
                if at == number and action == switch.on
            }
            for identity in sorted(told ^ set(_ids(subject.rows(switch.where), chain))):
                place = f"{subject.name} {identity} of learner {chain}"
                if identity in told:
                    yield f"Changed: {place} is no longer as its last entry, “{switch.on}”, says."
                else:
                    yield f"Changed: {place} is as after “{switch.on}”, but its last entry is another."


def name_of(chain: UUID) -> str:
    """Return a chain as findings name it."""
    return "the centre’s chain" if chain == CENTRE_CHAIN else f"the chain of learner {chain}"


def _watched(
    switches: Sequence[tuple[Subject[Any], Switch]],
) -> Mapping[tuple[str, str], list[int]]:
    watched: dict[tuple[str, str], list[int]] = {}
    for number, (subject, switch) in enumerate(switches):
        for action in (switch.on, *switch.off):
            watched.setdefault((subject.name, action), []).append(number)
    return watched


def _ids(rows: Rows, chain: UUID) -> Iterable[UUID]:
    identity, owner = rows.selected_columns
    return db.session.scalars(rows.where(owner == chain).with_only_columns(identity))
