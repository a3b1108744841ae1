"""A forwarded link: what the other person can say, what stays fixed on the statement, and where the receipt goes."""

import pytest
from sqlalchemy import select

from portfolio.base.db import db
from portfolio.witness.model import Statement
from portfolio.witness.statements import standing as standings
from tests.threats.outsider import whole_way


def say(house, path: str, end: str, **answers: str):
    """Press one of the first page's buttons and then the one behind it."""
    witness = house.outsider()
    first = witness.get(path).form(end)
    second = witness.post(first.action, first.fields).form(end)
    return witness.post(second.action, second.fields | answers)


def sentences(house, account) -> str:
    rows = house.rows("SELECT sentence FROM notice WHERE account_id = ?", account.id.hex)
    return "\n".join(sentence for (sentence,) in rows)


@pytest.mark.parametrize("end", ["not-me", "cannot", "somebody-else"])
def test_whoever_can_not_or_should_not_answer_closes_the_link(house, asked_one, cast, end):
    words = {"words": "I only know her mother."}
    assert say(house, asked_one.path, end, **words).status == 200
    assert house.outsider().get(asked_one.path).status == 404
    [(state,)] = house.rows(
        "SELECT state FROM witness_request WHERE id = ?", asked_one.request.id.hex
    )
    assert state == "declined"
    assert asked_one.request.witness_name in sentences(house, cast.learner)
    if end == "not-me":
        told = sentences(house, cast.assessor)
        assert asked_one.email in told
        assert "not " + asked_one.request.witness_name in told


def test_name_and_address_on_the_statement_are_those_that_were_asked(house, asked_one):
    """Whoever writes may call themselves what they like: who was asked stays, and it is compared."""
    changed = {"witness_name": "Bob Builder", "signed": "Bob Builder", "email": "bob@evil.example"}
    whole_way(house.outsider(), asked_one.path, **changed)
    wanted = "SELECT witness_name, witness_email FROM statement WHERE request_id = ?"
    kept = house.rows(wanted, asked_one.request.id.hex)
    assert kept == [("Grace Okafor", asked_one.email)]


def test_an_assessor_sees_that_somebody_else_signed(house, asked_one, cast):
    whole_way(house.outsider(), asked_one.path, witness_name="Bob Builder", signed="Bob Builder")
    text = house.trust_page(cast.assessor, asked_one.request).text
    assert "Grace Okafor" in text, text
    assert "Bob Builder" in text


def test_the_receipt_goes_to_the_address_that_was_asked_and_to_no_other(house, asked_one, cast):
    before = len(house.envelopes())
    changed = {"witness_name": "Bob <bob@evil.example>", "signed": "bob@evil.example"}
    whole_way(house.outsider(), asked_one.path, **changed)
    new = house.envelopes()[before:]
    assert new.count([asked_one.email]) == 1
    known = [asked_one.email], [cast.learner.email], [cast.assessor.email]
    assert all(envelope in known for envelope in new)
    receipt = house.mailbox.to(asked_one.email)[-1]
    assert "/not-mine/" in receipt.get_content()
    assert "evil.example" not in str(receipt["to"])


def test_this_was_not_me_disputes_uncovers_and_is_told(house, asked_one, cast):
    whole_way(house.outsider(), asked_one.path)
    house.quiet()
    link = next(
        mailed_link
        for mailed_link in house.mailbox.links_to(asked_one.email)
        if "/not-mine/" in mailed_link
    )
    witness = house.outsider()
    form = witness.get(link).form("/not-mine")
    nothing = witness.post(form.action, form.fields)
    assert house.rows(
        "SELECT count(*) FROM confirmation WHERE by_id IS NULL AND by_name = ?", asked_one.email
    ) == [(0,)], nothing.text
    choice = next(
        value
        for name, kind, value in form.open
        if kind == "radio" and "not" in value.replace("_", "-")
    )
    name = next(name for name, kind, value in form.open if value == choice)
    assert witness.post(form.action, form.fields | {name: choice}).status == 200
    said = house.rows(
        "SELECT confirmed, source FROM confirmation WHERE by_name = ?", asked_one.email
    )
    assert said == [(0, "mailbox")]
    assert asked_one.email in sentences(house, cast.assessor)
    assert "question" in sentences(house, cast.learner)
    entries = house.rows("SELECT action FROM chain_entry WHERE chain = ?", cast.learner.id.hex)
    assert any("wasn’t me" in action for (action,) in entries)
    assert "In question" in house.trust_page(cast.assessor, asked_one.request).text


def test_a_statement_that_was_disowned_counts_for_nothing(house, cast):
    """Vouched for, it counted (W2); disowned, it doesn't: on the coverage page of learner and assessor."""
    asked_one = house.ask(cast)
    assessor = house.signed_in(cast.assessor)
    vouched = assessor.submit(
        f"/witnesses/{asked_one.request.id}/vouch", {"how": "On the employer’s web page"}, "/vouch"
    )
    assert vouched.status in (200, 303), vouched.text
    whole_way(house.outsider(), asked_one.path)
    house.quiet()
    before = standing(house, asked_one)
    assert before.counts
    link = next(
        mailed_link
        for mailed_link in house.mailbox.links_to(asked_one.email)
        if "/not-mine/" in mailed_link
    )
    witness = house.outsider()
    form = witness.get(link).form("/not-mine")
    name, choice = next(
        (name, value) for name, kind, value in form.open if kind == "radio" and "not" in value
    )
    witness.post(form.action, form.fields | {name: choice})
    after = standing(house, asked_one)
    assert after.disputed
    assert not after.counts


def standing(house, asked_one):
    with house.inside():
        db.session.rollback()
        statement = db.session.scalar(
            select(Statement).where(Statement.request_id == asked_one.request.id)
        )
        return standings.standing(statement)
