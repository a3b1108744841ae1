"""The lists of people and of enrolments: found, in order and cut as they would be in Python, by few statements for any number."""

import pytest
from sqlalchemy import select, update

from portfolio.base import clock
from portfolio.base.db import db, write
from portfolio.centre import enrolment_list, people_list
from portfolio.centre.enrolment_list import EnrolmentSearch
from portfolio.centre.store import AccountState, somebody
from portfolio.enrolment import store as enrolments
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import PinnedUnit
from portfolio.history.chain import SYSTEM
from portfolio.people import invitations
from portfolio.people import store as people
from portfolio.people.model import Invitation
from tests.centre.many import START, fill_enrolments, fill_people
from tests.conftest import CARRY_OUT, MAINTAIN
from tests.statements import counted

NAMES = ["straße", "Zoë", "Ärzte", "zoe", "STRASSE", "éa", "Ada", "ÉB", "b%b", "ada"]
EVERY = EnrolmentSearch()


def names_found(search: str) -> list[str]:
    return [row.name for row in people_list.rows(search, 0, 1_000)]


def in_order(rows):
    return sorted(
        rows, key=lambda row: (row.unit_title, row.learner.casefold(), row.began_at, row.id.hex)
    )


def all_rows(wanted=EVERY, *, withdrawn=False):
    titles = enrolment_list.counts(wanted).titles
    return enrolment_list.rows(wanted, titles, 0, 1_000, withdrawn=withdrawn)


def test_people_are_by_name_and_each_stands_on_one_page(context, world):
    fill_people(NAMES)
    whole = people_list.rows("", 0, 1_000)
    assert people_list.how_many() == len(whole) == len(NAMES) + 6
    assert [row.name.casefold() for row in whole] == sorted(row.name.casefold() for row in whole)
    pages = [people_list.rows("", offset, 3) for offset in range(0, len(whole), 3)]
    assert [row for page in pages for row in page] == whole


@pytest.mark.parametrize(
    "search", ["MIA", "learner mia.l", "fellside", "STRASSE", "é", "%", "MANY.example", "zzz"]
)
def test_people_are_found_by_a_part_of_name_and_address(context, world, search):
    fill_people(NAMES)
    everybody = people.everybody()
    wanted = [
        account.name
        for account in everybody
        if search.casefold() in f"{account.name} {account.email}".casefold()
    ]
    assert names_found(search) == wanted
    assert people_list.how_many(search) == len(wanted)


def test_a_row_says_what_somebody_does_and_how_far_they_are(context, world):
    people.change_roles(world.assessor.id, ["iqa", "assessor"], SYSTEM)
    people.switch(world.other_assessor.id, active=False, by=SYSTEM)
    fill_people(["Nobody Asked"])
    invited = people.add(name="Ines Invited", email="i@x.example", role_names=["iqa"], by=SYSTEM)
    late = people.add(name="Lena Late", email="l@x.example", role_names=["learner"], by=SYSTEM)
    for account in (invited, late, late):  # of two invitations the first is replaced
        invitations.invite(account.id, SYSTEM)
    with write() as session:
        is_hers = Invitation.account_id == late.id
        session.execute(update(Invitation).where(is_hers).values(expires_at=clock.now()))
    rows = {row.name: row for row in people_list.rows("", 0, 100)}
    assert rows["Ann Assessor"].roles == ["assessor", "internal quality assurer"]
    states = {name: rows[name].state for name in rows if name[0] in "NILS"}
    assert states == {
        "Nobody Asked": AccountState.NOT_INVITED,
        "Ian Quality": AccountState.ACTIVE,
        "Ines Invited": AccountState.INVITED,
        "Lena Late": AccountState.RUN_OUT,
        "Sol Stranger": AccountState.KEPT_OUT,
    }
    assert all(row.state == somebody(row.id).state for row in rows.values())


def test_somebody_without_a_role_is_listed(context, world):
    people.add(name="No Role", email="no@x.example", role_names=[], by=SYSTEM)
    assert [row.roles for row in people_list.rows("no role", 0, 10)] == [[]]


def test_enrolments_are_by_unit_learner_and_time(context, world):
    learners = fill_people(NAMES)
    fill_enrolments([*learners, *learners], world.enrolment.id)
    fill_enrolments(learners, world.second_enrolment.id)
    rows = all_rows()
    assert len(rows) == 3 * len(NAMES) + 3
    assert rows == in_order(rows)
    assert rows != sorted(rows, key=lambda row: row.began_at)
    titles = enrolment_list.counts(EVERY).titles
    pages = [
        enrolment_list.rows(EVERY, titles, offset, 7, withdrawn=False) for offset in range(0, 35, 7)
    ]
    assert [row for page in pages for row in page] == rows


