"""The link's secret: kept as a hash only, in no address but the first, no Referer, no log, and in no page of the learner's."""

import hashlib
import re
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing, contextmanager

import pytest

from portfolio.base.sealed_text import unseal
from portfolio.exports.store import export
from tests.journeys.house import PATIENCE, free_port
from tests.threats.conftest import Asked, Served
from tests.threats.insider import Insider
from tests.threats.outsider import Outsider, walk, whole_way

SERVER = """
import sys
from werkzeug.serving import run_simple
from portfolio.app import create_app
run_simple("127.0.0.1", int(sys.argv[1]), create_app())
"""


def secrets_of(house: Served, asked: Asked) -> list[str]:
    """Return the secrets in all mails of a witness: the link, and “this wasn't me” of the receipt."""
    found = {link.rsplit("/", 1)[1] for link in house.mailbox.links_to(asked.email)}
    return sorted(secret for secret in found if len(secret) > 30)


def holds(place, secrets: list[str]) -> list[str]:
    return [secret for secret in secrets if secret.encode() in place]


def test_home_database_and_log_hold_no_secret(house, asked_one):
    whole_way(house.outsider(), asked_one.path)
    house.quiet()
    secrets = secrets_of(house, asked_one)
    assert asked_one.secret in secrets
    assert len(secrets) == 2, "the link's, and the receipt's"
    files = [path for path in house.home.rglob("*") if path.is_file()]
    assert {"portfolio.db", "portfolio.db-wal"} <= {file.name for file in files}
    for file in [*files, house.log]:
        assert not holds(file.read_bytes(), secrets), file
    digests = {hashlib.sha256(secret.encode()).hexdigest() for secret in secrets}
    links = house.rows(
        "SELECT digest FROM witness_link WHERE request_id = ?", asked_one.request.id.hex
    )
    receipts = house.rows(
        "SELECT not_mine_digest FROM statement WHERE request_id = ?", asked_one.request.id.hex
    )
    assert {digest for (digest,) in links + receipts} == digests


def test_copies_of_the_database_hold_no_secret(house, asked_one, tmp_path):
    whole_way(house.outsider(), asked_one.path)
    house.quiet()
    secrets = secrets_of(house, asked_one)
    with closing(sqlite3.connect(house.home / "portfolio.db")) as file:
        file.execute("VACUUM INTO ?", (str(tmp_path / "vacuum.db"),))
        with closing(sqlite3.connect(tmp_path / "backup.db")) as copy:
            file.backup(copy)
    for path in tmp_path.iterdir():
        assert not holds(path.read_bytes(), secrets), path
    dumped = "\n".join(house.everything()).encode()
    assert not holds(dumped, secrets)


def test_a_sealed_link_waits_only_until_the_mail_is_sent(house, asked_one):
    house.quiet()
    kept = house.rows("SELECT sealed_link FROM outgoing_mail WHERE recipient = ?", asked_one.email)
    assert kept == [(None,)]


def test_after_the_first_page_no_address_carries_the_secret(house, asked_one):
    for step in walk(house.outsider(), asked_one.path):
        reply = step.reply
        assert reply.status == 200
        assert reply.header("Location") is None
        assert reply.header("Set-Cookie") is None, "nobody who writes a statement needs a cookie"
        assert asked_one.secret not in reply.html, "not even the first page repeats it"
        if step.name != "open":
            assert asked_one.secret not in reply.path
    assert step.name == "send"


def test_the_form_carries_the_secret_sealed(house, asked_one):
    for form in house.outsider().get(asked_one.path).forms:
        with house.inside():
            assert unseal(form.fields["sealed"]) == asked_one.secret


@pytest.mark.parametrize(
    "path", ["{link}", "/w/nothing", "/not-mine/nothing", "/witness/statement/seen", "/not-mine"]
)
def test_no_page_sends_a_referrer_or_is_kept(house, asked_one, path):
    reply = house.outsider().get(path.format(link=asked_one.path))
    assert reply.header("Referrer-Policy") == "no-referrer"
    assert reply.header("Cache-Control") == "no-store"


