"""The centre's witness list and employers' domains: kept, changed, ended, and what they vouch for."""

from datetime import UTC, datetime, timedelta

import pytest

from portfolio.base import clock
from portfolio.base.db import db, write
from portfolio.history.chain import SYSTEM
from portfolio.history.model import CENTRE_CHAIN, ChainEntry
from portfolio.history.store import of_learner, verify
from portfolio.outsiders.rules import RequestRefused
from portfolio.people import store as people
from portfolio.witness.known import employers
from portfolio.witness.known import store as listing
from portfolio.witness.known.model import EmployerDomain, ListedWitness
from portfolio.witness.known.rules import Entry
from portfolio.witness.model import WitnessRequest
from portfolio.witness.provenance import Through
from portfolio.witness.requests import staff, store
from tests.witness.asked import ADDRESS, asked

ENTRY = {
    "name": "Grace Okafor",
    "role": "Night manager",
    "employer": "Rowan Bank Hotels",
    "relationship": "Manages the night team",
    "email": ADDRESS,
    "expert": True,
    "how": "Her address is on the firm’s web page",
}
DOMAIN = "rowanbank.example.org"


def entry(**changes):
    return Entry(**(ENTRY | changes))


def put_on(world, **changes):
    return listing.add(world.assessor, entry(**changes))


def approve(world, **changes):
    said = {"domain": DOMAIN, "employer": "Rowan Bank Hotels", "how": "I rang their office"}
    return employers.approve(world.administrator, **(said | changes))


def kept(request):
    return db.session.get(WitnessRequest, request.id, populate_existing=True)


def test_who_is_put_on_the_list_is_vouched_for_by_name_and_time(context, world):
    with clock.at(datetime(2026, 9, 21, 10, tzinfo=UTC)):
        row = put_on(world)
    assert [line.id for line in listing.on_list()] == [row.id]
    assert (row.vouched_by_name, row.expert) == ("Ann Assessor", True)
    found = listing.vouching_for(ADDRESS.upper())
    assert found.through is Through.WITNESS_LIST
    assert found.listed.id == row.id
    assert found.by_name == "Ann Assessor"
    assert "web page" in found.how
    assert listing.vouching_for("somebody@" + DOMAIN) is None
    assert verify() == []


@pytest.mark.parametrize("field", ["name", "role", "employer", "relationship", "email", "how"])
def test_every_part_of_a_line_must_be_given(context, world, field):
    with pytest.raises(RequestRefused) as refused:
        put_on(world, **{field: " "})
    assert [problem.field for problem in refused.value.problems] == [field]
    assert not listing.on_list()


@pytest.mark.parametrize("who", ["assessor", "other_assessor", "learner", "administrator"])
def test_nobody_lists_their_own_address_nor_any_accounts(context, world, who):
    account = getattr(world, who)
    local, domain = account.email.split("@")
    for address in (account.email, f"{local.upper()}+x@{domain}"):
        with pytest.raises(RequestRefused):
            put_on(world, email=address)
    assert not listing.on_list()


def test_an_address_is_on_the_list_once(context, world):
    row = put_on(world)
    with pytest.raises(listing.AlreadyListed) as there:
        put_on(world, name="Somebody Else", email=ADDRESS.upper())
    assert there.value.row.id == row.id
    assert "Grace Okafor is on the list" in str(there.value)


def test_a_change_is_a_new_line_that_replaces_the_old_one(context, world):
    first = put_on(world)
    second = listing.change(world.administrator, first.id, entry(role="Duty manager"))
    assert [line.id for line in listing.on_list()] == [second.id]
    assert second.replaces_id == first.id
    assert [line.role for line in listing.lines_of(second)] == ["Duty manager", "Night manager"]
    assert listing.vouching_for(ADDRESS).by_name == "Ada Administrator"
    with pytest.raises(listing.NotOnList):
        listing.change(world.assessor, first.id, entry(role="Porter"))
    assert not listing.taken_off()
    assert verify() == []


def test_a_change_may_keep_the_address_but_not_take_somebody_elses(context, world):
    row = put_on(world)
    put_on(world, name="Tom Reyes", email="tom@" + DOMAIN)
    with pytest.raises(listing.AlreadyListed):
        listing.change(world.assessor, row.id, entry(email="tom@" + DOMAIN))
    with pytest.raises(RequestRefused):
        listing.change(world.assessor, row.id, entry(email=world.assessor.email))


