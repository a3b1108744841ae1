"""The chain names what was changed, removed, cut off or built anew, and takes appends one after the other."""

import threading
from uuid import UUID, uuid4

import pytest
from sqlalchemy import JSON, bindparam, text

from portfolio.base import clock
from portfolio.base.db import NotWriting, db, write
from portfolio.history import store
from portfolio.history.chain import GENESIS, SYSTEM, Actor, canonical, salted_digest
from portfolio.history.model import CENTRE_CHAIN, ChainEntry, ChainHead
from portfolio.history.store import head_of, of_learner, record, sign_head, verify
from tests.evidence.examples import submitted

COLUMNS = {
    "sequence": 77,
    "at": "2020-01-01 00:00:00.000000+00:00",
    "actor_id": uuid4(),
    "actor_name": "Somebody else",
    "action": "achieved",
    "subject": "something else",
    "subject_id": uuid4(),
    "version": 9,
    "digest": "0" * 64,
    "previous": "f" * 64,
    "hash": "0" * 64,
}


def note(chain: UUID | None, action: str = "noted", **content: str) -> ChainEntry:
    with write() as session:
        return record(
            session,
            chain=chain,
            actor=SYSTEM,
            action=action,
            subject="test",
            subject_id=uuid4(),
            content=content,
        )


def by_hand(statement: str, **values) -> None:
    """Change the database as somebody with its password would, past everything we do."""
    with write() as session:
        typed = {
            name: (value.hex if isinstance(value, UUID) and _is_sqlite() else value)
            for name, value in values.items()
        }
        session.execute(text(statement), typed)
    db.session.expunge_all()


def _is_sqlite() -> bool:
    return db.engine.dialect.name == "sqlite"


@pytest.fixture
def chain(context):
    """The id of a chain of four entries."""
    learner_id = uuid4()
    for number in range(4):
        note(learner_id, words=str(number))
    return learner_id


def test_the_world_and_a_new_chain_are_whole(chain):
    assert verify() == []
    entries = of_learner(chain)
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4]
    assert entries[0].previous == GENESIS
    assert [entry.previous for entry in entries[1:]] == [entry.hash for entry in entries[:-1]]
    assert head_of(chain) == (4, entries[-1].hash)


def test_chains_are_apart(chain):
    other = uuid4()
    note(other)
    assert [entry.sequence for entry in of_learner(other)] == [1]
    assert head_of(uuid4()) == (0, GENESIS)
    note(None)
    assert of_learner(CENTRE_CHAIN)[-1].action == "noted"


@pytest.mark.parametrize("column", COLUMNS)
def test_a_changed_column_is_named(chain, column):
    by_hand(
        f"UPDATE chain_entry SET {column} = :value WHERE chain = :chain AND sequence = 2",
        value=COLUMNS[column],
        chain=chain,
    )
    findings = verify()
    assert findings
    assert all(str(chain) in finding for finding in findings)
    assert any(f"entry {77 if column == 'sequence' else 2}" in finding for finding in findings)


def test_a_changed_salt_is_named_where_there_is_content(context, world):
    piece = submitted(world.learner)
    by_hand("UPDATE chain_entry SET salt = :salt WHERE subject = 'evidence version'", salt="0" * 32)
    assert any("no longer what was recorded" in finding for finding in verify())
    assert piece


def test_a_row_missing_in_the_middle_is_named(chain):
    by_hand("DELETE FROM chain_entry WHERE chain = :chain AND sequence = 2", chain=chain)
    assert verify() == [f"Missing: the chain of learner {chain} jumps from entry 1 to 3."]


def test_a_missing_first_row_is_named(chain):
    by_hand("DELETE FROM chain_entry WHERE chain = :chain AND sequence = 1", chain=chain)
    assert verify() == [f"Missing: the chain of learner {chain} jumps from entry 0 to 2."]


def test_a_cut_off_tail_is_named(chain):
    by_hand("DELETE FROM chain_entry WHERE chain = :chain AND sequence > 2", chain=chain)
    assert verify() == [
        f"Cut off: the chain of learner {chain} ends at entry 2, but its head says 4."
    ]


def test_a_chain_without_its_head_is_named(chain):
    by_hand("DELETE FROM chain_head WHERE chain = :chain", chain=chain)
    (finding,) = verify()
    assert finding.startswith("Cut off")


def test_a_whole_chain_that_is_gone_is_named_by_its_head(chain):
    by_hand("DELETE FROM chain_entry WHERE chain = :chain", chain=chain)
    (finding,) = verify()
    assert "ends at entry 0, but its head says 4" in finding


def test_two_rows_that_changed_places_are_named(chain):
    for before, after in ((2, 20), (3, 2), (20, 3)):
        by_hand(
            "UPDATE chain_entry SET sequence = :after WHERE chain = :chain AND sequence = :before",
            before=before,
            after=after,
            chain=chain,
        )
    assert len([finding for finding in verify() if finding.startswith("Changed")]) >= 2


