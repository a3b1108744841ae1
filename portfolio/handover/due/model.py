"""Which handovers have open actions, kept beside them so that a log can be cut out by the database."""

from uuid import UUID

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.base.db import Model


class Openness(Model):
    """Whether a submitted handover has open actions. It follows from its newest version and what was said since."""

    __tablename__ = "handover_openness"

    evidence_id: Mapped[UUID] = mapped_column(ForeignKey("evidence.id"), primary_key=True)
    learner_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    is_open: Mapped[bool]
    basis: Mapped[str] = mapped_column(String(80))
    """The rules' number and the centre's time zone when it was worked out: by others, it may be another."""
