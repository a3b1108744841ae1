"""The mark of a network: the same for one line, another for the next, and never an address."""

import pytest
from flask import request

from portfolio.base.web.pages import ANYONE, guarded
from portfolio.people.networks import network_mark
from tests.conftest import app_at
from tests.one_app import close


@pytest.fixture
def marked(context):
    return network_mark


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("203.0.113.7", "::ffff:203.0.113.7"),  # the same line, as a server on IPv6 hears it
        ("::ffff:cb00:7107", "203.0.113.7"),
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:1:2:3"),  # two devices of one line: 64 bits are its
        ("2001:DB8:1:2:0:0:0:1", "2001:db8:1:2::1"),
        ("fe80::1%eth0", "fe80::2%wlan0"),
        ("203.0.113.7", "203.0.113.7:4711"),  # as some proxies write it
        ("2001:db8:1:2::1", "[2001:db8:1:2::1]:443"),
    ],
)
def test_one_line_has_one_mark(marked, one, other):
    assert marked(one) == marked(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("203.0.113.7", "203.0.113.8"),
        ("2001:db8:1:2::1", "2001:db8:1:3::1"),
        ("203.0.113.7", "2001:db8::cb00:7107"),
    ],
)
def test_another_line_has_another_mark(marked, one, other):
    assert marked(one) != marked(other)


def test_no_mark_leads_back_to_an_address(marked, app):
    before = marked("203.0.113.7")
    assert len(before) == 64
    assert set(before) <= set("0123456789abcdef")
    app.config["SECRET_KEY"] = "another installation"
    assert marked("203.0.113.7") != before


@pytest.mark.parametrize(
    "nothing", [None, "", "unknown", "203.0.113.7:", "[]", "a.host.example", " "]
)
def test_what_is_no_address_has_no_mark(marked, nothing):
    assert marked(nothing) == ""


@pytest.mark.parametrize(
    ("proxies", "told", "known"),
    [
        ("0", "203.0.113.7", "127.0.0.1"),  # nobody is believed
        ("1", "203.0.113.7", "203.0.113.7"),
        ("1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),  # the first was said by the visitor
        ("2", "198.51.100.1, 203.0.113.7, 10.0.0.2", "203.0.113.7"),
        ("1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("1", "2001:db8:1:2::1", "2001:db8:1:2::9"),
    ],
)
def test_behind_trusted_proxies_it_is_the_visitors_network(
    tmp_path, template_home, proxies, told, known
):
    app = app_at(tmp_path, PROXIES=proxies)
    app.add_url_rule("/who", "who", guarded(ANYONE)(lambda: network_mark(request.remote_addr)))
    with app.app_context():
        expected = network_mark(known)
    headers = {"X-Forwarded-For": told}
    assert app.test_client().get("/who", headers=headers).text == expected
    close(app)
