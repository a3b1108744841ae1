"""What stands around every page: the ways that lead from here for this person, who they are, and the footer."""

from dataclasses import dataclass
from typing import Any

from flask import current_app, request, url_for

from portfolio.home.page_context import frame_of
from portfolio.people.guards import person_or_none
from portfolio.people.model import Account
from portfolio.people.roles import (
    CHECKS_EVERY_WITNESS,
    DECIDES,
    FOLLOWS_LEARNERS,
    HANDLES_LINKS,
    KEEPS_PORTFOLIO,
    LOOKS_AFTER_CENTRE,
)


@dataclass(frozen=True)
class NavigationLink:
    """One link above the page; `count` is what waits there."""

    text: str
    href: str
    current: bool
    count: int = 0


WAYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("Home", "home.first_page", ()),
    ("Handovers", "handover.log", KEEPS_PORTFOLIO),
    ("My evidence", "evidence.portfolio", KEEPS_PORTFOLIO),
    ("Witnesses", "witness.requests", KEEPS_PORTFOLIO),
    ("To assess", "assessment.queue", DECIDES),
    ("Coverage", "coverage.cohort", FOLLOWS_LEARNERS),
    ("Witness links", "witness.waiting", HANDLES_LINKS),
    ("Witness list", "witness.listed", CHECKS_EVERY_WITNESS),
    ("Links to reply", "handover.links", HANDLES_LINKS),
    ("History", "home.trails", FOLLOWS_LEARNERS),
    ("People", "centre.people", LOOKS_AFTER_CENTRE),
    ("Enrolments", "centre.enrolments", LOOKS_AFTER_CENTRE),
    ("Centre", "centre.details", LOOKS_AFTER_CENTRE),
    ("Units", "criteria.units", ()),
    ("Notices", "home.notices", ()),
)
"""Words, endpoint, and the roles that need it (none: everybody signed in)."""


def page_frame() -> dict[str, Any]:
    """Return what layout.html shows of the person and the centre; for every template."""
    person = person_or_none()
    centre, unread = frame_of(person)
    frame: dict[str, Any] = {
        "me": person,
        "centre_name": centre.name if centre else "",
        "centre": centre,
    }
    if person is not None:
        frame |= {
            "nav": _ways(person, unread),
            "sign_out_href": url_for("security.logout"),
            "me_href": url_for("security.change_password"),
        }
    return frame


def _ways(person: Account, unread: int) -> list[NavigationLink]:
    there = [
        (text, url_for(endpoint), endpoint)
        for text, endpoint, roles in WAYS
        if (not roles or person.has(*roles)) and endpoint in current_app.view_functions
    ]
    here = _here([href for _, href, _ in there])
    return [
        NavigationLink(
            text, href, current=href == here, count=unread if endpoint == "home.notices" else 0
        )
        for text, href, endpoint in there
    ]


def _here(hrefs: list[str]) -> str:
    """Return the way that the page being looked at lies under: the longest address it begins with."""
    lies_under = [
        href
        for href in hrefs
        if request.path == href or (href != "/" and request.path.startswith(f"{href}/"))
    ]
    return max(lies_under, key=len, default="")
