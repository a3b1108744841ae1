"""What a learner does next: most urgent first, never nothing, and always somewhere to go."""

from itertools import product

import pytest

from portfolio.home.next_step import Having, Piece, Promise, UnclaimedCriterion, tasks

E3 = Piece("3", "E3", "Till handover")
E4 = Piece("4", "E4", "Late parcel")
DEPOT = Promise("Ring the depot", "E3", "3", "31", "5 October 2026 at 17:30")
GAP = UnclaimedCriterion("Handovers", "77", "2", "Agree who does what")


def first(**having):
    return tasks(Having(**having))[0]


def test_without_an_enrolment_one_is_told_whom_to_ask():
    task = first(contact="Pat Office", drafts=[E3])
    assert "Ask Pat Office to enrol you" in task.text
    assert "Ask your centre to enrol you" in first().text


@pytest.mark.parametrize(
    ("having", "title", "endpoint"),
    [
        (
            {"overdue": [DEPOT], "drafts": [E3], "feedback": [E4]},
            "Check back on “Ring the depot”",
            "evidence.piece",
        ),
        ({"overdue": [DEPOT] * 3, "gaps": [GAP]}, "3 check-backs are overdue", "handover.due"),
        (
            {"overdue": [DEPOT], "achieved": 8},
            "Check back on “Ring the depot”",
            "evidence.piece",
        ),
        (
            {"drafts": [E3, E4], "feedback": [E4], "gaps": [GAP]},
            "Go on with E3 “Till handover”",
            "evidence.edit",
        ),
        (
            {"feedback": [E4], "gaps": [GAP]},
            "Answer the feedback on E4 “Late parcel”",
            "assessment.feedback",
        ),
        ({"gaps": [GAP], "more_needed": [GAP]}, "1 criterion has no evidence yet", "coverage.grid"),
        ({"gaps": [GAP] * 8}, "Begin with a handover that you took part in", "evidence.capture"),
        (
            {"more_needed": [GAP, GAP], "witnesses": ["Wes"]},
            "2 criteria need more",
            "coverage.grid",
        ),
        (
            {"witnesses": ["Wes", "Kim"]},
            "Wes and 1 other witness have not answered yet",
            "witness.requests",
        ),
        ({"waiting": 2}, "Nothing to do just now", "evidence.portfolio"),
        ({"achieved": 8, "waiting": 1}, "Every criterion is achieved", "exports.portfolio"),
        ({"achieved": 8, "drafts": [E3]}, "Go on with E3 “Till handover”", "evidence.edit"),
    ],
)
def test_the_most_urgent_comes_first(having, title, endpoint):
    task = first(enrolments=1, criteria=8, **having)
    assert (task.title, task.place.endpoint) == (title, endpoint)


def test_the_card_names_the_place_in_the_grid():
    assert first(enrolments=1, criteria=8, gaps=[GAP]).place.anchor == "criterion-2"


def test_an_overdue_action_leads_to_its_own_check_back():
    place = first(enrolments=1, criteria=8, overdue=[DEPOT]).place
    assert place.values == {"evidence_id": "3", "about": "31"}
    assert place.anchor == "check-backs"


def test_there_is_always_a_task_with_somewhere_to_go():
    for overdue, drafts, feedback, gaps, more, witnesses, waiting, achieved in product(
        ([], [DEPOT]),
        ([], [E3]),
        ([], [E4]),
        ([], [GAP]),
        ([], [GAP]),
        ([], ["Wes"]),
        (0, 1),
        (0, 8),
    ):
        found = tasks(
            Having(
                enrolments=1,
                criteria=8,
                overdue=overdue,
                drafts=drafts,
                feedback=feedback,
                gaps=gaps,
                more_needed=more,
                witnesses=witnesses,
                waiting=waiting,
                achieved=achieved,
                learner_id="1",
            )
        )
        assert found
        assert all(task.title and task.text and task.action and task.place for task in found)
