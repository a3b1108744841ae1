"""A centre's own catalogues: found, chosen by the browser's wish, kept to the pages that are translated as a whole."""

import logging
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from flask import Flask

from portfolio.base import clock
from portfolio.base.translating import (
    gettext,
    in_words,
    language,
    page_language,
    script_words,
    speaking,
    spoken_date,
    spoken_time,
    wanted_language,
)
from tests.conftest import app_at
from tests.one_app import close

WELSH = {
    "Begin": "Dechrau",
    "%(learner)s asks what you saw": "Mae %(learner)s yn gofyn beth welsoch chi",
    "Discard": "Dileu",
    "Skip to main content": "Neidio i'r prif gynnwys",
}


def catalogue(words: dict[str, str], language: str = "cy") -> bytes:
    known = Catalog(locale=language)
    for english, said in words.items():
        known.add(english, said)
    out = BytesIO()
    write_mo(out, known)
    return out.getvalue()


def put(home, language, content):
    folder = home / "translations" / language / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "messages.mo").write_bytes(content)


@pytest.fixture
def welsh(tmp_path) -> Flask:
    """An application of a centre that has a Welsh catalogue, and one that can't be read."""
    put(tmp_path, "cy", catalogue(WELSH))
    put(tmp_path, "xx", b"rubbish")
    app = app_at(tmp_path)
    yield app
    close(app)


def asking(app: Flask, wish: str, path: str = "/w/nothing"):
    headers = {"Accept-Language": wish} if wish else {}
    return app.test_request_context(path, headers=headers)


@pytest.mark.parametrize(
    ("wish", "spoken"),
    [
        ("cy", "cy"),
        ("cy-GB, en;q=0.5", "cy"),
        ("en, cy;q=0.5", "en"),
        ("en-GB,en;q=0.9,cy;q=0.1", "en"),
        ("fr, cy;q=0.2", "cy"),
        ("fr", "en"),
        ("xx", "en"),
        ("*", "en"),
        ("", "en"),
        ("cy;q=0", "en"),
        (";;;", "en"),
    ],
)
def test_the_browser_s_wish_decides_among_what_the_centre_has(welsh, wish, spoken):
    with asking(welsh, wish):
        assert wanted_language() == spoken
        assert language() == spoken


def test_only_pages_translated_as_a_whole_speak_it(welsh):
    with asking(welsh, "cy", "/sign-in"):
        assert (wanted_language(), language(), page_language()) == ("cy", "en", "en-GB")
        assert gettext("Begin") == "Begin"
        with speaking(wanted_language()):
            assert gettext("Begin") == "Dechrau"
        assert gettext("Begin") == "Begin"
    with welsh.app_context():
        assert language() == "en"


def test_sentences_names_and_dates(welsh):
    with asking(welsh, "cy"):
        name = "100 % Mia"
        assert gettext("%(learner)s asks what you saw", learner=name).startswith("Mae 100 % Mia yn")
        assert spoken_date(date(2026, 11, 3)) == "3 Tachwedd 2026"
        assert gettext("Not in the catalogue, 5 %") == "Not in the catalogue, 5 %"
        assert in_words("") == ""
        assert in_words(None) is None
        assert '"discard": "Dileu"' in script_words().unescape()
        assert page_language() == "cy"


def test_in_english_dates_are_those_of_the_clock(welsh):
    with welsh.app_context():
        for month in range(1, 13):
            moment = datetime(2026, month, 3, 14, 5, tzinfo=UTC)
            assert spoken_time(moment) == clock.spoken_time(moment)
            assert spoken_date(moment) == clock.spoken_date(moment)
        assert script_words() == ""


def test_a_catalogue_that_can_not_be_read_is_left_out_and_named(tmp_path, caplog):
    put(tmp_path, "xx", b"rubbish")
    with caplog.at_level(logging.WARNING):
        app = app_at(tmp_path)
    assert "can't be read and is left out" in caplog.text
    assert "xx" in caplog.text
    close(app)
