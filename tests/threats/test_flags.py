"""What is noticed about a statement stands on the assessor's page, and on no page of the learner's or the witness's."""

import pytest

from portfolio.enrolment import store as enrolments
from portfolio.evidence.records import store as evidence
from portfolio.history.chain import SYSTEM
from portfolio.people import store as people
from tests.conftest import PASSWORD
from tests.evidence.examples import reflective_content
from tests.journeys.house import Cast
from tests.threats.conftest import Asked, Served
from tests.threats.insider import dashed
from tests.threats.outsider import filled, whole_way

ELSEWHERE = "Same network as the learner"
FREE = "Free e-mail address"
UNKNOWN = "A domain the centre does not know"
EACH_OTHER = "They are each other’s witness"
FELLOW = "Perhaps a learner here"
OFTEN = "Often a witness"
ALIKE = "Very like the learner’s own words"
OTHER_NAME = "Another name than the learner gave"
ALL = (ELSEWHERE, FREE, UNKNOWN, EACH_OTHER, FELLOW, OFTEN, ALIKE, OTHER_NAME)
LONG = (
    "At half past nine the late shift came in and the panel by the lift still showed two faults. "
    "She opened the log, read each open job aloud, and named who had promised what to the tenant on the "
    "third floor. Then she closed the log and asked him to tell her the order in which he would go round. "
    "He left out the boiler room, so she took him there and showed him the valve before she went home."
)


def person(house: Served, cast: Cast, name: str) -> Cast:
    """Add a learner of this name with the assessor of `cast`."""
    email = name.lower().replace(" ", ".") + "@fellside.example"
    with house.inside():
        learner = people.add(
            name=name, email=email, role_names=["learner"], by=SYSTEM, password=PASSWORD
        )
        unit = cast.second_enrolment.unit
        enrolled = enrolments.enrol(learner=learner, unit=unit, assessor=cast.assessor, by=SYSTEM)
    return Cast(learner, cast.assessor, enrolled, enrolled)


def flags(house: Served, cast: Cast, asked: Asked) -> set[str]:
    text = house.trust_page(cast.assessor, asked.request).text
    return {words for words in ALL if words in text}


def test_the_same_network_is_flagged_and_another_is_not(house, cast):
    member = house.signed_in(cast.learner)
    asked = []
    for number in (1, 2):
        page = member.get(f"/witnesses/ask?enrolment={cast.second_enrolment.id}")
        form = member.own_form(page, "/witnesses/ask")
        email = f"network{number}.{cast.learner.id.hex}@works.example.org"
        who = {
            "witness_name": "Grace Okafor",
            "witness_email": email,
            "what_they_saw": "The handover.",
        }
        who |= {"witness_role": "Manager", "relationship": "Manages me", "employer": "Rowan Bank"}
        assert member.post(form.action, filled(form, who)).status == 303
        asked.append((email, house.mailbox.link_for(email, "/w/")))
    whole_way(house.outsider(), asked[0][1])
    whole_way(house.elsewhere(), asked[1][1])
    seen = []
    for email, _link in asked:
        wanted = "SELECT s.id FROM statement s JOIN witness_request r ON r.id = s.request_id WHERE r.witness_email = ?"
        [(statement,)] = house.rows(wanted, email)
        text = house.signed_in(cast.assessor).get(f"/witnesses/statements/{dashed(statement)}").text
        seen.append(ELSEWHERE in text)
    assert seen == [True, False]


@pytest.mark.parametrize(
    ("address", "flag"), [("grace.{}@gmail.com", FREE), ("grace@{}.example.com", UNKNOWN)]
)
def test_free_mail_and_a_domain_never_seen_are_flagged(house, cast, address, flag):
    one = house.ask(cast, witness_email=address.format(cast.learner.id.hex[:12]))
    whole_way(house.elsewhere(), one.path)
    assert flag in flags(house, cast, one)
    assert {FREE, UNKNOWN} - {flag} - flags(house, cast, one) == {FREE, UNKNOWN} - {flag}


def test_two_learners_who_vouch_for_each_other_are_flagged(house, cast):
    tom, priya = person(house, cast, "Tomasz Ashworth"), person(house, cast, "Priya Ndlovu")
    there = house.ask(tom, witness_name="Priya Ndlovu", witness_email="pri@ownmail.example.org")
    back = house.ask(priya, witness_name="Tomasz Ashworth", witness_email="tom@ownmail.example.org")
    for asked, whose, name in ((there, tom, "Priya Ndlovu"), (back, priya, "Tomasz Ashworth")):
        whole_way(house.elsewhere(), asked.path, signed=name)
        assert EACH_OTHER in flags(house, whose, asked)


def test_a_fellow_learner_is_flagged(house, cast):
    person(house, cast, "Wilhelmina Achterberg")
    one = house.ask(cast, witness_name="Wilhelmina Achterberg")
    whole_way(house.elsewhere(), one.path, signed="Wilhelmina Achterberg")
    assert FELLOW in flags(house, cast, one)


def test_a_witness_for_many_is_flagged(house, cast):
    email = "everybody.s.witness@works.example.org"
    for number in range(7):
        learner = person(house, cast, f"Many{number} Ofthem")
        house.quiet()
        one = house.ask(learner, witness_email=email)
        house.quiet()
        link = [link for link in house.mailbox.links_to(email) if "/w/" in link][-1]
        whole_way(house.elsewhere(), link)
    assert OFTEN in flags(house, learner, one)


def test_a_text_too_like_the_learner_s_own_is_flagged(house, cast):
    with house.inside():
        written = reflective_content(what_happened=LONG)
        evidence.begin(cast.learner, "reflective_account", written)
    one, other = house.ask(cast), house.ask(cast)
    whole_way(house.elsewhere(), one.path, statement=LONG.replace("nine", "ten"))
    whole_way(house.elsewhere(), other.path)
    assert ALIKE in flags(house, cast, one)
    assert ALIKE not in flags(house, cast, other)


def test_neither_learner_nor_witness_reads_a_flag(house, cast):
    one = house.ask(cast, witness_email=f"grace.{cast.learner.id.hex[:9]}@gmail.com")
    receipt = whole_way(house.outsider(), one.path, witness_name="Bob Builder")
    house.quiet()
    assert {FREE, OTHER_NAME} <= flags(house, cast, one)
    learner = house.signed_in(cast.learner)
    pages = [
        receipt.text,
        *(reply.text for reply in learner.everything() if b"<html" in reply.body),
    ]
    mails = [str(mail.get_content()) for mail in house.mailbox.to(one.email)]
    mails += [str(mail.get_content()) for mail in house.mailbox.to(cast.learner.email)]
    assert not [words for words in ALL for said in (*pages, *mails) if words in said]
