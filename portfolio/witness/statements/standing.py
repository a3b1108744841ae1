"""How statements stand: an assessor asks the witness by another way, and everybody reads what is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, select
from sqlalchemy.orm import Session, aliased

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records.model import Evidence
from portfolio.history.store import keep
from portfolio.outsiders.rules import NotOpen
from portfolio.people import store as people
from portfolio.people.model import Account
from portfolio.people.notices import notify
from portfolio.people.roles import CHECKS_EVERY_WITNESS
from portfolio.witness.assurance import (
    COUNTS_FROM,
    Answer,
    Done,
    Standing,
    StatementFacts,
    standing_of,
)
from portfolio.witness.history_entries import CONFIRMATION
from portfolio.witness.identity import is_the_witness
from portfolio.witness.model import (
    GONE,
    Confirmation,
    ConfirmedBy,
    Statement,
    WitnessLink,
    WitnessRequest,
)
from portfolio.witness.provenance import Way
from portfolio.witness.requests.store import NotYours

NEWER = "A newer version of this statement has come. Look at that one."


class BothWitnessAndAssessor(Exception):
    """Nobody is both witness and assessor for the same statement."""


@dataclass(frozen=True)
class StatementShown:
    """A statement with the request it answers and the piece of evidence it became."""

    statement: Statement
    request: WitnessRequest | None
    """None for a paper statement."""
    evidence: Evidence
    link: WitnessLink | None
    """The link by which it came."""


def confirm(statement_id: UUID, assessor: Account, *, confirmed: bool, how: str) -> Confirmation:
    """Record that the assessor asked the witness by another way: it was them (W3), or it was not.

    Raises NotYours when the person doesn't assess this learner, BothWitnessAndAssessor, and NotOpen
    when a newer version has come, which is the one that stands.
    """
    with write() as session:
        shown = for_assessor(assessor, statement_id)
        if shown is None:
            raise NotYours("There is no such statement.")
        if is_the_witness(assessor, shown.statement):
            raise BothWitnessAndAssessor(
                "You are the witness of this statement. Somebody else must confirm it."
            )
        newest = of_evidence(shown.evidence.id)
        if newest is not None and newest.statement.id != shown.statement.id:
            raise NotOpen(NEWER)
        answer = Confirmation(
            statement_id=shown.statement.id,
            confirmed=confirmed,
            how=how.strip(),
            by_id=assessor.id,
            by_name=assessor.name,
            at=now(),
        )
        _note(session, shown, assessor, answer)
        return answer


def _note(session: Session, shown: StatementShown, assessor: Account, answer: Confirmation) -> None:
    action = "confirmed a statement" if answer.confirmed else "disputed a statement"
    keep(session, answer, CONFIRMATION, by=assessor.actor, action=action)
    reference, name = shown.evidence.reference, shown.statement.witness_name
    said = (
        f"{assessor.name} has confirmed {reference} with {name}."
        if answer.confirmed
        else f"{assessor.name} could not confirm {reference} with {name}; it does not count."
    )
    notify(
        session,
        shown.evidence.learner_id,
        said,
        "evidence.piece",
        evidence_id=str(shown.evidence.id),
    )


def latest_answer(statement_id: UUID) -> Confirmation | None:
    """Return the newest confirmation or denial of a statement, or None."""
    wanted = select(Confirmation).where(Confirmation.statement_id == statement_id)
    return db.session.scalars(wanted.order_by(Confirmation.at.desc()).limit(1)).first()


def for_assessor(assessor: Account, statement_id: UUID) -> StatementShown | None:
    """Return a statement about a learner whom this person assesses, or None."""
    row = db.session.execute(_shown().where(Statement.id == statement_id)).first()
    if row is None or not enrolments.assesses(assessor, row[2].learner_id):
        return None
    return StatementShown(*row)


def for_reader(person: Account, statement_id: UUID) -> StatementShown | None:
    """Return a statement that this person may look into: its learner's assessor, an IQA, an administrator; else None."""
    row = db.session.execute(_shown().where(Statement.id == statement_id)).first()
    if row is None or person.id == row[2].learner_id:
        return None
    everybodys = person.has(*CHECKS_EVERY_WITNESS)
    if not everybodys and not enrolments.assesses(person, row[2].learner_id):
        return None
    return StatementShown(*row)


def of_evidence(evidence_id: UUID) -> StatementShown | None:
    """Return the newest version of the statement that is this piece, or None. Check who may read the piece."""
    wanted = _shown().where(Statement.evidence_id == evidence_id)
    row = db.session.execute(wanted.order_by(Statement.version.desc()).limit(1)).first()
    return StatementShown(*row) if row else None


