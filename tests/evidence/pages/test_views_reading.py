"""Reading a piece: everybody sees what is theirs to see; later check-backs are appended and dated."""

import pytest

from portfolio.evidence.records import claims, store
from tests.evidence.examples import UNDERSTANDING, handover_content, submitted


@pytest.fixture
def piece(app, world):
    with app.app_context():
        return submitted(world.learner)


READERS = ("learner", "assessor", "iqa")
STRANGERS = ("other_learner", "other_assessor", "administrator")


@pytest.mark.parametrize("who", READERS)
def test_who_may_read_it_sees_every_answer(browse, world, piece, who):
    page = browse(getattr(world, who)).get(f"/evidence/{piece.id}")
    for value in handover_content().values():
        if isinstance(value, str) and len(value) > 12 and "T" not in value[:11]:
            assert value in page.text
    assert "5 October 2026 at 16:45" in page.text
    assert "A change of shift" in page.text
    assert "Ring the depot" in page.text
    for name, said in handover_content().items():
        assert (f'id="field-{name}"' in page.html) == bool(said)
    assert "Not answered: Say a little more about why" in page.text


@pytest.mark.parametrize("who", STRANGERS)
def test_to_everybody_else_it_does_not_exist(browse, world, piece, who):
    browse(getattr(world, who)).get(f"/evidence/{piece.id}", 404)


def test_a_revision_being_written_does_not_reach_the_assessor(app, browse, world, piece):
    with app.app_context():
        open_piece = store.revise(world.learner, piece.id)
        secret = handover_content(title="Secret title", scope="A secret half-written thought.")
        store.save_draft(world.learner, piece.id, secret, open_piece.draft_revision)
        claims.add(
            world.learner, piece.id, enrolment_id=world.enrolment.id, criterion="1",
            place_kind="quote", place="A secret half-written thought.", reason="A secret reason.",
        )  # fmt: skip
    page = browse(world.assessor).get(f"/evidence/{piece.id}")
    assert "ecret" not in page.html
    own = browse(world.learner)
    assert "You are writing a revision" in own.get(f"/evidence/{piece.id}").text
    assert "secret half-written" in own.get(f"/evidence/{piece.id}/check").text


def test_words_are_always_escaped(app, browse, world):
    bad = '<script>alert("x")</script> & "quotes"'
    with app.app_context():
        piece = submitted(world.learner, scope=bad, title=bad)
        claims.add(
            world.learner, piece.id, enrolment_id=world.enrolment.id, criterion="1",
            place_kind="quote", place='& "quotes"', reason=bad,
        )  # fmt: skip
    mia = browse(world.learner)
    for address in (f"/evidence/{piece.id}", f"/evidence/{piece.id}/claims", "/evidence"):
        page = mia.get(address)
        assert "<script>alert" not in page.html
        assert "&lt;script&gt;alert" in page.html


def test_older_versions_stay_readable(app, browse, world, piece):
    with app.app_context():
        open_piece = store.revise(world.learner, piece.id)
        store.save_draft(
            world.learner,
            piece.id,
            handover_content(scope="Newer words"),
            open_piece.draft_revision,
        )
        store.submit(world.learner, piece.id)
    ann = browse(world.assessor)
    assert "Newer words" in ann.get(f"/evidence/{piece.id}").text
    old = ann.get(f"/evidence/{piece.id}?version=1")
    assert handover_content()["scope"] in old.text
    assert "This is an older version" in old.text
    for odd in ("3", "0", "x", "1.0"):
        ann.get(f"/evidence/{piece.id}?version={odd}", 404)


def test_a_later_check_back_is_dated_and_unlocks_nothing(app, browse, world, piece):
    mia = browse(world.learner)
    mia.get(f"/evidence/{piece.id}")
    typed = {"checked_on": "6/10/2026", "method": "By phone", "outcome": "It had arrived."}
    with app.app_context():
        before = store.own(world.learner, piece.id)
    page = mia.submit(typed | {"action": str(before.actions[0].id)}, action="/check-backs")
    assert "is added to E1" in page.text
    assert "It had arrived." in page.text
    assert "About “Ring the depot”" in page.text
    with app.app_context():
        after = store.own(world.learner, piece.id)
    assert after.draft is None
    assert len(after.versions) == 1
    assert after.versions[0].content == before.versions[0].content
    assert "It had arrived." in browse(world.assessor).get(f"/evidence/{piece.id}").text


WRONG = [
    ({}, "Write an answer to “How”."),
    ({"checked_on": "31/02/2026"}, "must be a real date"),
    ({"checked_on": "2999-01-01"}, "is in the future"),
    ({"outcome": "x" * 2001}, "may have 2,000 characters"),
]


@pytest.mark.parametrize(("typed", "sentence"), WRONG)
def test_a_check_back_that_is_wrong_is_refused_with_every_word_kept(
    browse, world, piece, typed, sentence
):
    mia = browse(world.learner)
    mia.get(f"/evidence/{piece.id}")
    page = mia.submit(typed, action="/check-backs", status=422)
    assert sentence in page.text
    for name, value in typed.items():
        kept = page.form("/check-backs").values[name]
        assert kept == (value if name != "checked_on" else kept)
    assert '<details class="govuk-details" open' in page.html


def test_only_a_submitted_handover_takes_check_backs(app, browse, world, piece):
    with app.app_context():
        account = submitted(world.learner, "reflective_account")
    mia = browse(world.learner)
    page = mia.get(f"/evidence/{account.id}")
    assert "Add a check-back" not in page.text
    mia.post(f"/evidence/{account.id}/check-backs", {"method": "x"}, 404)


def test_the_list_shows_each_piece_with_its_state_and_claims(app, browse, world, piece):
    with app.app_context():
        claims.add(
            world.learner, piece.id, enrolment_id=world.enrolment.id, criterion="2",
            place_kind="quote", place=UNDERSTANDING, reason="So.",
        )  # fmt: skip
    page = browse(world.learner).get("/evidence")
    assert "E1 Late parcel handed to the evening desk" in page.text
    assert f"{world.enrolment.unit.title}: 2" in page.text


def test_an_empty_list_says_what_to_do(browse, world):
    page = browse(world.other_learner).get("/evidence")
    assert "Begin with a handover you did this week" in page.text
    assert "/evidence/new" in page.links


def test_the_witness_kind_leads_to_asking_a_witness(browse, world):
    page = browse(world.learner).get("/evidence/new")
    assert "/witnesses/ask" in page.links
    assert all("witness_statement" not in form.action for form in page.forms)


@pytest.mark.parametrize("who", ["assessor", "iqa", "administrator"])
def test_the_learners_own_pages_are_for_learners(browse, world, who):
    browser = browse(getattr(world, who))
    browser.get("/evidence", 404)
    browser.get("/evidence/new", 404)


def test_a_stranger_is_sent_to_sign_in(browse, piece):
    assert browse().get(f"/evidence/{piece.id}").path.startswith("/sign-in")
