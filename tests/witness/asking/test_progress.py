"""What a learner is told about a request: a rule over plain values, one sentence for each way it can stand."""

from datetime import UTC, datetime, timedelta

import pytest

from portfolio.base.mailing.mail import LOST_AFTER, MailState, OutgoingMail
from portfolio.witness.asking.progress import happenings, progress_of
from portfolio.witness.model import Declined, RequestState, WitnessLink, WitnessRequest
from portfolio.witness.provenance import Way

NOW = datetime(2026, 10, 5, 12, tzinfo=UTC)


def request(state=RequestState.SENT, **changes):
    given = {
        "witness_name": "Grace",
        "state": state,
        "expires_at": NOW + timedelta(days=21),
        "declined_because": "",
        "created_at": NOW,
    }
    return WitnessRequest(**(given | changes))


def mail(state, **changes):
    return OutgoingMail(state=state, **changes)


def link(way=Way.MAIL, **changes):
    return WitnessLink(**({"way": way, "made_at": NOW, "made_by_name": "Ann"} | changes))


@pytest.mark.parametrize(
    ("row", "state", "word", "words", "ended"),
    [
        (
            request(RequestState.DONE, answered_at=NOW),
            "done",
            "Received",
            "arrived on 5 October",
            True,
        ),
        (request(RequestState.BEGUN), "begun", "Begun", "has begun to write", False),
        (request(RequestState.CANCELLED), "cancelled", "Cancelled", "You cancelled", True),
        (request(expires_at=NOW), "expired", "Run out", "ran out on 5 October 2026", True),
        (
            request(RequestState.BEGUN, expires_at=NOW),
            "expired",
            "Run out",
            "without an answer",
            True,
        ),
        (request(RequestState.WAITING), "waiting", "Not sent yet", "no mail server", False),
    ],
)
def test_each_state_is_said(row, state, word, words, ended):
    said = progress_of(row, NOW, None, None)
    assert (said.state, said.marker.word, said.ended) == (state, word, ended)
    assert words in said.sentence


@pytest.mark.parametrize(
    ("why", "todo"),
    [
        (Declined.NOT_ME, "Check the address"),
        (Declined.CANNOT, "Ask somebody else"),
        (Declined.SOMEBODY_ELSE, "Ask that person"),
    ],
)
def test_each_way_of_declining_says_what_to_do(why, todo):
    said = progress_of(request(RequestState.DECLINED, declined_because=why), NOW, None, None)
    assert said.state == "declined"
    assert said.todo.startswith(todo)


@pytest.mark.parametrize(
    ("sent", "state", "words"),
    [
        (mail(MailState.SENT, sent_at=NOW), "sent", "by mail on 5 October 2026"),
        (mail(MailState.WAITING), "waiting", "about to go out"),
        (mail(MailState.WAITING, tried_at=NOW), "waiting", "Nothing is lost"),
        (mail(MailState.SENDING, tried_at=NOW), "waiting", "about to go out"),
        (mail(MailState.SENDING, tried_at=NOW - LOST_AFTER), "doubtful", "arrive twice"),
        (mail(MailState.DOUBTFUL), "doubtful", "arrive twice"),
        (mail(MailState.REFUSED), "refused", "reached nobody"),
        (mail(MailState.DROPPED), "dropped", "did not go out"),
    ],
)
def test_the_mail_is_said_while_nobody_has_answered(sent, state, words):
    said = progress_of(request(), NOW, sent, link())
    assert said.state == state
    assert words in said.sentence
    begun = progress_of(request(RequestState.BEGUN), NOW, sent, link())
    assert begun.state == "begun"


def test_a_link_handed_over_is_more_than_a_mail_that_was_refused():
    said = progress_of(request(), NOW, mail(MailState.REFUSED), link(Way.HAND))
    assert said.state == "sent"
    assert "Ann handed the link over on 5 October 2026" in said.sentence


def test_what_replaced_a_request_is_said():
    row = request(RequestState.CANCELLED, followed_by_id="x")
    assert progress_of(row, NOW, None, None).marker.word == "Replaced"


def test_what_happened_is_told_in_order_with_reminders():
    row = request(RequestState.DONE, learner_id="me", answered_at=NOW + timedelta(days=9))
    ways = [
        link(made_by_id="me"),
        link(made_by_id="me", made_at=NOW + timedelta(days=1)),
        link(made_by_id=None, made_at=NOW + timedelta(days=4)),
        link(made_by_id="ann", made_at=NOW + timedelta(days=5)),
        link(Way.HAND, made_by_id="ann", made_at=NOW + timedelta(days=6)),
    ]
    assert [happening.text for happening in happenings(row, ways)] == [
        "You asked Grace.",
        "You sent a new link. The one before stopped working.",
        "They were reminded by mail.",
        "Ann had them reminded by mail.",
        "Ann handed a new link over. The one before stopped working.",
        "The statement arrived.",
    ]
