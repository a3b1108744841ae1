"""The links by which those who took part reply: minted and ended in their own row; and what a link, or an account, opens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from portfolio.base.clock import now
from portfolio.base.db import db
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.records.model import Evidence, EvidenceVersion
from portfolio.handover.parties.model import OPEN_STATES, AskedState, Participant
from portfolio.history.chain import Actor
from portfolio.outsiders.request_links import Conditions, RequestLinks
from portfolio.people.model import Account


class ReplyLinks(RequestLinks[Participant]):
    """A participant has one link at most, in columns of their own row."""

    def keep(
        self,
        session: Session,
        request: Participant,
        digest: str,
        by: Actor | None,
        *,
        by_hand: bool,
    ) -> None:
        """Keep the link, and who handed it over if somebody did."""
        request.link_digest = digest
        handing = by if by_hand else None
        request.released_by_id = handing.id if handing else None
        request.released_by_name = handing.name if handing else ""
        request.released_at = now() if handing else None
        session.flush()

    def end(self, session: Session, request: Participant) -> None:  # noqa: ARG002 -- it lies in the row itself
        """Forget the link."""
        request.link_digest = None

    def begin_anew(self, request: Participant, expires_at: datetime, *, on_its_way: bool) -> None:
        """Let the ask run until then; who replied already has still replied."""
        request.expires_at = expires_at
        asked = AskedState.SENT if on_its_way else AskedState.WAITING
        request.state = AskedState.REPLIED if request.replied_at else asked

    def with_digest(self, digest: str | ColumnElement[str]) -> Conditions:
        """Find the row by its link."""
        return (Participant.link_digest == digest,)

    def open_now(self) -> Conditions:
        """Return when a link works: asked, not run out, and the address has no account, who reply signed in."""
        return (
            Participant.state.in_(OPEN_STATES),
            Participant.expires_at > now(),
            Participant.account_id.is_(None),
            Participant.email_key.not_in(select(Account.email_key)),
        )


LINKS = ReplyLinks("handover.opened", lasts=timedelta(days=60))
"""They work long enough to come back once the deadline has passed and say that it is done."""


@dataclass(frozen=True)
class OpenedAsk:
    """What a participant may see: who asks them, and the piece, whole; show only what was submitted."""

    participant: Participant
    learner: Account
    piece: Evidence

    @property
    def versions(self) -> list[EvidenceVersion]:
        """The versions that they may have had before them: the newest when they were asked, and later ones."""
        asked_at = self.participant.created_at
        before = [version for version in self.piece.versions if version.submitted_at <= asked_at]
        since = [version for version in self.piece.versions if version.submitted_at > asked_at]
        return [*before[-1:], *since]


def open_link(token: str) -> OpenedAsk | None:
    """Return what an open link opens, else None: replaced, cancelled, declined, run out, withdrawn, never was.

    A link to an address that has an account here by now opens nothing: they reply signed in.
    """
    return _opened(*LINKS.opened_by(token))


def open_for(person: Account, participant_id: UUID) -> OpenedAsk | None:
    """Return what a signed-in person is asked, while they can reply; else None."""
    return _opened(
        Participant.id == participant_id,
        Participant.account_id == person.id,
        Participant.state.in_(OPEN_STATES),
    )


def _opened(*which: Any) -> OpenedAsk | None:
    enrolled = select(Enrolment.learner_id).where(Enrolment.withdrawn_at.is_(None))
    row = (
        db.session.execute(
            select(Participant, Account)
            .join(Account, Account.id == Participant.learner_id)
            .where(
                *which,
                Account.active,
                Account.id.in_(enrolled),
            )
        )
        .unique()
        .first()
    )
    if row is None:
        return None
    piece = db.session.scalar(
        select(Evidence)
        .where(
            Evidence.id == row[0].evidence_id,
            Evidence.withdrawn_at.is_(None),
            Evidence.versions.any(),
        )
        .options(selectinload(Evidence.versions))
    )
    return OpenedAsk(row[0], row[1], piece) if piece else None
