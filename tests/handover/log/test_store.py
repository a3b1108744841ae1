"""The log of handovers on both engines: what stands in it, in which order, and what it takes to read it."""

from datetime import UTC, date, datetime

import pytest

from portfolio.base import clock
from portfolio.base.db import write
from portfolio.base.web.paging import PageWanted
from portfolio.evidence.records import store
from portfolio.evidence.records.model import Evidence
from portfolio.evidence.search.folding import asked
from portfolio.handover.due.rules import DueState
from portfolio.handover.log import selection
from portfolio.handover.log import store as log
from portfolio.handover.log.filters import Filters
from portfolio.handover.log.lines import NOT_KNOWN
from tests.evidence.examples import draft, handover_content, submitted
from tests.handover.many import fill_handovers
from tests.statements import counted

NOON = datetime(2026, 10, 5, 12, 0, tzinfo=UTC)


def read(learner, *, own=True, **wanted):
    """The numbers of the handovers and of the other pieces that are found, in order."""
    if "q" in wanted:
        wanted["asked"] = asked(wanted.pop("q"))
    found = selection.find(learner.id, Filters(**wanted), own=own)
    shown = log.show(found.handovers, found.others, own=own)
    return [handover.number for handover in shown.handovers], [
        int(other.reference[1:]) for other in shown.others
    ]


def line(learner, *, own=True):
    found = selection.find(learner.id, Filters(), own=own)
    (only,) = log.show(found.handovers, own=own).handovers
    return only


def test_a_line_says_when_who_how_and_what_came_of_it(context, world):
    submitted(world.learner)
    only = line(world.learner, own=False)
    assert (only.reference, only.state) == ("E1", "submitted")
    assert (only.happened_on, only.time) == (date(2026, 10, 5), "16:45")
    assert (only.handed_by, only.handed_to) == ("Mia", "Priya, evening desk")
    assert (only.method, only.trigger, only.setting) == (
        "Face to face",
        "A change of shift",
        "Real work",
    )
    assert only.outcome == "The customer had the parcel the next morning."
    assert (only.actions, only.open, only.overdue) == (2, 0, 0)
    assert (only.check_backs, only.last_check_back) == (1, date(2026, 10, 6))


def test_the_outcome_is_what_was_seen_last_until_the_end_is_known(context, world):
    piece = submitted(world.learner, customer_outcome="", check_backs=[])
    with clock.at(NOON):
        before = line(world.learner)
    assert (before.outcome, before.is_outcome_known) == (NOT_KNOWN, False)
    assert (before.open, before.overdue) == (2, 0)
    with clock.at(datetime(2026, 10, 7, 12, 0, tzinfo=UTC)):
        assert line(world.learner).overdue == 2
        about = {"action_id": piece.live_actions[0].id}
        row = {"checked_on": "2026-10-06", "method": "By phone", "outcome": "The depot was rung."}
        store.add_check_back(world.learner, piece.id, **about, row=row)
        store.add_check_back(
            world.learner, piece.id, **about, row=row | {"checked_on": "2026-10-05", "outcome": "x"}
        )
        after = line(world.learner)
    assert after.outcome == "The depot was rung."
    assert after.standings == {DueState.SETTLED: 1, DueState.OVERDUE: 1}
    assert (after.check_backs, after.last_check_back) == (2, date(2026, 10, 6))


def test_a_draft_is_its_learners_alone_and_has_nothing_open(context, world):
    draft(world.learner, check_backs=[], customer_outcome="")
    only = line(world.learner)
    assert (only.state, only.actions, only.open, only.overdue) == ("draft", 2, 0, 0)
    assert read(world.learner, own=False) == ([], [])


def test_an_empty_draft_stands_first(context, world):
    submitted(world.learner)
    store.begin(world.learner, "handover_instance")
    shown = log.show(selection.find(world.learner.id, Filters(), own=True).handovers, own=True)
    first = shown.handovers[0]
    assert (first.number, first.happened_on, first.outcome) == (2, None, NOT_KNOWN)


def test_a_revision_is_not_shown_before_it_is_submitted(context, world):
    piece = submitted(world.learner)
    store.revise(world.learner, piece.id)
    changed = handover_content(customer_outcome="Something else", method="phone")
    revision = store.own(world.learner, piece.id).draft_revision
    store.save_draft(world.learner, piece.id, changed, revision)
    assert line(world.learner).state == "revising"
    assert line(world.learner).method == "Face to face"
    assert line(world.learner, own=False).state == "submitted"


def test_the_newest_happening_comes_first(context, world):
    for moment in ("2026-10-01T09:00", "2026-10-03T17:00", "2026-10-03T09:00", "2026-10-02T09:00"):
        submitted(world.learner, happened_at=moment)
    assert read(world.learner) == ([2, 3, 4, 1], [])


def test_withdrawn_ones_and_those_of_others_are_not_in_it(context, world):
    submitted(world.other_learner)
    piece = submitted(world.learner)
    store.withdraw(world.learner, piece.id, "A mistake.")
    assert read(world.learner) == ([], [])
    assert read(world.learner, q="parcel") == ([], [])


