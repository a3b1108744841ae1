"""The rules without a database: what a request must say, how a statement stands, what is claimed, what is masked."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from portfolio.witness.assurance import (
    Answer,
    Assurance,
    Done,
    StatementFacts,
    counts,
    sent_at_level,
    standing_of,
)
from portfolio.witness.provenance import Way
from portfolio.witness.requests.rules import Asking, problems_of
from portfolio.witness.statements.answers import claims_of, fingerprint
from tests.witness.asked import DETAILS

GOOD = Asking(**DETAILS, criteria=["1"])
WHEN = datetime(2026, 9, 21, 9, tzinfo=UTC)
BY = Done("Helen", WHEN, "On our list.")
YES = Answer(confirmed=True, by_name="Helen", at=WHEN, how="On our list.")
NO = Answer(confirmed=False, by_name="Helen", at=WHEN, how="Rang; not her")
NOT_MINE = Answer(
    confirmed=False,
    by_name="grace@rowan.example",
    at=WHEN,
    how="secret words",
    by_mailbox=True,
)


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
    before = standing_of(StatementFacts("W1"))
    assert (before.level, before.counts) == (Assurance.W1, False)
    assert any("Only the learner supplied the address" in reason for reason in before.reasons)
    after = standing_of(StatementFacts("W1", answers=(YES,)))
    assert (after.level, after.counts, after.disputed) == (Assurance.W3, True, False)
    assert "Helen confirmed it with the witness on 21 September 2026: On our list." in after.reasons


def test_a_denied_statement_never_counts():
    stands = standing_of(StatementFacts("W2", vouched=BY, answers=(NO,)), "W1")
    assert (stands.level, stands.counts, stands.disputed) == (Assurance.W2, False, True)
    assert stands.words.startswith("In question")
    assert stands.reasons[-1] == "It does not count while it is in question."


@pytest.mark.parametrize(
    ("answers", "counts", "level"),
    [
        ((), True, "W2"),
        ((NOT_MINE,), False, "W2"),
        ((NOT_MINE, YES), True, "W3"),
        ((YES, NOT_MINE), False, "W2"),
        ((YES, NO), False, "W2"),
        ((NO, YES), True, "W3"),
    ],
)
def test_the_last_answer_counts_and_every_answer_is_told(answers, counts, level):
    stands = standing_of(StatementFacts("W2", vouched=BY, answers=answers))
    assert (stands.counts, stands.disputed, stands.level) == (counts, not counts, level)
    told = [
        reason for reason in stands.reasons if reason in {answer.sentence for answer in answers}
    ]
    assert told == [answer.sentence for answer in answers]


def test_a_mailboxs_own_words_are_for_staff_only():
    stands = standing_of(StatementFacts("W2", answers=(NOT_MINE,)))
    said = " ".join((*stands.reasons, stands.words, stands.claim, stands.to_learner))
    assert "Somebody at grace@rowan.example said on 21 September 2026" in said
    assert "secret words" not in said


@pytest.mark.parametrize(
    ("facts", "claim"),
    [
        (
            StatementFacts("W2", address="g@rowan.example", sent_in=WHEN, vouched=BY),
            (
                "Somebody who can read the mailbox g@rowan.example, which Helen had checked, "
                "sent in this text on 21 September 2026."
            ),
        ),
        (
            StatementFacts("W1", address="g@rowan.example"),
            (
                "Somebody who can read the mailbox g@rowan.example, which only the learner supplied, "
                "sent in this text."
            ),
        ),
        (
            StatementFacts("W1", way="hand", handed_over=BY, vouched=BY),
            "Somebody with the link that Helen handed over sent in this text.",
        ),
        (StatementFacts("W1", way="file"), "Somebody with the link sent in this text."),
        (
            StatementFacts("W0", way="paper", sent_in=WHEN, answers=(YES,)),
            (
                "The learner put in a scan of a signed paper on 21 September 2026; "
                "asked by Helen by another way, the witness said it was theirs."
            ),
        ),
    ],
)
def test_no_more_is_said_than_is_known(facts, claim):
    assert standing_of(facts).claim == claim


@pytest.mark.parametrize(
    ("through", "words"),
    [
        ("person", "Helen vouched for the address on 21 September 2026: On our list."),
        ("list", "The address stood on the centre’s witness list: Helen vouched for it on"),
        ("domain", "The employer’s domain is approved: Helen approved it on"),
    ],
)
def test_the_reasons_say_through_what_an_address_was_vouched_for(through, words):
    stands = standing_of(StatementFacts("W2", vouched=BY, through=through))
    assert any(reason.startswith(words) for reason in stands.reasons)


@pytest.mark.parametrize(
    ("way", "words"),
    [
        ("mail", "The link was mailed to g@rowan.example."),
        ("file", "The link was never mailed to g@rowan.example: this installation had no mail"),
        ("paper", "It is a signed paper that the learner scanned."),
    ],
)
def test_the_reasons_say_how_the_link_went(way, words):
    stands = standing_of(StatementFacts("W1", way=way, address="g@rowan.example"))
    assert stands.reasons[0].startswith(words)


def test_a_link_that_was_handed_over_stands_for_no_mailbox():
    stands = standing_of(StatementFacts("W1", way="hand", handed_over=BY))
    assert stands.words == "Link handed over by the centre, not yet confirmed"
    assert stands.reasons[0].endswith("so no mailbox stands behind it.")


@pytest.mark.parametrize("level", ["W0", "W1", "W2", "W3"])
@pytest.mark.parametrize("policy", ["W1", "W2", "W3"])
def test_w0_never_counts_by_itself_whatever_the_policy(level, policy):
    stands = standing_of(StatementFacts(level), policy)
    assert stands.counts is (level >= policy)
    assert stands.to_learner
    if level == "W0":
        assert not stands.counts


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
