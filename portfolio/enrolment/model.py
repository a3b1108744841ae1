"""An enrolment: a learner on one version of a unit, with an assessor."""

from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.base.clock import now
from portfolio.base.db import Id, Model
from portfolio.criteria.model import Unit
from portfolio.people.model import Account


class Enrolment(Model):
    """Learner × unit version × assessor."""

    __tablename__ = "enrolment"

    id: Mapped[Id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    assessor_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    unit_id: Mapped[str] = mapped_column(String(120), index=True)
    unit_version: Mapped[str] = mapped_column(String(20))
    unit_text: Mapped[dict[str, Any]]
    """The whole unit as it was when the learner was enrolled; a newer file never changes it."""
    began_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str] = mapped_column(Text, default="")
    """Why it was withdrawn, in the administrator's words; empty while it is open."""

    learner: Mapped[Account] = relationship(foreign_keys=[learner_id], lazy="raise")
    assessor: Mapped[Account] = relationship(foreign_keys=[assessor_id], lazy="raise")

    @cached_property
    def unit(self) -> Unit:
        """The pinned unit with its criteria; read once, because a page names it for every piece."""
        return Unit.model_validate(self.unit_text)