def test_the_draft_of_somebody_else_is_not_in_the_learners_log(context, world):
    piece = draft(world.learner)
    with write() as session:
        session.get(Evidence, piece.id).writer_id = world.assessor.id
    assert read(world.learner) == ([], [])
    assert read(world.learner, q="parcel") == ([], [])


@pytest.fixture
def four(context, world):
    """Four handovers and an account: by phone on the 1st, by form on the 2nd, and so on."""
    with clock.at(datetime(2026, 10, 20, 12, 0, tzinfo=UTC)):
        submitted(world.learner, happened_at="2026-10-01T09:00", method="phone", setting="real")
        submitted(
            world.learner, happened_at="2026-10-02T09:00", method="email", setting="role_play"
        )
        submitted(
            world.learner,
            happened_at="2026-10-03T09:00",
            method="phone",
            trigger="other",
            trigger_detail="A flood",
            check_backs=[],
        )
        draft(world.learner, happened_at="2026-10-04T09:00", method="phone")
        submitted(world.learner, "reflective_account")
    return world.learner


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"first": date(2026, 10, 2)}, [4, 3, 2]),
        ({"first": date(2026, 10, 2), "last": date(2026, 10, 3)}, [3, 2]),
        ({"method": "phone"}, [4, 3, 1]),
        ({"method": "phone", "last": date(2026, 10, 1)}, [1]),
        ({"trigger": "other"}, [3]),
        ({"setting": "role_play"}, [2]),
        ({"open_only": True}, [3]),
        ({"open_only": True, "method": "email"}, []),
        ({"q": "flood", "method": "phone"}, [3]),
    ],
)
def test_filters_combine(four, wanted, expected):
    assert read(four, **wanted) == (expected, [])


def test_a_search_finds_other_kinds_in_their_own_list(four):
    assert read(four, q="parcel") == ([4, 3, 2, 1], [5])
    assert read(four, q="parcel", first=date(2026, 10, 3)) == ([4, 3], [5])
    assert read(four, q="parcel", last=date(2026, 10, 3)) == ([3, 2, 1], [])
    assert read(four, q="ten minutes earlier") == ([], [5])
    assert read(four, q="?!") == ([], [])
    assert read(four, own=False, q="parcel") == ([3, 2, 1], [5])


def test_words_are_shown_where_they_stand(four):
    looked = asked("compl")
    found = selection.find(four.id, Filters(asked=looked), own=True)
    shown = log.show(found.handovers, found.others, own=True, asked=looked)
    (runs,) = shown.excerpts.values()
    assert [run.text for run in runs if run.marked] == ["complained"]


@pytest.mark.parametrize("who", ["assessor", "learner"])
def test_nobody_sees_a_word_of_somebody_elses_draft(context, world, who):
    """The learner's is hidden from the assessor, and one that the assessor writes from the learner."""
    piece = submitted(world.learner)
    store.revise(world.learner, piece.id)
    revision = store.own(world.learner, piece.id).draft_revision
    secret = handover_content(title="Parcel of marmalade")
    store.save_draft(world.learner, piece.id, secret, revision)
    if who == "learner":
        with write() as session:
            session.get(Evidence, piece.id).writer_id = world.assessor.id
    looked = asked("parcel")
    own = who == "learner"
    found = selection.find(world.learner.id, Filters(asked=looked), own=own)
    shown = log.show(found.handovers, own=own, asked=looked)
    assert shown.excerpts[piece.id]
    assert "marmalade" not in repr(shown)


@pytest.mark.parametrize("wanted", [{}, {"asked": asked("parcel")}, {"open_only": True}])
def test_many_take_no_more_statements_than_few(app, context, world, wanted):
    taken = []
    for many in (5, 60):
        fill_handovers(world.learner.id, many)
        with counted(app) as sent:
            found = selection.find(world.learner.id, Filters(**wanted), own=True)
            log.show(found.handovers[:5], own=True, asked=wanted.get("asked"))
        taken.append(len(sent))
    assert taken[0] == taken[1] <= 4
    assert len(found.handovers) >= 20


@pytest.mark.parametrize("wanted", [{}, {"asked": asked("parcel")}, {"open_only": True}])
@pytest.mark.parametrize("number", [1, 2, 3, 4, 99])
def test_a_page_is_cut_out_of_all_that_is_found(context, world, wanted, number):
    fill_handovers(world.learner.id, 25)
    for day in (3, 4, 5):
        draft(world.learner, "reflective_account", title="A parcel", happened_on=f"2026-10-0{day}")
    filters = Filters(**wanted)
    found = selection.find(world.learner.id, filters, own=True)
    page = PageWanted(number, 10), PageWanted(number, 2)
    parts = selection.find_part(
        world.learner.id, filters, own=True, handovers=page[0], others=page[1]
    )
    assert parts == (page[0].of(found.handovers), page[1].of(found.others))
    assert parts[0].items


@pytest.mark.parametrize("length", [275, 280, 281, 400])
def test_a_long_outcome_is_cut_between_words_and_says_so(context, world, length):
    told = ("The customer came back. " * 20)[:length].strip()
    submitted(world.learner, customer_outcome=told)
    shown = line(world.learner).outcome
    if len(told) <= 280:
        assert shown == told
    else:
        kept = shown.removesuffix(" …")
        assert kept != shown
        assert told.startswith(kept)
        assert told[len(kept)] in " ."
