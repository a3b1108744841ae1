"""What somebody with the database's password writes past us is named: unsalted, unrecorded, taken back or changed."""

import uuid

import pytest
from sqlalchemy import text

from portfolio.assessment import store as assessment
from portfolio.assessment.model import Achievement, Decision, VersionJudgement
from portfolio.base import append_only
from portfolio.base.db import Model, db, write
from portfolio.enrolment.model import Enrolment
from portfolio.enrolment.pinned_units import PinnedUnit, forget_units, pin, unit_of
from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import attachments, claims, store
from portfolio.evidence.records.model import (
    Action,
    Attachment,
    CheckBack,
    Claim,
    Evidence,
    EvidenceVersion,
)
from portfolio.history.store import of_learner, verify, verify_chain
from portfolio.witness.model import Confirmation, Statement
from tests.assessment.examples import claimed, confirmed, stated
from tests.evidence.examples import draft

CHECKED = {"checked_on": "2026-10-07", "method": "By phone", "outcome": "Done."}


@pytest.fixture
def full(context, world):
    """A portfolio with at least one of everything that history covers."""
    piece = draft(world.learner)
    attachments.add(world.learner, piece.id, accept(b"words\n", "b.txt"))
    store.submit(world.learner, piece.id)
    claim, version = claimed(
        world.learner, world.enrolment.id, "6", store.own(world.learner, piece.id)
    )
    assessment.decide(world.assessor, claim.id, version.id, True)
    assessment.judge(world.assessor, version.id, True, True, True)
    assessment.declare(world.assessor, world.enrolment.id, "6", False, "Say more.")
    store.add_check_back(world.learner, piece.id, action_id=None, row=CHECKED)
    confirmed(stated(world.learner, world.enrolment.id)[2], world.assessor)
    with write() as session:
        append_only.take_down(session.connection())  # a forger does so first
    db.session.expunge_all()
    assert verify() == []
    return world


def by_hand(statement: str) -> None:
    with write() as session:
        session.execute(text(statement))
    db.session.expunge_all()


def copy_of(row: Model, **changes: object) -> Model:
    """The same row again under another id."""
    values = {column.key: getattr(row, column.key) for column in row.__table__.columns}
    return type(row)(**values | {"id": uuid.uuid4()} | changes)


def test_taking_the_salts_away_does_not_hide_a_change(full):
    by_hand("UPDATE chain_entry SET salt = NULL")
    findings = verify()
    assert all(finding.startswith("Changed") and "lost the salt" in finding for finding in findings)
    for subject in ("evidence version", "claim", "decision", "judgement", "achievement",
                    "confirmation", "witness statement", "check-back", "enrolment", "attachment"):  # fmt: skip
        assert any(f", {subject} " in finding for finding in findings), subject


@pytest.mark.parametrize(
    ("model", "named", "changes"),
    [
        (Decision, "decision", {"valid": False}),
        (VersionJudgement, "judgement", {}),
        (Achievement, "achievement", {"achieved": True}),
        (Confirmation, "confirmation", {}),
        (EvidenceVersion, "evidence version", {"version": 2}),
        (Claim, "claim", {"criterion": "2"}),
        (Attachment, "attachment", {}),
        (Enrolment, "enrolment", {}),
        (CheckBack, "check-back", {"later": True}),
    ],
)
def test_a_row_written_past_history_is_named(full, model, named, changes):
    with write() as session:
        made = copy_of(session.query(model).first(), **changes)
        session.add(made)
    db.session.expunge_all()
    findings = verify()
    assert any(finding.startswith(f"Unrecorded: {named} {made.id} ") for finding in findings)
    assert findings == verify_chain(full.learner.id) + verify_chain(full.other_learner.id)


def test_a_statement_written_past_history_is_named(full):
    with write() as session:
        session.query(Confirmation).delete()
        statement = session.query(Statement).first()
        made = statement.id = uuid.uuid4()
    db.session.expunge_all()
    assert any(finding.startswith(f"Unrecorded: witness statement {made} ") for finding in verify())


def test_a_learner_without_any_chain_is_looked_at(full):
    by_hand("DELETE FROM chain_entry")
    by_hand("DELETE FROM chain_head")
    assert any(finding.startswith("Unrecorded: decision") for finding in verify())


@pytest.mark.parametrize("table", ["claim", "evidence", "attachment", "enrolment"])
def test_what_is_withdrawn_or_brought_back_by_hand_is_named(full, table):
    by_hand(f"UPDATE {table} SET withdrawn_at = '2026-10-08 00:00:00+00:00'")
    findings = verify()
    assert findings
    assert all(
        finding.startswith(f"Changed: {table} ") and " is as after “" in finding
        for finding in findings
    )
    by_hand(f"UPDATE {table} SET withdrawn_at = NULL")
    assert verify() == []


