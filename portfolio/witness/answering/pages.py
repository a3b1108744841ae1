"""What stands on each of the witness's pages: the form filled from the draft, its answers, and the check list."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms import Form

from portfolio.base.translating import in_words
from portfolio.evidence.kinds.witness_statement import IN_PERSON, SAW
from portfolio.evidence.redaction.replacing import TextSpot, look_over
from portfolio.witness.answering.forms import (
    SeenForm,
    WordsForm,
    YouForm,
    criteria_answers,
    criteria_data,
    criteria_form,
)
from portfolio.witness.requests import recordings
from portfolio.witness.requests.witness_links import OpenedRequest
from portfolio.witness.statements.answers import FIELDS, answers_of
from portfolio.witness.statements.brief import questions
from portfolio.witness.statements.summary import AnswersSection, sections_of

NOT_SEEN = "no"
"""The answer “I did not see this” of `SAW`."""


def form_of(part: str, found: OpenedRequest, sent: Mapping[str, Any] | None = None) -> Form:
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


def answers_in(part: str, form: Form, found: OpenedRequest) -> dict[str, Any]:
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


def summary_of(found: OpenedRequest) -> list[AnswersSection]:
    """Return all answers, by part, for the page on which they are checked."""
    asked = questions(found.unit, found.request.criteria)
    recorded = recordings.words_of(recordings.of_request(found.request.id))
    return sections_of(found.request.draft or {}, asked, recorded)


def tick_not_seen(form: Form, found: OpenedRequest) -> None:
    """Say “I did not see this” for each point that nobody asked about first and that has no answer yet."""
    for question in questions(found.unit, found.request.criteria):
        field = form[f"saw_{question.code.replace('.', '_')}"]
        if not question.first and not field.data:
            field.data = NOT_SEEN


def others_left(form: Form, found: OpenedRequest) -> bool:
    """Whether all that was asked about first is answered and none of the rest: then one question covers it."""
    asked = questions(found.unit, found.request.criteria)
    answered = {
        question.code: bool(form[f"saw_{question.code.replace('.', '_')}"].data)
        for question in asked
    }
    first = [answered[question.code] for question in asked if question.first]
    others = [answered[question.code] for question in asked if not question.first]
    return bool(first) and all(first) and bool(others) and not any(others)


def points_of(form: Form, found: OpenedRequest) -> dict[str, Any]:
    """Return the points asked about first and the others, and how far the others are.

    They stand open one by one while only some are answered; else their titles are enough.
    """
    asked = questions(found.unit, found.request.criteria)
    others = [question for question in asked if not question.first]
    fields = [form[f"saw_{other.code.replace('.', '_')}"] for other in others]
    answers = [field.data for field in fields if field.data]
    some = 0 < len(answers) < len(fields)
    return {
        "first_points": [question for question in asked if question.first],
        "other_points": others,
        "others_answered": len(answers) == len(fields),
        "others_open": some or any(field.errors for field in fields),
    }


def words_in(answers: Mapping[str, Any]) -> list[str]:
    """Return kept answers as texts to read, whatever their shape."""
    said = {choice.value: in_words(choice.words) for choice in (*SAW, *IN_PERSON)}
    texts = []
    for value in answers.values():
        if isinstance(value, Mapping):
            texts += [
                f"{code}: {said.get(point.get('saw', ''), '')} {point.get('words', '')}".strip()
                for code, point in value.items()
            ]
        elif value:
            texts.append(said.get(str(value), str(value)))
    return texts


def details_in(sections: list[AnswersSection]) -> tuple[str, ...]:
    """Return what may show who a customer is in the witness's own words; only pointed out, never changed."""
    spots = [
        TextSpot(row["key"], row["key"], row["value"])
        for section in sections
        if section["part"] not in ("seen", "you")
        for row in section["rows"]
    ]
    _known, pairs = look_over(spots)
    return tuple(dict.fromkeys(finding.text for _spot, finding in pairs))