def test_taken_off_with_a_reason_and_put_on_again(context, world):
    row = put_on(world)
    with pytest.raises(RequestRefused):
        listing.take_off(world.assessor, row.id, "  ")
    listing.take_off(world.administrator, row.id, "Left the firm")
    assert not listing.on_list()
    assert [(line.ended_by_name, line.ended_because) for line in listing.taken_off()] == [
        ("Ada Administrator", "Left the firm")
    ]
    assert listing.vouching_for(ADDRESS) is None
    with pytest.raises(listing.NotOnList):
        listing.take_off(world.administrator, row.id, "Twice")
    again = put_on(world)
    assert not listing.taken_off()
    assert {line.id for line in listing.lines_of(again)} == {row.id, again.id}
    assert verify() == []


def test_a_look_alike_of_a_listed_address_is_not_vouched_for(context, world):
    """The list's key forgives dots, tags and homographs; what is vouched for is the very address."""
    put_on(world)
    approve(world)
    for other in ("grace.okafor@rоwanbank.example.org", "grace.okafor@rowanbank.example.0rg"):
        assert listing.vouching_for(other) is None, other
    listing.take_off(world.assessor, listing.on_list()[0].id, "To see the domain alone")
    put_on(world, email="g.race@another.example.org")
    for other in ("grace@another.example.org", "g.race+1@another.example.org"):
        assert listing.vouching_for(other) is None, other


def test_a_request_to_a_listed_address_is_vouched_for_before_the_mail_leaves(context, world):
    row = put_on(world)
    request = kept(asked(world))
    assert request.vouched_through == Through.WITNESS_LIST
    assert (request.vouched_by_id, request.vouched_by_name) == (world.assessor.id, "Ann Assessor")
    assert request.vouched_at == row.vouched_at
    assert "On the centre’s witness list" in request.vouched_how
    other = kept(asked(world, witness_email="tom@elsewhere.example.org"))
    assert (other.vouched_through, other.vouched_by_id) == ("", None)


def test_a_request_sent_again_says_what_vouches_for_it_now(context, world):
    request = asked(world)
    row = put_on(world)
    with write():
        kept(request).vouched_through = ""
    store.send_again(world.learner, request.id)
    assert kept(request).vouched_through == Through.WITNESS_LIST
    listing.take_off(world.assessor, row.id, "Left")
    store.send_again(world.learner, request.id)
    assert (kept(request).vouched_through, kept(request).vouched_at) == ("", None)


def test_open_requests_follow_the_list(context, world):
    request = asked(world)
    row = put_on(world)
    assert kept(request).vouched_through == Through.WITNESS_LIST
    approve(world)
    listing.take_off(world.assessor, row.id, "Left the night team")
    assert kept(request).vouched_through == Through.EMPLOYER_DOMAIN
    employers.end(world.administrator, employers.approved()[0].id, "The firm was sold")
    assert kept(request).vouched_through == ""
    actions = [chain_entry.action for chain_entry in of_learner(world.learner.id)]
    assert actions.count("vouched for a witness’s address") == 2
    assert actions[-1] == "no longer vouches for a witness’s address"
    assert verify() == []


def test_what_a_person_vouched_for_stays_theirs(context, world):
    request = asked(world)
    staff.vouch(world.assessor, request.id, "I know her")
    row = put_on(world)
    assert kept(request).vouched_through == Through.PERSON
    listing.take_off(world.assessor, row.id, "Left")
    assert kept(request).vouched_how == "I know her"
    store.send_again(world.learner, request.id)
    assert kept(request).vouched_how == "I know her"


def test_an_answered_request_keeps_what_vouched_for_it(context, world):
    row = put_on(world)
    request = asked(world)
    store.cancel(world.learner, request.id)
    listing.take_off(world.assessor, row.id, "Left")
    assert kept(request).vouched_through == Through.WITNESS_LIST


