"""Gathers what is known around requests and statements, in a constant number of SQL statements however many."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import aliased

from portfolio.base.db import db
from portfolio.evidence.records.model import Evidence
from portfolio.people.addresses import look_key
from portfolio.people.model import Account, RoleRow, SignIn
from portfolio.people.roles import Role
from portfolio.witness.domains import domain_of, mailbox_of
from portfolio.witness.flags.facts import Facts, Fellow, RecognisedBy
from portfolio.witness.flags.rules import LATELY, NETWORK_WITHIN
from portfolio.witness.flags.subject import FlagSubject
from portfolio.witness.known.model import EmployerDomain, ListedWitness
from portfolio.witness.model import Confirmation, RequestState, Statement, WitnessRequest
from portfolio.witness.names import folded_name, same_name


def around(subjects: Sequence[FlagSubject]) -> list[Facts]:
    """Return the facts about each of these, in their order; texts to compare are not among them."""
    if not subjects:
        return []
    networks = _networks(subjects)
    known = _known_domains(subjects)
    fellows = _fellows(subjects)
    lately = _lately(subjects)
    return [
        Facts(
            learner_name=subject.learner_name,
            learner_email=subject.learner_email,
            witness_name=subject.name,
            witness_email=subject.email,
            vouched=bool(subject.request and subject.request.vouched_at),
            on_list=mailbox_of(subject.email) in known.mailboxes if subject.email else False,
            domain_known=known.knows(subject),
            asked_from=subject.request.asked_from if subject.request else "",
            learner_networks=frozenset(
                mark
                for mark, at in networks[subject.learner_id]
                if subject.moment - NETWORK_WITHIN <= at <= subject.moment
            ),
            fellows=fellows[position],
            learners_lately=len({learner_id for learner_id, _at in lately[position]}),
            statements_lately=len(lately[position]),
            sent=subject.sent,
        )
        for position, subject in enumerate(subjects)
    ]


def _networks(subjects: Sequence[FlagSubject]) -> dict[UUID, list[tuple[str, datetime]]]:
    """Return the networks that each learner signed in from, and when."""
    wanted = select(SignIn.account_id, SignIn.network, SignIn.began_at).where(
        SignIn.account_id.in_({subject.learner_id for subject in subjects}),
        SignIn.network != "",
        SignIn.began_at >= min(subject.moment for subject in subjects) - NETWORK_WITHIN,
    )
    found = defaultdict(list)
    for account_id, mark, at in db.session.execute(wanted):
        found[account_id].append((mark, at))
    return found


# --- domains -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class _KnownToCentre:
    """Where the centre knows somebody: mailboxes on its list, and domains by what made them known."""

    mailboxes: frozenset[str]
    domains: frozenset[str]
    confirmed: dict[str, list[tuple[UUID, datetime]]]
    """The statements that somebody confirmed, by the domain they came from, and when."""

    def knows(self, subject: FlagSubject) -> bool:
        """Whether somebody at the domain was known before this statement came, or is now."""
        domain = domain_of(subject.email)
        own = subject.statement.id if subject.statement else None
        earlier = (
            statement_id != own and at <= subject.moment
            for statement_id, at in self.confirmed.get(domain, ())
        )
        return domain in self.domains or any(earlier)


def _known_domains(subjects: Sequence[FlagSubject]) -> _KnownToCentre:
    listed = db.session.scalars(
        select(ListedWitness.email).where(ListedWitness.ended_at.is_(None))
    ).all()
    approved = select(EmployerDomain.domain).where(
        EmployerDomain.ended_at.is_(None),
        EmployerDomain.domain.in_({domain_of(subject.email) for subject in subjects}),
    )
    denied = aliased(Confirmation)
    confirmed = (
        select(Statement.witness_email, Statement.id, Confirmation.at)
        .join(Confirmation, Confirmation.statement_id == Statement.id)
        .where(
            Confirmation.confirmed,
            ~exists().where(denied.statement_id == Statement.id, denied.confirmed.is_(False)),
        )
    )
    by_domain = defaultdict(list)
    for email, statement_id, at in db.session.execute(confirmed):
        by_domain[domain_of(email)].append((statement_id, at))
    domains = {domain_of(email) for email in listed} | set(db.session.scalars(approved))
    return _KnownToCentre(frozenset(map(mailbox_of, listed)), frozenset(domains - {""}), by_domain)


# --- learners here -----------------------------------------------------------------------------


def _fellows(subjects: Sequence[FlagSubject]) -> list[tuple[Fellow, ...]]:
    """Return for each subject the learners here who may be the witness, and whether they asked back."""
    here = _Here(_learners())
    found = [here.like(subject) for subject in subjects]
    asked = _asked_by({fellow.learner_id for fellows in found for fellow in fellows})
    return [
        tuple(
            Fellow(
                fellow.learner_id, fellow.name, fellow.by, _names(asked[fellow.learner_id], subject)
            )
            for fellow in fellows
        )
        for subject, fellows in zip(subjects, found, strict=True)
    ]


def _learners() -> Iterable[tuple[UUID, str, str, str]]:
    wanted = select(Account.id, Account.name, Account.email, Account.email_key)
    rows = db.session.execute(wanted.where(Account.roles.any(RoleRow.name == Role.LEARNER)))
    return [(row.id, row.name, row.email, row.email_key) for row in rows]


class _Here:
    """The learners of the centre, to be found by address and by name."""

    def __init__(self, rows: Iterable[tuple[UUID, str, str, str]]) -> None:
        self.by: dict[RecognisedBy, dict[object, list[tuple[UUID, str]]]] = {
            by: defaultdict(list) for by in RecognisedBy
        }
        for account_id, name, email, key in rows:
            who = (account_id, name)
            self.by[RecognisedBy.ADDRESS][key].append(who)
            self.by[RecognisedBy.LOOK][look_key(email)].append(who)
            self.by[RecognisedBy.NAME][folded_name(name)].append(who)

    def like(self, subject: FlagSubject) -> list[Fellow]:
        """Return the learners, but for the subject's own, who may be its witness, each by the surest sign."""
        signs: list[tuple[RecognisedBy, object]] = [(RecognisedBy.NAME, folded_name(subject.name))]
        if subject.email:
            signs = [
                (RecognisedBy.ADDRESS, subject.key),
                (RecognisedBy.LOOK, look_key(subject.email)),
                *signs,
            ]
        found: dict[UUID, Fellow] = {}
        for by, sign in signs:
            for account_id, name in self.by[by].get(sign, ()) if sign else ():
                if account_id != subject.learner_id:
                    found.setdefault(account_id, Fellow(account_id, name, by))
        return list(found.values())


