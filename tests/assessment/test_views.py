"""The assessor's pages, and the learner's page of feedback, through a browser without scripts."""

import pytest

from portfolio.assessment import queries
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records import claims
from portfolio.evidence.records import store as evidence
from portfolio.history.chain import SYSTEM
from tests.assessment.examples import claimed, revised, stated
from tests.evidence.examples import submitted

YES = {"authentic": "yes", "current": "yes", "reliable": "yes"}


@pytest.fixture
def claim_and_version(app, world):
    """A claim of Mia's on criterion 1, with its version."""
    with app.app_context():
        return claimed(world.learner, world.enrolment.id)


def page_of(claim):
    return f"/assessment/evidence/{claim.evidence_id}"


def latest(app, claim):
    with app.app_context():
        return queries.decisions_of([claim.id]).get(claim.id)


def test_an_empty_queue_says_what_to_do(world, browse):
    page = browse(world.assessor).get("/assessment")
    assert "Nothing waits" in page.text
    assert "/cohort" in page.links
    assert "Mia Learner: Maintain customer service" in page.text


def test_the_queue_leads_to_the_piece_and_can_be_narrowed(app, world, browse, claim_and_version):
    with app.app_context():
        claimed(world.learner, world.second_enrolment.id, title="A second handover")
    browser = browse(world.assessor)
    page = browser.get("/assessment")
    assert "2 pieces wait" in page.text
    assert page_of(claim_and_version[0]) in page.links
    page = browser.get(f"/assessment?unit={world.second_enrolment.unit_id}")
    assert "A second handover" in page.text
    assert page_of(claim_and_version[0]) not in page.links
    assert "Nothing like that waits" in browser.get("/assessment?learner=nobody").text


def test_the_piece_shows_the_place_beside_the_criterion_and_its_guidance(
    world, browse, claim_and_version
):
    page = browse(world.assessor).get(page_of(claim_and_version[0]))
    assert "Late parcel handed to the evening desk" in page.text
    assert "<mark>I asked Priya to say back" in page.html
    assert world.enrolment.unit.criterion("1").text.split()[0] in page.text
    assert "Common mistakes" in page.text
    assert "Because It shows that both of us agreed." in page.text
    assert f"#place-{claim_and_version[0].id}" in page.links
    assert f'id="place-{claim_and_version[0].id}"' in page.html


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("other_assessor", 404),
        ("learner", 404),
        ("other_learner", 404),
        ("administrator", 404),
        ("iqa", 200),
    ],
)
def test_who_may_open_a_piece_to_assess(world, browse, claim_and_version, who, status):
    browse(getattr(world, who)).get(page_of(claim_and_version[0]), status)


def test_a_quality_assurer_reads_and_cannot_decide(app, world, browse, claim_and_version):
    browser = browse(world.iqa)
    page = browser.get(page_of(claim_and_version[0]))
    assert "Ann Assessor has not decided yet" in page.text
    assert not [form for form in page.forms if form.action == page_of(claim_and_version[0])]
    browser.post(
        page_of(claim_and_version[0]), {f"valid-{claim_and_version[0].id}": "yes", **YES}, 404
    )
    assert latest(app, claim_and_version[0]) is None


def test_decisions_are_kept_and_the_learner_reads_them(app, world, browse, claim_and_version):
    browser = browse(world.assessor)
    browser.get(page_of(claim_and_version[0]))
    sent = {
        f"valid-{claim_and_version[0].id}": "no",
        f"feedback-{claim_and_version[0].id}": "Say who agreed & when.",
        **YES,
    }
    page = browser.submit(sent, action=page_of(claim_and_version[0]))
    assert "Your decisions are kept" in page.text
    assert (
        page.form(page_of(claim_and_version[0])).values[f"valid-{claim_and_version[0].id}"] == "no"
    )
    assert "Say which criteria of" in page.text
    assert latest(app, claim_and_version[0]).feedback == "Say who agreed & when."
    learner = browse(world.learner).get(f"/assessment/feedback/{claim_and_version[0].evidence_id}")
    assert "Not yet valid" in learner.text
    assert "Say who agreed & when." in learner.text
    assert f"/evidence/{claim_and_version[0].evidence_id}" in learner.links
    assert "Open E1 to revise it" in learner.text


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose “Valid” or “Not yet valid” for at least one claim."),
        ({"valid": "no", **YES}, "Say what is missing"),
        ({"feedback": "Nicely done.", **YES}, "choose “Valid” or “Not yet valid” as well"),
        ({"valid": "yes"}, "Say whether the piece is authentic."),
        ({"valid": "yes", **YES, "reliable": "no"}, "Say what is wrong with the piece"),
        ({"valid": "no", "feedback": "x" * 4001, **YES}, "Use 4,000 characters or fewer."),
        ({"valid": "perhaps", **YES}, "Not a valid choice"),
    ],
)
def test_a_fault_is_said_and_what_was_typed_stays(
    app, world, browse, claim_and_version, sent, sentence
):
    key = claim_and_version[0].id
    data = {
        f"{name}-{key}" if name in ("valid", "feedback") else name: value
        for name, value in sent.items()
    }
    browser = browse(world.assessor)
    browser.get(page_of(claim_and_version[0]))
    page = browser.submit(
        data | {"note": sent.get("note", "")}, action=page_of(claim_and_version[0]), status=422
    )
    assert "There is a problem" in page.text
    assert sentence in page.text
    assert page.title.startswith("Error:")
    kept = page.form(page_of(claim_and_version[0])).values
    for name, value in data.items():
        assert value == "perhaps" or kept[name].strip() == value
    assert latest(app, claim_and_version[0]) is None


