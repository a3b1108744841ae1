"""An enrolment: a learner on one version of a unit, with an assessor."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portfolio.base.clock import now
from portfolio.base.db import Id, Model
from portfolio.criteria.model import Unit
from portfolio.enrolment.pinned_units import PinnedUnit, unit_of
from portfolio.people.model import Account


class Enrolment(Model):
    """Learner × unit version × assessor."""

    __tablename__ = "enrolment"

    id: Mapped[Id]
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    assessor_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    unit_id: Mapped[str] = mapped_column(String(120), index=True)
    unit_version: Mapped[str] = mapped_column(String(20))
    unit_digest: Mapped[str] = mapped_column(ForeignKey(PinnedUnit.digest))
    """Which text the unit had when the learner was enrolled; a newer file never changes it."""
    began_at: Mapped[datetime] = mapped_column(default=now)
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str] = mapped_column(Text, default="")
    """Why it was withdrawn, in the administrator's words; empty while it is open."""

    learner: Mapped[Account] = relationship(foreign_keys=[learner_id], lazy="raise")
    assessor: Mapped[Account] = relationship(foreign_keys=[assessor_id], lazy="raise")

    @property
    def unit(self) -> Unit:
        """The pinned unit with its criteria; read once in a process, because every page names it."""
        return unit_of(self.unit_digest)
