"""The rules of corroboration: which words count, what contradicts, and the sentence that says why."""

from datetime import UTC, date, datetime, timedelta

import pytest

from portfolio.handover.corroboration.rules import (
    Corroboration,
    Seen,
    Task,
    VersionTasks,
    Word,
    agreed,
    confirmed,
    judge,
)
from portfolio.handover.parties.reply_kinds import ReplyKind

START = datetime(2026, 10, 5, 16, 0, tzinfo=UTC)
DEPOT = Task("a", "Ring the depot", "Priya", "2026-10-05T17:30")
CUSTOMER = Task("b", "Ring the customer", "Priya", "2026-10-05T18:00")
LINK = "by the link mailed to them"


def version(*tasks, number=1, hours=0):
    when = START + timedelta(hours=hours)
    return VersionTasks(number, when, {task.id: task for task in tasks or (DEPOT, CUSTOMER)})


def word(said, about="a", hours=1, who="priya", version=1, **more):
    when = START + timedelta(hours=hours)
    return Word(who, who.capitalize(), LINK, when, version, said, about, **more)


def seen(about="a", hours=3, day=5, **more):
    when = START + timedelta(hours=hours)
    told = {"method": "By phone", "with_whom": "Priya", "outcome": "It was done."} | more
    return Seen(about, date(2026, 10, day), when, **told)


def state_of(*words, versions=None, checks=(), about="a"):
    return judge(versions or [version()], words, checks)[about]


