"""A browser in which somebody of the centre is signed in is refused: the learner above all."""

import pytest

from portfolio.base.sealed_text import seal
from tests.threats.outsider import to_signing

PARTS = (
    "seen",
    "you",
    "words",
    "criteria",
    "check",
    "declare",
    "send",
    "not-me",
    "somebody-else",
    "cannot",
)


@pytest.mark.parametrize("who", ["learner", "assessor"])
def test_neither_link_nor_form_opens(house, asked_one, cast, who, unchanged):
    form, fields = to_signing(house.outsider(), asked_one.path)
    before = house.rows(
        "SELECT state, draft_revision FROM witness_request WHERE id = ?", asked_one.request.id.hex
    )
    member = house.signed_in(getattr(cast, who))
    page = member.get(asked_one.path)
    assert page.status == 403
    assert asked_one.request.witness_name not in page.text
    assert asked_one.request.what_they_saw not in page.text
    assert asked_one.secret not in page.html
    for part in PARTS:
        reply = member.post(f"/witness/statement/{part}", fields | {"do": "sure"})
        assert reply.status == 403, part
    assert member.post(form.action, fields).status == 403
    after = house.rows(
        "SELECT state, draft_revision FROM witness_request WHERE id = ?", asked_one.request.id.hex
    )
    assert after == before
    assert house.outsider().post(form.action, fields).status == 200, (
        "the witness isn't locked out by it"
    )


def test_a_closed_and_an_open_link_look_alike_to_somebody_signed_in(house, asked_one, cast):
    member = house.signed_in(cast.learner)
    bodies = {member.get(path).body for path in (asked_one.path, "/w/" + "A" * 43)}
    assert len(bodies) == 1


def test_a_learner_who_signed_out_is_known_by_the_network_only(house, asked_one, cast):
    """Signing out is no crime: the page opens, and the flag “same network” says the rest (test_flags)."""
    member = house.signed_in(cast.learner)
    page = member.get("/")
    out = next(form for form in page.forms if "sign-out" in form.action)
    member.post(out.action, out.fields)
    assert member.get(asked_one.path).status == 200


def test_a_receipt_s_link_is_refused_too(house, cast):
    member = house.signed_in(cast.learner)
    assert member.get("/not-mine/" + "A" * 43).status == 403
    with house.inside():
        sealed = seal("A" * 43)
    assert member.post("/not-mine", {"sealed": sealed}).status == 403
