"""Everything that says why a statement may be trusted, gathered for one page."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from portfolio.base.clock import spoken_date
from portfolio.base.db import db
from portfolio.base.mailing.mail import MailState, OutgoingMail
from portfolio.enrolment import store as enrolments
from portfolio.evidence.kinds.witness_statement import IN_PERSON, SAW
from portfolio.evidence.records.model import EvidenceVersion
from portfolio.people.model import Account
from portfolio.witness.assurance import Standing, StatementState
from portfolio.witness.flags import store as flags
from portfolio.witness.flags.flag import Flag
from portfolio.witness.identity import is_the_witness
from portfolio.witness.model import (
    Confirmation,
    RequestState,
    Statement,
    WitnessLink,
    WitnessRequest,
)
from portfolio.witness.provenance import Through, Way
from portfolio.witness.statements import standing
from portfolio.witness.statements.receipts import RECEIPT
from portfolio.witness.statements.standing import StatementShown
from portfolio.witness.trust.correcting import open_correction

ASKED_FOR = {
    "witness_name": "Name",
    "witness_role": "Role",
    "employer": "Employer",
    "relationship": "How they know the learner",
}


@dataclass(frozen=True)
class TrustEvent:
    """One thing that happened, when, and what belongs to it."""

    at: datetime
    text: str
    detail: str = ""


@dataclass(frozen=True)
class Beside:
    """One detail in two ways, side by side."""

    label: str
    left: str
    right: str


@dataclass(frozen=True)
class StatementVersion:
    """One version of a statement, and what is otherwise than in the one before."""

    number: int
    at: datetime
    why: str
    changes: tuple[Beside, ...]


@dataclass(frozen=True)
class Trust:
    """What the page shows."""

    shown: StatementShown
    learner: Account
    standing: Standing
    flags: tuple[Flag, ...]
    steps: tuple[TrustEvent, ...]
    given: tuple[Beside, ...]
    versions: tuple[StatementVersion, ...]
    content: Mapping[str, Any]
    """The statement's own words, by field; empty for somebody who may not read the portfolio."""
    files: tuple[Mapping[str, Any], ...]
    """The files of this version, such as the signed paper; none for somebody who may not read the portfolio."""
    is_newest: bool
    acts: bool
    """Whether the person looking may confirm, dispute and ask for a correction."""
    correction: WitnessRequest | None
    """The correction that was asked for and has not come yet."""

    @property
    def may_correct(self) -> bool:
        """Whether a correction can be asked for: there is a mailbox, and nobody asked yet."""
        return self.acts and self.shown.request is not None and self.correction is None

    @property
    def state(self) -> StatementState:
        """Whether this version counts."""
        return self.standing.state if self.is_newest else StatementState.EARLIER


def trust_in(person: Account, statement_id: UUID) -> Trust | None:
    """Return what there is to know about a statement for this person, or None when it isn't theirs to look into."""
    shown = standing.for_reader(person, statement_id)
    if shown is None:
        return None
    piece = shown.evidence
    rows = _rows_of(piece.id)
    newest = max(rows, key=lambda row: row.statement.version)
    contents, files = _kept(piece.id)
    reads = enrolments.may_read_portfolio(person, piece.learner_id)
    learner = db.session.get_one(Account, piece.learner_id)
    mine = contents.get(shown.statement.version, {})
    is_newest = newest.statement.id == shown.statement.id
    correction = open_correction(piece.id)
    acts = (
        is_newest
        and enrolments.assesses(person, piece.learner_id)
        and not is_the_witness(person, shown.statement)
    )
    return Trust(
        shown=shown,
        learner=learner,
        standing=standing.standing(shown.statement),
        flags=tuple(flags.of_statement(shown.statement.id)),
        steps=tuple(_steps(rows, learner, correction)),
        given=tuple(_given(shown.request, mine)),
        versions=tuple(_versions(rows, contents)) if reads else (),
        content=mine if reads else {},
        files=tuple(files.get(shown.statement.version, ())) if reads else (),
        is_newest=is_newest,
        acts=acts,
        correction=correction,
    )


