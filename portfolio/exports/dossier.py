"""The whole of one portfolio as frozen, plain data: all that an export needs.

Nothing here knows the web or the database. Whoever gathers it fills in every word that is shown
(states, kinds, choices), so that formats never know a kind of evidence, a field or a rule by name.
Times are aware and already in the centre's zone.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from portfolio.evidence.content.quotes import clock_of


@dataclass(frozen=True)
class ExportedCentre:
    """The centre the portfolio belongs to."""

    name: str
    contact_email: str = ""
    contact_phone: str = ""


@dataclass(frozen=True)
class Learner:
    """The person who compiled the evidence."""

    id: str
    name: str
    email: str = ""


@dataclass(frozen=True)
class ExportedState:
    """A state: `name` for programs, `word` for people; both, of criteria and claims, as `base/states.py` has them."""

    name: str
    word: str
    reason: str = ""


ACTION_STATES = {
    "claimed": "claimed",
    "corroborated": "valid",
    "contradicted": "not_valid",
    "open": "more_needed",
}
"""How others' word on an action is named in a file of this shape, by its name in `base/states.py`."""


@dataclass(frozen=True)
class ExportedCriterion:
    """One criterion with the state of its coverage and, when it is achieved, who said so."""

    code: str
    text: str
    title: str
    stage: str
    state: ExportedState
    achieved_by: str = ""
    achieved_at: datetime | None = None
    achieved_note: str = ""


@dataclass(frozen=True)
class ExportedUnit:
    """One enrolment: the unit as it was pinned, its assessor and its criteria in their order."""

    id: str
    version: str
    title: str
    level: str
    source_title: str
    source_note: str  # says that the source is not official; empty when it is
    official_ref: str
    assessor: str
    started_on: date
    criteria: tuple[ExportedCriterion, ...]
    withdrawn_on: date | None = None

    @property
    def gaps(self) -> tuple[ExportedCriterion, ...]:
        """Criteria without any evidence yet."""
        return tuple(c for c in self.criteria if c.state.name in {"nothing", "draft"})

    @property
    def met(self) -> tuple[ExportedCriterion, ...]:
        """Criteria the assessor has declared achieved."""
        return tuple(c for c in self.criteria if c.state.name == "met")


@dataclass(frozen=True)
class ExportedColumn:
    """One column of a field of rows."""

    name: str
    label: str
    type: str


@dataclass(frozen=True)
class ExportedRow:
    """One row of a field of rows: its stable id and one shown text for each column."""

    id: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class ExportedEntry:
    """One declared field of a piece of evidence with its value.

    `type` is line, text, date, datetime, choice or rows. `value` is as stored, `shown` is as
    people read it (the words of a choice, a date in words); a field of rows has columns and rows.
    """

    name: str
    label: str
    type: str
    value: str = ""
    shown: str = ""
    columns: tuple[ExportedColumn, ...] = ()
    rows: tuple[ExportedRow, ...] = ()


@dataclass(frozen=True)
class ExportedSection:
    """A group of fields as the kind of evidence declares it."""

    title: str
    entries: tuple[ExportedEntry, ...]


@dataclass(frozen=True)
class ExportedAction:
    """One action point that was handed over; the state says what others than the learner say of it, and why."""

    id: str
    task: str
    owner: str
    deadline: str
    state: ExportedState | None = None
    reasons: tuple[str, ...] = ()  # one sentence for each thing somebody said or saw, oldest first
    by_when: str = ""  # the deadline as people read it


@dataclass(frozen=True)
class ExportedReply:
    """One thing that somebody who took part said, about the version they saw."""

    task: str  # the action it is about; empty: all of it
    said: str
    version: int
    said_by: str
    how: str  # by their link, or signed in as whom
    at: datetime


@dataclass(frozen=True)
class ExportedParticipant:
    """Somebody who took over, or who is part of an agreement, and was asked to say so. Never testimony."""

    name: str
    part: str
    how: str  # by a link, or signed in
    status: str
    asked_on: date
    signed: str = ""  # of an agreement: to which version they agreed
    replies: tuple[ExportedReply, ...] = ()  # oldest first; none replaces another


@dataclass(frozen=True)
class ExportedCheckBack:
    """One check-back; `appended` means recorded after the account was submitted, and kept apart."""

    id: str
    action_id: str
    task: str
    checked_on: date
    method: str
    outcome: str
    recorded_at: datetime
    recorded_by: str
    appended: bool = False
    with_whom: str = ""
    done: str = ""
    """Whether it was done by then, in words; empty when it isn't said."""


@dataclass(frozen=True)
class ExportedAttachment:
    """A file of a piece of evidence; `photo` is a re-encoded picture, None for any other file."""

    __pydantic_config__: ClassVar[dict[str, str]] = {
        "ser_json_bytes": "base64",
        "val_json_bytes": "base64",
    }

    filename: str
    media_type: str
    size: int  # bytes
    sha256: str
    alt_text: str = ""
    photo: bytes | None = None
    seconds: int | None = None  # how long a recording is

    @property
    def length(self) -> str:
        """Return how long a recording is, as its times are written: 4:05; nothing for other files."""
        return "" if self.seconds is None else clock_of(self.seconds)


