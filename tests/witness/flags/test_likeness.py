"""Whether words are too like: measured on texts of our own, and what is quoted of them."""

import pytest

from portfolio.witness.flags.likeness import LONGEST_PASSAGE, Text, most_alike
from portfolio.witness.flags.stems import Words, stem
from tests.witness.flags.measured import HALVES, TAKEN, cases, measure

ACCOUNT = (
    "I wrote down the model of the boiler and the fault code. I went to Dan’s desk and we read the notes together "
    "line by line. I asked him to tell me in his own words what he would do first."
)


@pytest.mark.parametrize("half", HALVES)
def test_what_was_taken_is_found_and_what_is_honest_is_let_be(half):
    """The bounds are below what was measured, so that a change which makes it worse fails."""
    found = measure(half)
    assert found.precision >= 0.95
    assert found.recall >= 0.9
    assert found.found + found.missed >= 15 <= found.wrong + found.let_be


@pytest.mark.parametrize("kind", TAKEN)
def test_each_way_of_taking_is_found_also_where_it_was_held_out(kind):
    held_out = [case.flagged for case in cases() if (case.half, case.kind) == ("held out", kind)]
    assert sum(held_out) >= len(held_out) - 1
    assert len(held_out) == 5


def test_the_passage_is_quoted_on_both_sides():
    said = "I work nearby. " + ACCOUNT.replace("I ", "she ").replace("we", "they") + " I liked it."
    found = most_alike(said, [Text("E1", "Something else altogether."), Text("E2", ACCOUNT)])
    assert found.other.source == "E2"
    assert "read the notes together line by line" in found.passage
    assert "read the notes together line by line" in found.other_passage
    assert found.passage in said
    assert found.passage.startswith(
        "wrote down the model"
    )  # not the words around it, which are the witness's own
    assert found.other_passage.startswith("wrote down the model")
    assert len(found.passage) <= LONGEST_PASSAGE + 2


def test_what_may_not_be_quoted_is_compared_all_the_same():
    found = most_alike(ACCOUNT, [Text("a draft", ACCOUNT, may_be_quoted=False)])
    assert (found.share, found.other_passage) == (1.0, "")
    assert found.passage


def test_the_text_that_shares_most_is_named():
    half = ACCOUNT[: len(ACCOUNT) // 2]
    assert most_alike(ACCOUNT, [Text("half", half), Text("all", ACCOUNT)]).other.source == "all"


@pytest.mark.parametrize(
    ("said", "other"),
    [
        ("", ACCOUNT),
        ("Yes.", "Yes."),
        (ACCOUNT, ""),
        (ACCOUNT, "Yes, boiler."),
        ("She did it very well and was polite.", "I did it very well and was polite."),
        ("   \n\t", "   "),
    ],
)
def test_too_little_is_never_too_like(said, other):
    assert most_alike(said, [Text("E1", other)]) is None


def test_names_say_nothing():
    said = ACCOUNT.replace("I ", "Mia Learner ")
    assert most_alike(said, [Text("E1", ACCOUNT)], ("Mia Learner",)).share == 1.0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("asking", "asked"),
        ("tries", "try"),
        ("stopped", "stop"),
        ("Dan’s", "Dan"),
        ("calls", "call"),
    ],
)
def test_endings_make_no_difference(one, other):
    assert stem(one) == stem(other)


def test_words_stand_for_themselves():
    words = Words()
    assert words.read("The boiler, the BOILERS and it") == words.read("boiler boiler")
    assert [("The boiler"[a:b]) for a, b in words.places("The boiler")] == ["boiler"]