def test_a_revision_in_between_shows_the_new_version_and_keeps_the_feedback(
    app, world, browse, claim_and_version
):
    browser = browse(world.assessor)
    browser.get(page_of(claim_and_version[0]))
    with app.app_context():
        revised(
            world.learner,
            claim_and_version[0].evidence_id,
            purpose="The customer had waited since Monday.",
        )
    sent = {
        f"valid-{claim_and_version[0].id}": "no",
        f"feedback-{claim_and_version[0].id}": "Say who agreed.",
        **YES,
    }
    page = browser.submit(sent, action=page_of(claim_and_version[0]), status=409)
    assert "version 2 is shown now" in page.text
    assert "The customer had waited since Monday." in page.text
    assert (
        page.form(page_of(claim_and_version[0]))
        .values[f"feedback-{claim_and_version[0].id}"]
        .strip()
        == "Say who agreed."
    )
    assert latest(app, claim_and_version[0]) is None
    assert (
        "Your decisions are kept" in browser.submit({}, action=page_of(claim_and_version[0])).text
    )


def test_a_stale_decision_says_so_to_both(app, world, browse, claim_and_version):
    browser = browse(world.assessor)
    browser.get(page_of(claim_and_version[0]))
    browser.submit(
        {f"valid-{claim_and_version[0].id}": "yes", **YES}, action=page_of(claim_and_version[0])
    )
    with app.app_context():
        revised(world.learner, claim_and_version[0].evidence_id, purpose="Another purpose.")
    page = browser.get(page_of(claim_and_version[0]))
    assert "Changed since" in page.text
    assert "on version 1, which was revised since" in page.text
    assert f"valid-{claim_and_version[0].id}" not in page.form(page_of(claim_and_version[0])).values
    assert "Revised after your last decision" in browser.get("/assessment").text
    learner = browse(world.learner).get(f"/assessment/feedback/{claim_and_version[0].evidence_id}")
    assert "so your assessor decides again" in learner.text


def test_a_statement_shows_how_far_it_can_be_trusted(app, world, browse):
    with app.app_context():
        claim, _, statement = stated(world.learner, world.enrolment.id, level="W1")
    page = browse(world.assessor).get(page_of(claim))
    assert "Not yet counted W1: " in page.text
    assert "We never claim that an identity is proven" in page.text
    assert f"/witnesses/statements/{statement.id}" in page.links


def test_the_witness_cannot_decide_on_their_own_statement(app, world, browse):
    with app.app_context():
        claim, _, _ = stated(world.learner, world.enrolment.id, email=world.assessor.email)
    browser = browse(world.assessor)
    browser.get(page_of(claim))
    page = browser.submit({f"valid-{claim.id}": "yes", **YES}, action=page_of(claim), status=409)
    assert "Ask another assessor" in page.text


def test_a_piece_claimed_for_nothing_says_so(app, world, browse):
    with app.app_context():
        piece = submitted(world.learner)
    path = f"/assessment/evidence/{piece.id}"
    browser = browse(world.assessor)
    assert "Nothing to decide" in browser.get(path).text
    browser.post(path, {**YES}, 404)
    assert (
        "Not claimed for anything yet"
        in browse(world.learner).get(f"/assessment/feedback/{piece.id}").text
    )


def criteria_of(enrolment):
    return f"/assessment/enrolments/{enrolment.id}"


def declare(browser, path, code, achieved, reason, **kwargs):
    sent = {"criterion": code, "achieved": achieved, f"criterion-{code}-reason": reason}
    return browser.post(path, sent, **kwargs)


def test_a_criterion_is_declared_with_a_reason(app, world, browse, claim_and_version):
    browser = browse(world.assessor)
    browser.get(page_of(claim_and_version[0]))
    browser.submit(
        {f"valid-{claim_and_version[0].id}": "yes", **YES}, action=page_of(claim_and_version[0])
    )
    path = criteria_of(world.enrolment)
    page = browser.get(path)
    assert "0 of 8 criteria are achieved" in page.text
    assert "We suggest more: 1 more piece of evidence" in page.text
    page = declare(browser, path, "1", "yes", "", status=422)
    assert "Say why it is enough without" in page.text
    assert "There is a problem" in page.text
    page = declare(browser, path, "1", "yes", "I watched the second one.")
    assert "1 of 8 criteria are achieved" in page.text
    assert "I watched the second one." in page.text
    page = declare(browser, path, "1", "no", "", status=422)
    assert "Say what is still missing" in page.text
    page = declare(browser, path, "1", "no", "Show me another day.")
    assert "0 of 8 criteria are achieved" in page.text
    assert "Declared before (2)" in page.text


