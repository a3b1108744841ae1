"""Signed paper: W0 until an assessor has asked the witness, anew for each version, and never one's own."""

import pytest
from sqlalchemy import select

from portfolio.assessment import queries
from portfolio.assessment.sufficiency import missing
from portfolio.base.clock import today
from portfolio.base.db import db
from portfolio.enrolment.scope import one_enrolment
from portfolio.evidence.intake.door import accept
from portfolio.evidence.records import attachments, claims, store
from portfolio.evidence.records.store import Incomplete
from portfolio.handover.readiness.advice_panels import advice_on
from portfolio.history import store as history
from portfolio.witness.model import Statement
from portfolio.witness.statements import standing
from portfolio.witness.trust.paper import addresses_in, can_be_reached
from tests.evidence.examples import draft, submitted
from tests.evidence.intake_files import pdf
from tests.exports.sample import printed

PAPER = "paper_statement"


def claimed(world, piece, code="3"):
    """Claim the first page of a piece's paper for a criterion."""
    file = store.own(world.learner, piece.id).live_attachments[0]
    return claims.add(
        world.learner, piece.id, enrolment_id=world.second_enrolment.id, criterion=code,
        place_kind="page", place="1", reason="They say so there.", attachment_id=file.id,
    )  # fmt: skip


def fact_of(world):
    [fact] = queries.facts(one_enrolment(world.second_enrolment.id))
    return fact


def test_a_paper_is_w0_and_counts_only_once_it_is_confirmed(context, world):
    piece = submitted(world.learner, PAPER)
    claimed(world, piece)
    shown = standing.of_evidence(piece.id)
    assert (shown.request, shown.link, shown.statement.way) == (None, None, "paper")
    stands = standing.standing(shown.statement)
    assert (stands.level, stands.counts) == ("W0", False)
    assert not fact_of(world).counts
    standing.confirm(shown.statement.id, world.assessor, confirmed=True, how="Rang the hotel")
    stands = standing.standing(shown.statement)
    assert (stands.level, stands.counts) == ("W3", True)
    assert fact_of(world).counts
    assert history.verify() == []


def test_a_revision_must_be_confirmed_again(context, world):
    piece = submitted(world.learner, PAPER)
    claimed(world, piece)
    first = standing.of_evidence(piece.id).statement
    standing.confirm(first.id, world.assessor, confirmed=True, how="Rang the hotel")
    store.revise(world.learner, piece.id)
    assert fact_of(world).counts
    attachments.add(world.learner, piece.id, accept(pdf(), "page-2.pdf"))
    store.submit(world.learner, piece.id)
    second = standing.of_evidence(piece.id).statement
    assert (second.version, second.sent_assurance, first.version) == (2, "W0", 1)
    assert not standing.standing(second).counts
    assert not fact_of(world).counts
    standing.confirm(second.id, world.assessor, confirmed=True, how="Rang again")
    assert fact_of(world).counts
    assert history.verify() == []


def test_it_meets_a_need_for_a_witness_statement(context, world):
    claimed(world, submitted(world.learner, PAPER))
    shown = fact_of(world).shown
    unit = world.second_enrolment.unit
    need = unit.criteria[0].needs.model_copy(
        update={"pieces": 1, "kinds": ("witness_statement",), "corroborated": True}
    )
    assert missing(need, [shown], today()) == ()


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"witness_name": "mia  LEARNER"}, "witness_name", "your own witness"),
        ({"witness_name": "Ann Assessor"}, "witness_name", "Ann Assessor assesses your work"),
        ({"reach": "MIA.Learner+x@Fellside.example"}, "reach", "your own address"),
        ({"reach": "0123, ann.assessor@fellside.example."}, "reach", "assessor’s address"),
        ({"reach": "omar.other@fellside.example"}, "reach", "an account here"),
        ({"reach": "ask at reception"}, "reach", "phone number"),
        ({"signed_on": "2026-10-04"}, "signed_on", "before they saw it"),
    ],
)
def test_whose_paper_it_can_t_be(context, world, changes, field, words):
    piece = draft(world.learner, PAPER, **changes)
    with pytest.raises(Incomplete) as problem:
        store.submit(world.learner, piece.id)
    [lack] = problem.value.lacks
    assert lack.field == field
    assert words in lack.sentence
    assert db.session.scalar(select(Statement)) is None