def test_an_approved_domain_vouches_for_exactly_its_addresses(context, world):
    row = approve(world, domain="@RowanBank.Example.org")
    assert row.domain == DOMAIN
    found = listing.vouching_for("Anybody@ROWANBANK.example.org")
    assert found.through is Through.EMPLOYER_DOMAIN
    assert found.domain.id == row.id
    assert found.by_name == "Ada Administrator"
    for other in (f"a@mail.{DOMAIN}", "a@example.org", f"a@x{DOMAIN}", "a@rоwanbank.example.org"):
        assert listing.vouching_for(other) is None, other
    request = kept(asked(world))
    assert request.vouched_through == Through.EMPLOYER_DOMAIN


@pytest.mark.parametrize(
    ("domain", "words"),
    [
        ("gmail.com", "says nothing about an employer"),
        ("co.uk", "Many employers"),
        ("rowan", "the whole"),
        ("fellside.example", "this centre’s own domain"),
    ],
)
def test_domains_that_are_refused(context, world, domain, words):
    with pytest.raises(RequestRefused) as refused:
        approve(world, domain=domain)
    assert [problem.field for problem in refused.value.problems] == ["domain"]
    assert words in str(refused.value)


def test_a_domain_is_approved_once_and_says_who_works_there(context, world):
    approve(world)
    with pytest.raises(RequestRefused, match="approved already, for Rowan Bank Hotels"):
        approve(world, domain=DOMAIN.upper())
    with pytest.raises(RequestRefused) as refused:
        approve(world, domain="other.example.org", employer=" ", how="")
    assert {problem.field for problem in refused.value.problems} == {"employer", "how"}
    people.add(name="Leo", email="leo@" + DOMAIN, role_names=["learner"], by=SYSTEM)
    assert employers.learners_at()[DOMAIN] == 1


def test_an_approval_ends_with_a_reason_and_can_be_given_again(context, world):
    row = approve(world)
    with pytest.raises(RequestRefused):
        employers.end(world.administrator, row.id, " ")
    employers.end(world.assessor, row.id, "The firm was sold")
    assert listing.vouching_for(ADDRESS) is None
    assert [approval.ended_because for approval in employers.ended()] == ["The firm was sold"]
    with pytest.raises(employers.NotApproved):
        employers.end(world.assessor, row.id, "Twice")
    approve(world)
    assert listing.vouching_for(ADDRESS)
    assert verify() == []


def test_an_account_at_an_approved_address_is_not_vouched_for(context, world):
    put_on(world)
    approve(world)
    people.add(name="Grace", email=ADDRESS, role_names=["assessor"], by=SYSTEM)
    assert listing.vouching_for(ADDRESS) is None


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Gina Okafor"},
        {"expert": False},
        {"email": "grace@evil.example"},
        {"how": "Trust me"},
        {"ended_at": clock.now()},
    ],
)
def test_history_verify_notices_a_changed_line(context, world, change):
    row = put_on(world)
    with write() as session:
        there = session.get(ListedWitness, row.id)
        for name, value in change.items():
            setattr(there, name, value)
    assert verify()


def test_history_verify_notices_rows_past_history_and_undone_endings(context, world):
    row = put_on(world)
    listing.take_off(world.assessor, row.id, "Left")
    with write() as session:
        session.get(ListedWitness, row.id).ended_at = None
    assert verify()
    with write() as session:
        session.get(ListedWitness, row.id).ended_at = clock.now() - timedelta(days=1)
    assert verify()


def test_history_verify_notices_a_domain_planted_by_sql(context, world):
    with write() as session:
        session.add(
            EmployerDomain(
                domain="evil.example",
                employer="Evil",
                how="–",
                approved_by_id=world.assessor.id,
                approved_by_name="Ann Assessor",
            )
        )
    (fault,) = verify()
    assert "has no entry" in fault
    assert "the centre’s chain" in fault


def test_the_centres_chain_says_what_was_done(context, world):
    row = put_on(world)
    listing.change(world.assessor, row.id, entry(role="Duty manager"))
    approve(world)
    actions = [
        chain_entry.action
        for chain_entry in db.session.query(ChainEntry)
        .filter(ChainEntry.chain == CENTRE_CHAIN)
        .order_by(ChainEntry.sequence)
    ]
    assert actions[-4:] == [
        "put a witness on the list",
        "took a witness off the list",
        "changed a witness on the list",
        "approved an employer’s domain",
    ]
