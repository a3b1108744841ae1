"""Corrections: a new version by the witness, through a fresh link that the assessor releases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portfolio.assessment import store as assessment
from portfolio.base import clock
from portfolio.base.clock import now
from portfolio.base.db import db, write
from portfolio.base.mailing.mail import OutgoingMail
from portfolio.evidence.records import claims
from portfolio.evidence.records import store as evidence
from portfolio.history.store import of_learner, verify
from portfolio.outsiders.rules import NotOpen
from portfolio.people.addresses import address_key
from portfolio.people.model import Account, Notice
from portfolio.witness.model import Statement, WitnessRequest
from portfolio.witness.requests import staff, store
from portfolio.witness.statements import standing
from portfolio.witness.trust import correcting, disowning
from tests.witness.asked import ADDRESS, STATEMENT, Witness, link_to, not_mine_link
from tests.witness.statements.test_standing import received

REASON = "You say “him”. Who was it? Please leave the name out and say what their job is."
BETTER = STATEMENT.replace("him line by line", "the night porter line by line")


@pytest.fixture
def shown(context, world):
    """A statement that counts: the points 3 (with words) and 4 were seen."""
    return received(context, world, vouched=True)


def live(shown):
    """The criteria that the piece is claimed for now, with the version and the claim's id."""
    piece = whole(shown)
    return {claim.criterion: (claim.version, claim.id) for claim in piece.live_claims}


def whole(shown):
    db.session.expire_all()
    found = evidence.for_reader(
        db.session.get(Account, shown.evidence.learner_id), shown.evidence.id
    )
    assert found
    return found


def corrected(app, **criteria):
    """The witness opens the link, changes a word, and sends it in."""
    witness = Witness(app, link_to())
    witness.begin()
    witness.seen()
    witness.you()
    witness.words(BETTER)
    witness.criteria(**criteria)
    witness.browser.submit(action="/witness/statement/declare")
    return witness.send()


def test_the_witness_gets_a_fresh_link_with_their_own_words_and_the_reason(context, world, shown):
    request = correcting.ask(world.assessor, shown.statement.id, REASON)
    assert (request.witness_email, request.state) == (ADDRESS, "sent")
    assert request.corrects_evidence_id == shown.evidence.id
    mail = db.session.scalars(
        select(OutgoingMail).where(OutgoingMail.belongs_to == request.id)
    ).one()
    assert mail.recipient == ADDRESS
    assert "look at it once more" in mail.body
    witness = Witness(context, link_to())
    first = witness.open()
    assert REASON in first.text
    assert "Your own words are there already" in first.text
    assert "Welcome back" not in first.text
    witness.begin()
    witness.seen()
    page = witness.you()
    assert "These are your own words from before" in page.text
    assert page.forms[-1].values["statement"].replace("\r\n", "\n") == STATEMENT
    assert verify() == []


def test_it_becomes_the_next_version_of_the_same_piece(context, world, shown):
    correcting.ask(world.assessor, shown.statement.id, REASON)
    assert standing.standing(shown.statement).counts, "what stands goes on standing"
    page = corrected(context)
    assert shown.evidence.reference in page.text
    piece = whole(shown)
    assert [version.version for version in piece.versions] == [1, 2]
    assert piece.versions[0].content["statement"] == STATEMENT
    assert piece.versions[1].content["statement"] == BETTER
    rows = db.session.scalars(select(Statement).order_by(Statement.version)).all()
    assert [(row.version, row.sent_assurance, row.way) for row in rows] == [
        (1, "W2", "mail"),
        (2, "W2", "mail"),
    ]
    assert rows[0].evidence_id == rows[1].evidence_id
    assert standing.of_evidence(piece.id).statement.id == rows[1].id
    actions = [entry.action for entry in of_learner(world.learner.id)]
    assert correcting.ASKED_TO_CORRECT in actions
    assert "revised" in actions
    assert verify() == []


def test_claims_follow_what_is_said_now(context, world, shown):
    before = live(shown)
    assert set(before) == {"3", "4"}
    own = claims.add(
        world.learner,
        shown.evidence.id,
        enrolment_id=world.second_enrolment.id,
        criterion="1",
        place_kind="quote",
        place="with him line by line",
        reason="She says so.",
    )
    correcting.ask(world.assessor, shown.statement.id, REASON)
    corrected(context, saw_3="yes", saw_4="no", saw_2="yes", words_2="I heard her ask at nine.")
    after = live(shown)
    assert set(after) == {"2", "3"}
    assert after["3"] == (2, before["3"][1]), "a claim whose words still stand is the same claim"
    assert own.id not in {claim_id for _version, claim_id in after.values()}, "its words are gone"
    assert verify() == []


