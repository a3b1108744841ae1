"""The learners whose history is followed, and a learner's history: found, in order and cut by the database."""

import pytest

from portfolio.evidence.records import claims
from portfolio.evidence.records import store as evidence
from portfolio.history.chain import SYSTEM
from portfolio.history.store import head_of
from portfolio.home import followed_learners, trail
from portfolio.people import store as people
from tests.centre.many import fill_enrolments, fill_history, fill_people
from tests.evidence.examples import draft
from tests.statements import counted

NAMES = ["straße", "Zoë", "Ärzte", "zoe", "STRASSE", "éa", "Ada", "ÉB", "ada"]


def followed(person, search=""):
    return [row.name for row in followed_learners.rows(person, search, 0, 1_000)]


@pytest.fixture
def many(context, world):
    """Learners of Mia's assessor, and as many of nobody's."""
    learners = fill_people(NAMES)
    fill_people(["Not Enrolled"])
    fill_enrolments([*learners, *learners], world.enrolment.id)
    return world


def test_a_quality_assurer_follows_everybody_who_was_ever_enrolled(many):
    fill_enrolments(fill_people(["Left Long Ago"]), many.enrolment.id, withdrawn=True)
    names = [*NAMES, "Mia Learner", "Omar Other", "Left Long Ago"]
    rows = followed(many.iqa)
    assert sorted(rows) == sorted(names)
    assert [name.casefold() for name in rows] == sorted(name.casefold() for name in names)
    assert followed_learners.counts(many.iqa).all == len(names)


def test_an_assessor_follows_those_they_assess_now(many):
    fill_enrolments(fill_people(["Left Long Ago"]), many.enrolment.id, withdrawn=True)
    assert sorted(followed(many.assessor)) == sorted([*NAMES, "Mia Learner"])
    assert followed(many.other_assessor) == ["Omar Other"]
    assert followed_learners.counts(many.other_assessor, "mia") == followed_learners.LearnerCounts(
        all=1, found=0
    )


@pytest.mark.parametrize("search", ["ZO", "strasse", "é", "%", "learner", "\0", "many.example"])
def test_learners_are_found_by_a_part_of_their_name(many, search):
    wanted = [name for name in followed(many.iqa) if search.casefold() in name.casefold()]
    assert followed(many.iqa, search) == wanted
    counts = followed_learners.counts(many.iqa, search)
    assert (counts.all, counts.found) == (len(NAMES) + 2, len(wanted))


def test_each_learner_stands_on_one_page(many):
    pages = [followed_learners.rows(many.iqa, "", offset, 4) for offset in range(0, 12, 4)]
    assert [row.name for page in pages for row in page] == followed(many.iqa)


@pytest.mark.parametrize("number", [60, 600])
def test_lists_take_as_many_statements_for_any_number(context, world, number):
    fill_enrolments(
        fill_people([f"Person {place:03}" for place in range(number)]), world.enrolment.id
    )
    fill_history(world.learner.id, "enrolment", world.enrolment.id, number)
    sent = []
    for read in (
        lambda: followed_learners.counts(world.iqa, "person"),
        lambda: followed_learners.rows(world.iqa, "person", number - 10, 50),
        lambda: followed_learners.rows(world.assessor, "", number - 10, 50),
        lambda: trail.counts(world.iqa, world.learner.id),
        lambda: trail.entries(world.iqa, world.learner.id, number - 50, 50),
    ):
        with counted(context) as ran:
            assert read()
        sent.append(len(ran))
    assert sent == [1, 1, 1, 1, 2]


def test_a_history_is_cut_without_a_gap(context, world):
    fill_history(world.learner.id, "enrolment", world.enrolment.id, 30)
    last, _hash = head_of(world.learner.id)
    places = [
        entry.sequence
        for offset in range(0, last, 10)
        for entry in trail.entries(world.assessor, world.learner.id, offset, 10)
    ]
    assert places == list(range(1, last + 1))
    assert trail.counts(world.assessor, world.learner.id) == trail.TrailCounts(last, last)


def test_what_is_anothers_alone_is_left_out_and_counted(context, world):
    kept = draft(world.learner, "reflective_account")
    place = {"place_kind": "quote", "place": "A parcel", "reason": "It says so."}
    claims.add(world.learner, kept.id, enrolment_id=world.enrolment.id, criterion="2", **place)
    mine = trail.counts(world.learner, world.learner.id)
    theirs = trail.counts(world.assessor, world.learner.id)
    assert (mine.left_out, theirs.left_out) == (0, 1)
    shown = trail.entries(world.assessor, world.learner.id, 0, 100)
    assert len(shown) == theirs.shown == mine.shown - 1
    assert not [entry for entry in shown if entry.about.startswith("Claim")]
    evidence.submit(world.learner, kept.id)
    assert trail.counts(world.assessor, world.learner.id).left_out == 0


def test_somebody_without_entries_has_none(context, world):
    nobody = people.add(name="Nia", email="nia@x.example", role_names=["learner"], by=SYSTEM)
    assert trail.counts(world.iqa, nobody.id) == trail.TrailCounts(0, 0)
    assert trail.entries(world.iqa, nobody.id, 0, 100) == []
