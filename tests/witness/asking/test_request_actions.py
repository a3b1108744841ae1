"""What a learner can do about a request, by how far it is."""

from dataclasses import replace
from uuid import UUID

import pytest

from portfolio.witness.asking.request_actions import RequestSeen, next_steps, ways_to_change
from portfolio.witness.model import Declined, RequestState

SENT = RequestSeen(UUID(int=1), "Sam Reid", RequestState.SENT, mine=True, undelivered=False)
DECLINED = replace(SENT, state=RequestState.DECLINED)
REMOVED = replace(DECLINED, mine=False)


def steps(seen: RequestSeen) -> list[str]:
    return [action.words for action in next_steps(seen)]


def changes(seen: RequestSeen) -> list[str]:
    return [action.words for action in ways_to_change(seen)]


def test_an_open_request_is_corrected_or_cancelled():
    assert steps(SENT) == []
    assert changes(SENT) == ["Correct the address", "Cancel this request"]


def test_one_that_ran_out_can_be_asked_of_somebody_else():
    ran_out = replace(SENT, state=RequestState.EXPIRED)
    assert changes(ran_out) == ["Correct the address", "Ask somebody else", "Cancel this request"]


def test_a_refused_address_is_corrected_first():
    refused = replace(SENT, undelivered=True)
    assert steps(refused) == ["Correct the address"]
    assert changes(refused) == ["Cancel this request"]


@pytest.mark.parametrize(
    ("because", "words"),
    [
        (Declined.NOT_ME, "Correct the address"),
        (Declined.SOMEBODY_ELSE, "Ask that person"),
        (Declined.CANNOT, "Ask somebody else"),
    ],
)
def test_after_a_no_the_next_step_is_what_they_said(because, words):
    assert steps(replace(DECLINED, declined_because=because)) == [words]


def test_what_was_cancelled_is_asked_again_unless_it_was_already():
    cancelled = replace(SENT, state=RequestState.CANCELLED)
    assert steps(cancelled) == ["Ask again"]
    assert steps(replace(cancelled, followed_by=UUID(int=2))) == [
        "See the request that you made instead"
    ]


def test_what_came_is_read_and_its_witness_can_be_asked_again():
    done = replace(SENT, state=RequestState.DONE, statement=UUID(int=3))
    assert steps(done) == ["Read the statement", "Ask Sam Reid again, about something else"]
    assert changes(done) == []


@pytest.mark.parametrize("state", list(RequestState))
def test_what_is_not_the_learners_to_change_offers_no_change(state):
    theirs = replace(SENT, state=state, mine=False, undelivered=True)
    assert steps(theirs) == []
    assert changes(theirs) == []
