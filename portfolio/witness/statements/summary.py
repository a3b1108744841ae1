"""All that a witness has answered, part by part: for the page on which it is checked, and the copy they get."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict

from portfolio.base.translating import gettext as _
from portfolio.base.translating import in_words, spoken_date
from portfolio.evidence.kinds.witness_statement import IN_PERSON, SAW
from portfolio.witness.statements.brief import Question

_IN_PERSON = {choice.value: choice.words for choice in IN_PERSON}
_SAW = {choice.value: choice.words for choice in SAW}


class AnswerRow(TypedDict):
    """One answer."""

    key: str
    value: str


class AnswersSection(TypedDict):
    """The answers of one part, and the part to change them in."""

    title: str
    part: str
    rows: list[AnswerRow]


def sections_of(
    draft: Mapping[str, Any], asked: Sequence[Question], recorded: str = ""
) -> list[AnswersSection]:
    """Return all answers by part, in the order of the pages and the language spoken now.

    `recorded` says what recording goes with their words, if any.
    """
    spoken: list[AnswerRow] = [{"key": _("Your recording"), "value": recorded}] if recorded else []
    answers = draft.get("answers") or {}
    return [
        {
            "title": _("Did you see this yourself?"),
            "part": "seen",
            "rows": [
                {
                    "key": _("Your answer"),
                    "value": in_words(_IN_PERSON.get(draft.get("seen_in_person", ""), "")),
                },
                {"key": _("When"), "value": _day(draft.get("happened_on"))},
            ],
        },
        {"title": _("You"), "part": "you", "rows": rows_about_you(draft)},
        {
            "title": _("What you saw"),
            "part": "words",
            "rows": [{"key": _("In your words"), "value": draft.get("statement", "")}, *spoken],
        },
        {
            "title": _("Point by point"),
            "part": "criteria",
            "rows": [
                {"key": question.title, "value": _said(answers.get(question.code))}
                for question in asked
            ],
        },
    ]


def rows_about_you(values: Mapping[str, Any]) -> list[AnswerRow]:
    """Return who the witness is, as the learner or they themselves said it."""
    return [
        {"key": _("Name"), "value": values.get("witness_name", "")},
        {"key": _("Role"), "value": values.get("witness_role", "")},
        {"key": _("Where you work"), "value": values.get("employer", "")},
        {
            "key": _("How you know each other"),
            "value": values.get("relationship", ""),
        },
    ]


def _day(text: str | None) -> str:
    return spoken_date(date.fromisoformat(text)) if text else ""


def _said(answer: Mapping[str, str] | None) -> str:
    told = answer or {}
    words = told.get("words", "")
    saw = str(in_words(_SAW.get(told.get("saw", ""), "")))
    return f"{saw}\n{words}" if words else saw
