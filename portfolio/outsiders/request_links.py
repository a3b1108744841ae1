"""The links of requests to outsiders: minted, superseded, ended, opened; a feature says where it keeps them."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from flask import current_app
from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.link_secrets import digest_of, mint
from portfolio.base.web.full_addresses import full_address
from portfolio.history.chain import Actor

Request = TypeVar("Request")
Conditions = Sequence[ColumnElement[bool]]


def mail_leaves() -> bool:
    """Whether a mail really leaves the house; otherwise a member of staff hands the link over."""
    return bool(current_app.config["MAIL_REALLY_LEAVES"])


class RequestLinks(ABC, Generic[Request]):
    """The links that open one feature's requests. Whatever changes one is called inside `write()`.

    The secret stands in the address that is returned, and nowhere else: the database keeps its SHA-256.
    """

    def __init__(self, endpoint: str, lasts: timedelta) -> None:
        """`endpoint` is the page that a link opens, `lasts` how long it works."""
        self.endpoint = endpoint
        self.lasts = lasts

    # --- what a feature says -----------------------------------------------------------------------

    @abstractmethod
    def keep(
        self, session: Session, request: Request, digest: str, by: Actor | None, *, by_hand: bool
    ) -> None:
        """Keep a link by its secret's SHA-256: who had it made (None: nobody), and whether staff hand it over."""

    @abstractmethod
    def end(self, session: Session, request: Request) -> None:
        """Let no link of a request open it any more."""

    @abstractmethod
    def begin_anew(self, request: Request, expires_at: datetime, *, on_its_way: bool) -> None:
        """Let a request that has a new link run until `expires_at`; say how far it is.

        `on_its_way`: the link reaches the outsider; otherwise it waits for somebody to hand it over.
        """

    @abstractmethod
    def with_digest(self, digest: str | ColumnElement[str]) -> Conditions:
        """Return the conditions on the link with this digest that nothing superseded."""

    @abstractmethod
    def open_now(self) -> Conditions:
        """Return the conditions on a request that can be answered now, whichever link it has."""

    # --- what is the same for all ------------------------------------------------------------------

    def mint(
        self, session: Session, request: Request, by: Actor | None, *, by_hand: bool = False
    ) -> str:
        """Mint one more link to a request and return its address; those before it go on working."""
        token = mint()
        self.keep(session, request, token.digest, by, by_hand=by_hand)
        return full_address(self.endpoint, token=token.text)

    def renew(self, session: Session, request: Request, by: Actor, *, by_hand: bool = False) -> str:
        """Mint a link in place of all before it, with a new time to run, and return its address."""
        self.end(session, request)
        self.begin_anew(request, now() + self.lasts, on_its_way=by_hand or mail_leaves())
        return self.mint(session, request, by, by_hand=by_hand)

    def opened_by(self, token: str) -> Conditions:
        """Return the conditions on the request that a link's secret opens: the one page for all others is closed."""
        return (*self.with_digest(digest_of(token)), *self.open_now())
