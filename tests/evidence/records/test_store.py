"""Pieces keep what was said: versions stay, references are never reused, and everything is recorded."""

from contextlib import contextmanager
from threading import Thread

import pytest
from sqlalchemy import event

from portfolio.base.db import db
from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import attachments, claims, learner_list, store
from portfolio.evidence.records.model import Attachment, EvidenceVersion
from portfolio.history import store as history
from portfolio.people import notices
from tests.evidence import intake_files as made
from tests.evidence.examples import UNDERSTANDING, draft, handover_content, recorded, submitted

ROW = {"checked_on": "2026-10-07", "method": "By phone", "outcome": "Done."}


def actions_recorded(world):
    return [entry.action for entry in history.of_learner(world.learner.id)]


def claim(world, piece, quote=UNDERSTANDING, criterion="1", enrolment=None):
    return claims.add(
        world.learner,
        piece.id,
        enrolment_id=(enrolment or world.enrolment).id,
        criterion=criterion,
        place_kind="quote",
        place=quote,
        reason="It shows it.",
    )


def test_references_count_up_per_learner_and_are_never_reused(context, world):
    first, second = draft(world.learner), draft(world.learner)
    store.withdraw(world.learner, second.id, "Twice")
    third, other = draft(world.learner), draft(world.other_learner)
    assert [piece.reference for piece in (first, second, third, other)] == ["E1", "E2", "E3", "E1"]