def of_learners(learner_ids: Sequence[UUID]) -> Sequence[StatementShown]:
    """Return the newest version of each statement about these learners, oldest first, in one SQL statement."""
    rows = db.session.execute(
        _shown()
        .where(Evidence.learner_id.in_(learner_ids), newest_version())
        .order_by(Statement.submitted_at)
    )
    return [StatementShown(*row) for row in rows]


def newest_version() -> ColumnElement[bool]:
    """Return the condition that a statement is the newest of its piece: only that one stands."""
    later = aliased(Statement)
    return ~exists().where(
        later.evidence_id == Statement.evidence_id, later.version > Statement.version
    )


def shown_of_evidence(
    evidence_id: UUID,
) -> Select[Statement, WitnessRequest, Evidence, WitnessLink]:
    """Select every version of the statement that is this piece, oldest first. Check who may read it."""
    return _shown().where(Statement.evidence_id == evidence_id).order_by(Statement.version)


def _shown() -> Select[Statement, WitnessRequest, Evidence, WitnessLink]:
    return (
        select(Statement, WitnessRequest, Evidence, WitnessLink)
        .join(Evidence, Evidence.id == Statement.evidence_id)
        .outerjoin(WitnessRequest, WitnessRequest.id == Statement.request_id)
        .outerjoin(WitnessLink, WitnessLink.id == Statement.link_id)
        .where(Statement.receipt_digest != GONE)
    )


def standing(statement: Statement) -> Standing:
    """Return how a statement stands today under the centre's policy."""
    return standing_of(_facts([statement.id])[statement.id], _counts_from())


def standings_of_learner(learner_ids: Sequence[UUID]) -> dict[UUID, Standing]:
    """Return how every statement about these learners stands, by evidence id.

    Always three SQL statements, however many learners and statements there are.
    """
    shown = of_learners(learner_ids)
    answers = _answers(statement_shown.statement.id for statement_shown in shown)
    policy = _counts_from()
    return {
        statement_shown.evidence.id: standing_of(
            facts_of(statement_shown, answers.get(statement_shown.statement.id, ())), policy
        )
        for statement_shown in shown
    }


def _facts(statement_ids: Sequence[UUID]) -> dict[UUID, StatementFacts]:
    rows = db.session.execute(_shown().where(Statement.id.in_(statement_ids)))
    answers = _answers(statement_ids)
    return {row[0].id: facts_of(StatementShown(*row), answers.get(row[0].id, ())) for row in rows}


def answers_to(statement_id: UUID) -> Sequence[Confirmation]:
    """Return every confirmation and denial of a statement, oldest first."""
    return _answers([statement_id]).get(statement_id, [])


def _answers(statement_ids: Iterable[UUID]) -> dict[UUID, list[Confirmation]]:
    """Return every confirmation and denial of each statement, oldest first, in one SQL statement."""
    wanted = select(Confirmation).where(Confirmation.statement_id.in_(list(statement_ids)))
    found: dict[UUID, list[Confirmation]] = {}
    for confirmation in db.session.scalars(wanted.order_by(Confirmation.at)):
        found.setdefault(confirmation.statement_id, []).append(confirmation)
    return found


def facts_of(shown: StatementShown, answers: Sequence[Confirmation]) -> StatementFacts:
    """Return what is known about how a statement came; `answers` are all about it, oldest first."""
    statement, request, link = shown.statement, shown.request, shown.link
    return StatementFacts(
        sent_assurance=statement.sent_assurance,
        way=statement.way,
        address=statement.witness_email,
        sent_in=statement.submitted_at,
        vouched=_vouched(request),
        through=request.vouched_through if request else "",
        handed_over=(
            Done(link.made_by_name, link.made_at) if link and link.way == Way.HAND else None
        ),
        answers=tuple(answer_of(answer) for answer in answers),
    )


def answer_of(row: Confirmation) -> Answer:
    """Return one answer as the rules know it."""
    by_mailbox = row.source == ConfirmedBy.MAILBOX
    return Answer(row.confirmed, row.by_name, row.at, row.how, by_mailbox)


def _vouched(request: WitnessRequest | None) -> Done | None:
    if request is None or request.vouched_at is None:
        return None
    return Done(request.vouched_by_name, request.vouched_at, request.vouched_how)


def _counts_from() -> str:
    centre = people.the_centre()
    return centre.counts_from if centre else COUNTS_FROM
