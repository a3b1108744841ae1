"""Headers of a kept file: nothing in it acts, and any name arrives whole."""

from email.message import Message
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.http import parse_options_header

from portfolio.evidence.pages.file_headers import serve_headers


def test_a_document_is_offered_for_saving_only():
    headers = serve_headers("text/csv", "rota.csv", inline=False)
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    assert headers["Cache-Control"].startswith("private")
    assert headers["Content-Type"] == "text/csv"


@pytest.mark.parametrize("media_type", ["image/jpeg", "image/png"])
def test_a_photo_is_shown_in_the_page(media_type):
    headers = serve_headers(media_type, "a.jpg", inline=True)
    assert headers["Content-Disposition"].startswith("inline; ")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "script" not in headers["Content-Security-Policy"]


def test_a_pdf_is_shown_by_the_browsers_own_viewer():
    policy = serve_headers("application/pdf", "a.pdf", inline=True)["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; object-src 'self'")
    assert "sandbox" not in policy


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "text/plain", "x\r\nSet: y"])
def test_nothing_else_is_ever_shown_in_the_page(media_type):
    headers = serve_headers(media_type, "a", inline=True)
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in headers["Content-Security-Policy"]
    assert "\n" not in headers["Content-Type"]


@given(st.text(max_size=120))
def test_any_name_arrives_whole_and_stays_inside_its_header(name):
    value = serve_headers("text/csv", name, inline=False)["Content-Disposition"]
    assert value.isascii()
    assert value.isprintable()
    Headers().set("Content-Disposition", value)
    kind, options = parse_options_header(value)
    assert kind == "attachment"
    expected = "".join(each for each in name if each.isprintable()) or "attachment"
    assert options["filename"] == expected
    message = Message()
    message["Content-Disposition"] = value
    encoded = value.partition("filename*=UTF-8''")[2]
    assert unquote(encoded) == expected
