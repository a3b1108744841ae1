"""Removes what the centre keeps of a witness, because they ask for it: words, recording, name, address; one line stays."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, false, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session, selectinload

from portfolio.base.append_only import unlocked
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import MailState, OutgoingMail
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.redaction.removing import remove_whole
from portfolio.history.chain import Actor
from portfolio.history.store import keep_what_is_left
from portfolio.people.addresses import address_key
from portfolio.people.model import Account, Notice
from portfolio.people.notices import notify
from portfolio.witness.history_entries import CONFIRMATION, REQUEST, STATEMENT
from portfolio.witness.known.history_entries import END_OF_LISTED, LISTED
from portfolio.witness.known.model import ListedWitness
from portfolio.witness.model import (
    GONE,
    OPEN_STATES,
    REMOVED_KEY,
    Confirmation,
    ConfirmedBy,
    RequestState,
    Statement,
    WitnessRequest,
)
from portfolio.witness.requests import recordings
from portfolio.witness.requests.witness_links import LINKS

REMOVED = "Removed"
SOMEBODY = "A witness"
WHY = "The witness asked that it be removed."


class NothingKept(Exception):
    """Nothing is kept under that address; the sentence says what to do."""


@dataclass(frozen=True)
class Held:
    """What is kept of one witness, found by their address."""

    address: str
    requests: tuple[WitnessRequest, ...]
    """Oldest first."""
    statements: tuple[Statement, ...]
    """All their versions; signed papers too, as far as they name this address."""
    pieces: tuple[Evidence, ...]
    """The pieces that are those statements."""
    lines: tuple[ListedWitness, ...]
    """Lines of the centre's witness list, ended ones too."""
    learners: tuple[str, ...]
    """The names of the learners it is about."""

    @property
    def words(self) -> set[str]:
        """The witness's names and addresses, each as it was written wherever it is kept."""
        written = {self.address}
        for request in self.requests:
            written |= {request.witness_name, request.witness_email}
        for statement in self.statements:
            written |= {statement.witness_name, statement.witness_email}
        for line in self.lines:
            written |= {line.name, line.email}
        return {words for words in written if words}


def held_of(address: str) -> Held:
    """Return what is kept under an address. Raises NothingKept."""
    key = address_key(address)
    asked = select(WitnessRequest).where(WitnessRequest.email_key == key)
    rows = db.session.scalars(asked.order_by(WitnessRequest.created_at)).all()
    lines = db.session.scalars(select(ListedWitness).where(ListedWitness.email_key == key)).all()
    answers = select(Statement).where(Statement.request_id.in_([row.id for row in rows]))
    statements = [*db.session.scalars(answers), *_papers(key)]
    if not rows and not lines and not statements:
        raise NothingKept("Nothing is kept under that address. Check how it is written.")
    pieces = _pieces({statement.evidence_id for statement in statements})
    about = {row.learner_id for row in rows} | {piece.learner_id for piece in pieces}
    names = select(Account.name).where(Account.id.in_(about)).order_by(Account.name)
    return Held(
        address.strip(),
        tuple(rows),
        tuple(statements),
        tuple(pieces),
        tuple(lines),
        tuple(db.session.scalars(names)),
    )


def _papers(key: str) -> list[Statement]:
    """Return the signed papers that name this address; their rows hold it as it was written."""
    on_paper = select(Statement).where(
        Statement.request_id.is_(None), Statement.witness_email.contains("@")
    )
    return [
        statement
        for statement in db.session.scalars(on_paper)
        if address_key(statement.witness_email) == key
    ]


def _pieces(evidence_ids: set[UUID]) -> Sequence[Evidence]:
    parts = (Evidence.versions, Evidence.claims, Evidence.attachments)
    wanted = select(Evidence).where(Evidence.id.in_(evidence_ids))
    return db.session.scalars(
        wanted.options(*(selectinload(part) for part in parts)).order_by(Evidence.number)
    ).all()


