"""Nobody is both witness and assessor for one statement, however they came to be both."""

import pytest

from portfolio.base.db import write
from portfolio.people.addresses import address_key
from portfolio.people.model import Account
from tests.threats.outsider import whole_way
from tests.threats.test_mail import FIELDS, where_to_ask


def becomes(house, account: Account, email: str) -> None:
    """Let somebody's account have another address, as an administrator can."""
    with house.inside(), write() as session:
        row = session.get_one(Account, account.id)
        row.email, row.email_key = email, address_key(email)
    account.email = email


def test_the_assessor_s_own_address_is_refused_when_asking(house, cast):
    member = house.signed_in(cast.learner)
    answers = FIELDS | {"witness_email": cast.assessor.email}
    reply = member.submit(where_to_ask(cast), answers, "/witnesses/ask")
    assert reply.status in (200, 422)
    assert "account at this centre" in reply.text


@pytest.mark.parametrize("change", [str, str.upper, lambda email: email.replace("@", "+work@")])
def test_a_witness_who_became_the_assessor_neither_vouches_releases_confirms_nor_decides(
    house, cast, change
):
    waiting, sent = house.ask(cast), house.ask(cast)
    whole_way(house.elsewhere(), sent.path)
    house.quiet()
    becomes(house, cast.assessor, change(waiting.email))
    assessor = house.signed_in(cast.assessor)
    for what, answers in (("vouch", {"how": "It is mine."}), ("release", {})):
        reply = assessor.press(f"/witnesses/{waiting.request.id}/{what}", answers)
        assert reply.status in (403, 404, 409), (what, reply.status, reply.text[:300])
    rows = "SELECT vouched_by_id, state FROM witness_request WHERE id = ?"
    assert house.rows(rows, waiting.request.id.hex) == [(None, "sent")]


def statement_of(house, asked) -> list[str]:
    [(statement, piece)] = house.rows(
        "SELECT id, evidence_id FROM statement WHERE request_id = ?", asked.request.id.hex
    )
    return [f"{i[:8]}-{i[8:12]}-{i[12:16]}-{i[16:20]}-{i[20:]}" for i in (statement, piece)]


def decide(house, cast, piece: str) -> int:
    """Let the assessor decide on all of a piece; return how many decisions are theirs then."""
    assessor = house.signed_in(cast.assessor)
    path = f"/assessment/evidence/{piece}"
    page = assessor.get(path)
    forms = [form for form in page.forms if "version_id" in form.fields]
    for form in forms:
        chosen = {
            name: value for name, kind, value in form.open if kind == "radio" and value == "yes"
        }
        texts = {name: "Good." for name, kind, _value in form.open if kind == "textarea"}
        assessor.post(form.action or path, form.fields | chosen | texts)
    counted = "SELECT (SELECT count(*) FROM decision WHERE by_id = :who)"
    counted += " + (SELECT count(*) FROM version_judgement WHERE by_id = :who)"
    [(many,)] = house.rows(counted.replace(":who", f"'{cast.assessor.id.hex}'"))
    return many


def test_an_assessor_who_is_nobody_s_witness_decides(house, cast):
    one = house.ask(cast)
    whole_way(house.elsewhere(), one.path)
    assert decide(house, cast, statement_of(house, one)[1]) > 0


def test_who_wrote_a_statement_neither_confirms_it_nor_decides_on_it(house, cast):
    one = house.ask(cast)
    whole_way(house.elsewhere(), one.path)
    house.quiet()
    becomes(house, cast.assessor, one.email)
    assessor = house.signed_in(cast.assessor)
    statement, piece = statement_of(house, one)
    for what, answers in (
        ("confirm", {"confirmed": "yes", "how": "Me."}),
        ("correct", {"reason": "x"}),
    ):
        reply = assessor.press(f"/witnesses/statements/{statement}/{what}", answers)
        assert reply.status in (403, 404, 409), (what, reply.status)
    mine = "SELECT count(*) FROM confirmation WHERE by_id = ?"
    assert house.rows(mine, cast.assessor.id.hex) == [(0,)]
    assert decide(house, cast, piece) == 0
