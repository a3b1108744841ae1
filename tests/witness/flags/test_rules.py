"""The rules for flags, one by one, without a database."""

from dataclasses import replace
from uuid import uuid4

import pytest

from portfolio.base.clock import now
from portfolio.witness.flags.facts import Facts, Fellow, RecognisedBy, SentStatement
from portfolio.witness.flags.flag import Name, Weight
from portfolio.witness.flags.likeness import Text
from portfolio.witness.flags.rules import MOST_LEARNERS, MOST_STATEMENTS, RULES, flags_of
from portfolio.witness.names import folded_name, same_name

WORDS = (
    "I was resetting the panel opposite the lift. She went through the form with him line by line. Then she put it "
    "behind her back and he told her the order of the three checks."
)


def sent(**changes) -> SentStatement:
    said = {
        "statement_id": uuid4(),
        "evidence_id": uuid4(),
        "sent_from": "theirs",
        "at": now(),
        "said_name": "Grace Okafor",
        "text": WORDS,
        "words": len(WORDS.split()),
        "seconds": 240,
    }
    return SentStatement(**said | changes)


QUIET = Facts(
    learner_name="Mia Learner",
    learner_email="mia.learner@fellside.example",
    witness_name="Grace Okafor",
    witness_email="grace.okafor@rowanbank.example.org",
    domain_known=True,
    asked_from="hers",
    learner_networks=frozenset({"hers", "the centre's"}),
    learners_lately=MOST_LEARNERS,
    statements_lately=MOST_STATEMENTS,
    sent=sent(),
    own_texts=(Text("E1", "I gave the parcel to the evening desk and rang the depot."),),
)
OMAR = Fellow(uuid4(), "Omar Other", RecognisedBy.NAME)

NOTICED = [
    ({"sent": sent(sent_from="hers")}, Name.SAME_NETWORK, Weight.LOOK, "Wi-Fi"),
    ({"sent": sent(sent_from="the centre's"), "asked_from": ""}, Name.SAME_NETWORK, Weight.LOOK, "60 days"),
    ({"witness_email": "grace@gmail.com"}, Name.FREE_MAIL, Weight.LOOK, "gmail.com"),
    ({"witness_email": "grace@GoogleMail.com"}, Name.FREE_MAIL, Weight.LOOK, "googlemail.com"),
    ({"domain_known": False}, Name.NEW_DOMAIN, Weight.LOOK, "rowanbank.example.org"),
    ({"fellows": (replace(OMAR, asked_back=True),)}, Name.EACH_OTHER, Weight.CARE, "Omar Other"),
    ({"fellows": (OMAR,)}, Name.LEARNER_HERE, Weight.LOOK, "same name"),
    ({"fellows": (replace(OMAR, by=RecognisedBy.ADDRESS),)}, Name.LEARNER_HERE, Weight.CARE, "same e-mail"),
    ({"fellows": (OMAR, replace(OMAR, by=RecognisedBy.LOOK))}, Name.LEARNER_HERE, Weight.CARE, "looks like it"),
    ({"witness_name": "Learner, Mia", "sent": None}, Name.LEARNER_HERE, Weight.CARE, "own"),
    ({"witness_email": "mia_learner@fellside.example"}, Name.LEARNER_HERE, Weight.CARE, "own"),
    ({"learners_lately": MOST_LEARNERS + 1}, Name.OFTEN, Weight.LOOK, "our suggestion"),
    ({"statements_lately": MOST_STATEMENTS + 1}, Name.OFTEN, Weight.LOOK, "within 90 days"),
    ({"own_texts": (Text("E1", WORDS.replace("She", "I")),)}, Name.LIKE_LEARNER, Weight.CARE, "E1"),
    ({"other_statements": (Text("E4", WORDS),)}, Name.LIKE_STATEMENT, Weight.CARE, "E4"),
    ({"sent": sent(words=90, seconds=20)}, Name.QUICK, Weight.LOOK, "90 words came within 20 seconds"),
    ({"sent": sent(words=900, seconds=200)}, Name.QUICK, Weight.LOOK, "3 minutes"),
    ({"sent": sent(said_name="Gary Oak")}, Name.DETAILS_CHANGED, Weight.LOOK, "“Gary Oak”"),
]  # fmt: skip


def test_what_is_quiet_has_no_flag():
    assert flags_of(QUIET) == []
    assert flags_of(replace(QUIET, sent=None)) == []


@pytest.mark.parametrize(("changes", "name", "weight", "said"), NOTICED)
def test_one_thing_is_noticed_and_said_in_full(changes, name, weight, said):
    [flag] = flags_of(replace(QUIET, **changes))
    assert (flag.name, flag.weight) == (name, weight)
    assert said in flag.sentence
    for part in (flag.title, flag.noticed, flag.may_mean, flag.to_do):
        assert part.strip() == part
        assert part
    assert flag.noticed.endswith(".")


def test_every_rule_and_every_name_is_tried_here():
    assert {name for _changes, name, _weight, _said in NOTICED} == set(Name)
    assert len(RULES) == len(Name)


@pytest.mark.parametrize(
    "changes",
    [
        {"sent": sent(sent_from="")},  # not known
        {"sent": sent(sent_from=""), "asked_from": "", "learner_networks": frozenset({""})},
        {"domain_known": False, "vouched": True},
        {"domain_known": False, "on_list": True},
        {"witness_email": "grace@gmail.com", "on_list": True},
        {"witness_email": "", "domain_known": False},  # paper
        {"sent": sent(words=50, seconds=1)},  # too few to tell
        {"sent": sent(words=900, seconds=None)},
        {"sent": sent(words=300, seconds=120)},  # as fast as somebody speaks
        {"sent": sent(said_name="GRACE  okafor")},
        {"sent": sent(said_name="Mrs Grace E. Okafor")},
        {"sent": sent(said_name="")},
        {"sent": sent(text="Yes."), "own_texts": (Text("E1", "Yes."),)},
    ],
)
def test_what_proves_nothing_is_let_be(changes):
    assert flags_of(replace(QUIET, **changes)) == []


def test_those_that_ask_for_care_come_first():
    both = replace(QUIET, witness_email="g@gmail.com", other_statements=(Text("E4", WORDS),))
    assert [flag.weight for flag in flags_of(both)] == [Weight.CARE, Weight.LOOK]


def test_a_flag_about_words_quotes_both_sides():
    [flag] = flags_of(replace(QUIET, own_texts=(Text("E1", WORDS),)))
    assert flag.passage in WORDS
    assert (flag.other_passage, flag.other_source) == (flag.passage, "E1")
    assert flag.noticed.startswith("Nearly all of the statement")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Grace Okafor", "okafor, grace"),
        ("Zoë O’Brien", "Zoe O'Brien"),
        ("Dr Jean-Luc Picard", "Jean-Luc PICARD"),
        ("Grace E. Okafor", "Mrs Grace Okafor"),
    ],
)
def test_one_name_is_known_however_it_is_written(one, other):
    assert same_name(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Grace", "Grace"), ("Grace Okafor", "Grace Okoro"), ("", ""), ("A B", "A B")],
)
def test_too_little_of_a_name_is_nobody(one, other):
    assert not same_name(one, other)
    assert folded_name("Grace") == frozenset()
