"""A piece of evidence, its frozen versions, its actions and check-backs, its attachments, and what it is claimed for."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, Date, ForeignKey, String, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.base.clock import now
from portfolio.base.db import Id, Model
from portfolio.evidence.content.piece_state import PieceState
from portfolio.evidence.kinds import KINDS
from portfolio.evidence.kinds.fields import LONGEST_MOMENT, Kind
from portfolio.people.roles import Author


class Evidence(Model):
    """One thing the learner shows. Its reference never changes and is never reused."""

    __tablename__ = "evidence"
    __table_args__ = (UniqueConstraint("learner_id", "number"),)

    id: Mapped[Id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    number: Mapped[int]
    kind_id: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    happened_on: Mapped[date | None] = mapped_column(Date)
    happened_at: Mapped[str | None] = mapped_column(String(LONGEST_MOMENT))
    """The moment as written, where its kind asks for one; like title and day, of the newest version or else the draft."""
    draft: Mapped[dict[str, Any] | None]
    """What is being written now; None when nothing is."""
    draft_revision: Mapped[int] = mapped_column(default=0)
    """Counts the saves of the draft, so that a second tab is noticed."""
    draft_saved_at: Mapped[datetime | None]
    writer_id: Mapped[UUID | None] = mapped_column(Uuid)
    """Who writes its draft, when it isn't the learner: the assessor, of an observation record."""
    details_kept: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    """What was pointed out as a customer's detail and its writer said is none, folded to compare."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]

    versions: Mapped[list["EvidenceVersion"]] = relationship(
        back_populates="evidence", lazy="raise", order_by="EvidenceVersion.version"
    )
    claims: Mapped[list["Claim"]] = relationship(
        back_populates="evidence", lazy="raise", order_by="Claim.created_at"
    )
    attachments: Mapped[list["Attachment"]] = relationship(
        back_populates="evidence", lazy="raise", order_by="Attachment.added_at"
    )
    check_backs: Mapped[list["CheckBack"]] = relationship(
        back_populates="evidence", lazy="raise", order_by="CheckBack.recorded_at"
    )
    actions: Mapped[list["Action"]] = relationship(lazy="raise", order_by="Action.position")

    @property
    def reference(self) -> str:
        """Return its reference in the portfolio: E1, E2 and so on."""
        return f"E{self.number}"

    @property
    def kind(self) -> Kind:
        """What kind of evidence it is."""
        return KINDS[self.kind_id]

    @property
    def latest(self) -> "EvidenceVersion | None":
        """The newest submitted version, or None (needs `versions` loaded)."""
        return self.versions[-1] if self.versions else None

    @property
    def current(self) -> dict[str, Any]:
        """What its writer sees: the draft while there is one, else the newest version's content.

        Never show it to anybody else: a draft is its writer's alone. Others see `latest`.
        """
        if self.draft is not None:
            return self.draft
        return self.latest.content if self.latest else {}

    def current_for(self, person_id: UUID) -> dict[str, Any]:
        """Return what one of its readers sees of it (needs `versions` loaded)."""
        if self.is_written_by(person_id):
            return self.current
        return self.latest.content if self.latest else {}

    @property
    def by_learner(self) -> bool:
        """Whether its draft is the learner's own, rather than somebody else's about them."""
        return self.writer_id in (None, self.learner_id)

    @property
    def author(self) -> Author:
        """As what its writer writes it here: as its learner, or as their assessor."""
        return Author.LEARNER if self.by_learner else Author.ASSESSOR

    @property
    def was_removed(self) -> bool:
        """Whether its words were removed for good (`evidence/redaction/removing.py`): nothing but a title is left."""
        return self.latest is not None and set(self.latest.content) == {"title"}

    def is_written_by(self, person_id: UUID) -> bool:
        """Whether its draft is this person's: theirs alone to read, change, submit and take out."""
        return (self.writer_id or self.learner_id) == person_id

    @property
    def live_claims(self) -> list["Claim"]:
        """The claims that have not been taken back (needs `claims` loaded)."""
        return [claim for claim in self.claims if claim.withdrawn_at is None]

    @property
    def submitted_claims(self) -> list["Claim"]:
        """The live claims on what was submitted: all that others than its writer may see."""
        return [claim for claim in self.live_claims if claim.version is not None]

    @property
    def state(self) -> PieceState:
        """How far it is (needs `versions` loaded)."""
        if self.withdrawn_at is not None:
            return PieceState.WITHDRAWN
        if not self.versions:
            return PieceState.DRAFT
        return PieceState.SUBMITTED if self.draft is None else PieceState.REVISING

    @property
    def live_attachments(self) -> list["Attachment"]:
        """The attachments that have not been taken away (needs `attachments` loaded)."""
        return [attachment for attachment in self.attachments if attachment.withdrawn_at is None]

    def files_for(self, person_id: UUID) -> list["Attachment"]:
        """Return the attachments that one of its readers may point at: those of the draft are its writer's."""
        if self.is_written_by(person_id):
            return self.live_attachments
        frozen = (
            {attachment["id"] for attachment in self.latest.attachments} if self.latest else set()
        )
        return [attachment for attachment in self.attachments if str(attachment.id) in frozen]

    @property
    def live_actions(self) -> list["Action"]:
        """The actions of the newest version; one that a revision left out is not among them."""
        said = self._rows_of("actions")
        return [action for action in self.actions if str(action.id) in said]

    @property
    def live_check_backs(self) -> list["CheckBack"]:
        """The check-backs of the newest version, and those that were appended later."""
        said = self._rows_of("check_backs")
        return [
            check_back
            for check_back in self.check_backs
            if check_back.later or str(check_back.id) in said
        ]

    def _rows_of(self, name: str) -> set[str]:
        content = self.latest.content if self.latest else {}
        return {row["id"] for row in content.get(name) or []}


