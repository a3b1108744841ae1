"""What a witness says of their own details: confirmed, or corrected, in words."""

from datetime import UTC, datetime

from portfolio.witness.statements.own_details import corrections, own_words

AT = datetime(2026, 11, 3, 12, tzinfo=UTC)
GIVEN = {
    "witness_name": "Grace Okafor",
    "witness_role": "Boss",
    "employer": "Rowan Bank",
    "relationship": "My manager",
}


def test_the_same_details_are_confirmed_whatever_their_spaces_and_capitals():
    said = GIVEN | {"witness_name": "grace  okafor", "relationship": " My manager "}
    assert own_words(GIVEN, said, AT) == "Confirmed their details on 3 November 2026."


def test_each_correction_is_named_with_what_stood_there():
    said = GIVEN | {"witness_role": "Duty manager", "employer": ""}
    assert own_words(GIVEN, said, AT) == (
        "Corrected their role: “Duty manager” (not “Boss”); employer: left empty (not “Rowan Bank”), "
        "on 3 November 2026."
    )
    assert own_words(GIVEN | {"employer": ""}, GIVEN, AT) == (
        "Corrected their employer: “Rowan Bank”, on 3 November 2026."
    )


def test_what_an_older_form_did_not_ask_is_no_correction():
    said = {name: GIVEN[name] for name in ("witness_name", "witness_role", "relationship")}
    assert corrections(GIVEN, said) == ()