def test_a_paper_without_its_file_or_with_another_is_refused(context, world):
    piece = store.begin(world.learner, PAPER, draft(world.learner, PAPER).draft)
    with pytest.raises(Incomplete, match="Add a photo or a PDF"):
        store.submit(world.learner, piece.id)
    with pytest.raises(attachments.OtherFile, match="what the witness signed"):
        attachments.add(world.learner, piece.id, accept(b"I saw it all.", "typed.txt"))


def test_nothing_of_it_can_be_quoted(context, world):
    piece = submitted(world.learner, PAPER)
    with pytest.raises(claims.WrongPlace, match="Name the file and the page"):
        claims.add(
            world.learner, piece.id, enrolment_id=world.second_enrolment.id, criterion="3",
            place_kind="quote", place="She manages the night team", reason="x",
        )  # fmt: skip


def test_the_whole_way_in_a_browser(app, world, browse):
    mia = browse(world.learner)
    page = mia.get("/evidence/new")
    assert "A link counts more easily" in page.text
    with app.app_context():
        piece = draft(world.learner, PAPER)
    page = mia.get(f"/evidence/{piece.id}/check")
    assert "Paper does not count by itself" in page.text
    assert "the witness wrote and signed this paper themselves" in page.text
    page = mia.submit(action="/submit")
    assert "Your assessor asks Grace Okafor" in page.text
    page = mia.get(f"/evidence/{piece.id}/claims/{world.second_enrolment.id}/3")
    assert "In my words" not in page.text
    page = mia.submit({"reason": "They say so."}, action="/claims/")
    assert "is claimed for criterion 3" in page.text
    assert "Until then it does not count" in mia.get(f"/evidence/{piece.id}").text
    ann = browse(world.assessor)
    page = ann.get(f"/assessment/evidence/{piece.id}")
    assert "W0" in page.text
    assert "01234 567 890" in page.text
    with app.app_context():
        statement = standing.of_evidence(piece.id).statement
        standing.confirm(statement.id, world.assessor, confirmed=True, how="Rang the hotel")
    assert "Your assessor has asked the witness" in mia.get(f"/evidence/{piece.id}").text


@pytest.mark.printing
def test_its_assurance_is_printed(context, world, tmp_path):
    piece = submitted(world.learner, PAPER)
    claimed(world, piece)
    said = printed(world.learner, tmp_path)
    assert "AssuranceW0:Scannedfromsignedpaper" in said
    statement = standing.of_evidence(piece.id).statement
    standing.confirm(statement.id, world.assessor, confirmed=True, how="Rang the hotel")
    said = printed(world.learner, tmp_path)
    assert "AssuranceW3:" in said
    assert "Rangthehotel" in said


def test_addresses_and_numbers_in_a_line():
    assert addresses_in("ring 01, or <g.o@rowan.example.org>, not @here.") == [
        "g.o@rowan.example.org"
    ]
    assert can_be_reached("ext. 01234 567")
    assert not can_be_reached("ext. 12")


def test_how_to_reach_the_witness_is_no_customer_s_detail(context, world):
    piece = draft(world.learner, PAPER, reach="01632 960 781, or the front desk")
    assert [told for told in advice_on(piece) if "phone" in told.sentence] == []


def test_a_paper_is_not_said_to_be_without_anything_unusual(app, world, browse):
    with app.app_context():
        piece = submitted(world.learner, PAPER, reach="01632 960 781, the front desk")
        statement_id = standing.of_evidence(piece.id).statement.id
    page = browse(world.assessor).get(f"/witnesses/statements/{statement_id}")
    assert "nothing unusual" not in page.text
    assert "Look at the scan" in page.text