def test_two_at_once_get_two_references(app, world):
    numbers = []

    def begin():
        with app.app_context():
            numbers.append(draft(world.learner).number)

    threads = [Thread(target=begin) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(numbers) == [1, 2, 3, 4, 5, 6]


def test_a_second_save_from_an_older_revision_is_stale_and_changes_nothing(context, world):
    piece = draft(world.learner)
    store.save_draft(world.learner, piece.id, handover_content(scope="First"), piece.draft_revision)
    with pytest.raises(store.StaleDraft) as clash:
        store.save_draft(world.learner, piece.id, handover_content(scope="Second"), 1)
    assert clash.value.saved["scope"] == "First"
    assert clash.value.revision == 2
    again = store.save_draft(world.learner, piece.id, handover_content(scope="First"), 1)
    assert again.draft_revision == 2
    assert store.own(world.learner, piece.id).draft["scope"] == "First"


def test_a_draft_may_lack_anything_but_not_be_too_long(context, world):
    piece = draft(world.learner)
    nothing = {name: "" for name, value in handover_content().items() if isinstance(value, str)}
    kept = store.save_draft(world.learner, piece.id, nothing, 1)
    assert kept.title == "Handover without a title yet"
    with pytest.raises(store.Incomplete, match="Shorten it by 1"):
        store.save_draft(world.learner, piece.id, {"scope": "x" * 200_001}, 2)
    assert store.save_draft(world.learner, piece.id, {"scope": "x" * 200_000}, 2)


def test_what_a_page_did_not_ask_stays(context, world):
    piece = draft(world.learner)
    before = handover_content()
    kept = store.save_draft(world.learner, piece.id, {"scope": "New"}, 1)
    assert kept.draft["purpose"] == before["purpose"]
    assert [row["task"] for row in kept.draft["actions"]] == ["Ring the depot", "Ring the customer"]
    ids = [row["id"] for row in kept.draft["actions"]]
    part = {"actions": [{"id": ids[1], "deadline": "2026-10-05T19:00"}, {"task": "Third"}]}
    after = store.save_draft(world.learner, piece.id, part, 2).draft["actions"]
    assert after[0] == before["actions"][1] | {"id": ids[1], "deadline": "2026-10-05T19:00"}
    assert (after[1]["task"], after[1]["owner"]) == ("Third", "")
    assert len(after) == 2


def test_drafts_are_no_history_submissions_are(context, world):
    piece = draft(world.learner)
    store.save_draft(world.learner, piece.id, handover_content(scope="Other"), 1)
    before = actions_recorded(world)
    store.submit(world.learner, piece.id)
    assert actions_recorded(world) == [*before, "submitted"]
    assert history.verify() == []


def test_a_changed_version_is_named_by_verify(context, world):
    piece = submitted(world.learner)
    with store.write() as session:
        version = session.get(EvidenceVersion, piece.latest.id)
        version.content = {**version.content, "scope": "Forged"}
    assert history.verify()


def test_submitting_tells_the_assessors_of_the_units_it_is_claimed_for(context, world):
    piece = draft(world.other_learner)
    store.submit(world.other_learner, piece.id)
    assert notices.unread(world.assessor.id)[0].sentence != "Omar Other submitted E1."
    assert "Omar Other submitted E1." in [
        n.sentence for n in notices.unread(world.other_assessor.id)
    ]


def test_an_incomplete_draft_is_not_submitted_and_says_everything(context, world):
    piece = draft(world.learner, purpose="", scope="")
    with pytest.raises(store.Incomplete) as problem:
        store.submit(world.learner, piece.id)
    assert [lack.field for lack in problem.value.lacks] == ["purpose", "scope"]
    assert store.own(world.learner, piece.id).latest is None


def test_a_revision_is_a_second_version_and_the_first_stays(context, world):
    piece = submitted(world.learner)
    first = dict(piece.latest.content)
    made_claim = claim(world, piece)
    opened = store.revise(world.learner, piece.id)
    assert store.revise(world.learner, piece.id).draft_revision == opened.draft_revision
    rows = opened.draft["actions"]
    rows[0] |= {"task": "Ring the depot twice"}
    changed = handover_content(actions=rows, title="Revised")
    store.save_draft(world.learner, piece.id, changed, opened.draft_revision)
    assert store.own(world.learner, piece.id).title != "Revised"
    store.submit(world.learner, piece.id)
    now_there = store.own(world.learner, piece.id)
    assert [version.version for version in now_there.versions] == [1, 2]
    assert now_there.versions[0].content == first
    assert now_there.title == "Revised"
    assert [action.task for action in now_there.actions] == [
        "Ring the depot twice",
        "Ring the customer",
    ]
    assert [str(action.id) for action in now_there.actions] == [
        row["id"] for row in first["actions"]
    ]
    assert {live_claim.id: live_claim.version for live_claim in now_there.live_claims} == {
        made_claim.id: 2
    }
    assert actions_recorded(world)[-1] == "revised"
    assert history.verify() == []


def test_a_foreign_action_id_cannot_be_taken_over(context, world):
    theirs = submitted(world.other_learner)
    piece = draft(world.learner)
    rows = [
        {
            "id": theirs.latest.content["actions"][0]["id"],
            "task": "Mine",
            "owner": "M",
            "deadline": "2026-10-05T17:30",
        }
    ]
    store.save_draft(world.learner, piece.id, handover_content(actions=rows), 1)
    store.submit(world.learner, piece.id)
    assert store.own(world.other_learner, theirs.id).actions[0].task == "Ring the depot"
    assert [action.task for action in store.own(world.learner, piece.id).actions] == ["Mine"]


def test_throwing_a_revision_away_takes_its_own_claims_along(context, world):
    piece = submitted(world.learner)
    stays = claim(world, piece)
    opened = store.revise(world.learner, piece.id)
    store.save_draft(
        world.learner, piece.id, handover_content(scope="Only here"), opened.draft_revision
    )
    claim(world, piece, "Only here", "2")
    assert store.put_draft_away(world.learner, piece.id) is False
    assert [live_claim.id for live_claim in store.own(world.learner, piece.id).live_claims] == [
        stays.id
    ]
    with pytest.raises(store.NothingToSubmit):
        store.save_draft(world.learner, piece.id, handover_content(), opened.draft_revision + 1)


def test_withdrawing_is_recorded_once_and_can_be_undone(context, world):
    piece = submitted(world.learner)
    for _ in range(2):
        store.withdraw(world.learner, piece.id, "Twice")
    assert store.of_learner(world.learner.id) == []
    assert [
        listed_piece.id for listed_piece in store.of_learner(world.learner.id, withdrawn=True)
    ] == [piece.id]
    with pytest.raises(store.NotThere):
        store.revise(world.learner, piece.id)
    store.restore(world.learner, piece.id)
    assert actions_recorded(world)[-2:] == ["withdrawn", "restored"]


def test_a_check_back_is_appended_only_to_what_was_submitted(context, world):
    piece = draft(world.learner)
    with pytest.raises(store.NotSubmitted):
        store.add_check_back(world.learner, piece.id, action_id=None, row=ROW)
    store.submit(world.learner, piece.id)
    whole = store.own(world.learner, piece.id)
    with pytest.raises(store.Incomplete, match="in the future"):
        store.add_check_back(
            world.learner, piece.id, action_id=None, row=ROW | {"checked_on": "2999-01-01"}
        )
    with pytest.raises(store.NotThere):
        store.add_check_back(world.learner, piece.id, action_id=piece.id, row=ROW)
    with pytest.raises(store.NotThere):
        store.add_check_back(world.other_learner, piece.id, action_id=None, row=ROW)
    added = store.add_check_back(world.learner, piece.id, action_id=whole.actions[0].id, row=ROW)
    assert added.later
    assert [check_back.later for check_back in store.own(world.learner, piece.id).check_backs] == [
        False,
        True,
    ]
    assert actions_recorded(world)[-1] == "checked back"
    assert history.verify() == []


def test_an_account_takes_no_check_backs(context, world):
    piece = submitted(world.learner, "reflective_account")
    with pytest.raises(store.NotThere):
        store.add_check_back(world.learner, piece.id, action_id=None, row=ROW)


def test_who_may_read_a_piece(context, world):
    unsent, sent = draft(world.learner), submitted(world.learner)
    readers = {
        name: getattr(world, name)
        for name in (
            "learner",
            "assessor",
            "iqa",
            "other_learner",
            "other_assessor",
            "administrator",
        )
    }
    assert [who for who, reader in readers.items() if store.for_reader(reader, unsent.id)] == [
        "learner"
    ]
    assert [who for who, reader in readers.items() if store.for_reader(reader, sent.id)] == [
        "learner",
        "assessor",
        "iqa",
    ]
    assert store.own(world.assessor, sent.id) is None


def test_pieces_to_choose_from_are_the_learners_own(context, world):
    unsent, sent = draft(world.learner), submitted(world.learner)
    submitted(world.other_learner)
    draft(world.learner, "reflective_account")
    assert [
        found_piece.id
        for found_piece in store.by_name(
            world.learner.id, submitted_only=False, kinds=["handover_instance"]
        )
    ] == [
        unsent.id,
        sent.id,
    ]
    assert [
        found_piece.id for found_piece in store.by_name(world.learner.id, submitted_only=True)
    ] == [sent.id]


def test_files_are_frozen_with_the_version_and_recorded(context, world):
    piece = draft(world.learner)
    photo = attachments.add(world.learner, piece.id, accept(made.jpeg(), "a.jpg"), " The  sheet ")
    gone = attachments.add(world.learner, piece.id, accept(b"words\n", "b.txt"))
    attachments.take_away(world.learner, gone.id)
    store.submit(world.learner, piece.id)
    whole = store.own(world.learner, piece.id)
    [frozen] = whole.latest.attachments
    assert (frozen["id"], frozen["alt_text"]) == (str(photo.id), "The sheet")
    with pytest.raises(store.NothingToSubmit):
        attachments.take_away(world.learner, photo.id)
    with pytest.raises(store.NothingToSubmit):
        attachments.add(world.learner, piece.id, accept(made.png(), "c.png"))
    opened = store.revise(world.learner, piece.id)
    attachments.take_away(world.learner, photo.id)
    assert store.own(world.learner, piece.id).latest.attachments == [frozen]
    assert opened.id == piece.id
    assert history.verify() == []
    with store.write() as session:
        session.get(Attachment, photo.id).sha256 = "0" * 64
    assert history.verify()


def test_a_revision_put_away_leaves_the_files_as_they_were_submitted(context, world):
    piece = draft(world.learner)
    photo = attachments.add(world.learner, piece.id, accept(made.jpeg(), "a.jpg"), "The sheet")
    never = attachments.add(world.learner, piece.id, accept(b"never\n", "n.txt"))
    attachments.take_away(world.learner, never.id)
    store.submit(world.learner, piece.id)
    store.revise(world.learner, piece.id)
    attachments.describe(world.learner, photo.id, "Something else")
    attachments.take_away(world.learner, photo.id)
    attachments.add(world.learner, piece.id, accept(b"words\n", "b.txt"))
    assert store.put_draft_away(world.learner, piece.id) is False
    live = store.own(world.learner, piece.id).live_attachments
    assert [(attachment.id, attachment.alt_text) for attachment in live] == [
        (photo.id, "The sheet")
    ]
    assert sorted(actions_recorded(world)[-2:]) == ["file put back", "file taken away"]
    assert history.verify() == []


def test_a_claim_on_words_that_are_put_away_is_recorded_as_taken_back(context, world):
    piece = submitted(world.learner)
    opened = store.revise(world.learner, piece.id)
    store.save_draft(
        world.learner, piece.id, handover_content(scope="Only here"), opened.draft_revision
    )
    claim(world, piece, "Only here", "2")
    store.put_draft_away(world.learner, piece.id)
    assert actions_recorded(world)[-1] == "claim taken back"


def test_files_are_added_by_their_learner_only(context, world):
    piece = draft(world.learner)
    one = attachments.add(world.learner, piece.id, accept(b"words\n", "b.txt"))
    for verb in (attachments.take_away, attachments.restore):
        with pytest.raises(store.NotThere):
            verb(world.other_learner, one.id)
    with pytest.raises(store.NotThere):
        attachments.describe(world.other_learner, one.id, "x")
    with pytest.raises(store.NotThere):
        attachments.add(world.other_learner, piece.id, accept(b"other\n", "c.txt"))
    with pytest.raises(attachments.LongDescription):
        attachments.describe(world.learner, one.id, "x" * 501)


def test_a_claimed_file_that_is_gone_stops_submitting(context, world):
    piece = draft(world.learner)
    one = attachments.add(world.learner, piece.id, accept(made.pdf(), "log.pdf"))
    claims.add(
        world.learner, piece.id, enrolment_id=world.enrolment.id, criterion="1",
        place_kind="page", place="1", reason="So.", attachment_id=one.id,
    )  # fmt: skip
    attachments.take_away(world.learner, one.id)
    with pytest.raises(store.Incomplete, match="no longer attached"):
        store.submit(world.learner, piece.id)


@contextmanager
def statements():
    """Collect the SQL that is sent inside the block."""
    sent = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.startswith("SELECT"):
            sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield sent
    event.remove(db.engine, "before_cursor_execute", note)


def test_the_list_takes_as_many_statements_for_one_piece_as_for_five(context, world):
    submitted(world.learner)
    counted, whole = [], []
    for more in (0, 4):
        for _ in range(more):
            claim(world, submitted(world.learner))
        db.session.expunge_all()
        with statements() as sent:
            pieces = learner_list.choosable(world.learner.id, ["handover_instance"])
            assert [(piece.reference, piece.title, piece.happened_on) for piece in pieces]
            assert learner_list.claimed_with(
                [piece.id for piece in pieces], world.enrolment.id
            ) == ({"1"} if more else set())
        counted.append(len(sent))
        db.session.expunge_all()
        with statements() as sent:
            pieces = store.of_learner(world.learner.id)
            assert [(piece.live_claims, piece.latest, piece.live_attachments) for piece in pieces]
        whole.append(len(sent))
    assert (counted, whole) == ([2, 2], [6, 6])


def test_pieces_to_choose_from_are_ones_own_of_these_kinds_and_kept(context, world):
    kept, withdrawn = submitted(world.learner), submitted(world.learner)
    store.withdraw(world.learner, withdrawn.id, "Twice")
    begun = draft(world.learner, "reflective_account")
    recorded(world.assessor, world.enrolment)
    submitted(world.other_learner)
    kinds = ["handover_instance", "reflective_account", "observation_record"]
    pieces = learner_list.choosable(world.learner.id, kinds)
    assert [piece.id for piece in pieces] == [kept.id, begun.id]
    assert [piece.reference for piece in pieces] == ["E1", "E3"]
    assert learner_list.choosable(world.learner.id, ["observation_record"]) == []


def test_an_account_about_another_piece_is_submitted(context, world):
    """The other pieces are read by name only, so that the one being submitted stays whole."""
    handover = submitted(world.learner)
    about = draft(world.learner, "reflective_account", about_handover=str(handover.id))
    assert store.submit(world.learner, about.id).version == 1
