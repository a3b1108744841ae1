"""Sealed text: opened with this installation's key alone, unchanged, for as long as it is said."""

from datetime import timedelta

import pytest

from portfolio.base import clock
from portfolio.base.sealed_text import BadSeal, seal, unseal


@pytest.mark.parametrize("words", ["", "https://here.example/w/x", "Grüße 🎓"])
def test_what_is_sealed_can_be_opened_and_not_read(context, words):
    sealed = seal(words)
    assert unseal(sealed) == words
    assert not words or words not in sealed


def test_a_changed_seal_is_refused(context):
    sealed = seal("a secret")
    for place in (0, 10, 40, len(sealed) - 2):
        other = "A" if sealed[place] != "A" else "B"
        with pytest.raises(BadSeal, match="Open the link again"):
            unseal(sealed[:place] + other + sealed[place + 1 :])


@pytest.mark.parametrize("rubbish", ["", "x", "gAAAAA", "é" * 100, "\x00"])
def test_rubbish_is_refused(context, rubbish):
    with pytest.raises(BadSeal):
        unseal(rubbish)


def test_another_installations_seal_is_refused(app):
    with app.app_context():
        sealed = seal("a secret")
        app.config["SECRET_KEY"] = "the key of another installation"
        with pytest.raises(BadSeal):
            unseal(sealed)


def test_a_seal_grows_too_old(context):
    sealed = seal("a secret")
    with clock.at(clock.now() + timedelta(seconds=50)):
        assert unseal(sealed, max_age=60) == "a secret"
    with clock.at(clock.now() + timedelta(seconds=62)):
        assert unseal(sealed) == "a secret"
        with pytest.raises(BadSeal):
            unseal(sealed, max_age=60)
