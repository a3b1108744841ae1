"""The witness status list as it is gathered: who is known, who vouched, what each says of their own details."""

from datetime import UTC, datetime, timedelta

import pytest

from portfolio.base import clock
from portfolio.base.db import db
from portfolio.exports.gather import gather
from portfolio.witness.known import employers
from portfolio.witness.known import store as listing
from portfolio.witness.requests import staff, store
from tests.conftest import CARRY_OUT, MAINTAIN
from tests.evidence.examples import submitted
from tests.statements import counted
from tests.witness.asked import ADDRESS, Witness, asked, link_to
from tests.witness.known.test_store import entry

ASKED = datetime(2026, 11, 1, 9, tzinfo=UTC)
ANSWERED = datetime(2026, 11, 3, 9, tzinfo=UTC)


def answered(app, world, *, address=ADDRESS, corrected=None, **changes):
    """Let a witness be asked, correct some of their details, and send a statement in."""
    app.config["MAIL_REALLY_LEAVES"] = True
    with clock.at(ASKED):
        request = asked(world, witness_email=address, employer="Rowan Bank", **changes)
        witness = Witness(app, link_to(address))
    with clock.at(ANSWERED):
        witness.begin()
        witness.seen()
        witness.you(**(corrected or {}))
        witness.words()
        witness.criteria()
        witness.browser.submit(action="/witness/statement/declare")
        assert "has arrived" in witness.send().text
    return request


def test_an_expert_of_the_list_who_confirmed_their_details(context, world):
    with clock.at(ASKED):
        listing.add(world.assessor, entry())
    answered(context, world)
    (line,) = gather(world.learner).witnesses
    assert (line.name, line.role, line.employer) == ("Grace Okafor", "Night manager", "Rowan Bank")
    assert (line.contact, line.listed) == (ADDRESS, "Expert witness")
    assert line.vouched.startswith("Ann Assessor vouched for this address on 1 November 2026: On")
    assert (line.assurance, line.reference) == ("W2", "E1")
    assert line.status == "Received"
    assert line.details == "Confirmed their details on 3 November 2026."


def test_somebody_who_is_not_listed_and_corrected_their_role(context, world):
    answered(context, world, corrected={"witness_role": "Duty manager", "employer": ""})
    (line,) = gather(world.learner).witnesses
    assert (line.role, line.listed) == ("Duty manager", "Not on the centre’s list")
    assert line.vouched == "Nobody has vouched for this address."
    assert "role: “Duty manager” (not “Night manager”)" in line.details
    assert "employer: left empty (not “Rowan Bank”)" in line.details
    assert line.assurance == "W1"


def test_whoever_came_on_the_list_later_or_works_at_an_approved_domain(context, world):
    with clock.at(ASKED):
        employers.approve(
            world.administrator,
            domain="rowanbank.example.org",
            employer="Rowan Bank",
            how="I rang their office",
        )
    answered(context, world)
    (line,) = gather(world.learner).witnesses
    assert line.listed == "Not on the centre’s list"
    assert "is an approved domain of Rowan Bank: I rang their office" in line.vouched
    listing.add(world.assessor, entry(expert=False))
    (line,) = gather(world.learner).witnesses
    assert line.listed == "On the centre’s list"
    assert "approved domain" in line.vouched


def test_a_look_alike_of_a_listed_witness_is_not_listed(context, world):
    listing.add(world.assessor, entry())
    asked(world, witness_email="grace.okafor@rоwanbank.example.org")
    (line,) = gather(world.learner).witnesses
    assert line.listed == "Not on the centre’s list"
    assert line.vouched == "Nobody has vouched for this address."


def test_who_has_not_answered_stands_there_too(context, world):
    first = asked(world)
    staff.vouch(world.assessor, first.id, "I know her")
    second = asked(world, witness_email="tom@work.example.org", witness_name="Tom Reyes")
    store.cancel(world.learner, second.id)
    later = clock.now() + timedelta(days=90)
    found = {witness.name: witness for witness in gather(world.learner).witnesses}
    assert found["Grace Okafor"].status == "Not sent yet"
    assert found["Grace Okafor"].vouched.endswith("I know her.")
    assert found["Tom Reyes"].status == "Cancelled"
    assert not found["Tom Reyes"].reference
    with clock.at(later):
        found = {witness.name: witness for witness in gather(world.learner).witnesses}
    assert found["Grace Okafor"].status == "Run out"


def test_signed_paper_stands_on_the_list(context, world):
    piece = submitted(world.learner, "paper_statement")
    (line,) = gather(world.learner).witnesses
    said = piece.latest.content
    assert (line.name, line.employer) == (said["witness_name"], said["employer"])
    assert (line.contact, line.status) == (said["reach"], "Signed paper")
    assert (line.assurance, line.reference) == ("W0", piece.reference)
    assert "the witness signed the paper on" in line.details
    (exported,) = gather(world.learner).pieces
    assert exported.witness.assurance == "W0"
    assert exported.witness.name == said["witness_name"]
    assert not gather(world.learner, CARRY_OUT).witnesses, "it is claimed for no unit yet"


def test_an_export_of_one_unit_names_its_witnesses_only(context, world):
    answered(context, world)
    assert len(gather(world.learner, CARRY_OUT).witnesses) == 1
    assert not gather(world.learner, MAINTAIN).witnesses


@pytest.mark.parametrize("many", [2, 5])
def test_the_list_is_gathered_in_as_many_statements_for_one_as_for_many(context, world, many):
    numbers = []
    listing.add(world.assessor, entry())
    for number in range(many):
        with clock.at(ASKED + timedelta(hours=number)):
            asked(world, witness_email=f"w{number}@work.example.org")
        if number in (0, many - 1):
            db.session.expunge_all()
            with counted(context) as sent:
                assert len(gather(world.learner).witnesses) == number + 1
            numbers.append(len(sent))
    assert numbers[0] == numbers[1], numbers