def _rows_of(evidence_id: UUID) -> list[StatementShown]:
    """Return every version of a statement, oldest first."""
    wanted = standing.shown_of_evidence(evidence_id)
    return [StatementShown(*row) for row in db.session.execute(wanted)]


def _kept(
    evidence_id: UUID,
) -> tuple[dict[int, dict[str, Any]], dict[int, list[dict[str, Any]]]]:
    """Return the words of every version, and its files."""
    wanted = select(EvidenceVersion.version, EvidenceVersion.content, EvidenceVersion.attachments)
    rows = list(db.session.execute(wanted.where(EvidenceVersion.evidence_id == evidence_id)))
    return {row.version: row.content for row in rows}, {
        row.version: row.attachments for row in rows
    }


# --- what happened ---------------------------------------------------------------------------------


def _steps(
    rows: Sequence[StatementShown], learner: Account, correction: WitnessRequest | None
) -> list[TrustEvent]:
    requests = [request for request in (*(row.request for row in rows), correction) if request]
    ids = [request.id for request in requests]
    statements = [row.statement for row in rows]
    steps = [step for request in requests for step in _asking(request, learner)]
    steps += [_link_step(link, requests) for link in _links(ids)]
    steps += [step for statement in statements for step in _sending(statement, len(statements) > 1)]
    steps += _receipts([statement.id for statement in statements])
    steps += [step for statement in statements for step in _answers(statement)]
    return sorted(steps, key=lambda step: step.at)


def _asking(request: WitnessRequest, learner: Account) -> Iterator[TrustEvent]:
    if request.corrects_evidence_id:
        asked = f"{request.released_by_name} asked {request.witness_name} for a correction."
        yield TrustEvent(request.created_at, asked, request.correction_reason)
    else:
        asked = f"{learner.name} asked {request.witness_name}, and gave the address {request.witness_email}."
        yield TrustEvent(request.created_at, asked)
    if request.vouched_at:
        yield TrustEvent(request.vouched_at, _vouched(request), request.vouched_how)
    if request.begun_at:
        yield TrustEvent(request.begun_at, "The first answer was saved.")


def _vouched(request: WitnessRequest) -> str:
    said = {
        Through.PERSON: "{} vouched for the address.",
        Through.WITNESS_LIST: "{} vouched for the address on the centre’s witness list.",
        Through.EMPLOYER_DOMAIN: "{} approved the employer’s domain.",
    }[Through(request.vouched_through or Through.PERSON)]
    return said.format(request.vouched_by_name)


def _links(request_ids: Sequence[UUID]) -> Sequence[WitnessLink]:
    wanted = select(WitnessLink).where(WitnessLink.request_id.in_(request_ids))
    return db.session.scalars(wanted.order_by(WitnessLink.made_at)).all()


def _link_step(link: WitnessLink, requests: Sequence[WitnessRequest]) -> TrustEvent:
    address = next(request.witness_email for request in requests if request.id == link.request_id)
    if link.way == Way.HAND:
        return TrustEvent(link.made_at, f"{link.made_by_name} made a link and handed it over.")
    if link.way == Way.FILE:
        return TrustEvent(
            link.made_at, "A link was made, and no mail left: there was no mail server."
        )
    by = "" if link.made_by_id else " with a reminder"
    return TrustEvent(link.made_at, f"A link was mailed to {address}{by}.")


def _sending(statement: Statement, several: bool) -> Iterator[TrustEvent]:
    which = f" (version {statement.version})" if several else ""
    if statement.way == Way.PAPER:
        yield TrustEvent(statement.submitted_at, f"The learner handed in the signed paper{which}.")
    else:
        yield TrustEvent(statement.submitted_at, f"The statement was sent in{which}.")


