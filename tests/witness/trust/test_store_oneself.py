"""Nobody is both witness and staff for one statement: in any disguise, and whenever the account was made."""

import pytest

from portfolio.assessment import store as assessment
from portfolio.base.db import db, write
from portfolio.enrolment import store as enrolments
from portfolio.evidence.records.model import EvidenceVersion
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from portfolio.people.model import Account
from portfolio.witness.identity import is_the_witness
from portfolio.witness.model import Statement, WitnessRequest
from portfolio.witness.provenance import Way
from portfolio.witness.requests import staff
from portfolio.witness.statements import standing
from tests.witness.asked import ADDRESS, asked
from tests.witness.statements.test_standing import received

DISGUISES = [
    ADDRESS,
    "Grace.Okafor+work@RowanBank.example.org",
    "graceokafor@rowanbank.example.org",
    "grace.оkafor@rowanbank.example.org",  # a Cyrillic letter
]


def joins(world, email: str, name: str = "Grace Later") -> Account:
    """Somebody who becomes an assessor here, and gets the enrolment that the statement is about."""
    person = people.add(name=name, email=email, role_names=["assessor"], by=SYSTEM)
    for enrolment in (world.enrolment, world.second_enrolment):
        enrolments.reassign(enrolment.id, person, SYSTEM)
    return person


@pytest.mark.parametrize("address", DISGUISES)
def test_a_witness_who_becomes_the_assessor_later_neither_confirms_nor_decides(
    context, world, address
):
    shown = received(context, world)
    grace = joins(world, address)
    with pytest.raises(standing.BothWitnessAndAssessor, match="Somebody else"):
        standing.confirm(shown.statement.id, grace, confirmed=True, how="It was me")
    version = db.session.query(EvidenceVersion).filter_by(evidence_id=shown.evidence.id).one()
    with pytest.raises(assessment.OwnStatement, match="another assessor"):
        assessment.assess(grace, version.id, [])


@pytest.mark.parametrize("address", DISGUISES)
@pytest.mark.parametrize("act", ["vouch", "release"])
def test_nobody_vouches_for_or_hands_over_a_link_to_themselves(context, world, address, act):
    request = asked(world)
    grace = joins(world, address)
    with pytest.raises(staff.OwnAddress):
        staff.vouch(grace, request.id, "I know me") if act == "vouch" else staff.release(
            grace, request.id
        )


def test_an_administrator_is_no_exception(context, world):
    request = asked(world)
    grace = people.add(name="G", email=DISGUISES[1], role_names=["administrator"], by=SYSTEM)
    with pytest.raises(staff.OwnAddress):
        staff.vouch(grace, request.id, "I know me")


def test_another_assessor_may_do_all_of_it(context, world):
    shown = received(context, world)
    other = joins(world, "gina.okafor@rowanbank.example.org")
    standing.confirm(shown.statement.id, other, confirmed=True, how="Rang the hotel")
    version = db.session.query(EvidenceVersion).filter_by(evidence_id=shown.evidence.id).one()
    assessment.assess(other, version.id, [])


def test_on_paper_without_an_address_the_name_decides(world):
    def paper(name: str, email: str = "") -> Statement:
        return Statement(witness_name=name, witness_email=email, way=Way.PAPER)

    ann = world.assessor
    assert is_the_witness(ann, paper("Ms Ann  ASSESSOR"))
    assert is_the_witness(ann, paper("Assessor, Ann"))
    assert not is_the_witness(ann, paper("Ann"))
    assert not is_the_witness(ann, paper("Ann Other"))
    assert not is_the_witness(ann, paper("Ann Assessor", "ann@elsewhere.example"))
    assert is_the_witness(ann, WitnessRequest(witness_name="X", witness_email=ann.email.upper()))


def test_two_accounts_of_one_mailbox_are_one_person(context, world):
    """As an upgrade may leave them: the second one's key is numbered."""
    shown = received(context, world)
    second = joins(world, "second@rowanbank.example.org")
    with write() as session:
        row = session.get_one(Account, second.id)
        row.email, row.email_key = "GRACE.okafor@rowanbank.example.org", "numbered 2"
    with pytest.raises(standing.BothWitnessAndAssessor):
        standing.confirm(shown.statement.id, row, confirmed=True, how="It was me")