def test_what_was_taken_back_and_appears_again_is_named(full):
    piece, claim = next(
        (found_piece, found_piece.claims[0])
        for found_piece in store.of_learner(full.learner.id)
        if found_piece.number == 1
    )
    claims.take_back(full.learner, claim.id)
    store.withdraw(full.learner, piece.id, "Twice")
    assert verify() == []
    by_hand("UPDATE claim SET withdrawn_at = NULL")
    by_hand("UPDATE evidence SET withdrawn_at = NULL")
    findings = verify()
    assert {finding.split(" is no longer as")[0] for finding in findings} == {
        f"Changed: claim {claim.id} of learner {full.learner.id}",
        f"Changed: evidence {piece.id} of learner {full.learner.id}",
    }


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE action SET task = 'Do nothing'", "Changed: an action of E1"),
        ("UPDATE action SET owner = 'Mia'", "Changed: an action of E1"),
        ("UPDATE action SET deadline = '2027-01-01T00:00'", "Changed: an action of E1"),
        ("DELETE FROM action", "Missing: an action of E1"),
        ("UPDATE check_back SET outcome = 'Lost'", "Changed: a check-back of E1"),
        ("UPDATE check_back SET later = NOT later", "Unrecorded: a check-back of E1"),
        ("DELETE FROM check_back WHERE NOT later", "Missing: a check-back of E1"),
        ("UPDATE evidence SET title = 'Another'", "Changed: title or date of E1"),
        ("UPDATE evidence SET number = number + 7", "Changed: what "),
        ("UPDATE evidence SET kind_id = 'reflective_account' WHERE number = 1", "Changed: what "),
        ("UPDATE evidence_version SET happened_on = '2026-01-01'", "Changed: what "),
        ("UPDATE enrolment SET began_at = '2020-01-01 00:00:00+00:00'", "Changed: what "),
    ],
)
def test_what_hangs_on_a_piece_must_be_what_was_submitted(full, change, said):
    by_hand(change)
    assert any(finding.startswith(said) for finding in verify())


def test_an_action_nobody_submitted_is_named(full):
    with write() as session:
        session.add(copy_of(session.query(Action).first(), task="Pay the forger"))
    db.session.expunge_all()
    (finding,) = verify()
    assert finding.startswith("Unrecorded: an action of E1 of learner ")


def test_a_unit_changed_under_an_enrolment_is_named(full):
    with write() as session:
        enrolment = session.get_one(Enrolment, full.enrolment.id)
        easier = enrolment.unit.model_copy(update={"title": "An easier unit"})
        enrolment.unit_digest = pin(session, easier)
    db.session.expunge_all()
    (finding,) = verify()
    assert "(enrolled, enrolment " in finding


@pytest.mark.parametrize("known", [True, False], ids=["known", "not known yet"])
@pytest.mark.parametrize("column", ["text", "title"])
def test_a_unit_changed_under_its_digest_is_named_for_each_enrolment_on_it(full, column, known):
    """Also by a process that knows the unit as it was."""
    digest = full.enrolment.unit_digest
    if not known:
        forget_units()
    with write() as session:
        pinned = session.get_one(PinnedUnit, digest)
        easier = {"title": "An easier unit", "text": {**pinned.text, "title": "An easier unit"}}
        setattr(pinned, column, easier[column])
    db.session.expunge_all()
    findings = verify()
    assert len(findings) == 2
    for enrolment in (full.enrolment, full.other_enrolment):
        assert any(f"(enrolled, enrolment {enrolment.id})" in finding for finding in findings)


def test_a_unit_changed_under_its_digest_is_never_taken_for_the_true_one(full):
    digest = full.enrolment.unit_digest
    title = unit_of(digest).title
    with write() as session:
        pinned = session.get_one(PinnedUnit, digest)
        true, pinned.text = pinned.text, {**pinned.text, "title": "An easier unit"}
    forget_units()
    assert unit_of(digest).title == "An easier unit"
    with write() as session:
        session.get_one(PinnedUnit, digest).text = true
    assert unit_of(digest).title == title


def test_a_revision_that_drops_rows_is_no_forgery(full):
    piece = next(
        found_piece for found_piece in store.of_learner(full.learner.id) if found_piece.number == 1
    )
    opened = store.revise(full.learner, piece.id)
    kept = [{**action, "owner": "Omar"} for action in opened.draft["actions"][:1]]
    content = {**opened.draft, "actions": kept, "check_backs": []}
    store.save_draft(full.learner, piece.id, content, opened.draft_revision)
    assert verify() == []
    store.submit(full.learner, piece.id)
    db.session.expunge_all()
    assert verify() == []
    assert of_learner(full.learner.id)[-1].action == "revised"
    assert isinstance(piece, Evidence)
