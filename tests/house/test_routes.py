"""Every route states its guard, a reviewed list names them all, and looking at pages changes nothing."""

import re
import sqlite3
from collections import deque
from urllib.parse import urlsplit

import pytest

from portfolio.base import jobs
from portfolio.base.web.pages import ANYONE, SIGNED_IN
from portfolio.evidence.records import store as evidence
from portfolio.people.guards import OPEN_TO_ALL, OPEN_TO_SIGNED_IN, guards_of
from portfolio.people.roles import Role
from tests.browser import Browser
from tests.evidence.examples import draft, submitted
from tests.house.routes import LIST, lines_of

CLOSED = {"security.verify"}
"""A view of Flask-Security's that nobody needs here, and so nobody may open."""
KNOWN_GUARDS = {ANYONE, SIGNED_IN} | {role.value for role in Role}


def test_the_list_of_routes_and_guards_is_up_to_date(app):
    """A route that is added, moved or opened to somebody else shows in the review of this list."""
    assert LIST.read_text().splitlines() == lines_of(app), (
        "Routes or guards changed. Look at each change; if it is meant, renew the list: "
        "python -m tests.house.routes > tests/house/routes.txt"
    )


def test_every_route_has_a_guard(app):
    for rule in app.url_map.iter_rules():
        allowed = guards_of(app, rule.endpoint)
        closed = rule.endpoint in CLOSED
        assert bool(allowed) != closed, f"{rule.rule} has no guard; nobody may open it"
        assert allowed <= KNOWN_GUARDS, f"{rule.rule}: {allowed}"


def test_only_views_that_are_not_ours_are_opened_by_a_list(app):
    assert all(name == "static" or name.startswith("security.") for name in OPEN_TO_ALL)
    assert all(name.startswith("security.") for name in OPEN_TO_SIGNED_IN)


@pytest.mark.own_app
@pytest.mark.parametrize("who", ["", "learner", "assessor", "iqa", "administrator"])
def test_a_route_without_a_guard_is_not_there(app, browse, world, who):
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret", methods=["GET", "POST"])
    browser = browse(getattr(world, who) if who else None)
    page = browser.get("/forgotten", status=404)
    assert "secret" not in page.html


def test_pages_are_looked_at_by_get_and_changed_by_post_alone(app):
    for rule in app.url_map.iter_rules():
        assert rule.methods <= {"GET", "HEAD", "OPTIONS", "POST"}, rule.rule


def test_a_stranger_is_sent_to_sign_in_by_every_guarded_page(app):
    for rule in app.url_map.iter_rules():
        allowed = guards_of(app, rule.endpoint)
        if not allowed or ANYONE in allowed or "GET" not in rule.methods:
            continue
        answer = app.test_client().get(filled(rule.rule))
        assert answer.status_code == 303, rule.rule
        assert answer.headers["Location"].startswith("/sign-in"), rule.rule


def filled(rule: str) -> str:
    """Put something of the right shape into a route's places."""
    some = "00000000-0000-4000-8000-000000000001"
    return (
        re.sub(r"<(?:uuid:)[^>]+>", some, re.sub(r"<(?:int:)[^>]+>", "1", rule))
        .replace("<path:filename>", "app.css")
        .replace("<", "")
        .replace(">", "")
    )


@pytest.fixture
def something_to_see(app, world):
    """A draft, a submitted piece and a claim, so that pages have something to show."""
    with app.app_context():
        draft(world.learner, "reflective_account")
        submitted(world.learner)
        jobs.run_waiting()


@pytest.mark.parametrize(
    "who", ["", "learner", "assessor", "iqa", "administrator", "other_learner"]
)
def test_looking_at_every_page_writes_nothing(app, browse, world, something_to_see, who):
    """Follow every link as each person; the whole database is the same before and after."""
    browser: Browser = browse(getattr(world, who) if who else None)
    before = everything(app)
    seen = crawl(browser)
    assert everything(app) == before
    assert len(seen) >= (2 if not who else 4), seen


def everything(app) -> list[str]:
    """Return the database as text, all rows of all tables."""
    connection = sqlite3.connect(app.config["HOME"] / "portfolio.db")
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def crawl(browser: Browser) -> set[str]:
    """Open every page that links lead to from the first page, once for each route and shape."""
    waiting, seen = deque(["/", "/sign-in", "/units"]), set()
    while waiting:
        path = waiting.popleft()
        if path in seen or path.startswith("/static"):
            continue
        seen.add(path)
        answer = browser.client.get(path)
        assert answer.status_code < 500, f"{path}: {answer.status_code} {answer.text[:400]}"
        if answer.status_code in (301, 302, 303):
            waiting.append(urlsplit(answer.headers["Location"]).path)
        elif answer.mimetype == "text/html":
            assert answer.status_code == 200, f"{path}: a link leads to {answer.status_code}"
            page = browser._take(answer, path)
            links = [urlsplit(link) for link in page.links]
            waiting += [
                link.path + (f"?{link.query}" if link.query else "")
                for link in links
                if not link.scheme and not link.netloc and link.path.startswith("/")
            ]
        answer.close()
    return seen


def test_the_crawl_has_something_to_see(something_to_see, app, world):
    with app.app_context():
        assert len(evidence.of_learner(world.learner.id)) == 2