class EvidenceVersion(Model):
    """What was submitted, frozen. A revision is another version; this one stays."""

    __tablename__ = "evidence_version"
    __table_args__ = (UniqueConstraint("evidence_id", "version"),)

    id: Mapped[Id]
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(200))
    happened_on: Mapped[date | None] = mapped_column(Date)
    content: Mapped[dict[str, Any]]
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    """The attachments as they were: id, sha256, filename, media type, alt text."""
    submitted_at: Mapped[datetime]
    submitted_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    submitted_by_name: Mapped[str] = mapped_column(String(200))

    evidence: Mapped[Evidence] = relationship(back_populates="versions", lazy="raise")


class Action(Model):
    """One thing that was handed over to be done, with its owner and deadline; its id is stable over versions."""

    __tablename__ = "action"

    id: Mapped[Id]
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    position: Mapped[int]
    task: Mapped[str] = mapped_column(Text)
    owner: Mapped[str] = mapped_column(String(200))
    deadline: Mapped[str] = mapped_column(String(25))
    """As written: the centre's local time, YYYY-MM-DDTHH:MM."""


class CheckBack(Model):
    """One time somebody went back to see; appended and dated, it never unlocks what was submitted."""

    __tablename__ = "check_back"

    id: Mapped[Id]
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    action_id: Mapped[UUID | None] = mapped_column(ForeignKey("action.id"))
    checked_on: Mapped[date] = mapped_column(Date)
    method: Mapped[str] = mapped_column(String(200))
    with_whom: Mapped[str] = mapped_column(String(200), default="", server_default="")
    outcome: Mapped[str] = mapped_column(Text)
    done: Mapped[str] = mapped_column(String(3), default="", server_default="")
    """Whether it was done by then: yes, no, or not said."""
    recorded_at: Mapped[datetime] = mapped_column(default=now)
    recorded_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    later: Mapped[bool] = mapped_column(default=False)
    """Whether it was recorded after the piece was submitted."""

    evidence: Mapped[Evidence] = relationship(back_populates="check_backs", lazy="raise")


