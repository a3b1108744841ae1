"""Flags from the database: what is gathered, for whom it is kept quiet, and in how many statements."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from portfolio.base import clock
from portfolio.base.db import db, write
from portfolio.evidence.records import store as evidence
from portfolio.evidence.records.model import Evidence
from portfolio.history.chain import SYSTEM
from portfolio.people import sign_ins
from portfolio.people import store as people
from portfolio.people.networks import network_mark
from portfolio.witness.flags.flag import Name
from portfolio.witness.flags.rules import MOST_STATEMENTS
from portfolio.witness.flags.store import of_requests, of_statement
from portfolio.witness.known import store as listed
from portfolio.witness.known.rules import Entry
from portfolio.witness.model import Statement, WitnessRequest
from portfolio.witness.requests import staff
from portfolio.witness.requests import store as requests
from portfolio.witness.statements import standing
from tests.evidence.examples import submitted
from tests.statements import counted
from tests.witness.asked import ADDRESS, STATEMENT, Witness, asked, link_to

HERS = "203.0.113.9"


def arrived(app, world, *, words=STATEMENT, **asking) -> Statement:
    """A statement that a witness sent in."""
    app.config["MAIL_REALLY_LEAVES"] = True
    request = asked(world, **asking)
    witness = Witness(app, link_to(request.witness_email))
    witness.begin()
    witness.seen()
    witness.you()
    witness.words(words)
    witness.criteria(**{f"saw_{number}": "no" for number in range(5, 9)})
    witness.browser.submit(action="/witness/statement/declare")
    assert "has arrived" in witness.send().text
    db.session.expire_all()
    return db.session.scalars(select(Statement).where(Statement.request_id == request.id)).one()


def names(statement: Statement) -> list[Name]:
    return [flag.name for flag in of_statement(statement.id)]


def test_a_domain_is_new_until_somebody_from_it_was_confirmed(context, world):
    first = arrived(context, world)
    assert names(first) == [Name.NEW_DOMAIN]
    standing.confirm(first.id, world.assessor, confirmed=True, how="Rang the bank")
    assert names(first) == [Name.NEW_DOMAIN]
    second = arrived(
        context, world, witness_email="b@rowanbank.example.org", words="Other words entirely."
    )
    assert names(second) == []
    standing.confirm(first.id, world.assessor, confirmed=False, how="It was not her")
    assert names(second) == [Name.NEW_DOMAIN]


def test_a_domain_is_known_by_the_list(context, world):
    first = arrived(context, world)
    entry = Entry(
        "Sam Reid", "Manager", "The bank", "Manages", "sam@rowanbank.example.org", False, "Met"
    )
    listed.add(world.assessor, entry)
    assert names(first) == []


def test_free_mail_is_flagged_until_the_witness_is_on_the_list(context, world):
    first = arrived(context, world, witness_email="grace.okafor@gmail.com")
    assert names(first) == [Name.FREE_MAIL]
    entry = Entry(
        "Grace Okafor", "Manager", "The bank", "Manages", "grace.okafor@gmail.com", False, "Met"
    )
    listed.add(world.assessor, entry)
    assert names(first) == []


def signed_in(world, days: int) -> None:
    """Let the learner have signed in so many days ago, on the network that tests send from."""
    with clock.at(clock.now() - timedelta(days=days)):
        sign_ins.begin(world.learner.id, network_mark("127.0.0.1"))


def test_the_network_of_the_learner_counts_for_sixty_days(context, world):
    signed_in(world, 61)
    first = arrived(context, world)
    assert Name.SAME_NETWORK not in names(first)
    signed_in(world, 59)
    assert Name.SAME_NETWORK in names(first)


def test_sixty_days_are_counted_for_each_statement_by_itself(context, world):
    signed_in(world, 80)
    with clock.at(clock.now() - timedelta(days=40)):
        older = arrived(context, world, witness_email="a@rowanbank.example.org")
    newer = arrived(context, world, words="Other words entirely.")
    found = of_requests([older.request_id, newer.request_id])
    same = {key: Name.SAME_NETWORK in {flag.name for flag in flags} for key, flags in found.items()}
    assert same == {older.request_id: True, newer.request_id: False}


def test_the_network_that_the_learner_asked_from_counts(context, world):
    first = arrived(context, world, asked_from=network_mark("127.0.0.1"))
    assert Name.SAME_NETWORK in names(first)
    other = arrived(context, world, asked_from=network_mark(HERS), witness_email="b@b.example.org")
    assert Name.SAME_NETWORK not in names(other)


def test_a_fellow_learner_is_noticed_by_name_and_by_an_account_made_later(context, world):
    by_name = arrived(context, world, witness_name="Mr Omar OTHER")
    assert Name.LEARNER_HERE in names(by_name)
    later = arrived(context, world, witness_email="z@work.example.org", words="Quite other words.")
    assert Name.LEARNER_HERE not in names(later)
    people.add(name="Zed", email="Z+me@work.example.org", role_names=["learner"], by=SYSTEM)
    flag = next(noticed for noticed in of_statement(later.id) if noticed.name is Name.LEARNER_HERE)
    assert (flag.weight, "Zed" in flag.noticed) == ("take care", True)


@pytest.mark.parametrize(
    ("name", "email"),
    [("Mia Learner", "m@home.example.org"), ("M. L.", "mia.learner@fellside.example")],
)
def test_two_learners_who_name_each_other_are_noticed_on_both_sides(context, world, name, email):
    """By name; by address when the other account was made after the asking."""
    one = arrived(context, world, witness_name="Omar Other", witness_email="o@home.example.org")
    assert Name.EACH_OTHER not in names(one)
    with write() as session:
        back = WitnessRequest(
            learner_id=world.other_learner.id,
            enrolment_id=world.other_enrolment.id,
            criteria=["1"],
            witness_name=name,
            witness_role="x",
            relationship="x",
            witness_email=email,
            email_key=email,
            what_they_saw="x",
            expires_at=clock.now() + timedelta(days=1),
        )
        session.add(back)
    found = {flag.name for flag in of_statement(one.id)}
    assert Name.EACH_OTHER in found
    assert Name.LEARNER_HERE not in found
    if name == "Mia Learner":
        assert Name.EACH_OTHER in {flag.name for flag in of_requests([back.id])[back.id]}


def test_a_cancelled_request_makes_no_pair(context, world):
    one = arrived(context, world, witness_name="Omar Other", witness_email="o@home.example.org")
    back = requests.ask(
        world.other_learner,
        enrolment_id=world.other_enrolment.id,
        witness_name="Mia Learner",
        witness_role="x",
        relationship="x",
        witness_email="m@home.example.org",
        what_they_saw="x",
        criteria=["1"],
    )
    assert Name.EACH_OTHER in names(one)
    requests.cancel(world.other_learner, back.id)
    assert Name.EACH_OTHER not in names(one)


def test_words_taken_from_a_submitted_piece_are_quoted(context, world):
    piece = submitted(world.learner, purpose=STATEMENT.replace("She", "I"))
    flag = next(
        noticed
        for noticed in of_statement(arrived(context, world).id)
        if noticed.name is Name.LIKE_LEARNER
    )
    assert flag.other_source == f"what the learner wrote in {piece.reference}"
    assert "the form with him line by line" in flag.passage
    assert "the form with him line by line" in flag.other_passage


def test_words_taken_from_a_draft_are_noticed_and_the_draft_is_not_quoted(context, world):
    piece = evidence.begin(world.learner, "reflective_account")
    draft = {"title": "Mine alone", "what_happened": STATEMENT + " And a secret of mine."}
    evidence.save_draft(world.learner, piece.id, draft, seen_revision=piece.draft_revision)
    flag = next(
        noticed
        for noticed in of_statement(arrived(context, world).id)
        if noticed.name is Name.LIKE_LEARNER
    )
    assert (flag.other_source, flag.other_passage) == ("a draft of the learner’s", "")
    assert "secret" not in flag.sentence


def test_words_taken_from_the_message_are_noticed(context, world):
    assert Name.LIKE_LEARNER in names(arrived(context, world, what_they_saw=STATEMENT))


def test_one_text_for_two_learners_is_noticed_and_the_other_learner_is_not_named(context, world):
    first = arrived(context, world)
    second = arrived(
        context, world, learner=world.other_learner, enrolment=world.other_enrolment, criteria=["1"]
    )
    for statement, other in ((first, "Omar"), (second, "Mia")):
        flag = next(flag for flag in of_statement(statement.id) if flag.name is Name.LIKE_STATEMENT)
        assert "the same witness about another learner" in flag.noticed
        assert other not in flag.sentence + flag.other_source + flag.other_passage


def test_two_witnesses_with_one_text_are_noticed(context, world):
    first = arrived(context, world)
    second = arrived(context, world, witness_email="b@b.example.org", witness_name="Bea Short")
    piece = db.session.get(Evidence, first.evidence_id)
    flag = next(
        noticed for noticed in of_statement(second.id) if noticed.name is Name.LIKE_STATEMENT
    )
    assert flag.other_source == f"the statement of Grace Okafor in {piece.reference}"
    assert flag.other_passage


def test_what_came_within_seconds_is_noticed(context, world):
    first = arrived(context, world, words="word after word without end " * 40)
    assert Name.QUICK in names(first)


def test_there_is_no_flag_of_what_is_not_there(context, world):
    assert of_statement(world.learner.id) == []
    assert of_requests([]) == {}


def test_many_requests_cost_as_many_statements_as_one(context, world):
    first = arrived(context, world)
    with counted(context) as one:
        assert len(of_requests([first.request_id])) == 1
    for number in range(4):
        asked(world, witness_email=f"w{number}@work{number}.example.org", witness_name="Omar Other")
    ids = db.session.scalars(select(WitnessRequest.id)).all()
    with counted(context) as five:
        found = of_requests(ids)
    assert len(found) == len(ids) == 5
    assert len(one) == len(five) <= 10
    with counted(context) as whole:
        of_statement(first.id)
    assert len(whole) <= 14


def gave_before(world, days: int) -> None:
    """Let the same address have given a statement so many days ago."""
    with write() as session:
        request = WitnessRequest(
            learner_id=world.learner.id,
            enrolment_id=world.second_enrolment.id,
            criteria=["1"],
            witness_name="Grace Okafor",
            witness_role="x",
            relationship="x",
            witness_email=ADDRESS,
            email_key=ADDRESS,
            what_they_saw="x",
            expires_at=clock.now(),
        )
        number = 100 + days
        piece = Evidence(
            learner_id=world.learner.id, number=number, kind_id="witness_statement", title="x"
        )
        session.add_all([request, piece])
        session.flush()
        session.add(
            Statement(
                request_id=request.id,
                evidence_id=piece.id,
                witness_name="Grace Okafor",
                witness_email=ADDRESS,
                sent_assurance="W1",
                receipt_digest=str(number),
                submitted_at=clock.now() - timedelta(days=days),
            )
        )


def test_often_is_counted_within_ninety_days(context, world):
    for days in (91, *range(1, MOST_STATEMENTS)):
        gave_before(world, days)
    first = arrived(context, world)
    assert Name.OFTEN not in names(first)
    gave_before(world, 89)
    assert Name.OFTEN in names(first)


def test_vouching_settles_the_domain(context, world):
    request = asked(world)
    assert [flag.name for flag in of_requests([request.id])[request.id]] == [Name.NEW_DOMAIN]
    staff.vouch(world.assessor, request.id, "I know the bank")
    assert of_requests([request.id]) == {request.id: []}