def test_what_is_not_enough_is_refused_and_the_reason_kept(world, browse, claim_and_version):
    browser = browse(world.assessor)
    browser.get(criteria_of(world.enrolment))
    page = declare(browser, criteria_of(world.enrolment), "1", "yes", "I am sure.", status=422)
    assert "needs at least one valid claim" in page.text
    assert "I am sure." in page.html
    declare(browser, criteria_of(world.enrolment), "99", "no", "No.", status=404)


@pytest.mark.parametrize(
    ("who", "status"),
    [("other_assessor", 404), ("learner", 404), ("administrator", 404), ("iqa", 200)],
)
def test_who_may_open_the_criteria(world, browse, who, status):
    browser = browse(getattr(world, who))
    page = browser.get(criteria_of(world.enrolment), status)
    assert not [form for form in page.forms if "enrolments" in form.action]
    declare(browser, criteria_of(world.enrolment), "1", "no", "No.", status=404)


@pytest.mark.parametrize("who", ["other_learner", "assessor", "iqa"])
def test_feedback_is_for_the_learner_alone(world, browse, claim_and_version, who):
    browse(getattr(world, who)).get(f"/assessment/feedback/{claim_and_version[0].evidence_id}", 404)


def test_an_assessor_sees_no_claims_of_another_assessors_unit(
    app, world, browse, claim_and_version
):
    with app.app_context():
        enrolments.reassign(world.second_enrolment.id, world.other_assessor, SYSTEM)
        piece = evidence.own(world.learner, claim_and_version[0].evidence_id)
        mine, _ = claimed(world.learner, world.second_enrolment.id, "2", piece)
    page = browse(world.other_assessor).get(page_of(claim_and_version[0]))
    assert f'id="claim-{mine.id}"' in page.html
    assert f'id="claim-{claim_and_version[0].id}"' not in page.html


@pytest.mark.parametrize("blank", ["authentic", "valid"])
def test_a_blank_answer_is_no_answer(app, world, browse, claim_and_version, blank):
    claim, version = claim_and_version
    browser = browse(world.assessor)
    browser.get(page_of(claim))
    sent = {
        "version_id": str(version.id),
        **dict.fromkeys(("authentic", "current", "reliable", f"valid-{claim.id}"), "yes"),
        f"feedback-{claim.id}": "Well shown.",
    }
    name = blank if blank == "authentic" else f"valid-{claim.id}"
    page = browser.post(page_of(claim), sent | {name: "  "}, status=422)
    assert "Well shown." in page.html
    assert latest(app, claim) is None


def typed(claim, words):
    return {f"valid-{claim.id}": "no", f"feedback-{claim.id}": words}


def test_a_claim_taken_back_meanwhile_loses_no_word(app, world, browse, claim_and_version):
    browser, path = browse(world.assessor), page_of(claim_and_version[0])
    with app.app_context():
        piece = evidence.own(world.learner, claim_and_version[0].evidence_id)
        other = claimed(world.learner, world.enrolment.id, criterion="2", evidence=piece)[0]
    browser.get(path)
    with app.app_context():
        claims.take_back(world.learner, other.id)
    sent = typed(claim_and_version[0], "Say who agreed.") | typed(other, "Quote what Priya said.")
    page = browser.submit(sent | YES, action=path, status=409)
    assert "was taken back" in page.text
    assert "Criterion 2: Not yet valid Quote what Priya said." in page.text
    assert (
        page.form(path).values[f"feedback-{claim_and_version[0].id}"].strip() == "Say who agreed."
    )
    assert latest(app, claim_and_version[0]) is None
    assert "Your decisions are kept" in browser.submit({}, action=path).text
    assert latest(app, claim_and_version[0]).feedback == "Say who agreed."


def test_the_only_claim_taken_back_meanwhile_loses_no_word(app, world, browse, claim_and_version):
    browser, path = browse(world.assessor), page_of(claim_and_version[0])
    browser.get(path)
    with app.app_context():
        claims.take_back(world.learner, claim_and_version[0].id)
    sent = typed(claim_and_version[0], "Say <who> agreed.") | YES | {"note": "A good handover."}
    page = browser.submit(sent, action=path, status=409)
    for words in ("was taken back", "Say <who> agreed.", "A good handover."):
        assert words in page.text


def test_a_piece_withdrawn_meanwhile_loses_no_word(app, world, browse, claim_and_version):
    browser, path = browse(world.assessor), page_of(claim_and_version[0])
    stranger, quality = browse(world.other_assessor), browse(world.iqa)
    browser.get(path)
    with app.app_context():
        evidence.withdraw(world.learner, claim_and_version[0].evidence_id, "Not mine to show.")
    sent = typed(claim_and_version[0], "Say who agreed.") | YES | {"note": "A good handover."}
    page = browser.submit(sent, action=path, status=409)
    for words in ("withdrew E1", "Criterion 1: Not yet valid Say who agreed.", "A good handover."):
        assert words in page.text
    assert latest(app, claim_and_version[0]) is None
    for other in (stranger, quality):
        other.get("/units")
        other.post(path, sent, 404)