def _receipts(statement_ids: Sequence[UUID]) -> Iterator[TrustEvent]:
    wanted = select(OutgoingMail).where(
        OutgoingMail.belongs_to.in_(statement_ids), OutgoingMail.about == RECEIPT
    )
    for mail in db.session.scalars(wanted):
        if mail.sent_at and mail.state == MailState.SENT:
            text = f"The receipt was mailed to {mail.recipient}, with the link “this wasn’t me”."
            yield TrustEvent(mail.sent_at, text)
        else:
            text = f"The receipt to {mail.recipient} has not been sent yet."
            yield TrustEvent(mail.created_at, text, mail.problem)


def _answers(statement: Statement) -> Iterator[TrustEvent]:
    for row in standing.answers_to(statement.id):
        answer = standing.answer_of(row)
        yield TrustEvent(row.at, _without_how(row), answer.how)


def _without_how(row: Confirmation) -> str:
    answer = standing.answer_of(row)
    if answer.by_mailbox:
        return f"Somebody at {row.by_name} said that they did not write it."
    told = "confirmed it with the witness" if row.confirmed else "was told that it was not them"
    return f"{row.by_name} {told}."


# --- what was given, and what changed ---------------------------------------------------------------


def _given(request: WitnessRequest | None, content: Mapping[str, Any]) -> Iterator[Beside]:
    """Yield what the learner said about the witness beside what the witness confirmed."""
    if request is None:
        return
    for name, label in ASKED_FOR.items():
        yield Beside(label, str(getattr(request, name) or ""), str(content.get(name) or ""))


def _versions(
    rows: Sequence[StatementShown], contents: Mapping[int, Mapping[str, Any]]
) -> Iterator[StatementVersion]:
    before: Mapping[str, Any] = {}
    for row in rows:
        number = row.statement.version
        content = contents.get(number, {})
        changes = tuple(_changes(before, content)) if before else ()
        yield StatementVersion(number, row.statement.submitted_at, _why(row.request), changes)
        before = content


def _why(request: WitnessRequest | None) -> str:
    if request is None or not request.corrects_evidence_id:
        return ""
    return f"{request.released_by_name} asked for it on {spoken_date(request.created_at)}: {request.correction_reason}"


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Beside]:
    labels = {
        **ASKED_FOR,
        "happened_on": "When they saw it",
        "seen_in_person": "Did they see it themselves?",
        "statement": "In their own words",
    }
    there = {choice.value: choice.words for choice in IN_PERSON}
    for name, label in labels.items():
        old, new = str(before.get(name) or ""), str(after.get(name) or "")
        if old != new:
            yield Beside(label, there.get(old, old), there.get(new, new))
    yield from _changed_points(_points(before), _points(after))


def _changed_points(
    before: Mapping[str, tuple[str, str]], after: Mapping[str, tuple[str, str]]
) -> Iterator[Beside]:
    for code in {**before, **after}:
        (title, old), (other, new) = before.get(code, ("", "")), after.get(code, ("", ""))
        if old != new:
            yield Beside(f"{code}. {other or title}", old, new)


def _points(content: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    """Return each point's title and what was said about it, by code."""
    saw = {choice.value: choice.words for choice in SAW}
    return {
        answer["criterion"]: (
            answer.get("title") or "",
            "\n".join(part for part in (saw.get(answer["saw"], ""), answer.get("words")) if part),
        )
        for answer in content.get("answers") or []
    }


def answered(content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return the points of a statement in words: what it is about, and what was said."""
    return [(f"{code}. {title}", said) for code, (title, said) in _points(content).items()]


OPEN_CORRECTION = {
    RequestState.WAITING: "It waits for you to hand the link over.",
    RequestState.SENT: "It was mailed to the witness.",
    RequestState.BEGUN: "The witness has begun.",
}
"""How far a correction is that was asked for."""