@pytest.mark.browser
def test_no_request_of_a_browser_names_the_link_but_the_first(house, asked_one, chromium):
    context = chromium.new_context()
    try:
        page = context.new_page()
        sent = []
        page.on("request", lambda request: sent.append((request.url, request.all_headers())))
        page.goto(asked_one.link)
        page.get_by_role("main").get_by_role("button").first.click()
        page.wait_for_load_state()
        assert asked_one.secret not in page.url
        assert page.evaluate("document.referrer") == ""
        assert len(sent) > 4
        naming = [url for url, _headers in sent if asked_one.secret in url]
        assert naming == [asked_one.link]
        headers = [headers for _url, headers in sent]
        assert not [
            header
            for header in headers
            if asked_one.secret in str(header)
            or ("referer" in header and "/w/" in header["referer"])
        ]
        assert context.cookies() == []
        kept = "[...Object.entries(localStorage), ...Object.entries(sessionStorage)]"
        assert asked_one.secret not in str(page.evaluate(kept))
    finally:
        context.close()


def test_an_access_log_shows_no_secret(house, asked_one):
    whole_way(house.outsider(), asked_one.path)
    house.quiet()
    secrets = secrets_of(house, asked_one)
    with _logging_server(house) as (outsider, log):
        for link in house.mailbox.links_to(asked_one.email):
            outsider.get(link.removeprefix(house.url))
        outsider.get("/w/planted-in-a-query?next=" + asked_one.path)
    said = log.read_text()
    assert not holds(said.encode(), secrets), said
    assert said.count("/w/…") >= 2
    assert "/not-mine/…" in said


@contextmanager
def _logging_server(house: Served):
    """Serve the same home by a server that logs every address it is asked for."""
    port, log = free_port(), house.home.with_name("access.log")
    with log.open("wb") as words:
        command = [sys.executable, "-c", SERVER, str(port)]
        server = subprocess.Popen(command, env=house.environment(), stdout=words, stderr=words)
    try:
        for _ in range(PATIENCE * 20):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                assert server.poll() is None, log.read_text()
                time.sleep(0.05)
        yield Outsider(f"http://127.0.0.1:{port}"), log
    finally:
        server.terminate()
        server.wait(PATIENCE)


# --- the learner never sees it ----------------------------------------------------------------------


@pytest.fixture
def learner(house: Served, cast) -> Insider:
    return house.signed_in(cast.learner)


@pytest.mark.parametrize("answered", [False, True], ids=["open", "answered"])
def test_no_page_of_the_learner_shows_a_link_or_its_hash(house, asked_one, learner, answered):
    if answered:
        whole_way(house.outsider(), asked_one.path)
        house.quiet()
    secrets = secrets_of(house, asked_one)
    secrets += [hashlib.sha256(secret.encode()).hexdigest() for secret in secrets]
    seen = list(learner.everything())
    assert len(seen) > 15
    assert any(asked_one.request.witness_name in reply.html for reply in seen)
    for reply in seen:
        assert not holds(reply.body, secrets), reply.path
        assert not re.search(r"/(w|not-mine)/[\w-]{20}", reply.body.decode("latin-1")), reply.path


def test_no_page_of_an_assessor_shows_a_link_but_by_releasing(house, asked_one, cast):
    assessor = house.signed_in(cast.assessor)
    for reply in assessor.everything():
        assert asked_one.secret.encode() not in reply.body, reply.path
    released = assessor.submit(f"/witnesses/{asked_one.request.id}/release", {}, status=200)
    shown = re.findall(r"/w/([\w-]{43})", released.html)
    assert shown
    assert asked_one.secret not in shown, "a new link; the mailed one is nowhere kept"
    assert house.outsider().get(asked_one.path).status == 404
    assert house.outsider().get(f"/w/{shown[0]}").status == 200


@pytest.mark.parametrize("kind", ["json", "csv", "sqlite"])
def test_no_export_holds_a_secret_or_its_hash(house, asked_one, cast, tmp_path, kind):
    whole_way(house.outsider(), asked_one.path)
    house.quiet()
    secrets = secrets_of(house, asked_one)
    secrets += [hashlib.sha256(secret.encode()).hexdigest() for secret in secrets]
    place = tmp_path / f"export.{kind}"
    with house.inside():
        export(cast.learner, kind, place)
    assert place.stat().st_size > 500
    assert not holds(place.read_bytes(), secrets)