CASES = {
    "nobody said anything": ((), (), Corroboration.CLAIMED),
    "taken over": ((word(ReplyKind.TAKEN_OVER),), (), Corroboration.CORROBORATED),
    "done": ((word(ReplyKind.DONE),), (), Corroboration.CORROBORATED),
    "another action only": ((word(ReplyKind.DONE, "b"),), (), Corroboration.CLAIMED),
    "understood says nothing of an action": (
        (word(ReplyKind.UNDERSTOOD, ""),),
        (),
        Corroboration.CLAIMED,
    ),
    "the learner alone checked back": ((), (seen(),), Corroboration.CLAIMED),
    "not taken over": ((word(ReplyKind.NOT_TAKEN_OVER),), (), Corroboration.CONTRADICTED),
    "not there": ((word(ReplyKind.NOT_THERE, ""),), (), Corroboration.CONTRADICTED),
    "not me, and no reply before": ((word(ReplyKind.NOT_ME, ""),), (), Corroboration.CLAIMED),
    "not me, after a reply": (
        (word(ReplyKind.DONE), word(ReplyKind.NOT_ME, "", 2)),
        (),
        Corroboration.CONTRADICTED,
    ),
    "another deadline": (
        (word(ReplyKind.TAKEN_OVER, by_when="2026-10-05T19:00"),),
        (),
        Corroboration.CONTRADICTED,
    ),
    "the newest word counts": (
        (word(ReplyKind.NOT_TAKEN_OVER), word(ReplyKind.TAKEN_OVER, hours=2)),
        (),
        Corroboration.CORROBORATED,
    ),
    "and so does the newest no": (
        (word(ReplyKind.TAKEN_OVER), word(ReplyKind.NOT_TAKEN_OVER, hours=2)),
        (),
        Corroboration.CONTRADICTED,
    ),
    "not done yet": ((word(ReplyKind.NOT_DONE),), (), Corroboration.OPEN),
    "not done, though the learner checked back": (
        (word(ReplyKind.NOT_DONE, hours=4),),
        (seen(),),
        Corroboration.CONTRADICTED,
    ),
    "not done, though they checked back on all of it": (
        (word(ReplyKind.NOT_DONE, hours=4),),
        (seen(""),),
        Corroboration.CONTRADICTED,
    ),
    "not done, and the learner checked back afterwards": (
        (word(ReplyKind.NOT_DONE, hours=1),),
        (seen(hours=30, day=6),),
        Corroboration.OPEN,
    ),
    "not done, and the learner found it undone too": (
        (word(ReplyKind.NOT_DONE, hours=4),),
        (seen(done="no"),),
        Corroboration.OPEN,
    ),
    "done, and the learner found it undone since": (
        (word(ReplyKind.DONE),),
        (seen(done="no"),),
        Corroboration.CONTRADICTED,
    ),
    "done, after the learner had found it undone": (
        (word(ReplyKind.DONE, hours=4),),
        (seen(done="no"),),
        Corroboration.CORROBORATED,
    ),
    "two receivers: one took it over, one did not": (
        (word(ReplyKind.TAKEN_OVER), word(ReplyKind.NOT_TAKEN_OVER, who="tom")),
        (),
        Corroboration.CONTRADICTED,
    ),
    "two receivers: done and not done": (
        (word(ReplyKind.DONE), word(ReplyKind.NOT_DONE, who="tom")),
        (),
        Corroboration.CONTRADICTED,
    ),
    "an open question": (
        (word(ReplyKind.TAKEN_OVER), word(ReplyKind.QUESTION, hours=2)),
        (),
        Corroboration.OPEN,
    ),
    "a question, and a check-back since": (
        (word(ReplyKind.TAKEN_OVER), word(ReplyKind.QUESTION, hours=2)),
        (seen(),),
        Corroboration.CORROBORATED,
    ),
    "a correction": (
        (word(ReplyKind.TAKEN_OVER), word(ReplyKind.CORRECTION, hours=2)),
        (),
        Corroboration.CONTRADICTED,
    ),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_state_of_an_action(case):
    words, checks, state = CASES[case]
    assert state_of(*words, checks=checks).state is state


def test_every_sentence_says_who_when_and_how_and_none_replaces_another():
    found = state_of(
        word(ReplyKind.NOT_TAKEN_OVER, words="I was at lunch"),
        word(ReplyKind.TAKEN_OVER, hours=2),
        checks=(seen(),),
    )
    assert found.reasons == (
        f"Priya ({LINK}, 5 October 2026 at 18:00): I did not take this over. “I was at lunch”",
        f"Priya ({LINK}, 5 October 2026 at 19:00): I took this over, by 5 October 2026 at 17:30.",
        "The learner checked back on 5 October 2026 with Priya (By phone): “It was done.”",
    )


def test_a_contradiction_is_said_beside_what_it_contradicts():
    found = state_of(word(ReplyKind.DONE), word(ReplyKind.NOT_DONE, who="tom"))
    assert found.reasons[-1] == "Priya and Tom contradict each other: done, and not done."
    assert len(found.reasons) == 3


def test_a_word_about_a_wording_that_was_changed_since_does_not_count():
    bigger = Task("a", "Ring the depot and the insurer", "Priya", DEPOT.deadline)
    versions = [version(), version(bigger, number=2, hours=5)]
    for said in (ReplyKind.TAKEN_OVER, ReplyKind.DONE, ReplyKind.NOT_TAKEN_OVER):
        found = state_of(word(said), versions=versions)
        assert found.state is Corroboration.OPEN
        assert "changed since Priya replied about version 1" in found.reasons[-1]
    again = word(ReplyKind.TAKEN_OVER, hours=6, version=2)
    assert (
        state_of(word(ReplyKind.TAKEN_OVER), again, versions=versions).state
        is Corroboration.CORROBORATED
    )


def test_a_revision_that_takes_the_named_deadline_over_agrees_with_it():
    later = Task("a", DEPOT.task, DEPOT.owner, "2026-10-05T19:00")
    versions = [version(), version(later, number=2, hours=5)]
    named = word(ReplyKind.TAKEN_OVER, by_when="2026-10-05T19:00")
    assert state_of(named, versions=versions).state is Corroboration.CORROBORATED
    # A deadline moved behind their back is a contradiction, not a confirmation.
    found = state_of(word(ReplyKind.TAKEN_OVER), versions=versions)
    assert found.state is Corroboration.CONTRADICTED
    assert "version 2 says 5 October 2026 at 19:00" in found.reasons[-1]


def test_a_correction_is_answered_by_a_later_version():
    versions = [version(), version(number=2, hours=5)]
    found = state_of(
        word(ReplyKind.TAKEN_OVER), word(ReplyKind.CORRECTION, hours=2), versions=versions
    )
    assert found.state is Corroboration.CORROBORATED
    assert any("A correction" in reason for reason in found.reasons)


def test_an_action_that_a_revision_left_out_is_not_judged():
    versions = [version(), version(CUSTOMER, number=2, hours=5)]
    assert set(judge(versions, [word(ReplyKind.DONE)])) == {"b"}
    assert not confirmed(versions, [word(ReplyKind.DONE)])
    assert judge([], []) == {}


def test_one_corroborated_action_confirms_a_handover():
    assert confirmed([version()], [word(ReplyKind.TAKEN_OVER), word(ReplyKind.NOT_TAKEN_OVER, "b")])
    assert not confirmed([version()], [word(ReplyKind.UNDERSTOOD, "")])


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ((), False),
        ((word(ReplyKind.AGREED, ""),), False),
        ((word(ReplyKind.AGREED, "", version=2),), True),
        ((word(ReplyKind.AGREED, "", version=2), word(ReplyKind.AGREED, "", who="tom")), True),
        (
            (
                word(ReplyKind.AGREED, "", version=2),
                word(ReplyKind.NOT_AGREED, "", who="tom", version=2),
            ),
            False,
        ),
        (
            (word(ReplyKind.AGREED, "", version=2), word(ReplyKind.NOT_ME, "", hours=2, version=2)),
            False,
        ),
    ],
)
def test_an_agreement_counts_while_somebody_signed_the_newest_and_nobody_says_no(words, expected):
    assert agreed(2, words) is expected