@dataclass(frozen=True)
class ExportedDecision:
    """What the assessor decided about one claim, for the version that was judged."""

    valid: bool
    feedback: str
    decided_by: str
    decided_at: datetime
    version: int
    stale: bool = False


@dataclass(frozen=True)
class ExportedClaim:
    """This evidence, at this place (quote, page, time or photo), meets this criterion, because…."""

    unit_id: str
    criterion: str
    place_kind: str
    place: str
    reason: str
    made_by: str
    state: ExportedState
    decisions: tuple[ExportedDecision, ...] = ()  # oldest first; the last one counts


@dataclass(frozen=True)
class ExportedJudgement:
    """Whether a version is the learner's own, recent, and another assessor would agree."""

    authentic: bool
    current: bool
    reliable: bool
    note: str
    judged_by: str
    judged_at: datetime
    version: int
    stale: bool = False


@dataclass(frozen=True)
class Witness:
    """Who wrote a statement, and how sure the centre is of that."""

    name: str
    role: str
    relationship: str
    assurance: str  # W0 to W3
    assurance_words: str
    counts: bool
    submitted_at: datetime | None = None
    confirmed: str = ""  # who confirmed, when and how, in one sentence


@dataclass(frozen=True)
class EarlierVersion:
    """A version that a revision has replaced; it stays in the record."""

    version: int
    submitted_at: datetime
    digest: str


@dataclass(frozen=True)
class ExportedPiece:
    """One piece of evidence in its latest submitted version, with everything that hangs on it."""

    reference: str
    kind: str
    kind_name: str
    title: str
    happened_on: date | None
    submitted_at: datetime | None
    submitted_by: str
    version: int
    digest: str
    sections: tuple[ExportedSection, ...]
    claims: tuple[ExportedClaim, ...] = ()
    actions: tuple[ExportedAction, ...] = ()
    check_backs: tuple[ExportedCheckBack, ...] = ()
    participants: tuple[ExportedParticipant, ...] = ()
    attachments: tuple[ExportedAttachment, ...] = ()
    earlier: tuple[EarlierVersion, ...] = ()
    judgement: ExportedJudgement | None = None
    witness: Witness | None = None
    withdrawn_at: datetime | None = None
    checked_since: tuple[str, ...] = ()
    """Of a record about a handover: what was found when somebody checked back on it later."""

    @property
    def appended(self) -> tuple[ExportedCheckBack, ...]:
        """Check-backs recorded after the account was submitted."""
        return tuple(c for c in self.check_backs if c.appended)


@dataclass(frozen=True)
class WitnessLine:
    """One line of the witness status list: a statement with its witness, or somebody who was asked."""

    name: str
    role: str
    relationship: str
    status: str
    assurance: str
    assurance_words: str
    asked_on: date
    answered_on: date | None = None
    reference: str = ""  # of the statement, when there is one
    employer: str = ""
    contact: str = ""  # by which centre and quality assurers can ask them
    listed: str = ""  # expert, on the centre's list, or not, in words
    vouched: str = ""  # who vouched for the address, when and how, in one sentence
    details: str = ""  # the witness's own confirmation of their details, in one sentence


@dataclass(frozen=True)
class HistoryHead:
    """The last link of the learner's history chain at the last change of content."""

    sequence: int
    hash: str
    at: datetime


@dataclass(frozen=True)
class Dossier:
    """Everything one export of one portfolio says."""

    centre: ExportedCentre
    learner: Learner
    made_at: datetime
    units: tuple[ExportedUnit, ...]
    pieces: tuple[ExportedPiece, ...]
    witnesses: tuple[WitnessLine, ...] = ()
    history: HistoryHead | None = None

    @property
    def title(self) -> str:
        """The document's title."""
        return f"Portfolio of evidence – {self.learner.name}"

    def unit(self, unit_id: str) -> ExportedUnit | None:
        """Return the unit with this id, or None."""
        return next((u for u in self.units if u.id == unit_id), None)

    def label(self, unit: ExportedUnit, criterion: str) -> str:
        """Return a criterion's code, after the unit's number when there are several units."""
        return criterion if len(self.units) == 1 else f"{self.units.index(unit) + 1}.{criterion}"

    def claims_for(
        self, unit: ExportedUnit, criterion: str
    ) -> Iterator[tuple[ExportedPiece, int, ExportedClaim]]:
        """Yield every claim for a criterion as (piece, position in the piece, claim)."""
        for piece in self.pieces:
            for position, claim in enumerate(piece.claims):
                if (claim.unit_id, claim.criterion) == (unit.id, criterion):
                    yield piece, position, claim
