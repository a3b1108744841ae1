"""The centre, its people, their roles, their sign-ins and what they are told."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from flask_security import RoleMixin, UserMixin
from sqlalchemy import Column, ForeignKey, Index, String, Table, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from portfolio.base.clock import now
from portfolio.base.db import Id, Model, end_reading
from portfolio.history.chain import Actor
from portfolio.people.folded_names import folded, folded_type
from portfolio.people.roles import words_of


class Centre(Model):
    """The one centre of this installation."""

    __tablename__ = "centre"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    contact_name: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(255), default="")
    contact_phone: Mapped[str] = mapped_column(String(60), default="")
    counts_from: Mapped[str] = mapped_column(String(2), default="W2")
    """The lowest assurance at which a witness statement counts by itself (SECURITY: W2)."""
    keeps_for: Mapped[str] = mapped_column(String(200), default="")
    """How long portfolios are kept, in the centre's words; empty: it has not said."""

    @property
    def can_be_asked(self) -> bool:
        """Whether it has said whom to ask, in any way."""
        return bool(self.contact_name or self.contact_email or self.contact_phone)


account_role = Table(
    "account_role",
    Model.metadata,
    Column("account_id", Uuid, ForeignKey("account.id"), primary_key=True),
    Column("role_id", Uuid, ForeignKey("role.id"), primary_key=True),
)


class RoleRow(Model, RoleMixin):
    """A role as Flask-Security stores it."""

    __tablename__ = "role"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(20), unique=True)


class Account(Model, UserMixin):
    """Somebody who can sign in."""

    __tablename__ = "account"
    __table_args__ = (Index(None, "name_folded", "id"),)  # the order of `store.BY_NAME`

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    email_key: Mapped[str] = mapped_column(String(255), unique=True)
    """What stays the same however the address is written (`people.addresses`), so that one mailbox is one account."""
    name_folded: Mapped[str] = mapped_column(folded_type(200))
    email_folded: Mapped[str] = mapped_column(folded_type(255))
    """By these two lists are sorted and searched; they follow the name and the address by themselves."""
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True, default=lambda: uuid4().hex)
    created_at: Mapped[datetime] = mapped_column(default=now)
    roles: Mapped[list[RoleRow]] = relationship(secondary=account_role, lazy="joined")

    @validates("name", "email")
    def _folds(self, name: str, text: str) -> str:
        """Keep the folded text beside the one that is written."""
        setattr(self, f"{name}_folded", folded(text))
        return text

    @property
    def role_names(self) -> frozenset[str]:
        """The names of the roles this person has."""
        return frozenset(role.name for role in self.roles)

    @property
    def role_words(self) -> list[str]:
        """The roles this person has as people say them, in the order of `Role`."""
        return words_of(self.role_names)

    @property
    def actor(self) -> Actor:
        """This person as history names them."""
        return Actor(self.id, self.name)

    def verify_and_update_password(self, password: str) -> bool:
        """Whether this is the person's password; no connection is held while it is hashed."""
        end_reading()
        verified: bool = super().verify_and_update_password(password)
        return verified

    def has(self, *roles: str) -> bool:
        """Whether this person has one of `roles`."""
        return not self.role_names.isdisjoint(roles)


class SignIn(Model):
    """One signed-in browser; the cookie is worth nothing once this has ended."""

    __tablename__ = "sign_in"

    id: Mapped[Id]
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    network: Mapped[str] = mapped_column(String(64), default="")
    """A keyed mark of the network it came from (`people.networks`); never an address."""
    began_at: Mapped[datetime] = mapped_column(default=now)
    ended_at: Mapped[datetime | None]


class Guess(Model):
    """A failed guess (sign-in, link), counted outside the portfolio's own records."""

    __tablename__ = "guess"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(128), index=True)
    at: Mapped[datetime] = mapped_column(default=now, index=True)


class Invitation(Model):
    """A link by which an invited person sets their password."""

    __tablename__ = "invitation"

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    link_digest: Mapped[str] = mapped_column(String(64), unique=True)
    invited_by_id: Mapped[UUID | None] = mapped_column(Uuid)
    created_at: Mapped[datetime] = mapped_column(default=now)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    replaced_at: Mapped[datetime | None]


class Notice(Model):
    """Something one person should know, with the page where they can do something about it."""

    __tablename__ = "notice"

    id: Mapped[Id]
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    sentence: Mapped[str] = mapped_column(Text)
    endpoint: Mapped[str] = mapped_column(String(80))
    values: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(default=now)
    read_at: Mapped[datetime | None]
