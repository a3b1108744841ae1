"""The links by which witnesses answer: minted and ended in rows of their own; and what an open one opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, bindparam, select, true, update
from sqlalchemy.orm import Session, lazyload

from portfolio.base.clock import now
from portfolio.base.db import db
from portfolio.base.link_secrets import digest_of
from portfolio.base.mailing.mail import drop_unsent
from portfolio.base.snapshot import remember
from portfolio.criteria.model import Unit
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.store import PEOPLE
from portfolio.evidence.records.model import Evidence
from portfolio.history.chain import Actor
from portfolio.outsiders.pages import LinkClosed
from portfolio.outsiders.request_links import Conditions, RequestLinks, mail_leaves
from portfolio.people import store as people
from portfolio.people.model import Account, Centre
from portfolio.witness.model import (
    OPEN_STATES,
    RequestPiece,
    RequestState,
    WitnessLink,
    WitnessRequest,
)
from portfolio.witness.provenance import Way

ASKING = "witness request"
"""What `OutgoingMail.about` says of the mail that asks."""
REMINDING = "witness reminder"
"""… and of one that reminds."""


@dataclass(frozen=True)
class OpenedRequest:
    """A request whose link is open, with whom it is about and the unit as it was pinned."""

    request: WitnessRequest
    enrolment: Enrolment
    learner: Account
    link: WitnessLink

    @cached_property
    def pieces(self) -> tuple[Evidence, ...]:
        """The learner's pieces that the witness is asked about; read when a page needs them."""
        return pieces_of(self.request)

    @property
    def unit(self) -> Unit:
        """The unit that the learner is enrolled on."""
        return self.enrolment.unit


def mailed_way() -> Way:
    """Return how a link that is mailed now will travel: to the address, or into the file mailbox."""
    return Way.MAIL if mail_leaves() else Way.FILE


class WitnessLinks(RequestLinks[WitnessRequest]):
    """A request may have several links that work: a reminder adds one."""

    def keep(
        self,
        session: Session,
        request: WitnessRequest,
        digest: str,
        by: Actor | None,
        *,
        by_hand: bool,
    ) -> None:
        """Add a row for the link."""
        session.add(
            WitnessLink(
                request_id=request.id,
                digest=digest,
                way=Way.HAND if by_hand else mailed_way(),
                made_at=now(),
                made_by_id=by.id if by else None,
                made_by_name=by.name if by else "",
            )
        )
        session.flush()

    def end(self, session: Session, request: WitnessRequest) -> None:
        """End every link of a request, and let mails that hold one and have not left never leave."""
        drop_unsent(session, request.id, ASKING, REMINDING)
        mine = WitnessLink.request_id == request.id, WitnessLink.ended_at.is_(None)
        session.execute(update(WitnessLink).where(*mine).values(ended_at=now()))

    def begin_anew(
        self, request: WitnessRequest, expires_at: datetime, *, on_its_way: bool
    ) -> None:
        """Let the request run until then, and be reminded of anew; who began to write has still begun."""
        request.expires_at = expires_at
        request.reminders, request.reminded_at, request.given_up_at = 0, None, None
        asked = RequestState.SENT if on_its_way else RequestState.WAITING
        request.state = RequestState.BEGUN if request.has_answers else asked

    def with_digest(self, digest: str | ColumnElement[str]) -> Conditions:
        """Find the link, unless it was superseded; it is to be joined with its request."""
        return (WitnessLink.digest == digest, WitnessLink.ended_at.is_(None))

    def open_now(self) -> Conditions:
        """Return when a request can be answered: not answered yet, and not run out."""
        return self.open_at(now())

    def open_at(self, moment: Any) -> Conditions:
        """Return the same for a moment, which may be a parameter of a statement that is made once."""
        return (WitnessRequest.state.in_(OPEN_STATES), WitnessRequest.expires_at > moment)


LINKS = WitnessLinks("witness.opened", lasts=timedelta(days=21))


def link_of(token: str) -> Select[WitnessLink]:
    """Select the link with this secret, unless it was superseded."""
    return select(WitnessLink).where(*LINKS.with_digest(digest_of(token)))


def link_with_enrolment(session: Session, token: str) -> tuple[WitnessLink, Enrolment]:
    """Return a working link with the enrolment that its request is about, and whom that concerns, in one statement."""
    wanted = (
        select(WitnessLink, Enrolment)
        .join(WitnessRequest, WitnessRequest.id == WitnessLink.request_id)
        .join(Enrolment, Enrolment.id == WitnessRequest.enrolment_id)
        .where(*LINKS.with_digest(digest_of(token)))
        .options(*PEOPLE)
    )
    link, enrolment = session.execute(wanted).unique().one()
    return link, enrolment


_OPENED = (
    select(WitnessRequest, Enrolment, Account, WitnessLink, Centre)
    .join(Enrolment, Enrolment.id == WitnessRequest.enrolment_id)
    .join(Account, Account.id == WitnessRequest.learner_id)
    .join(WitnessLink, WitnessLink.request_id == WitnessRequest.id)
    .outerjoin(Centre, true())
    .where(
        *LINKS.with_digest(bindparam("digest")),
        *LINKS.open_at(bindparam("moment")),
        Enrolment.withdrawn_at.is_(None),
        Account.active,
    )
    .options(lazyload(Account.roles))
)
"""Made once, because a witness's way asks it twelve times; nobody needs the learner's roles there."""


def open_request(token: str) -> OpenedRequest | None:
    """Return what an open link opens, else None: used, replaced, cancelled, run out, withdrawn, never was.

    Inside `write()` it stays open until the end of the block, because one writer works at a time.
    """
    row = db.session.execute(_OPENED, {"digest": digest_of(token), "moment": now()}).first()
    if row is None:
        return None
    request, enrolment, learner, link, centre = row
    remember(people.the_centre, answer=centre or None)  # every page of theirs names whom to ask
    return OpenedRequest(request, enrolment, learner, link)


def opened_by(token: str) -> OpenedRequest:
    """Return what an open link opens, as `open_request` does. Raises LinkClosed."""
    found = open_request(token)
    if found is None:
        raise LinkClosed
    return found


def working_links(request_ids: Sequence[UUID]) -> dict[UUID, list[WitnessLink]]:
    """Return the links of each request that were not superseded, oldest first, in one statement."""
    wanted = select(WitnessLink).where(
        WitnessLink.request_id.in_(request_ids), WitnessLink.ended_at.is_(None)
    )
    found: dict[UUID, list[WitnessLink]] = {}
    for link in db.session.scalars(wanted.order_by(WitnessLink.made_at)):
        found.setdefault(link.request_id, []).append(link)
    return found


def newest_links(request_ids: Sequence[UUID]) -> dict[UUID, WitnessLink]:
    """Return the newest link of each request that has one that was not superseded, in one statement."""
    return {owner: links[-1] for owner, links in working_links(request_ids).items()}


def links_of(request: WitnessRequest) -> Sequence[WitnessLink]:
    """Return every link that a request ever had, in the order they were made."""
    mine = select(WitnessLink).where(WitnessLink.request_id == request.id)
    return db.session.scalars(mine.order_by(WitnessLink.made_at)).all()


def pieces_of(request: WitnessRequest) -> tuple[Evidence, ...]:
    """Return the pieces of evidence that a request is about, by number."""
    wanted = (
        select(Evidence)
        .join(RequestPiece, RequestPiece.evidence_id == Evidence.id)
        .where(RequestPiece.request_id == request.id, Evidence.withdrawn_at.is_(None))
        .order_by(Evidence.number)
    )
    return tuple(db.session.scalars(wanted))
