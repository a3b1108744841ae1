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
from portfolio.base.translating import gettext as _
from portfolio.base.translation_marker import mark
from portfolio.evidence.kinds.witness_statement import IN_PERSON, SAW
from portfolio.outsiders.forms import plain_breaks
from portfolio.witness.fields import LONGEST_WORDS, AtMost
from portfolio.witness.statements.answers import has_words
from portfolio.witness.statements.brief import Question

LONGEST_STATEMENT = 20_000
OLDEST = timedelta(days=365 * 10)


class SeenForm(Form):
    """Whether they saw it themselves, and when it was."""

    seen_in_person = RadioField(
        mark("Were you there?"),
        choices=[SelectChoice(choice.value, choice.words) for choice in IN_PERSON],
        validators=[DataRequired(mark("Choose whether you saw it yourself."))],
    )
    happened_on = DateField(
        mark("When was it?"),
        description=mark("If it was on more than one day, choose the one you know best."),
        format=["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d %m %Y", "%d %B %Y"],
        validators=[DataRequired(mark("Enter the day, such as 3 November 2026."))],
    )

    def validate_happened_on(self, field: DateField) -> None:
        """Refuse a day that can't be meant."""
        if isinstance(field.data, date) and field.data > today():
            raise ValidationError(mark("That day is in the future. Check the date."))
        if isinstance(field.data, date) and field.data < today() - OLDEST:
            raise ValidationError(mark("That day is too long ago. Check the year."))


class YouForm(Form):
    """Who they are: what the learner told us, confirmed or corrected."""

    witness_name = StringField(
        mark("Your name"),
        filters=[plain_breaks],
        validators=[DataRequired(mark("Enter your name.")), AtMost(150)],
    )
    witness_role = StringField(
        mark("Your role"),
        filters=[plain_breaks],
        validators=[DataRequired(mark("Enter your role.")), AtMost(200)],
    )
    employer = StringField(
        mark("Where you work"),
        filters=[plain_breaks],
        validators=[Optional(), AtMost(200)],
    )
    relationship = StringField(
        mark("How do you know them?"),
        filters=[plain_breaks],
        validators=[DataRequired(mark("Say how you know them.")), AtMost(200)],
    )


class WordsForm(Form):
    """What they saw, in their own words."""

    statement = TextAreaField(
        mark("What did you see?"),
        filters=[plain_breaks],
        validators=[
            DataRequired(mark("Write down what you saw, in your own words.")),
            AtMost(LONGEST_STATEMENT),
        ],
    )

    def validate_statement(self, field: TextAreaField) -> None:
        """Refuse a text in which nothing can be read."""
        if not has_words(field.data or ""):
            raise ValidationError(mark("Write down what you saw, in your own words."))


class DeclareForm(Form):
    """The declaration, signed by typing one's name."""

    signed = StringField(
        mark("Type your full name"),
        filters=[plain_breaks],
        validators=[
            DataRequired(mark("Type your full name to sign.")),
            Length(min=2, max=150, message=mark("Type your full name to sign.")),
        ],
    )


class DeclineForm(Form):
    """A word or two about why there will be no statement."""

    words = TextAreaField(
        mark("Would you like to say why?"),
        filters=[plain_breaks],
        validators=[Optional(), AtMost(LONGEST_WORDS)],
    )


def criteria_form(questions: Sequence[Question]) -> type[Form]:
    """Return a form with two fields for each criterion: whether they saw it, and a line of their own."""
    fields: dict[str, Any] = {}
    for question in questions:
        key = question.code.replace(".", "_")
        fields[f"saw_{key}"] = RadioField(
            mark("Did you see this?"),
            choices=[SelectChoice(choice.value, choice.words) for choice in SAW],
            validators=[DataRequired(_("Choose an answer to “%(title)s”.", title=question.title))],
        )
        fields[f"words_{key}"] = TextAreaField(
            mark("In a line of your own (optional)"),
            filters=[plain_breaks],
            validators=[Optional(), AtMost(LONGEST_WORDS)],
        )
    return type("CriteriaForm", (Form,), fields)


def criteria_data(answers: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return kept answers (by criterion) as the form's field values."""
    values: dict[str, str] = {}
    for code, said in answers.items():
        key = code.replace(".", "_")
        values |= {f"saw_{key}": said.get("saw", ""), f"words_{key}": said.get("words", "")}
    return values


def criteria_answers(form: Form, questions: Sequence[Question]) -> dict[str, dict[str, str]]:
    """Return the form's values as answers by criterion; only what was answered."""
    known = {choice.value for choice in SAW}
    answers = {}
    for question in questions:
        key = question.code.replace(".", "_")
        saw, words = form[f"saw_{key}"].data, form[f"words_{key}"].data or ""
        said = {"saw": saw if saw in known else "", "words": words[:LONGEST_WORDS]}
        if any(said.values()):
            answers[question.code] = said
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
