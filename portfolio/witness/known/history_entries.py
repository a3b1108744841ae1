"""What history holds of the centre's witness list and of the domains it approved: each line, and each end of one."""

from typing import Any

from portfolio.history.subjects import Subject
from portfolio.witness.known.model import EmployerDomain, ListedWitness


def _listed_content(row: ListedWitness) -> dict[str, Any]:
    return {
        "name": row.name,
        "role": row.role,
        "employer": row.employer,
        "relationship": row.relationship,
        "email": row.email,
        "expert": row.expert,
        "how": row.how,
        "vouched_by": row.vouched_by_name,
        "vouched_at": row.vouched_at,
        "replaces": str(row.replaces_id or ""),
    }


def _domain_content(row: EmployerDomain) -> dict[str, Any]:
    return {
        "domain": row.domain,
        "employer": row.employer,
        "how": row.how,
        "approved_by": row.approved_by_name,
        "approved_at": row.approved_at,
    }


def _end_content(row: ListedWitness | EmployerDomain) -> dict[str, Any] | None:
    if row.ended_at is None:
        return None
    return {"ended_at": row.ended_at, "by": row.ended_by_name, "because": row.ended_because}


LISTED = Subject("listed witness", ListedWitness, content=_listed_content)
END_OF_LISTED = Subject(
    "end of a listed witness",
    ListedWitness,
    content=_end_content,
    where=(ListedWitness.ended_at.is_not(None),),
)
DOMAIN = Subject("employer’s domain", EmployerDomain, content=_domain_content)
END_OF_DOMAIN = Subject(
    "end of an employer’s domain",
    EmployerDomain,
    content=_end_content,
    where=(EmployerDomain.ended_at.is_not(None),),
)
SUBJECTS = (LISTED, END_OF_LISTED, DOMAIN, END_OF_DOMAIN)