def _asked_by(learner_ids: Collection[UUID]) -> dict[UUID, list[tuple[str, str]]]:
    """Return whom these learners asked to be their witness: name and address."""
    wanted = select(
        WitnessRequest.learner_id, WitnessRequest.witness_name, WitnessRequest.witness_email
    ).where(
        WitnessRequest.learner_id.in_(learner_ids), WitnessRequest.state != RequestState.CANCELLED
    )
    found = defaultdict(list)
    for learner_id, name, email in db.session.execute(wanted):
        found[learner_id].append((name, email))
    return found


def _names(asked: Iterable[tuple[str, str]], subject: FlagSubject) -> bool:
    """Whether somebody who was asked is the subject's learner, by name or address."""
    return any(
        look_key(email) == look_key(subject.learner_email) or same_name(name, subject.learner_name)
        for name, email in asked
    )


# --- how often ---------------------------------------------------------------------------------


def _lately(subjects: Sequence[FlagSubject]) -> list[list[tuple[UUID, datetime]]]:
    """Return for each subject the statements from its address lately: about which learner, and when."""
    keys = {subject.key for subject in subjects} - {""}
    wanted = (
        select(WitnessRequest.email_key, Evidence.learner_id, Statement.submitted_at)
        .join(Statement, Statement.request_id == WitnessRequest.id)
        .join(Evidence, Evidence.id == Statement.evidence_id)
        .where(
            WitnessRequest.email_key.in_(keys),
            Statement.version == 1,
            Statement.submitted_at >= min(subject.moment for subject in subjects) - LATELY,
        )
    )
    found = defaultdict(list)
    for key, learner_id, at in db.session.execute(wanted):
        found[key].append((learner_id, at))
    return [
        [
            (who, at)
            for who, at in found[subject.key]
            if subject.moment - LATELY <= at <= subject.moment
        ]
        for subject in subjects
    ]
