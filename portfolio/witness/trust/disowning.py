"""“This wasn't me”: whoever reads the mailbox that a receipt went to says that the statement isn't theirs."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.link_secrets import digest_of
from portfolio.enrolment.model import Enrolment
from portfolio.evidence.records.model import Claim, Evidence
from portfolio.history.chain import Actor
from portfolio.history.store import keep
from portfolio.outsiders.pages import LinkClosed
from portfolio.people.model import Account
from portfolio.people.notices import notify
from portfolio.witness.history_entries import CONFIRMATION
from portfolio.witness.model import Confirmation, ConfirmedBy, Statement
from portfolio.witness.statements.standing import (
    StatementShown,
    latest_answer,
    of_evidence,
)

MAILBOX = Actor(None, "Somebody at the witness’s address")


@dataclass(frozen=True)
class Disowned:
    """A statement that its mailbox may disown: the newest version of its piece, and whom it is about."""

    shown: StatementShown
    learner: Account
    said: Confirmation | None
    """What the mailbox said already, while nobody answered it since."""


def open_statement(token: str) -> Disowned | None:
    """Return the statement that a receipt's link is about, however old, or None.

    The link of an earlier version is about the newest: it is that one that stands. It opens also while
    the learner has taken the piece out, who could put it back.
    """
    wanted = (
        select(Statement.evidence_id, Account)
        .join(Evidence, Evidence.id == Statement.evidence_id)
        .join(Account, Account.id == Evidence.learner_id)
        .where(Statement.not_mine_digest == digest_of(token))
    )
    row = db.session.execute(wanted).unique().first()
    shown = of_evidence(row[0]) if row else None
    if row is None or shown is None:
        return None
    latest = latest_answer(shown.statement.id)
    unanswered = latest and latest.source == ConfirmedBy.MAILBOX and not latest.confirmed
    return Disowned(shown, row[1], latest if unanswered else None)


def say_not_mine(token: str, words: str) -> Disowned:
    """Dispute the statement in the mailbox's name: it counts no longer, its assessors and the learner hear of it.

    Said twice it is kept once, until an assessor has confirmed the statement since. Raises LinkClosed.
    """
    with write() as session:
        found = open_statement(token)
        if found is None:
            raise LinkClosed
        if found.said:
            return found
        shown = found.shown
        answer = Confirmation(
            statement_id=shown.statement.id,
            confirmed=False,
            source=ConfirmedBy.MAILBOX,
            how=words.strip(),
            by_id=None,
            by_name=shown.statement.witness_email[:200],
            at=now(),
        )
        keep(session, answer, CONFIRMATION, by=MAILBOX, action="said: this wasn’t me")
        _tell(session, found)
        return Disowned(shown, found.learner, answer)


def _tell(session: Session, found: Disowned) -> None:
    shown, learner = found.shown, found.learner
    reference, name = shown.evidence.reference, shown.statement.witness_name
    said = (
        f"Somebody at {shown.statement.witness_email} says that they did not write the statement of "
        f"{name} about {learner.name} ({reference}). It no longer counts. Please look into it."
    )
    for assessor_id in _assessors(session, shown):
        notify(
            session, assessor_id, said, "witness.statement", statement_id=str(shown.statement.id)
        )
    notify(
        session,
        learner.id,
        f"There is a question about {reference}, the statement of {name}. Until your assessor has looked "
        "into it, it does not count.",
        "evidence.piece",
        evidence_id=str(shown.evidence.id),
    )


def _assessors(session: Session, shown: StatementShown) -> list[UUID]:
    """Return who assesses anything that this statement is claimed for, or was asked for."""
    of_claims = select(Claim.enrolment_id).where(
        Claim.evidence_id == shown.evidence.id, Claim.withdrawn_at.is_(None)
    )
    asked = [shown.request.enrolment_id] if shown.request else []
    wanted = select(Enrolment.assessor_id).where(
        Enrolment.id.in_(of_claims) | Enrolment.id.in_(asked)
    )
    return list(session.scalars(wanted.distinct()))
