"""What pages are made with comes compressed, is kept for long under a name that says its content, and is never stale."""

import gzip
import hashlib
import re
import shutil

import brotli
import pytest
from flask import Flask
from whitenoise.compress import Compressor

from portfolio.base.web.assets import hashed_names, serve_assets
from tests.base.test_static import STATIC

RENEW = "Renew them: make frontend"
FILES = sorted(path for path in STATIC.rglob("*") if path.is_file())
SMALLER = {".br": brotli.decompress, ".gz": gzip.decompress}
PLAIN = [path for path in FILES if path.suffix not in SMALLER]
FONTS = [path for path in PLAIN if path.suffix == ".woff2"]
A_YEAR = 365 * 24 * 60 * 60


def name_of(path):
    return path.relative_to(STATIC).as_posix()


def address(app, name):
    with app.test_request_context("/"):
        return app.jinja_env.globals["url_for"]("static", filename=name)


@pytest.mark.parametrize("path", PLAIN, ids=name_of)
def test_what_can_be_compressed_lies_beside_it_compressed(path):
    if not Compressor().should_compress(path.name):
        return
    for suffix, undone in SMALLER.items():
        smaller = path.with_name(path.name + suffix)
        assert smaller.is_file(), RENEW
        assert undone(smaller.read_bytes()) == path.read_bytes(), RENEW


def test_nothing_compressed_is_left_behind():
    left = [path for path in FILES if path.suffix in SMALLER and not path.with_suffix("").exists()]
    assert not left, RENEW


@pytest.mark.parametrize("path", FONTS, ids=name_of)
def test_a_font_which_the_stylesheet_names_carries_its_hash(path):
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:10]
    assert f".{digest}." in path.name, RENEW


@pytest.mark.parametrize(
    ("accepted", "encoding"), [("gzip, br", "br"), ("gzip", "gzip"), ("", None)]
)
def test_a_browser_is_sent_what_it_can_read(app, accepted, encoding):
    answer = app.test_client().get(
        address(app, "app.css"), headers={"Accept-Encoding": accepted}, buffered=True
    )
    assert answer.headers.get("Content-Encoding") == encoding
    assert (answer.mimetype, answer.mimetype_params) == ("text/css", {"charset": "utf-8"})
    assert "Accept-Encoding" in answer.headers["Vary"]
    undone = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert undone(answer.data) == (STATIC / "app.css").read_bytes()


@pytest.mark.parametrize("path", PLAIN, ids=name_of)
def test_a_file_is_kept_for_good_by_its_hash_and_briefly_by_its_plain_name(app, path):
    name = name_of(path)
    by_hash = app.test_client().get(address(app, name), buffered=True)
    assert by_hash.status_code == 200
    assert by_hash.data == path.read_bytes()
    assert "immutable" in by_hash.headers["Cache-Control"]
    assert int(re.search(r"max-age=(\d+)", by_hash.headers["Cache-Control"])[1]) >= A_YEAR
    if path not in FONTS:
        plain = app.test_client().get(f"/static/{name}", buffered=True)
        assert plain.data == path.read_bytes()
        assert plain.headers["Cache-Control"] == "max-age=60, public"


def test_a_changed_file_has_another_name(tmp_path):
    shutil.copytree(STATIC, tmp_path / "static")
    before = hashed_names(STATIC)
    (tmp_path / "static" / "app.css").write_text("body { color: red }")
    after = hashed_names(tmp_path / "static")
    assert {name for name in before if before[name] != after[name]} == {"app.css"}


def test_pages_name_everything_by_its_hash(app):
    page = app.test_client().get("/sign-in").text
    named = re.findall(r'(?:src|href)="/static/([^"]+)"', page)
    assert len(named) >= 5
    assert set(named) <= set(hashed_names(STATIC).values())


def test_nobody_reads_outside_the_folder(tmp_path):
    (tmp_path / "static").mkdir()
    (tmp_path / "static" / "there.txt").write_text("there")
    (tmp_path / "secret.txt").write_text("secret")
    app = Flask("outside", static_folder=str(tmp_path / "static"))
    serve_assets(app, {})
    client = app.test_client()
    assert client.get("/static/there.txt", buffered=True).text == "there"
    for path in ("/static/../secret.txt", "/static/%2e%2e/secret.txt", "/static/..%2fsecret.txt"):
        assert client.get(path).status_code == 404
