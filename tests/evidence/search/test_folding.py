"""Words as they are searched: folded, parted and marked, whatever is written."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portfolio.evidence.search.folding import (
    LONGEST_WORD,
    MOST_KEPT,
    MOST_WORDS,
    asked,
    excerpt,
    found_in,
    kept,
    words,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Café Crème", ["cafe", "creme"]),
        ("Cafe\u0301", ["cafe"]),
        ("STRASSE Straße", ["strasse", "strasse"]),
        ("İstanbul ﬁnal №5", ["istanbul", "final", "no5"]),
        ("hand-over, follow–up", ["hand", "over", "follow", "up"]),
        ("the customer’s don't o`clock", ["the", "customers", "dont", "oclock"]),
        ("'quoted' ’tis rock''n", ["quoted", "tis", "rock", "n"]),
        (
            "snake_case a.b/c E3:2026-10-05",
            ["snake", "case", "a", "b", "c", "e3", "2026", "10", "05"],
        ),
        ("un\u00adseen zero\u200bwidth", ["unseen", "zerowidth"]),
        ("😀 ?! ' – \x00", []),
        ("Жалоба 顧客 الزبون", ["жалоба", "顧客", "الزبون"]),
        ("½ m²", ["1", "2", "m2"]),
        ("", []),
    ],
)
def test_a_text_has_these_words(text, expected):
    assert list(words(text)) == expected


def test_folding_once_is_folding_for_good():
    for code in range(sys.maxunicode + 1):
        character = chr(code)
        if unicodedata.category(character) in {"Cn", "Co", "Cs"}:
            continue
        folded = list(words(character))
        assert list(words(" ".join(folded))) == folded, hex(code)
        assert not any(letter.isspace() or "A" <= letter <= "Z" for letter in "".join(folded)), hex(
            code
        )


def test_a_very_long_word_is_found_by_all_that_begins_it():
    (first, rest) = words("x" * (LONGEST_WORD + 5))
    assert (len(first), rest) == (LONGEST_WORD, "xxxxx")


def test_what_is_kept_is_each_word_once_and_never_too_much():
    assert kept(["b a", "a C"]) == "a b c"
    assert len(kept([f"{number:059}" for number in range(10_000)])) <= MOST_KEPT


def test_only_so_many_words_are_searched_and_it_says_so():
    many = asked(" ".join(f"w{number}" for number in range(2_000)))
    assert (len(many.words), many.left_out) == (MOST_WORDS, True)
    assert not asked("one two one").left_out
    nothing = asked("?! …")
    assert nothing.is_asked
    assert nothing.words == ()
    assert not asked(" \t\x00 ").is_asked


def test_found_words_are_marked_where_they_were_written():
    text = "The Café’s till was rung; cafe\u0301s are closed."
    places = [text[start:end] for start, end in found_in(text, ["cafe"])]
    assert places == ["Café’s", "cafe\u0301s"]


def test_an_excerpt_is_of_the_text_with_most_words_and_short():
    long = "word " * 100 + "the depot answered late " + "word " * 100
    runs = excerpt(["a depot", long, "nothing"], ["depot", "answer"])
    shown = "".join(run.text for run in runs)
    assert [run.text for run in runs if run.marked] == ["depot", "answered"]
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len(shown) < 200
    assert excerpt(["nothing here"], ["depot"]) == ()


@given(st.text(max_size=300), st.text(max_size=20))
def test_marking_and_searching_agree(text, typed):
    wanted = asked(typed).words
    is_found = bool(wanted) and any(word.startswith(wanted) for word in words(text))
    assert bool(found_in(text, wanted)) == is_found
    assert "".join(run.text for run in excerpt([text], wanted)).strip("… ") in text
