"""What the page of a piece offers, to its writer, its assessor and others who may read it."""

from dataclasses import replace
from uuid import UUID

from portfolio.base.web.actions import ActionLook
from portfolio.evidence.pages.piece_page import PieceSeen, piece_actions, way_back, withdrawn_note

OWN = PieceSeen(
    evidence_id=UUID(int=1),
    kind_id="reflective_account",
    mine=True,
    about_me=True,
    assesses=False,
    by_learner=True,
    learner_writes=True,
    quick=False,
    submitted=True,
    drafting=False,
    newest=True,
    withdrawn=False,
    removed=False,
    claimed=False,
    claiming=True,
    may_revise=True,
)
ASSESSED = replace(OWN, mine=False, about_me=False, assesses=True, claiming=False, may_revise=False)
RECORD = replace(OWN, about_me=False, assesses=True, by_learner=False, learner_writes=False)


def words(seen: PieceSeen) -> list[str]:
    return [action.words for action in piece_actions(seen)]


def test_a_learner_claims_revises_asks_or_takes_out_what_they_submitted():
    assert words(OWN) == [
        "Choose criteria",
        "Revise",
        "Ask a witness",
        "Take it out of my portfolio",
    ]
    assert piece_actions(OWN)[0].look is ActionLook.BUTTON


def test_choosing_criteria_steps_back_once_something_is_claimed():
    assert piece_actions(replace(OWN, claimed=True))[0].look is ActionLook.SECONDARY


def test_what_can_be_recorded_in_a_minute_can_be_recorded_again():
    [again] = [
        action for action in piece_actions(replace(OWN, quick=True)) if "another" in action.words
    ]
    assert (again.endpoint, again.values) == ("evidence.capture", {"from": OWN.evidence_id})


def test_a_draft_is_gone_on_with_and_nothing_else():
    assert words(replace(OWN, submitted=False, drafting=True)) == [
        "Go on writing",
        "Choose criteria",
    ]


def test_an_older_version_offers_nothing():
    assert words(replace(OWN, newest=False)) == []


def test_an_assessor_assesses_what_somebody_else_wrote():
    assert words(ASSESSED) == []
    assert ASSESSED.may_assess
    assert not OWN.may_assess
    assert not replace(ASSESSED, newest=False).may_assess
    assert not replace(ASSESSED, withdrawn=True).may_assess
    assert not replace(ASSESSED, assesses=False).may_assess


def test_somebody_elses_record_is_claimed_by_its_learner_and_asks_no_witness():
    theirs = replace(RECORD, mine=False, about_me=True, assesses=False, may_revise=False)
    assert words(theirs) == ["Choose criteria"]
    assert words(RECORD) == ["Choose criteria", "Revise", "Take it out of the portfolio"]


def test_what_is_out_of_the_portfolio_is_restored_by_its_writer_unless_it_was_removed():
    out = replace(OWN, withdrawn=True)
    assert words(out) == []
    assert out.may_restore
    assert not replace(out, removed=True).may_restore
    assert not replace(out, mine=False).may_restore


def test_the_state_is_the_last_thing_that_was_done():
    assert OWN.state == "submitted"
    assert replace(OWN, submitted=False).state == "draft"
    assert replace(OWN, withdrawn=True).state == "withdrawn"


def test_whoever_writes_a_revision_reads_who_sees_the_version_below():
    assert "Your assessor sees" in replace(OWN, drafting=True).revision_note
    assert "Others see" in replace(RECORD, drafting=True).revision_note
    assert replace(OWN, drafting=True, submitted=False).revision_note == ""
    assert replace(OWN, drafting=True, withdrawn=True).revision_note == ""
    assert OWN.revision_note == ""


def test_taking_out_and_removing_are_said_otherwise():
    day = "3 November 2026"
    out = replace(OWN, withdrawn=True)
    assert withdrawn_note(out, day, "Sam").startswith("You took this piece out")
    assert withdrawn_note(replace(out, mine=False), day, "Sam").startswith("Sam took this piece")
    assert withdrawn_note(replace(out, removed=True), day, "Sam").startswith(
        "This was removed on 3"
    )


def test_the_way_back_leads_to_where_somebody_came_from():
    assert way_back(OWN).endpoint == "evidence.portfolio"
    assert way_back(ASSESSED).endpoint == "assessment.queue"
    assert way_back(replace(ASSESSED, assesses=False)) is None


def test_a_handovers_log_is_offered_to_those_who_read_it():
    assert replace(ASSESSED, kind_id="handover_instance").in_log
    assert not ASSESSED.in_log
    assert not replace(OWN, kind_id="handover_instance").in_log
