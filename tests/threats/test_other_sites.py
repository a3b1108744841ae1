"""Another site, another request's form, too much of anything: nothing is taken that the witness didn't send."""

import http.server
import threading
from contextlib import contextmanager

import pytest

from portfolio.base.sealed_text import seal
from tests.journeys.house import free_port
from tests.threats.outsider import STATEMENT, to_signing, walk, whole_way

PARTS = (
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
)
MUCH = 30 * 1024 * 1024


def draft(house, asked) -> str:
    wanted = "SELECT coalesce(draft, '') FROM witness_request WHERE id = ?"
    return house.rows(wanted, asked.request.id.hex)[0][0]


@pytest.mark.parametrize("part", PARTS)
def test_a_form_without_the_sealed_secret_changes_nothing(house, asked_one, unchanged, part):
    fields = {"do": "sure", "statement": "x", "signed": "x", "receipt": "r" * 43, "words": "x"}
    for sealed in ({}, {"sealed": ""}, {"sealed": asked_one.secret}, {"token": asked_one.secret}):
        reply = house.outsider(Origin="https://evil.example.net").post(
            f"/witness/statement/{part}", fields | sealed
        )
        assert reply.status == 404, part
    unchanged()


@contextmanager
def another_site(page: str):
    """Serve one page at another origin."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_words):
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.browser
def test_another_site_can_not_send_the_form_of_a_browser_that_has_the_link_open(
    house, asked_one, chromium, unchanged
):
    inputs = "".join(
        f'<input name="{name}" value="{value}">'
        for name, value in (("do", "sure"), ("statement", "I saw all."), ("signed", "Grace"))
    )
    page = f'<form method="post" action="{house.url}/witness/statement/not-me">{inputs}<button>Win</button></form>'
    context = chromium.new_context()
    try:
        mine = context.new_page()
        mine.goto(asked_one.link)
        with another_site(page) as elsewhere:
            other = context.new_page()
            other.goto(elsewhere)
            with other.expect_navigation():
                other.get_by_role("button").click()
            assert "This link can’t be used" in other.content()
            framed = context.new_page()
            framed.set_content(f'<iframe src="{asked_one.link}"></iframe>')
            framed.wait_for_timeout(300)
            assert all("asks what you saw" not in frame.content() for frame in framed.frames[1:])
    finally:
        context.close()
    unchanged()


def test_no_page_may_be_framed_or_load_from_elsewhere(house, asked_one):
    reply = house.outsider().get(asked_one.path)
    policy = reply.header("Content-Security-Policy") or ""
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert reply.header("Access-Control-Allow-Origin") is None


def test_the_learner_s_own_forms_need_their_token(house, cast, unchanged):
    member = house.signed_in(cast.learner)
    before = house.everything()
    for path in (f"/witnesses/ask?enrolment={cast.second_enrolment.id}", "/witnesses/ask"):
        reply = member.post(path, {"witness_name": "x", "witness_email": "x@works.example.org"})
        assert reply.status == 400
    assert house.everything() == before


def test_a_sealed_secret_opens_its_own_request_only(house, cast):
    """Fields of another's form with one's own seal fill one's own draft; the other's stays as it was."""
    mine, theirs = house.ask(cast), house.ask(house.cast())
    to_signing(house.outsider(), theirs.path, statement="What the other one saw.")
    before = draft(house, theirs)
    form, fields = to_signing(house.outsider(), mine.path, statement="What I saw myself.")
    there = to_signing(house.outsider(), theirs.path, statement="What the other one saw.")[1]
    mixed = there | {"sealed": fields["sealed"]}
    assert house.outsider().post(form.action, mixed).status == 200
    assert draft(house, theirs) == before
    [(content,)] = house.rows(
        "SELECT v.content FROM evidence_version v JOIN statement s ON s.evidence_id = v.evidence_id WHERE s.request_id = ?",
        mine.request.id.hex,
    )
    assert "What I saw myself." in content
    assert "What the other one saw." not in content
    assert house.outsider().get(theirs.path).status == 200


def test_a_receipt_s_seal_opens_no_statement_and_the_other_way_round(house, asked_one):
    whole_way(house.outsider(), asked_one.path)
    house.quiet()
    secret = next(
        mailed_link
        for mailed_link in house.mailbox.links_to(asked_one.email)
        if "/not-mine/" in mailed_link
    )
    secret = secret.rsplit("/", 1)[1]
    with house.inside():
        receipt, link = seal(secret), seal(asked_one.secret)
    before = house.everything()
    for part in PARTS:
        assert (
            house.outsider()
            .post(f"/witness/statement/{part}", {"sealed": receipt, "do": "sure"})
            .status
            == 404
        )
    assert house.outsider().get(f"/w/{secret}").status == 404
    assert house.outsider().post("/not-mine", {"sealed": link, "wrote_it": "no"}).status == 404
    assert house.outsider().get(f"/not-mine/{asked_one.secret}").status == 404
    assert house.everything() == before


@pytest.mark.parametrize("part", ["seen", "words", "criteria", "send", "not-me"])
def test_too_large_a_body_is_refused_with_a_sentence(house, asked_one, unchanged, part):
    sealed = house.outsider().get(asked_one.path).forms[0].fields["sealed"]
    body = f"sealed={sealed}&do=next&statement=".encode() + b"a" * (5 * 1024 * 1024)
    reply = house.outsider().ask(
        "POST",
        f"/witness/statement/{part}",
        body=body,
        Content_Type="application/x-www-form-urlencoded",
    )
    assert reply.status == 413
    assert "Something went wrong" not in reply.text
    unchanged()


def test_a_text_that_is_too_long_is_shown_again_whole_and_nothing_is_cut(house, asked_one):
    typed = "a" * 30_000
    steps = walk(house.outsider(), asked_one.path, {"statement": typed})
    reply = next(
        step.reply for step in steps if step.fields and step.fields.get("statement") == typed
    )
    assert "There is a problem" in reply.text
    assert typed in reply.html


@pytest.mark.parametrize(
    "body", [b"", b"%", b"sealed", b"\xff\xfe", b"&" * 3000, b"a[b][c]=1&" * 2500]
)
def test_an_odd_body_gets_a_page_and_no_crash(house, unchanged, body):
    for part in ("seen", "words", "criteria", "send"):
        reply = house.outsider().ask(
            "POST",
            f"/witness/statement/{part}",
            body=body,
            Content_Type="application/x-www-form-urlencoded",
        )
        assert reply.status in (400, 404, 413), reply.status
    unchanged()


def test_nothing_that_was_seen_is_filled_in_for_the_witness(house, asked_one):
    """No prefilled words: neither the learner's message nor a ready answer stands in any field."""
    for step in walk(house.outsider(), asked_one.path, until="/send"):
        for form in step.reply.forms:
            for name, kind, _value in form.open:
                if kind == "textarea" and not (step.fields and name in step.fields):
                    assert form.fields[name].strip() in ("", STATEMENT.strip()), name
                if kind == "radio" and step.name in ("open", "seen (show)"):
                    assert name not in form.fields
                assert asked_one.request.what_they_saw not in form.fields.get(name, "")
