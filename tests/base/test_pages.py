"""What every page shares: errors are pages with a sentence, headers stand on every answer, `next` stays at home."""

import gc
import io
import re
import resource
from urllib.parse import urljoin, urlsplit
from uuid import uuid4

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from sqlalchemy import text
from werkzeug.exceptions import RequestEntityTooLarge

from portfolio.base.db import db
from portfolio.base.web.pages import (
    ANYONE,
    HEADERS,
    MOST_BYTES,
    PageProblem,
    guarded,
    paragraphs,
    safe_next,
)
from tests.browser import Browser
from tests.conftest import app_at
from tests.one_app import close

pytestmark = pytest.mark.own_app


def add(app, path, view, **options):
    app.add_url_rule(path, path.strip("/").replace("/", " "), guarded(ANYONE)(view), **options)


def without_tokens(html: str) -> str:
    return re.sub(r'value="[^"]*"', "", html)


def test_forbidden_looks_exactly_like_missing(browse, world):
    learner = browse(world.learner)
    for forbidden, missing in (
        ("/centre/people", "/no/such/page"),
        (f"/centre/people/{world.other_learner.id}", f"/centre/people/{uuid4()}"),
        (f"/coverage/{world.other_enrolment.id}", f"/coverage/{uuid4()}"),
        (f"/exports/{world.other_learner.id}", f"/exports/{uuid4()}"),
    ):
        pages = [learner.get(path, status=404) for path in (forbidden, missing)]
        first, second = (without_tokens(page.html) for page in pages)
        assert first == second, forbidden


def test_a_wrong_method_is_a_page(browse):
    page = browse().get("/sign-out", status=405)
    assert "didn’t work" in page.text


def test_a_crash_is_a_page_without_its_words(app, caplog):
    def crash() -> str:
        raise RuntimeError("a secret inside")

    add(app, "/crash", crash)
    page = Browser(app).get("/crash", status=500)
    assert "on our side" in page.text
    assert "secret" not in page.html
    assert "Traceback" not in page.html
    assert "a secret inside" in caplog.text


def test_a_problem_is_a_page_with_its_sentence_and_the_way_back(app):
    def refuse() -> str:
        raise PageProblem("That draft changed. Look at both.", back="/units")

    add(app, "/refuse", refuse)
    page = Browser(app).get("/refuse", status=409)
    assert "That draft changed. Look at both." in page.text
    assert "/units" in page.links


@pytest.mark.both_engines
def test_a_broken_statement_still_gets_a_whole_page(app, browse, world):
    """On PostgreSQL a failed statement spoils the transaction that the page's frame reads in."""

    def break_it() -> str:
        db.session.execute(text("SELECT * FROM no_such_table"))
        return "?"

    add(app, "/broken", break_it)
    page = browse(world.learner).get("/broken", status=503 if _is_sqlite(app) else 500)
    assert "try again" in page.text
    assert "no_such_table" not in page.html
    assert _is_sqlite(app) or "Mia Learner" in page.text


def _is_sqlite(app) -> bool:
    with app.app_context():
        return db.engine.dialect.name == "sqlite"


def test_a_database_that_is_gone_is_a_page_for_everybody(app, browse, world):
    """The frame of the error page needs the database too."""
    learner, stranger = browse(world.learner), browse()
    with app.app_context():
        db.engine.dispose()
    for path in app.config["HOME"].glob("portfolio.db*"):
        path.unlink()
    for browser in (learner, stranger):
        page = browser.get("/units", status=503)
        assert "could not save or read" in page.text


def test_a_file_that_is_no_database_any_more_is_a_page(app, browse, world):
    learner = browse(world.learner)
    with app.app_context():
        db.engine.dispose()
    for path in app.config["HOME"].glob("portfolio.db*"):
        path.write_bytes(b"rubbish" * 1000)
    page = learner.get("/units", status=500)
    assert "Something went wrong" in page.text


def test_too_large_a_request_is_a_sentence(app, browse):
    app.config["MAX_CONTENT_LENGTH"] = 2000
    browser = browse()
    browser.get("/sign-in")
    sent = {"email": "x" * 3000}
    page = browser.post("/sign-in", sent, status=413, content_type="multipart/form-data")
    assert "25 MB" in page.text
    assert MOST_BYTES > 25 * 1024 * 1024
    assert RequestEntityTooLarge.code == 413


@pytest.mark.parametrize(
    "content_type", ["application/x-www-form-urlencoded", "multipart/form-data"]
)
def test_too_many_words_are_a_sentence_of_their_own(app, browse, content_type):
    browser = browse()
    for words, status in ((4 * 1024 * 1024 + 1, 413), (3 * 1024 * 1024, 200)):
        browser.get("/sign-in")
        sent = {"email": "x" * words}
        page = browser.post("/sign-in", sent, status=status, content_type=content_type)
        assert ("Those words are too many" in page.text) is (status == 413)
        assert "25 MB" not in page.text


def open_files():
    """Return the files that are open for reading and writing."""
    return {
        file.fileno()
        for file in gc.get_objects()
        if type(file) is io.BufferedRandom and not file.closed
    }


