"""What stands on each of the witness's pages: the form filled from the draft, its answers, and the check list."""

from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from wtforms import Form

from portfolio.base.clock import spoken_date
from portfolio.evidence.details.replacing import Spot, look_over
from portfolio.evidence.kinds.witness_statement import IN_PERSON, SAW
from portfolio.witness.answering import FIELDS, answers_of
from portfolio.witness.brief import questions
from portfolio.witness.forms_witness import (
    SeenForm,
    WordsForm,
    YouForm,
    criteria_answers,
    criteria_data,
    criteria_form,
)
from portfolio.witness.links import Opened


class Row(TypedDict):
    """One answer on the page that checks them."""

    key: str
    value: str


class Section(TypedDict):
    """The answers of one part, and the part to change them in."""

    title: str
    part: str
    rows: list[Row]


def form_of(part: str, found: Opened, sent: Mapping[str, Any] | None = None) -> Form:
    """Return a part's form with what was sent, else what was kept; the request fills in who they are.

    Nothing about what was seen is ever filled in for them.
    """
    kept = answers_of(found.request.draft, part)
    if part == "words":
        return WordsForm(sent, data=kept)
    if part == "criteria":
        form = criteria_form(questions(found.unit, found.request.criteria))
        return form(sent, data=criteria_data(kept.get("answers") or {}))
    if part == "you":
        asked = {name: getattr(found.request, name) for name in FIELDS["you"]}
        return YouForm(sent, data=asked | kept)
    return SeenForm(sent, data=kept | {"happened_on": _day(kept.get("happened_on"))})


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def answers_in(part: str, form: Form, found: Opened) -> dict[str, Any]:
    """Return what a part's form holds, as the draft keeps it: plain values, every name of the part."""
    if part == "criteria":
        return {"answers": criteria_answers(form, questions(found.unit, found.request.criteria))}
    values = {field.name: field.data or "" for field in form}
    if part == "seen":
        known = {choice.value for choice in IN_PERSON}
        day = values["happened_on"]
        values["happened_on"] = day.isoformat() if isinstance(day, date) else ""
        values["seen_in_person"] = (
            values["seen_in_person"] if values["seen_in_person"] in known else ""
        )
    return values


def summary_of(found: Opened) -> list[Section]:
    """Return all answers, by part, for the page on which they are checked."""
    draft = found.request.draft or {}
    in_person = {choice.value: choice.words for choice in IN_PERSON}
    saw = {choice.value: choice.words for choice in SAW}
    answers = draft.get("answers") or {}
    asked = questions(found.unit, found.request.criteria)
    return [
        {
            "title": "Were you there?",
            "part": "seen",
            "rows": [
                {
                    "key": "Did you see it yourself?",
                    "value": in_person.get(draft.get("seen_in_person", ""), ""),
                },
                {"key": "When", "value": spoken_date(_day(draft.get("happened_on")) or date.min)},
            ],
        },
        {
            "title": "You",
            "part": "you",
            "rows": [
                {"key": "Name", "value": draft.get("witness_name", "")},
                {"key": "Role", "value": draft.get("witness_role", "")},
                {"key": "Where you work", "value": draft.get("employer", "")},
                {
                    "key": f"How you know {found.learner.name}",
                    "value": draft.get("relationship", ""),
                },
            ],
        },
        {
            "title": "What you saw",
            "part": "words",
            "rows": [{"key": "In your words", "value": draft.get("statement", "")}],
        },
        {
            "title": "Point by point",
            "part": "criteria",
            "rows": [
                {"key": one.title, "value": _said(answers.get(one.code) or {}, saw)}
                for one in asked
            ],
        },
    ]


def details_in(sections: list[Section]) -> tuple[str, ...]:
    """Return what may show who a customer is in the witness's own words; only pointed out, never changed."""
    spots = [
        Spot(row["key"], row["key"], row["value"])
        for section in sections
        if section["part"] not in ("seen", "you")
        for row in section["rows"]
    ]
    _known, pairs = look_over(spots)
    return tuple(dict.fromkeys(one.text for _spot, one in pairs))


def _said(answer: Mapping[str, str], saw: Mapping[str, str]) -> str:
    words = answer.get("words", "")
    return saw.get(answer.get("saw", ""), "") + (f"\n{words}" if words else "")
