"""What the played story leaves behind is what it tells: references, states, decisions, times, and nothing half done."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from portfolio.assessment.model import Achievement, Decision, VersionJudgement
from portfolio.base import jobs
from portfolio.base.db import Model, UtcDateTime, db
from portfolio.coverage import store as coverage
from portfolio.demonstration.fill import fill
from portfolio.demonstration.story import load, timeline
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records import store as evidence
from portfolio.evidence.records.model import Claim, Evidence, EvidenceVersion
from portfolio.exports.gather import gather
from portfolio.history import store as history
from portfolio.people import notices
from portfolio.people import store as people
from portfolio.witness.requests import store as witnesses
from portfolio.witness.requests import witness_links
from portfolio.witness.statements import standing

STORY = load()
EVENTS = timeline(STORY)
EMAILS = {person.key: person.email for person in STORY.people}
of_each_learner = pytest.mark.parametrize("story", STORY.learners, ids=lambda story: story.learner)

MET, NOTHING, CLAIMED, MORE, UNCOUNTED = (
    "met",
    "nothing",
    "claimed",
    "more_needed",
    "not_yet_counted",
)
STATES = {
    ("nadia", "maintain"): [MET] * 8,
    ("nadia", "carry-out"): [MET] * 4,
    ("callum", "maintain"): [NOTHING, MET, CLAIMED, NOTHING, MET, MET, MORE, CLAIMED],
    ("callum", "carry-out"): [MET, MET, MET, MORE],
    ("thandiwe", "maintain"): [NOTHING, MORE, MORE, NOTHING, CLAIMED, MET, NOTHING, NOTHING],
    ("thandiwe", "carry-out"): [MET, MORE, MORE, MORE],
    ("owen", "maintain"): [*[NOTHING] * 7, MORE],
    ("owen", "carry-out"): [CLAIMED, MORE, CLAIMED, CLAIMED],
    ("mateusz", "maintain"): [NOTHING, UNCOUNTED, NOTHING, CLAIMED, CLAIMED, MET, MORE, NOTHING],
    ("mateusz", "carry-out"): [CLAIMED, MORE, NOTHING, MORE],
    ("finlay", "maintain"): [NOTHING] * 8,
    ("finlay", "carry-out"): [NOTHING] * 4,
}
"""How far each criterion is at the story's end, in the unit's order."""


def account(key):
    found = people.by_email(EMAILS[key])
    assert found
    return found


def pieces_of(story):
    return evidence.of_learner(account(story.learner).id)


def units_of(learner):
    titles = {full: short for short, full in STORY.units.items()}
    return {
        titles[enrolment.unit_id]: enrolment
        for enrolment in enrolments.of_learner(account(learner).id)
    }


def every_row():
    return {
        table.name: sorted(map(repr, db.session.execute(select(table)).all()))
        for table in Model.metadata.sorted_tables
    }


def test_the_history_is_whole(inside):
    assert history.verify() == []


def test_no_job_is_left_over_and_none_failed(inside):
    states = set(db.session.scalars(select(jobs.Job.status)))
    assert states == {"done"}
    assert jobs.queued_tasks(inside) == []


def test_every_row_is_of_a_time_within_the_story(inside):
    first, last = EVENTS[0].at, EVENTS[-1].at
    moments = [
        (column, moment)
        for table in Model.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, UtcDateTime) and column.name != "expires_at"
        for moment in db.session.scalars(select(column).where(column.is_not(None)))
    ]
    assert len(moments) > 1000
    assert [
        (str(column), moment) for column, moment in moments if not first <= moment <= last
    ] == []


@of_each_learner
def test_references_kinds_and_titles_are_as_told(inside, story):
    found = [(piece.reference, piece.kind_id) for piece in pieces_of(story)]
    assert found == [(f"E{n}", piece.kind) for n, piece in enumerate(story.pieces, start=1)]
    for piece, told in zip(pieces_of(story), story.pieces, strict=True):
        newest = told.content_of(len(told.revisions) + 1)
        assert piece.title == newest.title or told.kind == "witness_statement"
        assert len(piece.versions) == (len(told.revisions) + 1 if told.submitted else 0)
        assert [attachment.filename for attachment in piece.live_attachments] == [
            f.file for f in told.attachments
        ]
        assert len(piece.actions) == len(getattr(newest, "actions", ()) if told.submitted else ())


@of_each_learner
def test_check_backs_and_accounts_lead_to_their_handovers(inside, story):
    pieces = dict(zip([piece.key for piece in story.pieces], pieces_of(story), strict=True))
    for told in story.pieces:
        piece = pieces[told.key]
        tasks = {action.id: action.task for action in piece.actions}
        later = [check_back for check_back in piece.check_backs if check_back.later]
        assert [later_check_back.outcome for later_check_back in later] == [
            check_back.outcome for check_back in told.check_backs
        ]
        for row, told_check_back in zip(later, told.check_backs, strict=True):
            named = [
                action.task
                for action in told.content.actions
                if action.id == told_check_back.action
            ]
            assert (
                [tasks[row.action_id]] == named if told_check_back.action else row.action_id is None
            )
        about = getattr(told.content, "about_handover", "")
        if about:
            assert piece.current["about_handover"] == str(pieces[about].id)


@pytest.mark.parametrize(("learner", "unit"), STATES)
def test_coverage_is_as_told(inside, learner, unit):
    grid = coverage.of_enrolment(units_of(learner)[unit])
    states = [grid.coverage.states[criterion.code].state.value for criterion in grid.unit.criteria]
    assert states == STATES[learner, unit]


@of_each_learner
def test_every_decision_of_the_story_is_there_with_its_claim(inside, story):
    rows = db.session.execute(
        select(Evidence.number, EvidenceVersion.version, Claim.enrolment_id, Claim.criterion,
               Decision.valid, Decision.feedback, Decision.at)
        .join(Claim, Claim.id == Decision.claim_id)
        .join(EvidenceVersion, EvidenceVersion.id == Decision.version_id)
        .join(Evidence, Evidence.id == Claim.evidence_id)
        .where(Evidence.learner_id == account(story.learner).id)
    )  # fmt: skip
    mine = units_of(story.learner)
    told = [
        (
            number,
            review.version,
            mine[decision.unit].id,
            decision.criterion,
            decision.valid,
            decision.feedback,
            review.at,
        )
        for number, piece in enumerate(story.pieces, start=1)
        for review in piece.reviews
        for decision in review.decisions
    ]
    assert sorted(map(tuple, rows), key=repr) == sorted(map(utc, told), key=repr)


def utc(row):
    return tuple(value.astimezone(UTC) if isinstance(value, datetime) else value for value in row)


def test_judgements_and_achievements_are_as_many_as_told(inside):
    reviews = sum(len(piece.reviews) for story in STORY.learners for piece in story.pieces)
    assert len(db.session.scalars(select(VersionJudgement)).all()) == reviews
    achieved = sum(len(story.achievements) for story in STORY.learners)
    assert len(db.session.scalars(select(Achievement)).all()) == achieved


@of_each_learner
def test_witnesses_answered_declined_or_are_still_asked(inside, story):
    learner = account(story.learner)
    requests = {
        found_request.witness_email + found_request.what_they_saw: found_request
        for found_request in witnesses.of_learner(learner.id)
    }
    standings = standing.standings_of_learner([learner.id])
    pieces = dict(zip([piece.key for piece in story.pieces], pieces_of(story), strict=True))
    assert len(requests) == len(story.witnesses)
    for told in story.witnesses:
        request = requests[told.email + told.saw]
        if told.statement:
            assert request.state == "done"
            piece = pieces[told.statement.key]
            assert standings[piece.id].level == told.assurance
            assert piece.latest.content["statement"] == told.statement.content.statement
            claimed = {claim.criterion: claim.place for claim in piece.live_claims}
            assert set(claimed) == {claim.criterion for claim in told.statement.claims}
            assert all(claim.place in claimed[claim.criterion] for claim in told.statement.claims)
        elif told.declined:
            assert (request.state, request.answer) == ("declined", told.declined.reason)
        else:
            assert request.state in {"sent", "begun"}


def test_a_witness_whom_only_the_learner_knows_does_not_count_yet(inside):
    shown = standing.standings_of_learner([account("mateusz").id])
    found = [(judged.level, judged.counts, judged.disputed) for judged in shown.values()]
    assert found == [("W1", False, False), ("W1", False, True)]


def test_the_complete_portfolio_holds_every_piece(inside):
    dossier = gather(account("nadia"))
    assert [piece.reference for piece in dossier.pieces] == [f"E{n}" for n in range(1, 14)]
    assert [criterion.state.name for unit in dossier.units for criterion in unit.criteria] == [
        "met"
    ] * 12
    assert sum(len(piece.attachments) for piece in dossier.pieces) == sum(
        len(piece.attachments) for piece in STORY.learners[0].pieces
    )


def test_mails_lie_in_the_mailbox_with_a_link_that_still_waits(inside):
    mails = [path.read_text() for path in (inside.config["HOME"] / "mailbox").iterdir()]
    waiting = [text for text in mails if "To: megan.pugh@tarnstreet.example.net" in text]
    assert len(waiting) == 1
    secret = waiting[0].split("/w/", 1)[1].split()[0]
    opened = witness_links.open_request(secret)
    assert opened
    assert opened.learner.email == EMAILS["owen"]


def test_who_acts_has_read_what_they_were_told_before(inside):
    def still_to_read(key):
        return [notice.sentence for notice in notices.unread(account(key).id, most=50)]

    assert len(still_to_read("finlay")) == 2  # two enrolments, and nothing done since
    acted = {key: last_act(key) for key in ("nadia", "helen", "imran")}
    for key, moment in acted.items():
        assert all(
            notice.created_at >= moment for notice in notices.unread(account(key).id, most=50)
        )
        assert still_to_read(key)


def last_act(key):
    return max(
        event.at
        for event in EVENTS
        if getattr(event.subject, "by", event.learner) == key
        and event.verb in {"draft", "submit", "revise", "check_back", "review", "achieve", "vouch"}
    )


def test_nobody_waits_for_an_invitation(inside):
    assert all(known_person.password for known_person in people.everybody())


def test_a_line_is_said_for_each_learner(filled):
    _app, said = filled
    assert said[0] == "Fellside Training: 10 people, 6 of them learners."
    assert len(said) == 7
    assert (
        "  Nadia Rahman: 9 pieces of own evidence, 4 witness statements, 12 criteria achieved"
        in said
    )
    assert "  Finlay Hodgson: nothing yet" in said


def test_filling_again_changes_nothing(inside):
    before, said = every_row(), []
    db.session.rollback()
    learners = fill(said.append)
    assert said == ["Fellside Training is here already, so nothing is filled in again."]
    assert [learner.email for learner in learners] == [
        EMAILS[learner.learner] for learner in STORY.learners
    ]
    assert every_row() == before
