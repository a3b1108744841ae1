"""Quotes are found in the learner's words and marked there, and nothing is ever inserted unescaped."""

import html
import re

from hypothesis import given
from hypothesis import strategies as st

from portfolio.evidence.content.quotes import find, plain
from portfolio.exports.formats.pdf.quoted_places import QuoteMark, direction, mark

WORDS = st.text(alphabet="ab <>&\"'\n\té’–ع{}", max_size=60)


def place(number, quote):
    return QuoteMark(f"e1-place-{number}", f"1.{number}", f"#c{number}", quote)


def words_of(paragraphs):
    """Return what a reader sees of the learner's own words: without markers, tags and entities."""
    text = "\n\n".join(str(p.markup) for p in paragraphs)
    text = re.sub(r"<sup>.*?</sup>", "", text)
    return html.unescape(re.sub(r"<[^>]*>", "", text))


def test_a_quote_is_marked_with_its_anchor_and_a_way_back():
    (paragraph,), found = mark("I read it back to Dan.", [place(3, "read it back")])
    assert paragraph.markup == (
        'I <span id="e1-place-3"><span class="marked">read it back</span></span>'
        '<sup><a href="#c3">[1.3]</a></sup> to Dan.'
    )
    assert found == {"e1-place-3"}


def test_white_space_and_curled_quotes_do_not_hide_a_quote():
    assert find('said "it\'s done"', "She said “it’s\n  done” twice") == (4, 22)
    assert find("  ", "a b") is None
    assert find("b a", "a b") is None


def test_whatever_is_accepted_as_a_quote_is_marked_in_print():
    """Case, a soft hyphen and typographic dots hide no quote, neither from the claim nor from the print."""
    text, quote = "I rang the De\u00adpot… twice.", "rang the depot..."
    assert plain(quote) in plain(text)
    (paragraph,), found = mark(text, [place(2, quote)])
    assert found == {"e1-place-2"}
    assert "rang the De\u00adpot…</span>" in paragraph.markup


def test_a_quote_over_two_paragraphs_is_marked_in_both_and_anchored_once():
    paragraphs, found = mark("One two.\n\nThree four.", [place(1, "two. Three")])
    text = [str(p.markup) for p in paragraphs]
    assert ['class="marked"' in t for t in text] == [True, True]
    assert [t.count('id="e1-place-1"') for t in text] == [1, 0]
    assert [t.count("[1.1]") for t in text] == [0, 1]
    assert found == {"e1-place-1"}


def test_overlapping_quotes_keep_both_ends():
    (paragraph,), found = mark("abcdef", [place(1, "abcd"), place(2, "cdef"), place(3, "abcdef")])
    assert found == {"e1-place-1", "e1-place-2", "e1-place-3"}
    assert [paragraph.markup.count(f"[1.{n}]") for n in (1, 2, 3)] == [1, 1, 1]


def test_markup_in_the_words_stays_words():
    (paragraph,), _ = mark("<script>&amp;</script>", [place(1, "<script>&amp;")])
    assert "<script" not in paragraph.markup
    assert words_of([paragraph]) == "<script>&amp;</script>"


def test_direction_follows_the_first_letter_that_has_one():
    assert [direction(t) for t in ("12:30 قلت", "12:30 said", "", "…")] == [
        "rtl",
        "ltr",
        "ltr",
        "ltr",
    ]


@given(
    text=WORDS,
    quotes=st.lists(WORDS, max_size=4),
    cuts=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=4),
)
def test_whatever_is_claimed_the_words_stay_the_same(text, quotes, cuts):
    quotes = [*quotes, *(text[min(c) : max(c)] for c in cuts)]
    places = [place(number, quote) for number, quote in enumerate(quotes)]
    paragraphs, found = mark(text, places)
    assert "".join(words_of(paragraphs).split()) == "".join(text.split())
    inserted = re.findall(r"<[^>]*>", "".join(str(p.markup) for p in paragraphs))
    ours = re.compile(r'</?(span|sup|a)( (id|class|href)="[#a-z0-9-]+")?>')
    assert all(ours.fullmatch(tag) for tag in inserted)
    assert found == {p.anchor for p in places if find(p.quote, text)}
    everything = "".join(str(p.markup) for p in paragraphs)
    for anchor in found:
        assert everything.count(f'id="{anchor}"') == 1


@given(text=WORDS, cut=st.tuples(st.integers(0, 60), st.integers(0, 60)))
def test_every_stretch_of_a_text_is_found_in_it(text, cut):
    quote = text[min(cut) : max(cut)]
    span = find(quote, text)
    assert (span is None) == (not quote.strip())
    if span:
        assert text[slice(*span)].split() == quote.split() or "’" in text or "–" in text
