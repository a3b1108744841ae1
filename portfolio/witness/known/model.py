"""People whose work address the centre knows, and the domains of employers it works with."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, String, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.base.clock import now
from portfolio.base.db import Id, Model
from portfolio.witness.provenance import Through


class ListedState(StrEnum):
    """What the centre's list says of a witness."""

    EXPERT = "expert"
    LISTED = "listed"
    OFF = "off"
    NOT_LISTED = "not_listed"
    """Never of a line: somebody who has none."""


class ListedWitness(Model):
    """Somebody on the centre's witness list; a change is another row that replaces this one."""

    __tablename__ = "listed_witness"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(200))
    employer: Mapped[str] = mapped_column(String(200))
    relationship: Mapped[str] = mapped_column(String(200))
    """To the learners, such as: manages the shifts of our apprentices in Guildford."""
    email: Mapped[str] = mapped_column(String(255))
    email_key: Mapped[str] = mapped_column(String(255), index=True)
    expert: Mapped[bool] = mapped_column(default=False)
    """Whether they know the standards of the work that they watch, as the centre judges."""
    how: Mapped[str] = mapped_column(Text)
    """How the person who vouched knows that this is them and their address."""
    vouched_by_id: Mapped[UUID] = mapped_column(Uuid)
    vouched_by_name: Mapped[str] = mapped_column(String(200))
    vouched_at: Mapped[datetime] = mapped_column(default=now)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("listed_witness.id"))
    ended_at: Mapped[datetime | None]
    ended_by_name: Mapped[str] = mapped_column(String(200), default="")
    ended_because: Mapped[str] = mapped_column(Text, default="")

    @property
    def state(self) -> ListedState:
        """What the list says of them."""
        if self.ended_at is not None:
            return ListedState.OFF
        return ListedState.EXPERT if self.expert else ListedState.LISTED


class EmployerDomain(Model):
    """An employer's mail domain: whoever has an address there works for them, as the centre judged."""

    __tablename__ = "employer_domain"

    id: Mapped[Id]
    domain: Mapped[str] = mapped_column(String(255), index=True)
    """In lower case, an international one in its ASCII form."""
    employer: Mapped[str] = mapped_column(String(200))
    how: Mapped[str] = mapped_column(Text)
    """How the person who approved it knows that it is the employer's."""
    approved_by_id: Mapped[UUID] = mapped_column(Uuid)
    approved_by_name: Mapped[str] = mapped_column(String(200))
    approved_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]
    ended_by_name: Mapped[str] = mapped_column(String(200), default="")
    ended_because: Mapped[str] = mapped_column(Text, default="")


@dataclass(frozen=True)
class Vouching:
    """By what an address is vouched for: the list or an employer's domain; who said so, how and when."""

    through: Through
    by_id: UUID
    by_name: str
    at: datetime
    how: str
    """A sentence with what the person who vouched said."""
    listed: ListedWitness | None = None
    domain: EmployerDomain | None = None
