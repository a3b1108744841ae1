"""The forms of the witness's own pages; a witness has no cookie, so they carry no session token."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from wtforms import (
    DateField,
    Form,
    RadioField,
    SelectChoice,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional

from portfolio.base.clock import today
from portfolio.evidence.kinds.witness_statement import IN_PERSON, SAW
from portfolio.witness.answering import has_words
from portfolio.witness.brief import Question
from portfolio.witness.fields import LONGEST_WORDS, AtMost, plain_breaks

LONGEST_STATEMENT = 20_000
OLDEST = timedelta(days=365 * 10)


class SeenForm(Form):
    """Whether they saw it themselves, and when it was."""

    seen_in_person = RadioField(
        "Did you see it yourself?",
        choices=[SelectChoice(one.value, one.words) for one in IN_PERSON],
        validators=[DataRequired("Choose whether you saw it yourself.")],
    )
    happened_on = DateField(
        "When was it?",
        description="If it was on several days, choose the one you remember best.",
        format=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%d %B %Y"],
        validators=[DataRequired("Enter the day, such as 3/11/2026.")],
    )

    def validate_happened_on(self, field: DateField) -> None:
        """Refuse a day that can't be meant."""
        if isinstance(field.data, date) and field.data > today():
            raise ValidationError("That day is in the future. Check the date.")
        if isinstance(field.data, date) and field.data < today() - OLDEST:
            raise ValidationError("That day is too long ago. Check the year.")


class YouForm(Form):
    """Who they are: what the learner told us, confirmed or corrected."""

    witness_name = StringField(
        "Your name",
        filters=[plain_breaks],
        validators=[DataRequired("Enter your name."), Length(max=150)],
    )
    witness_role = StringField(
        "Your role",
        filters=[plain_breaks],
        validators=[DataRequired("Enter your role."), Length(max=200)],
    )
    employer = StringField(
        "Where you work",
        filters=[plain_breaks],
        validators=[Optional(), Length(max=200)],
    )
    relationship = StringField(
        "How do you know them?",
        filters=[plain_breaks],
        validators=[DataRequired("Say how you know them."), Length(max=200)],
    )


class WordsForm(Form):
    """What they saw, in their own words."""

    statement = TextAreaField(
        "What did you see?",
        filters=[plain_breaks],
        validators=[
            DataRequired("Write down what you saw, in your own words."),
            Length(max=LONGEST_STATEMENT),
        ],
    )

    def validate_statement(self, field: TextAreaField) -> None:
        """Refuse a text in which nothing can be read."""
        if not has_words(field.data or ""):
            raise ValidationError("Write down what you saw, in your own words.")


class DeclareForm(Form):
    """The declaration, signed by typing one's name."""

    signed = StringField(
        "Type your full name",
        filters=[plain_breaks],
        validators=[DataRequired("Type your full name to sign."), Length(min=2, max=150)],
    )


class DeclineForm(Form):
    """A word or two about why there will be no statement."""

    words = TextAreaField(
        "Would you like to say why?",
        filters=[plain_breaks],
        validators=[Optional(), AtMost(LONGEST_WORDS)],
    )


def criteria_form(questions: Sequence[Question]) -> type[Form]:
    """Return a form with two fields for each criterion: whether they saw it, and a line of their own."""
    fields: dict[str, Any] = {}
    for one in questions:
        mark = one.code.replace(".", "_")
        fields[f"saw_{mark}"] = RadioField(
            "Did you see this?",
            choices=[SelectChoice(choice.value, choice.words) for choice in SAW],
            validators=[DataRequired(f"Choose an answer to “{one.title}”.")],
        )
        fields[f"words_{mark}"] = TextAreaField(
            "In a line of your own (optional)",
            filters=[plain_breaks],
            validators=[Optional(), AtMost(LONGEST_WORDS)],
        )
    return type("CriteriaForm", (Form,), fields)


def criteria_data(answers: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return kept answers (by criterion) as the form's field values."""
    values: dict[str, str] = {}
    for code, said in answers.items():
        mark = code.replace(".", "_")
        values |= {f"saw_{mark}": said.get("saw", ""), f"words_{mark}": said.get("words", "")}
    return values


def criteria_answers(form: Form, questions: Sequence[Question]) -> dict[str, dict[str, str]]:
    """Return the form's values as answers by criterion; only what was answered."""
    known = {choice.value for choice in SAW}
    answers = {}
    for one in questions:
        mark = one.code.replace(".", "_")
        saw, words = form[f"saw_{mark}"].data, form[f"words_{mark}"].data or ""
        said = {"saw": saw if saw in known else "", "words": words[:LONGEST_WORDS]}
        if any(said.values()):
            answers[one.code] = said
    return answers


def is_too_long(form: Form) -> bool:
    """Whether a text is longer than can be kept, even as a draft."""
    limits = (
        (field.data, rule.max)
        for field in form
        for rule in field.validators
        if isinstance(rule, Length) and rule.max > 0
    )
    return any(len(str(value or "")) > most for value, most in limits)