def test_units_are_by_title_as_python_sorts_them(context, world):
    """Databases put small letters and accents where their own collation does."""
    for number, title in enumerate(["éclairs", "Zebras", "apples", "Äpfel"]):
        unit = context.extensions["criteria"].unit(MAINTAIN)
        newer = unit.model_copy(update={"unit": f"unit-{number}", "title": title})
        enrolments.enrol(
            learner=world.other_learner, unit=newer, assessor=world.assessor, by=SYSTEM
        )
    found = enrolment_list.counts(EVERY)
    assert list(found.titles) == sorted(db.session.scalars(select(PinnedUnit.title)))
    assert list(found.units.values()) == list(found.titles)
    rows = all_rows()
    assert rows == in_order(rows)


@pytest.mark.parametrize(
    ("unit", "words", "found", "withdrawn"),
    [
        ("", "", 23, 5),
        (CARRY_OUT, "", 11, 0),
        ("", "STRANGER", 1, 0),
        ("", "learner ann", 2, 0),
        ("", "zo", 4, 2),
        (MAINTAIN, "zo", 2, 2),
        ("", "%", 2, 0),
        ("no-such-unit", "", 0, 0),
        ("", "zzz", 0, 0),
        ("", "\0", 0, 0),
    ],
)
def test_enrolments_are_counted_as_they_are_found(context, world, unit, words, found, withdrawn):
    learners = fill_people(NAMES)
    fill_enrolments(learners, world.enrolment.id)
    fill_enrolments(learners, world.second_enrolment.id)
    ended = fill_enrolments(learners[1:6], world.enrolment.id, withdrawn=True)
    wanted = EnrolmentSearch(unit, words)
    counts = enrolment_list.counts(wanted)
    assert (counts.all, counts.open, counts.withdrawn) == (28, found, withdrawn)
    assert set(counts.units) == {MAINTAIN, CARRY_OUT}
    assert len(all_rows(wanted)) == found
    gone = all_rows(wanted, withdrawn=True)
    assert {row.id for row in gone} <= set(ended)
    assert len(gone) == withdrawn


def test_an_assessor_who_is_gone_is_said_to_be(context, world):
    def here() -> dict[str, bool]:
        return {row.assessor: row.assessor_here for row in all_rows()}

    assert here() == {"Ann Assessor": True, "Sol Stranger": True}
    people.switch(world.other_assessor.id, active=False, by=SYSTEM)
    people.change_roles(world.assessor.id, ["iqa"], SYSTEM)
    assert here() == {"Ann Assessor": False, "Sol Stranger": False}


def test_a_persons_enrolments_are_those_they_learn_and_assess_in(context, world):
    rows = enrolment_list.of_person(world.assessor.id)
    assert rows == in_order(rows)
    assert {row.learner for row in rows} == {"Mia Learner"}
    assert enrolment_list.how_many_assessed(world.assessor.id) == 2
    with write() as session:
        ended = Enrolment.id == world.enrolment.id
        session.execute(update(Enrolment).where(ended).values(withdrawn_at=START))
    assert len(enrolment_list.of_person(world.learner.id)) == 2
    assert enrolment_list.how_many_assessed(world.assessor.id) == 1


def test_without_enrolments_there_is_nothing_to_read(context, world):
    with write() as session:
        session.execute(Enrolment.__table__.delete())
    found = enrolment_list.counts(EVERY)
    assert (found.all, found.open, found.withdrawn, found.titles) == (0, 0, 0, [])
    assert all_rows() == []


@pytest.mark.parametrize("number", [60, 600])
def test_lists_take_as_many_statements_for_any_number(context, world, number):
    learners = fill_people([f"Person {place:03}" for place in range(number)])
    fill_enrolments(learners, world.enrolment.id)
    fill_enrolments(learners, world.enrolment.id, withdrawn=True)
    sent = []
    for read in (
        lambda: people_list.how_many("person"),
        lambda: people_list.rows("person", number - 10, 50),
        lambda: enrolment_list.counts(EnrolmentSearch(MAINTAIN, "person")),
        lambda: all_rows(EnrolmentSearch(MAINTAIN, "person")),
    ):
        with counted(context) as ran:
            assert read()
        sent.append(len(ran))
    assert sent == [1, 1, 1, 2]
