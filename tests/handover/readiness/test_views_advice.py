"""The advice on the pages of a piece: to its writer alone, where it is mended, and gone when it is."""

from datetime import UTC, datetime

import pytest

from portfolio.base import clock
from portfolio.evidence.records import store
from portfolio.evidence.records.model import Evidence
from portfolio.handover.readiness.advice_panels import is_for
from tests.evidence.examples import draft, handover_content, submitted
from tests.statements import counted

AFTER = datetime(2026, 10, 9, 12, 0, tzinfo=UTC)
WEAK = {"understanding": "Yes, she was fine.", "read_back": ""}
ADVICE = "Ask the other person to say back what they will do, and note their answer."
NOTHING = "Nothing to mend that we can see"


@pytest.fixture
def mia(browse, world):
    return browse(world.learner)


@pytest.fixture(autouse=True)
def _after():
    with clock.at(AFTER):
        yield


def weak(app, world, **changes):
    with app.app_context():
        return draft(world.learner, **WEAK | changes)


def test_the_check_page_says_what_weakens_which_criterion_and_where(app, mia, world):
    piece = weak(app, world)
    page = mia.get(f"/evidence/{piece.id}/check")
    assert "One thing you could mend" in page.text
    assert "This is advice. You can submit without it." in page.text
    assert "Yes, she was fine." in page.text
    assert "Criterion 3: Handing over so that it is received" in page.text
    (link,) = {link for link in page.links if link.endswith("#understanding")}
    assert 'id="understanding"' in mia.get(link.partition("#")[0]).html


def test_it_disappears_when_it_is_mended(app, mia, world):
    piece = weak(app, world)
    edit = f"/evidence/{piece.id}/edit"
    page = mia.get(f"{edit}?stage=all")
    assert "One thing you could mend" in page.text
    assert "#understanding" in page.links
    page = mia.submit({"understanding": "She said it back to me.", "save": "1"}, action=edit)
    assert "you could mend" not in page.text
    assert NOTHING not in page.text
    assert NOTHING in mia.get(f"/evidence/{piece.id}/check").text


def test_a_page_of_the_form_shows_its_own_and_counts_the_others(app, mia, world):
    piece = weak(app, world, purpose="Handover", help_offered="")
    page = mia.get(f"/evidence/{piece.id}/edit?stage=handing-over")
    assert "One thing you could mend" in page.text
    assert "There is one more thing in other parts" in page.text
    page = mia.get(f"/evidence/{piece.id}/edit?stage=follow-up")
    assert "you could mend" not in page.text


def test_advice_never_blocks(app, mia, world):
    piece = weak(app, world)
    mia.get(f"/evidence/{piece.id}/check")
    page = mia.submit({}, action=f"/evidence/{piece.id}/submit")
    assert page.path.endswith("/submitted")


def test_two_units_give_one_list_without_doubles(app, mia, world):
    """Mia is on both units, and both choose this check."""
    piece = weak(app, world)
    page = mia.get(f"/evidence/{piece.id}/check")
    assert (
        page.html.count("<strong>Let them sum up") + page.html.count("<strong>Ask the other") == 1
    )
    assert "Criterion 1: Responsibilities defined, written down and understood" in page.text
    assert "Criterion 4: Next steps understood and the outcome recorded" in page.text


def test_a_submitted_piece_is_advised_upon_to_its_learner_only(app, browse, mia, world):
    with app.app_context():
        piece = submitted(world.learner, **WEAK)
    page = mia.get(f"/evidence/{piece.id}")
    assert "One thing you could mend" in page.text
    assert "What you submitted stands" in page.text
    assert "#field-understanding" in page.links
    assert "you could mend" not in browse(world.assessor).get(f"/evidence/{piece.id}").text


def test_a_check_back_that_is_added_later_mends_it(app, mia, world):
    with app.app_context():
        piece = submitted(world.learner, check_backs=[])
    page = mia.get(f"/evidence/{piece.id}")
    assert "“Ring the depot” was due by 5 October 2026 at 17:30." in page.text
    assert "#check-backs" in page.links
    added = {"checked_on": "2026-10-08", "method": "By phone", "outcome": "Both were rung."}
    page = mia.submit(added, action=f"/evidence/{piece.id}/check-backs")
    assert "you could mend" not in page.text


def test_what_was_written_is_shown_as_text(app, mia, world):
    piece = weak(app, world, understanding="<b>fine</b>")
    page = mia.get(f"/evidence/{piece.id}/check")
    assert "<q>&lt;b&gt;fine&lt;/b&gt;</q>" in page.html


def test_what_a_witness_wrote_is_nobodys_to_mend(app, world):
    content = {"role": "Duty manager", "observations": "She sorted some stuff out, etc."}
    with app.app_context():
        piece = Evidence(learner_id=world.learner.id, kind_id="witness_statement", draft=content)
        assert not is_for(piece, world.learner)
        piece.kind_id = "handover_instance"
        assert is_for(piece, world.learner)
        assert not is_for(piece, world.assessor)


def test_a_new_draft_is_left_in_peace(app, mia, world):
    with app.app_context():
        piece = store.begin(world.learner, "handover_instance")
    assert "you could mend" not in mia.get(f"/evidence/{piece.id}/edit?stage=all").text


@pytest.mark.both_engines
def test_the_same_way_every_time_is_noticed_in_as_many_statements(app, mia, world):
    habit = {"method_reason": "Talking is always best."}
    with app.app_context():
        submitted(world.learner, **habit)
        piece = draft(world.learner, **habit)
    address = f"/evidence/{piece.id}/check"
    mia.get(address)
    with counted(app) as few:
        page = mia.get(address)
    assert "handovers were done this way" not in page.text
    with app.app_context():
        for _ in range(9):
            submitted(world.learner, **habit)
    with counted(app) as many:
        page = mia.get(address)
    assert "Your last 5 handovers were done this way for this reason too." in page.text
    assert len(many) == len(few)


def test_an_older_draft_without_newer_answers_is_read(app, mia, world):
    content = {k: v for k, v in handover_content().items() if k not in ("read_back", "agreement")}
    with app.app_context():
        piece = store.begin(world.learner, "handover_instance", content)
    assert NOTHING in mia.get(f"/evidence/{piece.id}/check").text
