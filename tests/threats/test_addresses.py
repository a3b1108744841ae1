"""The address a learner names may not be theirs, another learner's or anybody's here, however it is written."""

import pytest

from portfolio.enrolment import store as enrolments
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from tests.conftest import PASSWORD
from tests.threats.conftest import Served
from tests.threats.insider import Insider
from tests.threats.outsider import Reply

OWN = "rosalind.p@müller-works.example"
VARIANTS = {
    "itself": OWN,
    "case": "Rosalind.P@MÜLLER-works.Example",
    "tag": "rosalind.p+witness@müller-works.example",
    "dots": "rosa.lind.p@müller-works.example",
    "without dots": "rosalindp@müller-works.example",
    "punycode": "rosalind.p@xn--mller-works-thb.example",
    "decomposed": "rosalind.p@mu\u0308ller-works.example",
    "accent left out": "rosalind.p@muller-works.example",
    "cyrillic o and a": "r\u043es\u0430lind.p@müller-works.example",
    "greek omicron": "r\u03bfsalind.p@müller-works.example",
    "full width": "\uff52\uff4f\uff53alind.p@müller-works.example",
    "one for l": "rosa1ind.p@müller-works.example",
    "soft hyphen": "rosa\u00adlind.p@müller-works.example",
    "homograph of the domain": "rosalind.p@müller-w\u043erks.example",
    "tag and case and homograph": "R\u043eSALIND.P+boss@müller-works.example",
    "spaces around": "  rosalind.p@müller-works.example ",
    "a dot at the end": "rosalind.p@müller-works.example.",
}


@pytest.fixture(scope="module")
def rosalind(house: Served):
    """A learner whose own address has dots and an international domain, and where she asks a witness."""
    cast = house.cast()
    with house.inside():
        learner = people.add(
            name="Rosalind Penhaligon",
            email=OWN,
            role_names=["learner"],
            by=SYSTEM,
            password=PASSWORD,
        )
        unit = cast.second_enrolment.unit
        enrolled = enrolments.enrol(learner=learner, unit=unit, assessor=cast.assessor, by=SYSTEM)
    return house.signed_in(learner), f"/witnesses/ask?enrolment={enrolled.id}", learner, cast


def ask_at(member: Insider, where: str, address: str) -> Reply:
    answers = {
        "witness_name": "Grace Okafor",
        "witness_role": "Night manager",
        "employer": "Rowan Bank",
        "relationship": "Manages the night team",
        "witness_email": address,
        "what_they_saw": "The handover by the lift.",
    }
    return member.submit(where, answers, "/witnesses/ask")


def requests_of(house: Served, learner) -> int:
    [(many,)] = house.rows(
        "SELECT count(*) FROM witness_request WHERE learner_id = ?", learner.id.hex
    )
    return many


@pytest.mark.parametrize("how", VARIANTS)
def test_the_learner_s_own_address_is_refused(house, rosalind, how):
    member, where, learner, _cast = rosalind
    before, open_before = house.envelopes(), requests_of(house, learner)
    reply = ask_at(member, where, VARIANTS[how])
    assert reply.status in (200, 422), reply.status
    assert "There is a problem" in reply.text, reply.text[:500]
    assert requests_of(house, learner) == open_before
    assert house.envelopes() == before


@pytest.mark.parametrize(
    "change",
    [str, str.upper, lambda a: a.replace("@", "+x@"), lambda a: a.replace("a", "\u0430", 1)],
)
@pytest.mark.parametrize("whose", ["learner", "assessor"])
def test_nobody_of_the_centre_can_be_named(house, rosalind, whose, change):
    member, where, learner, cast = rosalind
    address = change(getattr(cast, whose).email)
    open_before = requests_of(house, learner)
    reply = ask_at(member, where, address)
    assert "account at this centre" in reply.text or "e-mail address" in reply.text
    assert "There is a problem" in reply.text
    assert requests_of(house, learner) == open_before


def test_an_address_of_somebody_else_is_taken(house, rosalind):
    member, where, learner, _cast = rosalind
    open_before = requests_of(house, learner)
    reply = ask_at(member, where, "grace@rowanbank.example.org")
    assert reply.status == 303, reply.text[:600]
    assert requests_of(house, learner) == open_before + 1
    assert house.mailbox.link_for("grace@rowanbank.example.org", "/w/")
