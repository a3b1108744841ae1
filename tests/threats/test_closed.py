"""Guessing: one identical page for every link that isn't open, and guesses that are counted across processes."""

import base64
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import timedelta

import pytest

from portfolio.base.clock import now
from portfolio.base.db import write
from portfolio.base.sealed_text import seal
from portfolio.enrolment import store as enrolments
from portfolio.history.chain import SYSTEM
from portfolio.outsiders.link_guesses import MOST_GUESSES
from portfolio.people import store as people
from portfolio.witness.model import WitnessRequest
from portfolio.witness.requests import store
from tests.threats.conftest import Asked, Served
from tests.threats.outsider import Outsider, Reply, whole_way

pytestmark = pytest.mark.xdist_group("closed")  # links that ended are made once

MALFORMED = [
    "x",
    "x" * 43,
    "x" * 4000,
    "%00",
    "%20'\"",
    "%3Cscript%3E",
    "..%2F..",
    "é",
    "🙂",
    "a.b",
    "-" * 43,
    "%ff%fe",
]


def as_seen(reply: Reply) -> tuple:
    """Return all of an answer but what tells the time."""
    headers = tuple((name, value) for name, value in reply.headers if name != "Date")
    return reply.status, headers, reply.body


def used(house: Served, cast) -> Asked:
    one = house.ask(cast)
    whole_way(house.outsider(), one.path)
    return one


def replaced(house: Served, cast) -> Asked:
    one = house.ask(cast)
    with house.inside():
        store.send_again(cast.learner, one.request.id)
    return one


def cancelled(house: Served, cast) -> Asked:
    one = house.ask(cast)
    with house.inside():
        store.cancel(cast.learner, one.request.id)
    return one


def declined(house: Served, cast) -> Asked:
    one = house.ask(cast)
    witness = house.outsider()
    sealed = witness.get(one.path).forms[0].fields["sealed"]
    said = witness.post("/witness/statement/not-me", {"sealed": sealed, "do": "sure"})
    assert said.status == 200
    return one


def run_out(house: Served, cast) -> Asked:
    one = house.ask(cast)
    with house.inside(), write() as session:
        row = session.get_one(WitnessRequest, one.request.id)
        row.expires_at = now() - timedelta(seconds=1)
    return one


def withdrawn(house: Served, cast) -> Asked:
    one = house.ask(cast)
    with house.inside():
        enrolments.withdraw(cast.second_enrolment.id, SYSTEM, "left")
    return one


def switched_off(house: Served, cast) -> Asked:
    one = house.ask(cast)
    with house.inside():
        people.switch(cast.learner.id, active=False, by=SYSTEM)
    return one


ENDED = (used, replaced, cancelled, declined, run_out, withdrawn, switched_off)


@pytest.fixture(scope="module")
def ended(house: Served) -> dict[str, Asked]:
    """A link of every kind that isn't open, each of a learner of its own."""
    return {end.__name__: end(house, house.cast()) for end in ENDED}


@pytest.fixture(scope="module")
def never_was(house: Served) -> Reply:
    return house.outsider().get("/w/" + "A" * 43)


@pytest.mark.parametrize("end", [ending.__name__ for ending in ENDED])
def test_a_link_that_ended_looks_like_one_that_never_was(house, ended, never_was, end):
    assert never_was.status == 404
    assert as_seen(house.outsider().get(ended[end].path)) == as_seen(never_was)


@pytest.mark.parametrize("token", MALFORMED)
def test_a_malformed_link_looks_like_one_that_never_was(house, never_was, token):
    path = "/w/" + token.encode().decode("latin-1") if token.isascii() else "/w/" + _quoted(token)
    assert as_seen(house.outsider().get(path)) == as_seen(never_was)


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02x}" for byte in text.encode())


@pytest.mark.parametrize(
    "part",
    [
        "seen",
        "you",
        "words",
        "criteria",
        "check",
        "declare",
        "send",
        "not-me",
        "somebody-else",
        "cannot",
    ],
)
def test_a_form_of_a_link_that_ended_gets_the_same_page(house, ended, never_was, part):
    sealed = {end: seal_of(house, asked.secret) for end, asked in ended.items()}
    sealed |= {"never was": seal_of(house, "A" * 43), "none": "", "rubbish": "x" * 200}
    sealed["another key's"] = base64.urlsafe_b64encode(b"\x80" + b"\0" * 100).decode()
    if part == "not-me":
        del sealed["declined"]  # the same answer again is a second press, and is told so
    for end, text in sealed.items():
        fields = {"sealed": text, "do": "sure", "signed": "Grace", "receipt": "r" * 43}
        reply = house.outsider().post(f"/witness/statement/{part}", fields)
        assert as_seen(reply) == as_seen(never_was), end


def seal_of(house: Served, text: str) -> str:
    with house.inside():
        return seal(text)


def test_the_page_names_nobody_but_the_centre(house, ended, never_was):
    text = never_was.text
    assert "This link can’t be used" in text
    for words in ("replaced", "cancelled"):
        assert words in text
    assert "office@fellside.example" in text
    for asked in ended.values():
        for word in (
            asked.email,
            asked.request.witness_name,
            "Learner,",
            asked.request.what_they_saw,
        ):
            assert word not in never_was.html
    assert "Mia" not in never_was.html


def test_a_receipt_s_link_that_never_was_looks_the_same(house, never_was):
    other = house.outsider().get("/not-mine/" + "A" * 43)
    assert as_seen(other) == as_seen(never_was)


def test_guesses_are_counted_by_two_processes_together(house, second_process, asked_one):
    with closing(sqlite3.connect(house.home / "portfolio.db")) as file, file:
        file.execute("DELETE FROM guess")
    urls = [house.url, second_process.url] * MOST_GUESSES
    with ThreadPoolExecutor(4) as many:
        replies = list(many.map(lambda n: Outsider(urls[n]).get(f"/w/guess{n}"), range(len(urls))))
    assert len(replies) == 2 * MOST_GUESSES
    told_to_wait = [reply for reply in replies if reply.status == 429]
    assert MOST_GUESSES - 8 <= len(told_to_wait) <= MOST_GUESSES
    [(counted,)] = house.rows("SELECT count(*) FROM guess")
    assert MOST_GUESSES <= counted <= MOST_GUESSES + 8, (
        "at most one more for each thread that serves"
    )
    for url in (house.url, second_process.url):
        assert Outsider(url).get(asked_one.path).status == 200, (
            "a college has many behind one address"
        )
    assert house.outsider().get("/w/guess").body == replies[0].body