def test_a_full_disk_is_a_sentence(app, browse, caplog):
    """The system itself refuses to let any file grow past 2 MB while the upload is taken in."""
    browser = browse()
    before = open_files()
    token = browser.get("/sign-in").form("/sign-in").values["csrf_token"]
    head = 'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    body = f"--b\r\n{head}".encode() + b"x" * 5_000_000 + b"\r\n--b--\r\n"
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, hard))
    try:
        answer = browser.client.post(
            "/sign-in",
            data=body,
            content_type="multipart/form-data; boundary=b",
            headers={"X-CSRFToken": token},
        )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert answer.status_code == 503
    assert "disk is full" in answer.text
    assert "no room left" in caplog.text
    assert (
        open_files() == before
    )  # the file cut short is closed, although its last words had no room


def test_other_trouble_with_files_is_a_crash(app):
    def crash() -> str:
        raise FileNotFoundError("a secret place")

    add(app, "/crash", crash)
    page = Browser(app).get("/crash", status=500)
    assert "secret" not in page.html


@pytest.mark.parametrize("token", ["", "rubbish"])
def test_a_form_without_its_token_changes_nothing_and_says_so(app, browse, world, token):
    browser = browse(world.learner)
    page = browser.post("/sign-out", {"csrf_token": token}, status=400)
    assert "open for too long" in page.text
    assert browser.get("/units").path == "/units"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/sign-in"),
        ("get", "/units"),
        ("get", "/no/such/page"),
        ("get", "/static/app.css"),
        ("get", "/healthz"),
        ("post", "/sign-in"),
        ("put", "/sign-in"),
    ],
)
def test_headers_stand_on_every_answer(app, method, path):
    answer = getattr(app.test_client(), method)(path)
    for name, value in HEADERS.items():
        assert answer.headers.get(name) == value, name
    if not path.startswith("/static"):
        assert "no-store" in answer.headers["Cache-Control"]
    assert "Strict-Transport-Security" not in answer.headers
    answer.close()


def test_over_https_cookies_are_secure_and_browsers_told_to_stay(tmp_path, template_home):
    app = app_at(tmp_path, PUBLIC_URL="https://portfolio.example.org")
    answer = app.test_client().get(
        "/no/such/page", base_url="https://portfolio.example.org", headers={}
    )
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert app.config["SESSION_COOKIE_SECURE"]
    close(app)


def test_the_cookie_is_not_for_scripts_or_other_sites(app):
    answer = app.test_client().get("/sign-in")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("portfolio=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8000", 200),
        ("localhost", 200),
        ("evil.example", 400),
        ("127.0.0.1.evil.example", 400),
        ("localhost:80@evil.example", 400),
    ],
)
def test_only_our_own_hosts_are_answered(app, host, status):
    answer = app.test_client().get("/sign-in", headers={"Host": host})
    assert answer.status_code == status
    assert "evil" not in answer.text


def test_a_proxy_is_believed_only_when_there_is_one(app, tmp_path, template_home):
    def who() -> str:
        from flask import request

        return f"{request.remote_addr} {request.scheme} {request.host}"

    behind = app_at(tmp_path, PROXIES="1")
    told = {
        "X-Forwarded-For": "9.9.9.9",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-Host": "evil.example",
    }
    for served, expected in (
        (app, "127.0.0.1 http localhost"),
        (behind, "9.9.9.9 https localhost"),
    ):
        add(served, "/who", who)
        assert served.test_client().get("/who", headers=told).text == expected
    close(behind)


def as_browsers_read(address: str) -> str:
    """Fold an address as browsers do (WHATWG URL): trim, drop tabs and line ends, turn backslashes."""
    trimmed = address.strip("".join(map(chr, range(0x21))))
    return re.sub(r"[\t\r\n]", "", trimmed).replace("\\", "/")


PIECES = st.sampled_from(
    ["/", "//", "\\", "evil.example", "https:", "javascript:", "\t", "\n", " ", "@", "?", "#", "..", "[", "]", "%2f", "a"]
)  # fmt: skip
ADDRESSES = st.one_of(st.text(), st.lists(PIECES, max_size=8).map("".join))


@given(wanted=ADDRESSES)
@example(wanted="/\t/evil.example")
@example(wanted="/\\evil.example")
@example(wanted="///evil.example")
@example(wanted="https://evil.example")
@example(wanted="javascript:alert(1)")
@example(wanted="/units?next=//evil.example#x")
@example(wanted="//[")
def test_the_next_page_is_always_ours(wanted):
    with _small_app().test_request_context("/", method="POST", data={"next": wanted}):
        target = safe_next("/home")
    landed = urlsplit(urljoin("http://ours.example/sign-in", as_browsers_read(target)))
    assert (landed.scheme, landed.netloc) == ("http", "ours.example")
    assert target in (wanted, "/home")


@pytest.mark.parametrize("wanted", ["/units", "/evidence/1?page=2#field-purpose", "/"])
def test_a_page_of_ours_is_kept(wanted):
    with _small_app().test_request_context("/", query_string={"next": wanted}):
        assert safe_next("/home") == wanted


def _small_app():
    from flask import Flask

    return Flask("small")


def test_paragraphs_are_told_apart_by_empty_lines():
    assert paragraphs("One\r\nstill one\r\n\r\n\r\nTwo\n\n \n") == ["One\nstill one", "Two"]
