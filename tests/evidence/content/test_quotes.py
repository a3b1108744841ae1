"""Quotes are found however their spaces and marks are typed, and never where they aren't."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.evidence.content.quotes import (
    clock_of,
    find,
    folded,
    plain,
    quote_occurs,
    seconds_of,
)
from portfolio.evidence.kinds import KINDS

TEXT = st.text(alphabet=st.characters(codec="utf-8"), max_size=80)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("it's “done”", 'She said: It’s "done".'),
        ("two\n\n  lines", "in two lines here"),
        ("a – b", "a - b"),
        ("wait...", "Wait… please"),
        ("straße", "Die STRASSE"),
        ("hand\u00adover", "handover"),
        ("a\u00a0b", "a b"),
    ],
)
def test_the_same_words_typed_otherwise_are_found(quote, text):
    assert find(quote, text)


@pytest.mark.parametrize("quote", ["", "   ", "\n", "\u200b", "not there"])
def test_nothing_and_other_words_are_not_found(quote):
    assert find(quote, "Something is there") is None


@given(TEXT)
def test_folding_points_back_at_each_character(text):
    words, positions = folded(text)
    assert len(words) == len(positions)
    assert positions == sorted(positions)
    assert all(0 <= position < len(text) for position in positions)
    assert plain(words) == plain(plain(words))


@given(TEXT, TEXT, TEXT)
def test_what_is_cut_out_of_a_text_is_found_in_it(before, quote, after):
    if not plain(quote):
        return
    text = before + quote + after
    # A space at the quote's own edge may fold into its neighbour; its words are still there.
    start, end = find(quote, text)
    assert plain(quote) in plain(text)
    assert 0 <= start < end <= len(text)


def test_a_quote_stands_in_one_answer_only_rows_included():
    kind = KINDS["handover_instance"]
    content = {"purpose": "To go on", "scope": "without a break", "setting": "real",
               "actions": [{"id": "1", "task": "Ring the depot", "deadline": "2026-01-01T10:00"}]}  # fmt: skip
    assert quote_occurs("to go on", kind, content)
    assert quote_occurs("ring the DEPOT", kind, content)
    assert not quote_occurs("To go on without a break", kind, content)
    assert not quote_occurs("real", kind, content)
    assert not quote_occurs("2026", kind, content)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("4:05", "4:05"),
        (" 1:02:03 ", "1:02:03"),
        ("75:00", "1:15:00"),
        ("0:07", "0:07"),
        ("4:5", None),
        ("4:60", None),
        ("", None),
        ("٤:05", None),
    ],
)
def test_times(typed, kept):
    seconds = seconds_of(typed)
    assert (None if seconds is None else clock_of(seconds)) == kept
