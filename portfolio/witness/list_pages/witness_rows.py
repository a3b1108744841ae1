"""The list as it is shown and downloaded: searched, sorted, with what each witness has given."""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select

from portfolio.base.clock import local, spoken_date
from portfolio.base.db import db
from portfolio.base.formatting import counted
from portfolio.base.states import STATES
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records.model import Evidence
from portfolio.people.addresses import address_key
from portfolio.people.model import Account
from portfolio.people.roles import CHECKS_EVERY_WITNESS, DECIDES
from portfolio.witness.domains import domain_of, is_free_mail
from portfolio.witness.known import store
from portfolio.witness.known.model import ListedState, ListedWitness
from portfolio.witness.model import Statement, WitnessRequest
from portfolio.witness.statements.standing import newest_version


@dataclass(frozen=True)
class WitnessRow:
    """One witness of the list, with how many statements they gave, and about how many learners."""

    row: ListedWitness
    statements: int
    learners: int

    @property
    def state(self) -> ListedState:
        """What the list says of them."""
        return self.row.state

    @property
    def free_mail(self) -> bool:
        """Whether anybody could have an address like theirs."""
        return is_free_mail(domain_of(self.row.email))

    @property
    def gave(self) -> str:
        """How many statements, and about how many learners, in words."""
        if not self.statements:
            return "None yet"
        return f"{self.statements}, about {counted(self.learners, 'learner')}"


def _plain(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


SORTS: dict[str, tuple[str, Callable[[WitnessRow], tuple[object, ...]]]] = {
    "name": ("Name", lambda _one: ()),
    "employer": ("Employer", lambda witness: (_plain(witness.row.employer),)),
    "statements": ("Statements", lambda witness: (-witness.statements,)),
    "vouched": ("Newest first", lambda witness: (-witness.row.vouched_at.timestamp(),)),
}
"""Ways to sort: words, and what comes first; names decide what is equal."""


def lines(*, search: str = "", sort: str = "name", off: bool = False) -> list[WitnessRow]:
    """Return the list (or who was taken off it), in three SQL statements however long it is.

    Every word of `search` must stand somewhere in the line.
    """
    words = _plain(search).split()
    found = [
        witness_row
        for witness_row in with_given(store.taken_off() if off else store.on_list())
        if all(word in _searched(witness_row.row) for word in words)
    ]
    key = SORTS.get(sort, SORTS["name"])[1]
    return sorted(
        found,
        key=lambda witness_row: (
            *key(witness_row),
            _plain(witness_row.row.name),
            witness_row.row.email,
        ),
    )


def _searched(row: ListedWitness) -> str:
    return _plain(f"{row.name} {row.role} {row.employer} {row.relationship} {row.email}")


def with_given(rows: Sequence[ListedWitness]) -> list[WitnessRow]:
    """Return each line with the statements that came from its address, each counted once."""
    given = _given()
    return [
        WitnessRow(row, len(given[row.email_key]), len(set(given[row.email_key].values())))
        for row in rows
    ]


def _given() -> dict[str, dict[UUID, UUID]]:
    """Return, by address, the pieces that are statements from it, and whose they are."""
    wanted = (
        select(
            Statement.evidence_id,
            Evidence.learner_id,
            Statement.witness_email,
            WitnessRequest.email_key,
        )
        .join(Evidence, Evidence.id == Statement.evidence_id)
        .outerjoin(WitnessRequest, WitnessRequest.id == Statement.request_id)
    )
    given: dict[str, dict[UUID, UUID]] = defaultdict(dict)
    for piece, learner, email, key in db.session.execute(wanted):
        if email:
            given[key or address_key(email)][piece] = learner
    return given


@dataclass(frozen=True)
class Gave:
    """One statement that somebody of the list gave, for a reader who may look into it."""

    statement_id: UUID
    reference: str
    learner: str
    at: datetime


def gave_for(reader: Account, row: ListedWitness) -> list[Gave]:
    """Return the statements from this address that `reader` may look into, newest first, in two SQL statements.

    As on the statement's own page: quality assurers and administrators all but those about
    themselves, assessors those about their learners.
    """
    theirs = {enrolment.learner_id for enrolment in enrolments.of_assessor(reader.id)}
    mine = theirs if reader.has(*DECIDES) else set()
    everybodys = reader.has(*CHECKS_EVERY_WITNESS)
    wanted = (
        select(Statement, Evidence, Account.name, WitnessRequest.email_key)
        .join(Evidence, Evidence.id == Statement.evidence_id)
        .join(Account, Account.id == Evidence.learner_id)
        .outerjoin(WitnessRequest, WitnessRequest.id == Statement.request_id)
        .where(
            newest_version(),
            Evidence.learner_id != reader.id,
            or_(WitnessRequest.email_key == row.email_key, Statement.request_id.is_(None)),
        )
        .order_by(Statement.submitted_at.desc())
    )
    return [
        Gave(statement.id, piece.reference, learner, statement.submitted_at)
        for statement, piece, learner, key in db.session.execute(wanted)
        if (key or address_key(statement.witness_email)) == row.email_key
        and (everybodys or piece.learner_id in mine)
    ]


HEAD = (
    "Name",
    "Role",
    "Employer",
    "Relationship",
    "Work e-mail",
    "Status",
    "Vouched for by",
    "Vouched for on",
    "How it is known",
    "Statements",
    "Learners",
    "Taken off on",
    "Taken off by",
    "Taken off because",
)


def as_rows(shown: Iterable[WitnessRow]) -> Iterator[Sequence[str]]:
    """Yield the head and the lines for a spreadsheet; dates as 2026-11-03."""
    yield HEAD
    for witness_row in shown:
        row = witness_row.row
        ended = row.ended_at
        yield (
            row.name,
            row.role,
            row.employer,
            row.relationship,
            row.email,
            STATES["listed"][witness_row.state].word,
            row.vouched_by_name,
            local(row.vouched_at).date().isoformat(),
            row.how,
            str(witness_row.statements),
            str(witness_row.learners),
            local(ended).date().isoformat() if ended else "",
            row.ended_by_name,
            row.ended_because,
        )


def story_of(row: ListedWitness) -> list[dict[str, str]]:
    """Return what was done about a person of the list, newest first, as a timeline shows it."""
    told = []
    for listed in store.lines_of(row):
        if listed.ended_at is not None and listed.ended_because != store.REPLACED:
            said = f"{listed.ended_by_name} took {listed.name} off the list"
            told.append((listed.ended_at, said, listed.ended_because))
        what = (
            f"changed the line of {listed.name}"
            if listed.replaces_id
            else f"put {listed.name} on the list"
        )
        detail = f"{listed.role}, {listed.employer}. {listed.email}. {listed.how}"
        told.append((listed.vouched_at, f"{listed.vouched_by_name} {what}", detail))
    told.sort(key=lambda dated: dated[0], reverse=True)
    return [{"when": spoken_date(at), "text": said, "detail": why} for at, said, why in told]
