"""Plain addresses are built once, and never where they would be another's."""

import pytest
from flask import url_for
from werkzeug.routing import BuildError


def test_a_plain_address_stays_as_it_is_and_follows_where_the_application_stands(app):
    for _ in range(2):
        with app.test_request_context("/units"):
            assert url_for("home.first_page") == "/"
            assert url_for("criteria.units", _anchor="top") == "/units#top"
            assert url_for("criteria.units") == url_for(".units") == "/units"
            assert url_for("home.first_page", _external=True).endswith("://localhost/")
        with app.test_request_context("/", environ_overrides={"SCRIPT_NAME": "/portfolio"}):
            assert url_for("criteria.units") == "/portfolio/units"


def test_what_is_another_page_has_another_address(app):
    with app.test_request_context("/"):
        first, second = (url_for("static", filename=name) for name in ("app.css", "app.js"))
        assert first.endswith(".css")
        assert second.endswith(".js")
        assert url_for("criteria.units") == "/units"
        assert url_for("criteria.units", q="parcel") == "/units?q=parcel"
        assert url_for("criteria.units") == "/units"


def test_an_address_that_needs_values_is_refused_without_them_each_time(app):
    for _ in range(2):
        with app.test_request_context("/"), pytest.raises(BuildError):
            url_for("evidence.piece")
