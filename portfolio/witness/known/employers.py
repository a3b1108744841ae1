"""Employers' mail domains that the centre approved: approved, ended, read."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import one_line
from portfolio.history.store import keep
from portfolio.outsiders.rules import RequestProblem, RequestRefused, problems_of_line
from portfolio.people import store as people
from portfolio.people.model import Account, RoleRow
from portfolio.people.roles import Role
from portfolio.witness.domains import NotADomain, domain_of, employers_domain
from portfolio.witness.known import reviewing
from portfolio.witness.known.history_entries import DOMAIN, END_OF_DOMAIN
from portfolio.witness.known.model import EmployerDomain
from portfolio.witness.known.rules import problems_of_reason
from portfolio.witness.known.store import vouching_for

APPROVED = "approved an employer’s domain"
ENDED = "ended an employer’s domain"


class NotApproved(Exception):
    """The domain's approval was ended meanwhile, or never was."""

    def __init__(self) -> None:
        super().__init__(
            "Somebody ended the approval of this domain meanwhile. Look at them again."
        )


def approve(staff: Account, *, domain: str, employer: str, how: str) -> EmployerDomain:
    """Approve the domain of an employer: whoever has an address there works for them.

    Open requests to addresses there are vouched for too. Raises RequestRefused with everything to mend.
    """
    with write() as session:
        known = _checked(domain, employer, how)
        row = EmployerDomain(
            domain=known,
            employer=one_line(employer),
            how=how.strip(),
            approved_by_id=staff.id,
            approved_by_name=staff.name,
            approved_at=now(),
        )
        keep(session, row, DOMAIN, by=staff.actor, action=APPROVED)
        _look_again(session, staff, known)
        return row


def end(staff: Account, domain_id: UUID, because: str) -> EmployerDomain:
    """End an approval, with a reason; open requests lose what rested on it. Raises NotApproved, RequestRefused."""
    problems = list(problems_of_reason("because", because, "Say why the approval ends."))
    if problems:
        raise RequestRefused(problems)
    with write() as session:
        row = session.scalar(
            select(EmployerDomain).where(EmployerDomain.id == domain_id).with_for_update()
        )
        if row is None or row.ended_at is not None:
            raise NotApproved
        row.ended_at, row.ended_by_name, row.ended_because = now(), staff.name, because.strip()
        keep(session, row, END_OF_DOMAIN, by=staff.actor, action=ENDED)
        _look_again(session, staff, row.domain)
        return row


def _checked(text: str, employer: str, how: str) -> str:
    problems = [
        *problems_of_line("employer", employer, "the employer’s name"),
        *problems_of_reason("how", how, "Say how you know, for example “It is on their web page”."),
    ]
    known = ""
    try:
        known = employers_domain(text)
    except NotADomain as problem:
        problems.insert(0, RequestProblem("domain", str(problem)))
    else:
        problems[:0] = _whose_domain(known)
    if problems:
        raise RequestRefused(problems)
    return known


def _whose_domain(domain: str) -> list[RequestProblem]:
    centre = people.the_centre()
    live = EmployerDomain.domain == domain, EmployerDomain.ended_at.is_(None)
    there = db.session.scalar(select(EmployerDomain).where(*live).limit(1))
    if there is not None:
        sentence = f"{domain} is approved already, for {there.employer}."
    elif centre and domain_of(centre.contact_email) == domain:
        sentence = f"{domain} is this centre’s own domain. Put a witness who works here on the witness list instead."
    else:
        return []
    return [RequestProblem("domain", sentence)]


def _look_again(session: Session, staff: Account, domain: str) -> None:
    for request in reviewing.open_to(session, domain=domain):
        reviewing.vouched_anew(session, request, staff, vouching_for(request.witness_email))


# --- reading -----------------------------------------------------------------------------------


def approved() -> Sequence[EmployerDomain]:
    """Return the domains that are approved now, by employer."""
    wanted = select(EmployerDomain).where(EmployerDomain.ended_at.is_(None))
    by_name = func.lower(EmployerDomain.employer), EmployerDomain.domain
    return db.session.scalars(wanted.order_by(*by_name)).all()


def ended() -> Sequence[EmployerDomain]:
    """Return the domains whose approval was ended, latest first."""
    wanted = select(EmployerDomain).where(EmployerDomain.ended_at.is_not(None))
    return db.session.scalars(wanted.order_by(EmployerDomain.ended_at.desc())).all()


def by_id(domain_id: UUID) -> EmployerDomain | None:
    """Return one domain, approved or ended."""
    return db.session.get(EmployerDomain, domain_id)


def learners_at() -> dict[str, int]:
    """Return how many active learners have their own address at each domain; one statement."""
    wanted = select(Account.email).where(
        Account.active, Account.roles.any(RoleRow.name == Role.LEARNER)
    )
    counted: dict[str, int] = {}
    for email in db.session.scalars(wanted):
        domain = domain_of(email)
        counted[domain] = counted.get(domain, 0) + 1
    return counted