class Attachment(Model):
    """A file that belongs to a piece of evidence, known by its SHA-256."""

    __tablename__ = "attachment"

    id: Mapped[Id]
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    preview_sha256: Mapped[str | None] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(120))
    filename: Mapped[str] = mapped_column(String(200))
    size: Mapped[int]
    alt_text: Mapped[str] = mapped_column(String(500), default="")
    seconds: Mapped[int | None]
    """How long a recording is; None for anything else."""
    added_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]

    evidence: Mapped[Evidence] = relationship(back_populates="attachments", lazy="raise")

    @property
    def is_photo(self) -> bool:
        """Whether it is a picture, which is shown and needs a description."""
        return self.media_type.startswith("image/")

    @property
    def is_recording(self) -> bool:
        """Whether it is sound, which plays in the page and has times."""
        return self.seconds is not None


class SealedOriginal(Model):
    """What stood there before customer details were replaced: encrypted, until its day comes."""

    __tablename__ = "sealed_original"

    id: Mapped[Id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    attachment_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachment.id"))
    """The file it was; None when it is the text of the piece."""
    filename: Mapped[str] = mapped_column(String(200), default="")
    media_type: Mapped[str] = mapped_column(String(120), default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    """Of the encrypted bytes in the store; None after the purge."""
    key: Mapped[str | None] = mapped_column(String(400))
    """The key of these bytes alone, itself sealed with the installation's; None after the purge."""
    purge_on: Mapped[date] = mapped_column(Date, index=True)
    sealed_at: Mapped[datetime] = mapped_column(default=now)
    purged_at: Mapped[datetime | None]


class SealedOpening(Model):
    """Somebody opened a sealed original: who, when and why. Never changed."""

    __tablename__ = "sealed_opening"

    id: Mapped[Id]
    sealed_id: Mapped[UUID] = mapped_column(ForeignKey("sealed_original.id"), index=True)
    opened_by_id: Mapped[UUID] = mapped_column(Uuid)
    opened_by_name: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    opened_at: Mapped[datetime] = mapped_column(default=now)


class EvidenceWords(Model):
    """The words of one piece, folded for searching: the learner's own, and those that others may see."""

    __tablename__ = "evidence_words"

    id: Mapped[int] = mapped_column(primary_key=True)
    """A number: the index on SQLite points at it, and VACUUM would change any other row's number."""
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), unique=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    own: Mapped[str] = mapped_column(Text, default="")
    """With the draft, where it is the learner's: its learner alone searches here."""
    shown: Mapped[str] = mapped_column(Text, default="")
    """What was submitted in the newest version, and what was appended since."""


class PlaceKind(StrEnum):
    """How a claim points at its place."""

    QUOTE = "quote"
    PAGE = "page"
    TIME = "time"


class Claim(Model):
    """This evidence, at this place, meets this criterion of this enrolment, for this reason."""

    __tablename__ = "claim"

    id: Mapped[Id]
    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), index=True)
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(20))
    place_kind: Mapped[str] = mapped_column(String(10))
    place: Mapped[str] = mapped_column(Text)
    attachment_id: Mapped[UUID | None] = mapped_column(ForeignKey("attachment.id"))
    """The document that a page or time is in."""
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str] = mapped_column(String(10), default=Author.LEARNER)

    @property
    def said_by_another(self) -> str:
        """Who else than the learner made it: the witness, the assessor; nothing for the learner's own."""
        return "" if self.made_by == Author.LEARNER else self.made_by

    """Who said so: the learner, the witness in their statement, or the assessor in their record."""
    version: Mapped[int | None]
    """The newest version in which the place was found; None while only a draft holds it."""
    created_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]

    evidence: Mapped[Evidence] = relationship(back_populates="claims", lazy="raise")
