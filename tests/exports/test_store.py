"""Exports from the store: their names, and what is said when a file of the portfolio is damaged."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from portfolio.base import clock
from portfolio.base.db import db
from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import attachments
from portfolio.evidence.records import store as evidence
from portfolio.exports import store
from portfolio.exports.formats.format import ExportProblem
from portfolio.exports.gather import gather
from portfolio.handover.parties.reply_kinds import ReplyKind
from portfolio.handover.replies import store as replies
from portfolio.handover.replies.store import Point
from tests.evidence.examples import draft, submitted
from tests.evidence.intake_files import jpeg
from tests.handover.asked import asked, token_to
from tests.statements import counted


@dataclass
class Named:
    name: str


@pytest.mark.parametrize(
    "name", ["../../../tmp/evil", "x/../../etc", "..\\..\\evil", "Mia\n", "é" * 200]
)
def test_a_name_leads_to_no_other_folder(name):
    found = store.name_for(Named(name), "pdf")
    assert found.startswith("Portfolio ")
    assert found.endswith(".pdf")
    assert not {"/", "\\", "\n"} & set(found)
    assert len(found.encode()) < 255
    assert store.name_for(Named("Mia Learner"), "csv") == "Portfolio Mia Learner.csv"


def test_a_lost_photo_is_named(context, world, tmp_path):
    piece = draft(world.learner)
    photo = attachments.add(world.learner, piece.id, accept(jpeg(), "sheet.jpg"), "A sheet")
    evidence.submit(world.learner, piece.id)
    context.extensions["blobs"].delete(photo.sha256)
    with pytest.raises(ExportProblem, match="is not in the store"):
        store.export(world.learner, "json", tmp_path / "out.json")


def test_what_a_revision_left_out_is_not_exported(context, world):
    piece = submitted(world.learner)
    ring, tell = piece.live_actions
    row = {"checked_on": "2026-10-06", "method": "By phone", "outcome": "She was told."}
    evidence.add_check_back(world.learner, piece.id, action_id=tell.id, row=row)
    opened = evidence.revise(world.learner, piece.id)
    kept = [
        drafted_action
        for drafted_action in opened.draft["actions"]
        if drafted_action["id"] == str(ring.id)
    ]
    content = {**opened.draft, "actions": kept, "check_backs": []}
    evidence.save_draft(world.learner, piece.id, content, opened.draft_revision)
    evidence.submit(world.learner, piece.id)
    (exported,) = gather(world.learner).pieces
    assert [action.task for action in exported.actions] == ["Ring the depot"]
    (later,) = exported.check_backs
    assert (later.outcome, later.task, later.action_id) == ("She was told.", tell.task, "")
    with pytest.raises(evidence.NotThere):
        evidence.add_check_back(world.learner, piece.id, action_id=tell.id, row=row)


def test_who_confirmed_what_is_gathered_in_as_many_statements_for_one_as_for_many(context, world):
    numbers = []
    for many in (1, 6):
        for number in range(many):
            piece = submitted(world.learner)
            asked(world.learner, piece, f"p{many}{number}@work.example.org")
            points = [Point(ReplyKind.DONE, action.id, "At five") for action in piece.live_actions]
            token = token_to(f"p{many}{number}@work.example.org")
            replies.reply_by_link(token, 1, "a form", points)
        db.session.expunge_all()
        with clock.at(clock.now() + timedelta(hours=2 * many)), counted(context) as sent:
            dossier = gather(world.learner)
        numbers.append(len(sent))
    assert numbers[0] == numbers[1], numbers
    found = dossier.pieces[0]
    assert [action.state.word for action in found.actions] == ["Corroborated", "Corroborated"]
    assert found.actions[0].reasons[1].endswith("It is done. “At five”")
    (person,) = found.participants
    assert (person.name, person.status) == ("Priya Shah", "replied")
    assert [(reply.task, reply.said) for reply in person.replies] == [
        ("Ring the depot", "It is done. “At five”"),
        ("Ring the customer", "It is done. “At five”"),
    ]
    assert found.check_backs[0].with_whom == "Priya"