def build_anew(chain: UUID) -> None:
    """Change an entry and recompute every hash and the head, as a thorough forger would."""
    with write() as session:
        entries = list(session.scalars(store._entries(chain)))
        entries[1].actor_name = "Somebody else"
        previous = GENESIS
        for entry in entries:
            entry.previous = previous
            previous = entry.hash = store._hash_of(entry)
        head = session.get_one(ChainHead, chain)
        head.hash = previous


def test_a_chain_built_anew_is_caught_by_a_head_signed_before(chain):
    sign_head(chain)
    assert verify() == []
    build_anew(chain)
    (finding,) = verify()
    assert finding.startswith("Cut off or rebuilt")
    assert "entry 4 as it was exported" in finding


def test_without_a_signed_head_a_chain_built_anew_can_not_be_told(chain):
    """What DESIGN's signed heads are for; if this ever fails, the sentence above is too modest."""
    build_anew(chain)
    assert verify() == []


def test_a_tail_cut_off_with_its_head_is_caught_by_a_signed_head(chain):
    sign_head(chain)
    third = of_learner(chain)[2]
    by_hand("DELETE FROM chain_entry WHERE chain = :chain AND sequence = 4", chain=chain)
    by_hand(
        "UPDATE chain_head SET sequence = 3, hash = :hash WHERE chain = :chain",
        hash=third.hash,
        chain=chain,
    )
    (finding,) = verify()
    assert finding.startswith("Cut off or rebuilt")


def test_a_signed_head_holds_while_the_chain_grows(chain):
    sign_head(chain)
    note(chain)
    sign_head(chain)
    assert verify() == []


@pytest.mark.parametrize("column", ["sequence", "hash", "signature"])
def test_a_forged_signed_head_is_named(chain, column):
    sign_head(chain)
    value = 3 if column == "sequence" else "ab" * 32
    by_hand(f"UPDATE signed_head SET {column} = :value", value=value)
    assert any("not signed by this centre" in finding for finding in verify())


def test_an_empty_chain_has_no_head_to_sign(context):
    assert sign_head(uuid4()) is None


def test_a_submitted_account_changed_by_hand_is_named(context, world):
    piece = submitted(world.learner)
    assert verify() == []
    content = dict(piece.versions[-1].content) | {"purpose": "I never said this."}
    with write() as session:
        change = text("UPDATE evidence_version SET content = :content")
        session.execute(change.bindparams(bindparam("content", type_=JSON)), {"content": content})
    db.session.expunge_all()
    (finding,) = verify()
    assert "evidence version" in finding
    assert "no longer what was recorded" in finding


def test_a_submitted_account_that_is_gone_is_named(context, world):
    submitted(world.learner)
    for child in ("check_back", "action", "claim", "evidence_version"):
        by_hand(f"DELETE FROM {child}")
    findings = verify()
    assert any(
        "evidence version" in finding and "no longer there" in finding for finding in findings
    )


def test_the_clock_going_back_does_not_break_a_chain(chain):
    with clock.at(clock.now().replace(year=2020)):
        note(chain)
    assert verify() == []


def test_nothing_is_recorded_outside_write(context):
    with pytest.raises(NotWriting):
        record(
            db.session,
            chain=uuid4(),
            actor=SYSTEM,
            action="noted",
            subject="test",
            subject_id=uuid4(),
            content={},
        )
    assert not list(db.session.new)


def test_an_entry_goes_with_its_change(context):
    learner_id = uuid4()
    with pytest.raises(RuntimeError), write():
        note(learner_id)
        raise RuntimeError
    assert of_learner(learner_id) == []
    assert verify() == []


def test_many_at_once_append_to_one_chain_in_a_row(app):
    learner_id, problems = uuid4(), []

    def append() -> None:
        try:
            with app.app_context():
                for _ in range(5):
                    note(learner_id)
        except Exception as problem:  # noqa: BLE001 -- none of any kind may happen
            problems.append(problem)

    threads = [threading.Thread(target=append) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with app.app_context():
        assert [entry.sequence for entry in of_learner(learner_id)] == list(range(1, 41))
        assert verify() == []


def test_a_witness_is_recorded_by_name_alone(context):
    with write() as session:
        record(
            session,
            chain=uuid4(),
            actor=Actor(None, "Priya Depot"),
            action="statement submitted",
            subject="test",
            subject_id=uuid4(),
            content={"words": "I saw it."},
        )
    assert verify() == []


def test_the_same_content_has_one_way_of_writing_and_every_salt_another_digest():
    assert (
        canonical({"b": 1, "a": "é"}) == canonical({"a": "é", "b": 1}) == '{"a":"é","b":1}'.encode()
    )
    assert salted_digest("1", {"a": 1}) != salted_digest("2", {"a": 1})
