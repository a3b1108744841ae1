"""Pages are compressed only where their length gives nothing away."""

import gzip
import re

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.base.web.csrf_masking import masked, unmasked

READS = {"Accept-Encoding": "gzip, br"}
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
UNDONE = {"br": brotli.decompress, "gzip": gzip.decompress}


def page_of(answer):
    """Return an answer's page as a browser reads it."""
    return UNDONE[answer.headers["Content-Encoding"]](answer.data).decode()


def without_what_differs(page):
    return re.sub(r"<!-- [0-9a-f]* -->$", "", TOKEN.sub("", page))


@pytest.mark.parametrize("way", UNDONE)
def test_a_signed_in_page_is_the_same_compressed(browse, world, way):
    client = browse(world.learner).client
    plain, sent = client.get("/units"), client.get("/units", headers={"Accept-Encoding": way})
    assert sent.headers["Content-Encoding"] == way
    assert "Accept-Encoding" in sent.headers["Vary"]
    assert int(sent.headers["Content-Length"]) == len(sent.data) < len(plain.data) / 2
    assert without_what_differs(page_of(sent)) == without_what_differs(plain.text)
    assert "Content-Encoding" not in plain.headers


def test_the_token_looks_different_each_time_and_is_taken(browse, world):
    client = browse(world.learner).client
    pages = [page_of(client.get("/units", headers=READS)) for _ in range(20)]
    tokens = [set(TOKEN.findall(page)) for page in pages]
    assert len(set.union(*tokens)) == 20
    plain = TOKEN.search(client.get("/units").text)[1]
    secret = plain.split(".")[0]
    assert not any(secret in page for page in pages)
    assert len({len(page) for page in pages}) > 2
    assert client.post("/sign-out", data={"csrf_token": tokens[0].pop()}).status_code < 400


def test_a_masked_token_of_somebody_else_is_refused(browse, world):
    theirs = TOKEN.search(page_of(browse(world.other_learner).client.get("/units", headers=READS)))[
        1
    ]
    mine = browse(world.learner).client
    assert mine.post("/sign-out", data={"csrf_token": theirs}).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/units?x=1", "/handovers?q=parcel", "/no/such/page", "/handovers.csv", "/handovers/new?"],
)
def test_what_holds_words_of_the_request_or_is_no_page_is_sent_as_it_is(browse, world, path):
    answer = browse(world.learner).client.get(path, headers=READS)
    compressed = answer.headers.get("Content-Encoding")
    assert (compressed is not None) == (path == "/handovers/new?")


def test_an_answer_to_a_form_is_sent_as_it_is(browse, world):
    browser = browse(world.learner)
    token = TOKEN.search(browser.client.get("/units").text)[1]
    answer = browser.client.post("/handovers/new", data={"csrf_token": token}, headers=READS)
    assert answer.mimetype == "text/html"
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/privacy", "/accessibility", "/w/" + "x" * 43, "/healthz"]
)
@pytest.mark.parametrize("signed_in", [False, True])
def test_what_anybody_may_open_is_never_compressed(browse, world, path, signed_in):
    """These hold the secrets of links, or nothing that is worth it."""
    client = browse(world.learner if signed_in else None).client
    assert "Content-Encoding" not in client.get(path, headers=READS).headers


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_a_mask_comes_off_again(token):
    assert unmasked(masked(token)) == token


def test_a_mask_is_new_each_time():
    assert len({masked("a token of sixteen") for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "sent", ["", "IjAi.x.y", "masked.", "masked.a", "masked.AAA=", "masked.é", "masked._-8="]
)
def test_what_is_no_masked_token_opens_nothing(app, sent):
    unmasked(sent)
    assert app.test_client().post("/sign-out", data={"csrf_token": sent}).status_code == 400