def remove(administrator: Account, address: str, reason: str) -> Held:
    """Remove everything that is kept under an address; that it was removed, when and by whom, stays.

    `reason` says how the wish reached the centre. Each learner is told which piece is gone. What
    was printed or passed on before keeps its copy. Raises NothingKept.
    """
    with write() as session:
        held = held_of(address)
        words = held.words
        ids = [str(request.id) for request in held.requests]
        ids += [str(statement.id) for statement in held.statements]
        ids += [str(piece.id) for piece in held.pieces]
        by = administrator.actor
        with unlocked(session, WHY, by=administrator.name, rows=list(_protected(session, held))):
            for piece in held.pieces:
                _empty_statements(session, piece, held, by)
                remove_whole(session, piece, by, reason)
        for row in held.requests:
            _empty_request(session, row, by)
        for line in held.lines:
            _empty_line(session, line, by)
        _unsay(session, ids, words)
        for piece in held.pieces:
            _tell(session, piece)
        return held


def _protected(session: Session, held: Held) -> Iterator[UUID]:
    """Yield the ids of this feature's rows that the database itself protects."""
    yield from (statement.id for statement in held.statements)
    mine = Confirmation.statement_id.in_([statement.id for statement in held.statements])
    yield from session.scalars(select(Confirmation.id).where(mine))


def _empty_statements(session: Session, piece: Evidence, held: Held, by: Actor) -> None:
    for statement in held.statements:
        if statement.evidence_id != piece.id:
            continue
        statement.witness_name, statement.witness_email, statement.sent_from = REMOVED, "", ""
        statement.not_mine_digest, statement.receipt_digest = None, GONE
        keep_what_is_left(session, statement, STATEMENT, by=by)
        said = select(Confirmation).where(Confirmation.statement_id == statement.id)
        for answer in session.scalars(said):
            answer.how = REMOVED
            if answer.source == ConfirmedBy.MAILBOX:
                answer.by_name = REMOVED  # it is the address
            keep_what_is_left(session, answer, CONFIRMATION, by=by)


def _empty_request(session: Session, row: WitnessRequest, by: Actor) -> None:
    LINKS.end(session, row)
    recordings.forget(session, row.id)
    if row.state in OPEN_STATES:
        row.state = RequestState.CANCELLED
    row.witness_name, row.witness_role, row.employer, row.relationship = REMOVED, "", "", ""
    row.witness_email, row.email_key = "", f"{REMOVED_KEY}{row.id}"
    row.what_they_saw, row.answer, row.draft, row.asked_from = "", "", None, ""
    row.vouched_how, row.correction_reason = "", ""
    keep_what_is_left(session, row, REQUEST, by=by)


def _empty_line(session: Session, line: ListedWitness, by: Actor) -> None:
    ending = line.ended_at is not None
    line.name, line.role, line.employer, line.relationship = REMOVED, "", "", ""
    line.email, line.email_key, line.how = "", f"{REMOVED_KEY}{line.id}", ""
    if ending:
        line.ended_because = REMOVED
        keep_what_is_left(session, line, END_OF_LISTED, by=by)
    keep_what_is_left(session, line, LISTED, by=by)


def _unsay(session: Session, ids: Sequence[str], words: set[str]) -> None:
    """Empty the mails to the witness, and take their name out of the mails and notices that lead there."""
    mine = OutgoingMail.belongs_to.in_([UUID(listed_id) for listed_id in ids])
    for mail in session.scalars(
        select(OutgoingMail).where(or_(mine, OutgoingMail.recipient.in_(words)))
    ):
        mail.recipient, mail.subject, mail.body, mail.sealed_link = "", REMOVED, "", None
        if mail.sent_at is None:
            mail.state, mail.problem = MailState.REFUSED, "It was removed before it was sent."
    for mail in session.scalars(select(OutgoingMail).where(_holds(OutgoingMail.body, ids))):
        mail.subject, mail.body = _without(mail.subject, words), _without(mail.body, words)
    for notice in session.scalars(select(Notice).where(_holds(Notice.values, ids))):
        notice.sentence = _without(notice.sentence, words)


def _holds(text: InstrumentedAttribute[Any], any_of: Sequence[str]) -> ColumnElement[bool]:
    whole = cast(text, Text)
    return or_(false(), *(whole.contains(words) for words in any_of))


def _without(text: str, words: set[str]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, SOMEBODY)
    return text


def _tell(session: Session, piece: Evidence) -> None:
    """Tell the learner by the reference of what is gone: their record has a hole to fill."""
    sentence = (
        f"{piece.reference} was removed, as the person who wrote it asked. It no longer counts."
    )
    notify(session, piece.learner_id, sentence, "evidence.piece", evidence_id=str(piece.id))
