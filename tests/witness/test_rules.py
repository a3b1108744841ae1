"""The rules without a database: what a request must say, how a statement stands, what is claimed, what is masked."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portfolio.witness.answering import claims_of, fingerprint
from portfolio.witness.asking import Asking, problems_of
from portfolio.witness.assurance import Assurance, Done, Facts, counts, sent_at_level, standing_of
from portfolio.witness.model import Way
from tests.witness.asked import DETAILS

GOOD = Asking(**DETAILS, criteria=["1"])
BY = Done("Helen", datetime(2026, 9, 21, 9, tzinfo=UTC), "On our list.")


def test_a_good_request_has_no_problem():
    assert problems_of(GOOD, ["1", "2"]) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"witness_name": " "}, "witness_name"),
        ({"witness_name": "Grace\nBcc: me@x.uk"}, "witness_name"),
        ({"witness_role": "Manager\r\nCc: x"}, "witness_role"),
        ({"relationship": "x" * 201}, "relationship"),
        ({"witness_email": "a@b.uk\nBcc: me@x.uk"}, "witness_email"),
        ({"witness_email": "grace"}, "witness_email"),
        ({"witness_email": "a@b.uk, me@x.uk"}, "witness_email"),
        ({"witness_email": "a@b.uk me@x.uk"}, "witness_email"),
        ({"what_they_saw": ""}, "what_they_saw"),
        ({"what_they_saw": "x" * 2001}, "what_they_saw"),
        ({"criteria": []}, "criteria"),
        ({"criteria": ["1", "99"]}, "criteria"),
    ],
)
def test_each_problem_is_a_sentence_at_its_field(change, field):
    [problem] = problems_of(replace(GOOD, **change), ["1", "2"])
    assert problem.field == field
    assert problem.sentence.endswith(".")


@pytest.mark.parametrize(
    ("vouched", "way", "level"),
    [
        (False, Way.MAIL, "W1"),
        (True, Way.MAIL, "W2"),
        (False, Way.HAND, "W1"),
        (True, Way.HAND, "W1"),
        (True, Way.FILE, "W1"),
        (True, Way.PAPER, "W0"),
        (False, Way.PAPER, "W0"),
    ],
)
def test_only_a_mailed_link_to_a_vouched_address_is_w2(vouched, way, level):
    assert sent_at_level(vouched=vouched, way=way) == level


@pytest.mark.parametrize(
    ("level", "policy", "yes"),
    [
        ("W0", "W2", False),
        ("W1", "W2", False),
        ("W2", "W2", True),
        ("W3", "W2", True),
        ("W2", "W3", False),
    ],
)
def test_the_centre_says_from_where_on_a_statement_counts(level, policy, yes):
    assert counts(level, policy) is yes


def test_w1_counts_once_confirmed():
    before = standing_of(Facts("W1"))
    assert (before.level, before.counts) == (Assurance.W1, False)
    assert any("Only the learner supplied the address" in one for one in before.reasons)
    after = standing_of(Facts("W1", confirmed=BY))
    assert (after.level, after.counts, after.disputed) == (Assurance.W3, True, False)
    assert "Helen confirmed it with the witness on 21 September 2026: On our list." in after.reasons


def test_a_denied_statement_never_counts():
    stands = standing_of(Facts("W2", vouched=BY, denied=BY))
    assert (stands.level, stands.counts, stands.disputed) == (Assurance.W2, False, True)
    assert stands.words.startswith("Disputed")


def test_every_level_has_words():
    assert len({level.words for level in Assurance}) == 4


def test_only_yes_is_claimed_and_the_quote_is_exact():
    content = {
        "statement": "  " + "He asked her twice. " * 30,
        "answers": [
            {"criterion": "1", "saw": "yes", "words": "She asked  him."},
            {"criterion": "2", "saw": "no", "words": "Not me."},
            {"criterion": "3", "saw": "unsure", "words": ""},
            {"criterion": "4", "saw": "yes", "words": " "},
        ],
    }
    first, second = claims_of(content)
    assert (first.criterion, first.quote) == ("1", "She asked  him.")
    assert second.criterion == "4"
    assert len(second.quote) <= 200
    assert second.quote in content["statement"]


def test_a_fingerprint_changes_with_the_answers_only():
    assert fingerprint({}) == "nothing"
    assert fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"})
    assert fingerprint({"a": "1"}) != fingerprint({"a": "2"})


def test_characters_that_nobody_sees_are_no_words():
    content = {
        "statement": "She asked him to say it back.",
        "answers": [{"criterion": "1", "saw": "yes", "words": "\u200b\u200b\u200b"}],
    }
    [said] = claims_of(content)
    assert said.quote == content["statement"]
