"""A home that an earlier version filled opens unchanged: its history is whole and its exports say the same."""

import json
import re
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest

from portfolio.base import schema
from portfolio.base.settings.config import read_settings
from portfolio.exports.store import export
from portfolio.history.store import verify
from portfolio.people import store as people
from tests.browser import Browser
from tests.one_app import close, wired

pytestmark = pytest.mark.xdist_group("earlier home")  # upgraded once

FILLED = Path(__file__).with_name("homes") / "2026-11-handed-over.tar.xz"
"""`portfolio demo` of commit fbb2f46 and what it exported: `home/`, and `exports/` as JSON and CSV.

In the JSON each text of more than 20,000 characters (a photo) is replaced by its SHA-256.
"""
LONGEST = 20_000
TODAYS_WORDS = {
    "statement received": "Received",
    "asked, no answer yet": "Sent",
    "declined": "Declined",
    "signed paper": "Signed paper",
}
"""The answer of a witness as it was said before each state had one word (CHANGELOG), and as it is said now."""
TODAYS_SENTENCES = {
    " not valid for it.": " not yet valid for it.",
    "Disputed: the mailbox": "In question: the mailbox",
    "while it is disputed.": "while it is in question.",
}
FEWEST_PAGES = 4
"""Pages that even somebody with nothing to do reaches."""
MOST_PAGES = 80
"""Pages of one person that are opened: two steps from the first page are fewer."""
LEARNERS = (
    "callum.priestley@example.org",
    "finlay.hodgson@example.org",
    "mateusz.zielinski@example.com",
    "nadia.rahman@example.org",
    "owen.griffiths@example.net",
    "thandiwe.moyo@example.com",
)
STAFF = (
    "gwen.postlethwaite@fellside.example.org",
    "helen.braithwaite@fellside.example.org",
    "marcus.adeyemi@fellside.example.org",
)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("earlier")
    with tarfile.open(FILLED) as archive:
        # Debian's Python 3.11.2 knows no filters yet; later ones warn without.
        archive.extraction_filter = getattr(tarfile, "data_filter", None)
        archive.extractall(folder)  # noqa: S202 -- packed by us
    return folder


@pytest.fixture(scope="module")
def earlier(unpacked):
    """The earlier home, brought up to date as `portfolio run` does."""
    settings = read_settings({}, HOME=str(unpacked / "home"), DEMONSTRATION="1")
    schema.upgrade(settings.database_url)
    app = wired(settings)
    yield app
    close(app)


def shortened(value):
    """Return a JSON value with its long texts replaced by what they are."""
    if isinstance(value, dict):
        return {key: shortened(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [shortened(inner) for inner in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return "sha256 of text:" + sha256(value.encode()).hexdigest()
    return value


def in_todays_words(text):
    """Return what was exported before as today's words have it; nothing but the words of states changed."""
    for before, now in TODAYS_SENTENCES.items():
        text = text.replace(before, now)
    return text


def with_todays_states(portfolio):
    """Put the words of states in place that were others before; their names are the same."""
    for piece in portfolio["pieces"]:
        for claim in piece["claims"]:
            if claim["state"] == {"name": "claimed", "word": "Claimed", "reason": ""}:
                claim["state"]["word"] = "Waiting"
    for witness in portfolio["witnesses"]:
        witness["status"] = TODAYS_WORDS[witness["status"]]


def test_its_history_is_whole(earlier):
    with earlier.app_context():
        assert verify() == []


@pytest.mark.parametrize("email", LEARNERS)
@pytest.mark.parametrize("name", ["json", "csv"])
def test_its_exports_say_the_same(earlier, unpacked, tmp_path, email, name):
    made, before = tmp_path / f"x.{name}", unpacked / "exports" / f"{email}.{name}"
    with earlier.app_context():
        export(people.by_email(email), name, made)
    if name == "csv":
        cells = re.sub(
            r"\bClaimed, (?=quote: |page: |photo: )", "Waiting, ", before.read_text("utf-8-sig")
        )
        assert made.read_text("utf-8-sig").splitlines() == in_todays_words(cells).splitlines()
        return
    ours, theirs = json.loads(made.read_text()), json.loads(in_todays_words(before.read_text()))
    with_todays_states(theirs["portfolio"])
    del ours["portfolio"]["made_at"], theirs["portfolio"]["made_at"]
    assert shortened(ours) == theirs


@pytest.mark.parametrize("email", [*LEARNERS, *STAFF])
def test_its_people_find_their_pages(earlier, email):
    with earlier.app_context():
        person = people.by_email(email)
    browser = Browser(earlier)
    browser.get("/")
    first = browser.submit(action=str(person.id))
    assert person.name in first.text
    seen = {"/"}
    beyond = [inner for link in first.links for inner in opened(browser, link, seen)]
    for link in beyond:
        opened(browser, link, seen)
    assert len(seen) >= FEWEST_PAGES


def ours(link):
    return link.startswith("/") and not link.startswith("//")


def opened(browser, link, seen):
    """Open a page once, whatever it is; return its links. Every page is checked by the browser."""
    path = link.partition("#")[0]
    if not ours(path) or path in seen or len(seen) >= MOST_PAGES:
        return []
    seen.add(path)
    return browser.get(path).links
