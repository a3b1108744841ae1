"""What an assessor decides: on each claim, on each version, on each criterion. Append-only; the latest counts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.base.clock import now
from portfolio.base.db import Id, Model


class Decision(Model):
    """Whether one claim is valid, judged on one version of the evidence, with feedback."""

    __tablename__ = "decision"

    id: Mapped[Id]
    claim_id: Mapped[UUID] = mapped_column(ForeignKey("claim.id"), index=True)
    version_id: Mapped[UUID] = mapped_column(ForeignKey("evidence_version.id"), index=True)
    """The version that was judged; a newer one makes the decision stale."""
    valid: Mapped[bool]
    feedback: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(default=now)


class VersionJudgement(Model):
    """Whether one version is authentic, current and reliable (the A, C and R of VACSR)."""

    __tablename__ = "version_judgement"

    id: Mapped[Id]
    version_id: Mapped[UUID] = mapped_column(ForeignKey("evidence_version.id"), index=True)
    authentic: Mapped[bool]
    current: Mapped[bool]
    reliable: Mapped[bool]
    note: Mapped[str] = mapped_column(Text, default="")
    by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(default=now)


class Achievement(Model):
    """Whether a criterion of an enrolment is achieved: its evidence is sufficient, says the assessor."""

    __tablename__ = "achievement"

    id: Mapped[Id]
    enrolment_id: Mapped[UUID] = mapped_column(ForeignKey("enrolment.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(20))
    achieved: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text)
    by_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"))
    by_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(default=now)
