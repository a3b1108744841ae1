"""Mail: links from the configured address only, no headers smuggled in, names that are only names, and a server that is down."""

import shutil
from datetime import timedelta

import pytest

from portfolio.base import clock, jobs
from portfolio.enrolment import store as enrolments
from portfolio.history.chain import SYSTEM
from portfolio.outsiders.rules import RequestRefused
from portfolio.people import store as people
from tests.conftest import PASSWORD
from tests.journeys.house import free_port
from tests.one_app import close
from tests.threats.conftest import Served
from tests.threats.outsider import filled, whole_way
from tests.threats.post_office import LINK, PostOffice

EVIL = "evil.example.net"
FIELDS = {
    "witness_name": "Grace Okafor",
    "witness_role": "Night manager",
    "employer": "Rowan Bank",
    "relationship": "Manages the night team",
    "what_they_saw": "The handover by the lift.",
}
FORGED = {
    "Host": EVIL,
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Server": EVIL,
    "X-Original-Host": EVIL,
    "Forwarded": f"host={EVIL};proto=https",
}
HEADERS = {
    "from",
    "to",
    "subject",
    "date",
    "message-id",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
}


def where_to_ask(cast) -> str:
    return f"/witnesses/ask?enrolment={cast.second_enrolment.id}"


@pytest.mark.parametrize("header", FORGED)
def test_a_forged_host_is_in_no_link(house, cast, header):
    member = house.signed_in(cast.learner)
    email = f"host.{header.lower()}@works.example.org"
    page = member.get(where_to_ask(cast))
    form = member.own_form(page, "/witnesses/ask")
    sent = filled(form, FIELDS | {"witness_email": email})
    reply = member.post(form.action or page.path, sent, **{header: FORGED[header]})
    if header == "Host":
        assert reply.status == 400
        reply = member.post(form.action or page.path, sent)
    assert reply.status == 303, reply.text[:500]
    assert EVIL not in (reply.header("Location") or "")
    assert house.mailbox.link_for(email, "/w/").startswith(house.url + "/w/")
    witness = house.outsider(**{header: FORGED[header]})
    link = house.mailbox.link_for(email, "/w/")
    if header != "Host":
        for reply in (witness.get(link), house.outsider().get("/w/nothing", **{header: EVIL})):
            assert EVIL not in reply.html
        whole_way(witness, link)
        house.quiet()
    for message in house.mailbox.to(email):
        assert EVIL not in message.as_string()


INJECTED = "\r\nBcc: victim@evil.example.net\r\nX-Evil: yes\r\n\r\nClick http://evil.example.net/"


@pytest.mark.parametrize("breaks", ["\r\n", "\u2028"], ids=["CRLF", "U+2028"])
@pytest.mark.parametrize("field", [*FIELDS, "witness_email"])
def test_no_field_of_the_form_smuggles_in_a_header(house, cast, field, breaks):
    """Refused, or sent without it: never another recipient, another header, another's link."""
    email = f"{cast.learner.id.hex}@works.example.org"
    answers = FIELDS | {"witness_email": email}
    answers[field] += INJECTED.replace("\r\n", breaks)
    envelopes, messages = len(house.envelopes()), len(house.mailbox.messages)
    member = house.signed_in(cast.learner)
    reply = member.submit(where_to_ask(cast), answers, "/witnesses/ask")
    assert reply.status in (200, 303, 422), reply.status
    if field == "witness_email":
        assert reply.status != 303
    known = [email], [cast.learner.email], [cast.assessor.email]
    assert all(envelope in known for envelope in house.envelopes()[envelopes:])
    for message in house.mailbox.messages[messages:]:
        assert {name.lower() for name in message} <= HEADERS
        assert EVIL not in message.as_string()


NAMES = {
    "link": "Mia http://evil.example.net/login Learner",
    "bare link": "Mia evil.example.net Learner",
    "address": "Mia mia@evil.example.net Learner",
    "breaks": "Mia\r\nBcc: victim@evil.example.net\r\nLearner",
    "markup": "Mia <a href=//evil.example.net>press</a> Learner",
    "placeholder": "Mia {link} {0.__class__} %s Learner",
    "unseen": "Mia\u202e\u200bLearner",
}


@pytest.mark.parametrize("how", NAMES)
def test_a_name_in_a_mail_is_only_a_name(house, cast, how):
    with house.inside():
        learner = people.add(
            name=NAMES[how],
            email=f"name.{how.replace(' ', '')}@fellside.example",
            role_names=["learner"],
            by=SYSTEM,
            password=PASSWORD,
        )
        enrolled = enrolments.enrol(
            learner=learner, unit=cast.second_enrolment.unit, assessor=cast.assessor, by=SYSTEM
        )
    named = type(cast)(learner, cast.assessor, enrolled, enrolled)
    try:
        asked = house.ask(named, witness_name=f"Grace{NAMES[how][3:]}")
    except RequestRefused:  # the witness's own name is looked at when it is typed
        asked = house.ask(named)
    whole_way(house.outsider(), asked.path, signed="Grace")
    house.quiet()
    request, receipt = house.mailbox.to(asked.email)
    ours = receipt.get_content().partition("Here is your copy.")[0]
    assert ours != receipt.get_content(), "what follows is what the witness sent in, exactly"
    for message, body in ((request, request.get_content()), (receipt, ours)):
        assert {name.lower() for name in message} <= HEADERS
        said = f"{message['subject']}\n{body}"
        assert EVIL not in said
        assert "{link}" not in said
        assert not {"\u202e", "\u200b"} & set(said)
        assert all(link.startswith(house.url) for link in LINK.findall(said))


def test_a_mail_server_that_is_down_makes_the_request_wait_and_say_so(template_home, tmp_path):
    shutil.copytree(template_home, tmp_path / "home")
    post_office = PostOffice(free_port())  # not started: nobody listens there
    with Served(tmp_path / "home", post_office).open() as house:
        cast = house.cast()
        email = "patient@works.example.org"
        member = house.signed_in(cast.learner)
        reply = member.submit(
            where_to_ask(cast), FIELDS | {"witness_email": email}, "/witnesses/ask"
        )
        assert reply.status == 303, reply.text[:500]
        house.quiet()
        waits = member.follow(reply).text
        assert "mail server" in waits or "not gone" in waits or "waiting" in waits.lower(), waits
        staff = house.signed_in(cast.assessor).get("/witnesses/waiting").text
        assert "mail server" in staff.lower() or "wait" in staff.lower()
        [(state, problem, identity)] = house.rows(
            "SELECT state, problem, message_id FROM outgoing_mail WHERE recipient = ?", email
        )
        assert state == "waiting"
        assert problem
        with post_office, house.inside(), clock.at(clock.now() + timedelta(hours=2)):
            jobs.run_waiting()
        [message] = post_office.to(email)
        assert message["message-id"] == identity
        link = post_office.link_for(email, "/w/")
        whole_way(house.outsider(), link)
        close(house.app)