def test_decisions_on_the_version_before_become_stale(context, world, shown):
    claim_id = live(shown)["3"][1]
    version = whole(shown).versions[-1]
    assessment.decide(world.assessor, claim_id, version.id, valid=True)
    correcting.ask(world.assessor, shown.statement.id, REASON)
    corrected(context)
    with pytest.raises(assessment.StaleEvidence):
        assessment.decide(world.assessor, claim_id, version.id, valid=True)


def test_a_confirmation_of_the_version_before_does_not_carry_over(context, world, shown):
    standing.confirm(shown.statement.id, world.assessor, confirmed=True, how="Rang the bank")
    correcting.ask(world.assessor, shown.statement.id, REASON)
    corrected(context)
    newest = standing.of_evidence(shown.evidence.id).statement
    assert standing.standing(newest).level == "W2"


def test_who_vouched_before_still_vouches(context, world, shown):
    request = correcting.ask(world.assessor, shown.statement.id, REASON)
    assert (request.vouched_through, request.vouched_by_name) == ("person", world.assessor.name)


def test_one_correction_at_a_time_and_only_of_what_stands(context, world, shown):
    correcting.ask(world.assessor, shown.statement.id, REASON)
    with pytest.raises(NotOpen, match="asked for a correction already"):
        correcting.ask(world.assessor, shown.statement.id, REASON)
    corrected(context)
    with pytest.raises(NotOpen, match="newer version"):
        correcting.ask(world.assessor, shown.statement.id, REASON)
    newest = standing.of_evidence(shown.evidence.id).statement
    assert correcting.ask(world.assessor, newest.id, REASON)


def test_a_correction_that_ran_out_may_be_asked_for_again(context, world, shown):
    correcting.ask(world.assessor, shown.statement.id, REASON)
    with clock.at(now() + timedelta(days=30)):
        assert correcting.ask(world.assessor, shown.statement.id, REASON)


@pytest.mark.parametrize("who", ["learner", "other_assessor", "administrator", "iqa"])
def test_only_the_learners_assessor_asks(context, world, shown, who):
    with pytest.raises(store.NotYours):
        correcting.ask(getattr(world, who), shown.statement.id, REASON)


def test_nobody_asks_themselves(context, world, shown):
    with write() as session:
        assessor = session.get_one(Account, world.assessor.id)
        assessor.email, assessor.email_key = ADDRESS, address_key(ADDRESS)
    with pytest.raises(standing.BothWitnessAndAssessor):
        correcting.ask(assessor, shown.statement.id, REASON)


def test_without_a_mail_server_it_waits_to_be_handed_over(context, world, shown):
    context.config["MAIL_REALLY_LEAVES"] = False
    request = correcting.ask(world.assessor, shown.statement.id, REASON)
    assert request.state == "waiting"
    _request, link = staff.release(world.assessor, request.id)
    assert db.session.get(WitnessRequest, request.id).state == "sent", "nothing is written yet"
    path = "/w/" + link.rsplit("/", 1)[1]
    assert REASON in Witness(context, path).open().text


def test_the_learner_hears_of_it_without_the_reason_and_cannot_touch_it(context, world, shown):
    request = correcting.ask(world.assessor, shown.statement.id, REASON)
    said = db.session.scalars(
        select(Notice.sentence).where(Notice.account_id == world.learner.id)
    ).all()
    assert any("to look at E1 once more" in sentence for sentence in said)
    assert not any(REASON in sentence for sentence in said)
    with pytest.raises(NotOpen):
        store.cancel(world.learner, request.id)


def test_the_link_of_the_first_receipt_disputes_the_newest_version(context, world, shown):
    first = not_mine_link().rsplit("/", 1)[1]
    correcting.ask(world.assessor, shown.statement.id, REASON)
    corrected(context)
    disowning.say_not_mine(first, "I wrote neither.")
    newest = standing.of_evidence(shown.evidence.id).statement
    assert newest.version == 2
    assert standing.standing(newest).disputed
    assert verify() == []


def test_an_earlier_version_can_no_longer_be_confirmed(context, world, shown):
    correcting.ask(world.assessor, shown.statement.id, REASON)
    corrected(context)
    with pytest.raises(NotOpen, match="newer version"):
        standing.confirm(shown.statement.id, world.assessor, confirmed=True, how="Rang the hotel")
    assert standing.answers_to(shown.statement.id) == []


def test_a_page_that_still_shows_the_earlier_version_says_so(app, world, browse):
    with app.app_context():
        first = received(app, world).statement.id
    assessor = browse(world.assessor)
    assessor.get(f"/witnesses/statements/{first}", status=200)
    with app.app_context():
        correcting.ask(world.assessor, first, REASON)
        corrected(app)
    said = {"confirmed": "yes", "how": "Rang the hotel"}
    answer = assessor.submit(said, action=f"/witnesses/statements/{first}/confirm", status=409)
    assert "A newer version of this statement has come" in answer.text
