"""The chain: one row for each submission, decision and later change, each holding the hash of the one before."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import String, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from portfolio.base.db import Id, Model

CENTRE_CHAIN = UUID(int=0)
"""The chain of what belongs to no learner."""


class ChainEntry(Model):
    """One thing that happened; never changed and never removed."""

    __tablename__ = "chain_entry"
    __table_args__ = (UniqueConstraint("chain", "sequence"),)

    id: Mapped[Id]
    chain: Mapped[UUID] = mapped_column(Uuid, index=True)
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[UUID | None] = mapped_column(Uuid)
    actor_name: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[UUID] = mapped_column(Uuid)
    version: Mapped[int]
    salt: Mapped[str | None] = mapped_column(String(64))
    digest: Mapped[str] = mapped_column(String(64))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class ChainHead(Model):
    """How long a chain is and its last hash; also what one writer locks while appending."""

    __tablename__ = "chain_head"

    chain: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class SignedHead(Model):
    """A chain's head as it was at an export, signed with the centre's key."""

    __tablename__ = "signed_head"

    id: Mapped[Id]
    chain: Mapped[UUID] = mapped_column(Uuid, index=True)
    sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
    at: Mapped[datetime]
